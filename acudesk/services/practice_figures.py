"""The figures of the whole practice, read in slices: between two of them whoever saves has the
way to the database, and a reading that nobody waits for any more is stopped."""

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from acudesk.data.practice_figures import CourseRow
from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.errors import InterruptedReadError
from acudesk.domain.measure import Group
from acudesk.domain.practice_figures import (
    ConditionCount,
    CourseChange,
    CourseFacts,
    CourseSlice,
    EffectCounts,
    PartialFigures,
    PracticeFigures,
    PracticeFilter,
    ScoreCount,
    course_change,
    measure_counts,
    summed_figures,
)
from acudesk.domain.progress import main_pain_key
from acudesk.domain.session import ScoreKey
from acudesk.services.measures import Measures
from acudesk.translation import tr

SESSIONS_A_SLICE = 1_000
"""So many sessions, with ten scores each, are read in some 30 ms: a save that is queued behind
them waits no longer than it would for another save."""


class PracticeReader:
    """Read the figures of all courses; it writes nothing.

    `view` reads everything at once. Whoever must not hold up others asks for a `plan`, reads
    each slice in a job of its own, and puts the parts together by `figures`.
    """

    def __init__(self, work: UnitOfWork, measures: Measures) -> None:
        self._work = work
        self._measures = measures
        self._gate = threading.Lock()
        self._is_reading = self._is_stopped = False

    def list_conditions(self) -> tuple[ConditionCount, ...]:
        """The conditions that occur in courses with a session, the most frequent first."""
        return self._work.practice_figures.conditions()

    def plan(self, chosen: PracticeFilter) -> tuple[CourseSlice, ...]:
        """The slices in which the courses that a filter leaves are read; none without courses."""
        return self._work.practice_figures.slices(chosen, SESSIONS_A_SLICE)

    def read_slice(self, chosen: PracticeFilter, part: CourseSlice) -> PartialFigures:
        """What the figures need of one slice; raises InterruptedReadError once it is stopped."""
        with self._reading():
            return self._read(chosen, part)

    def figures(
        self, chosen: PracticeFilter, partials: Iterable[PartialFigures]
    ) -> PracticeFigures:
        """The figures of all slices of a plan together."""
        rule = self._work.practice.get().baseline_rule
        return summed_figures(chosen, partials, self._measures.list_measures(), rule)

    def view(self, chosen: PracticeFilter | None = None) -> PracticeFigures:
        """The figures of the courses that a filter leaves, of all without one."""
        chosen = chosen or PracticeFilter()
        return self.figures(chosen, [self.read_slice(chosen, one) for one in self.plan(chosen)])

    def cancel(self) -> None:
        """Stop the slice that is being read, if one is; may be called from any thread.

        What is still to come of a plan is the caller's to drop. A write is never stopped: none
        begins while the gate is held, and once a slice is over nothing is interrupted.
        """
        with self._gate:
            if self._is_reading:
                self._is_stopped = True
                self._work.interrupt()

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with self._gate:
            self._is_reading, self._is_stopped = True, False
        try:
            yield
        except Exception:
            if not self._is_stopped:
                raise
        finally:
            with self._gate:
                self._is_reading = False
        # The driver does not always tell that a statement was interrupted: it may hand out fewer
        # rows, or none. Whatever was read by then is worth nothing.
        if self._is_stopped:
            raise InterruptedReadError(tr("The reading was stopped. Nothing was changed."))

    def _read(self, chosen: PracticeFilter, part: CourseSlice) -> PartialFigures:
        queries = self._work.practice_figures
        rows = queries.courses(chosen, part)
        courses = [row.id for row in rows]
        scored = queries.scored(courses)
        asked, unasked = queries.effects(courses)
        changes = self._changes(rows, scored)
        return PartialFigures(
            courses=tuple(
                CourseFacts(
                    condition=row.condition,
                    is_closed=row.is_closed,
                    visits=row.visits,
                    change=changes.get(row.id),
                )
                for row in rows
            ),
            effects_asked=_of_visits(asked, [row.asked for row in rows]),
            effects_unasked=_of_visits(unasked, [row.visits - row.asked for row in rows]),
            measures=measure_counts(scored, queries.missing(courses)),
        )

    def _changes(
        self, rows: Sequence[CourseRow], scored: Iterable[ScoreCount]
    ) -> dict[int, CourseChange]:
        """What the main pain measure did in the closed courses. Only those are looked at that
        have two scores of it on one scale: nothing is said of a single one."""
        rule = self._work.practice.get().baseline_rule
        measures = {
            key: measure
            for measure in self._measures.list_measures()
            if measure.group == Group.PAIN
            for key in measure.keys()
        }
        closed = {row.id for row in rows if row.is_closed}
        pain: dict[int, dict[ScoreKey, int]] = {}
        for one in scored:
            if one.course_id in closed and one.key in measures:
                most = pain.setdefault(one.course_id, {})
                most[one.key] = max(most.get(one.key, 0), one.count)
        of_key: dict[ScoreKey, list[int]] = {}
        for course, most in pain.items():
            if max(most.values()) < 2:
                continue
            key = main_pain_key((measures[key], key) for key in measures if key in most)
            if key is not None and most[key] > 1:
                of_key.setdefault(key, []).append(course)
        changes: dict[int, CourseChange] = {}
        for key, courses in of_key.items():
            for course, readings in self._work.practice_figures.readings(courses, key).items():
                change = course_change(measures[key], key, readings, rule)
                if change is not None:
                    changes[course] = change
        return changes


def _of_visits(effects: EffectCounts, visits: Sequence[int]) -> EffectCounts:
    """Side effects beside the visits they were noted at, `visits` course by course."""
    return replace(effects, sessions=sum(visits), courses=sum(map(bool, visits)))
