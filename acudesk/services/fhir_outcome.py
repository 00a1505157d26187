"""What an import of FHIR did, or would do, and why nothing was kept."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from acudesk.domain.errors import DomainError
from acudesk.domain.import_matching import Candidate
from acudesk.reports.fhir.reading import Refused
from acudesk.translation import ntr, tr

NAMED = 3
"""Refused entries that the sentence of a refused import names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FhirUndecided:
    """A patient of the file who may be one of these of the practice; nobody is guessed."""

    place: str
    name: str
    birth_date: date | None
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FhirImportReport:
    """What an import did, or would do.

    `already` counts what the practice held before, `others_added` consents, screenings, reviews,
    planned visits and documents, `sealed` the signed sessions that were sealed anew, `left_out`
    the patients who were to stay out. `not_taken` counts what AcuDesk has no place for, by its
    type or code. `kept` is false after a dry run and after a refusal.
    """

    patients_added: int = 0
    patients_matched: int = 0
    courses_added: int = 0
    entries_added: int = 0
    scores_added: int = 0
    blanks: int = 0
    others_added: int = 0
    measures_added: int = 0
    sealed: int = 0
    left_out: int = 0
    already: int = 0
    refused: tuple[Refused, ...] = ()
    undecided: tuple[FhirUndecided, ...] = ()
    not_taken: Mapping[str, int] = field(default_factory=dict)
    kept: bool = True

    @property
    def words(self) -> str:
        """What was done, in lines."""
        return "\n".join((*self._counted(), *self._left()))

    @property
    def summary(self) -> str:
        """What was done, without what was refused, undecided, or not taken."""
        return " ".join(self._counted())

    def _counted(self) -> Iterator[str]:
        parts = (
            ntr("{n} patient added", "{n} patients added", self.patients_added),
            ntr("{n} known", "{n} known", self.patients_matched),
            ntr("{n} course", "{n} courses", self.courses_added),
            ntr("{n} session", "{n} sessions", self.entries_added),
            ntr("{n} score", "{n} scores", self.scores_added),
            ntr("{n} other entry", "{n} other entries", self.others_added),
            ntr("{n} there already", "{n} there already", self.already),
        )
        found = ", ".join(parts)
        if self.left_out:
            found += ", " + ntr("{n} left out", "{n} left out", self.left_out)
        if self.kept:
            yield tr("Imported: {found}.", found=found)
        else:
            yield tr("This would be imported: {found}.", found=found)
        if self.sealed:
            yield ntr(
                "{n} signed session was sealed anew for this practice.",
                "{n} signed sessions were sealed anew for this practice.",
                self.sealed,
            )

    def _left(self) -> Iterator[str]:
        for one in self.undecided:
            names = ", ".join(
                f"{each.display_name} ({each.chart_number}, {each.why})" for each in one.candidates
            )
            yield tr(
                "{place}: {name} may be {names}. Decide first.",
                place=one.place,
                name=one.name,
                names=names,
            )
        for refused in self.refused:
            yield tr("{place}: {reason}", place=refused.place, reason=refused.reason)
        for name, count in self.not_taken.items():
            yield tr("Not taken: {n} of {name}", n=count, name=name)


class RefusedEntriesError(DomainError):
    """Entries were refused or patients undecided, so nothing was imported; `report` says which."""

    def __init__(self, report: FhirImportReport) -> None:
        lines = [
            tr("{place}: {reason}", place=one.place, reason=one.reason) for one in report.refused
        ] + [tr("{place}: a decision is needed", place=one.place) for one in report.undecided]
        named = " ".join(lines[:NAMED])
        if len(lines) > NAMED:
            named = tr("{named} And {n} more.", named=named, n=len(lines) - NAMED)
        super().__init__(
            ntr(
                "Nothing was imported, because {n} entry was not taken. {named}",
                "Nothing was imported, because {n} entries were not taken. {named}",
                len(lines),
                named=named,
            )
        )
        self.report = report
