"""Reads the figures of the practice slice by slice, so that whoever saves is never held up."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from acudesk.domain.errors import DomainError
from acudesk.domain.measure import Measure
from acudesk.domain.practice_figures import (
    ConditionCount,
    CourseSlice,
    PartialFigures,
    PracticeFigures,
    PracticeFilter,
)
from acudesk.ui.task_runner import TaskRunner

if TYPE_CHECKING:
    from acudesk.bootstrap import Services
    from acudesk.services.practice_figures import PracticeReader


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeView:
    """What a reading came to: the figures, the conditions that occur in the whole practice
    whatever the filter, and the measures that the figures are of."""

    figures: PracticeFigures
    conditions: tuple[ConditionCount, ...]
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    slices: tuple[CourseSlice, ...]
    conditions: tuple[ConditionCount, ...]
    measures: tuple[Measure, ...]
    reader: "PracticeReader"


class PracticeReading(QObject):
    """One reading at a time; a new one drops the one before.

    `found` carries a PracticeView, `moved` how many slices are read and how many there are,
    `failed` a DomainError. Each slice is a job of its own, asked for when the one before is
    back: what was queued meanwhile goes first.
    """

    found = Signal(object)
    moved = Signal(int, int)
    failed = Signal(object)

    def __init__(self, runner: TaskRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._runner = runner
        self._chosen = PracticeFilter()
        self._turn = 0
        self._reader: PracticeReader | None = None
        self.is_running = False

    def start(self, chosen: PracticeFilter) -> None:
        """Read the courses that a filter leaves."""
        self._drop()
        self._chosen = chosen
        self.is_running = True

        def plan(services: "Services") -> _Plan:
            reader = services.practice_figures
            return _Plan(
                slices=reader.plan(chosen),
                conditions=reader.list_conditions(),
                measures=services.measures.list_measures(),
                reader=reader,
            )

        def planned(found: _Plan) -> None:
            self._reader = found.reader
            self._go_on(found, ())

        self._ask(plan, planned)

    def cancel(self) -> None:
        """Stop reading; nothing more is told of it."""
        self._drop()

    def _go_on(self, plan: _Plan, read: tuple[PartialFigures, ...]) -> None:
        chosen = self._chosen
        self.moved.emit(len(read), len(plan.slices))
        if len(read) < len(plan.slices):
            part = plan.slices[len(read)]
            self._ask(
                lambda services: services.practice_figures.read_slice(chosen, part),
                lambda found: self._go_on(plan, (*read, found)),
            )
            return

        def done(figures: PracticeFigures) -> None:
            self.is_running = False
            self.found.emit(
                PracticeView(figures=figures, conditions=plan.conditions, measures=plan.measures)
            )

        self._ask(lambda services: services.practice_figures.figures(chosen, read), done)

    def _ask(self, job: "Callable[[Services], object]", done: Callable[..., None]) -> None:
        turn = self._turn

        def answered(answer: object) -> None:
            if turn == self._turn:
                done(answer)

        def refused(error: DomainError) -> None:
            if turn == self._turn:
                self.is_running = False
                self.failed.emit(error)

        self._runner.read(job, answered, failed=refused, owner=self)

    def _drop(self) -> None:
        self._turn += 1
        if self.is_running and self._reader is not None:
            self._reader.cancel()
        self.is_running = False
