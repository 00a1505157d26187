"""Which measures there are, and which of them are asked here."""

from acudesk import paths
from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.changes import Changes
from acudesk.domain.errors import DomainError
from acudesk.domain.measure import (
    Measure,
    check_panels,
    measure_from_table,
    measure_to_table,
    measures_from_toml,
)
from acudesk.domain.text import folded
from acudesk.translation import current_language, tr


class Measures:
    """The shipped measures and the practice's own."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work
        self._shipped_in: dict[str, tuple[Measure, ...]] = {}
        self._listed: tuple[Measure, ...] = ()
        self._listed_for: object = None

    @property
    def _shipped(self) -> tuple[Measure, ...]:
        # Their names are texts: the paper may speak another language than the screen.
        spoken = current_language()
        if spoken not in self._shipped_in:
            text = paths.resource("measures.toml").read_text(encoding="utf-8")
            self._shipped_in[spoken] = measures_from_toml(text)
        return self._shipped_in[spoken]

    def list_measures(self) -> tuple[Measure, ...]:
        """Every measure, shipped ones first, each knowing whether it is asked here."""
        # Every score that is kept asks for this: the same rows give the same measures.
        choices, own = self._work.measures.choices(), self._work.measures.own()
        rows = choices, own, current_language()
        if rows != self._listed_for:
            self._listed = tuple(
                measure.chosen(choices.get(measure.code, measure.asked))
                for measure in (*self._shipped, *map(measure_from_table, own))
            )
            self._listed_for = rows
        return self._listed

    def measure(self, code: str) -> Measure:
        """One measure by its code; raises DomainError."""
        for measure in self.list_measures():
            if measure.code == code:
                return measure
        raise DomainError(
            tr(
                "There is no measure called “{code}”. Known: {known}.",
                code=code,
                known=", ".join(measure.code for measure in self.list_measures()),
            ),
            field="measure",
        )

    def choose_measure(self, code: str, *, asked: bool) -> Changes:
        """Ask a measure from the next session on, or stop asking it."""
        before = self.measure(code)
        if before.asked == asked:
            return Changes()
        with self._work as work:
            work.measures.choose(code, asked)
            work.audit.add(
                "change", "measure", code, before={"asked": before.asked}, after={"asked": asked}
            )
        return Changes(settings=True)

    def add_measure(self, measure: Measure) -> Changes:
        """Add a measure of the practice's own; it is asked from the next session on.

        Raises DomainError where its name or code is taken (capitals and accents do not tell two
        names apart), or its panel holds another kind of scale.
        """
        known = self.list_measures()
        name = folded(measure.name)
        if any(one.code == measure.code or folded(one.name) == name for one in known):
            raise DomainError(
                tr("There is already a measure called “{name}”.", name=measure.name), field="name"
            )
        check_panels((*known, measure))
        table = {**measure_to_table(measure), "own": True}
        with self._work as work:
            work.measures.add_own(measure.code, table)
            work.audit.add("create", "measure", measure.code, after=table)
        return Changes(settings=True)
