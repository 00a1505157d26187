"""What an import would do, or did: bounded lists with their totals."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from acudesk.domain.import_matching import Candidate, Decision, Incoming

MOST_LISTED = 500
"""How many rows of a list are handed over; its total counts all."""

Decisions = Mapping[int, Decision]
"""By the line that first names the person (`Undecided.line`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedRow:
    """One line of the file: whom it is about, and what becomes of it or why it is refused."""

    line: int
    who: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The first rows of a list, and how many there are in all."""

    total: int = 0
    rows: tuple[ListedRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecided:
    """Somebody in the file who may be one of these patients; the practitioner decides."""

    line: int
    person: Incoming
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOutcome:
    """What an import would do, or did.

    `rows` are those of the file that say something, `people` those in it. `added` lists new
    patients, `matched` those that are in the practice already, `refused` rows with reasons,
    `skipped` people left out by a decision, `undecided` those that wait for one (all of them
    counted in `undecided_total`). `unchanged` rows say nothing that the practice does not hold.
    `kept` is true of an import that was carried out; `import_id` then takes it back.
    """

    rows: int = 0
    people: int = 0
    added: Listed = Listed()
    matched: Listed = Listed()
    refused: Listed = Listed()
    skipped: Listed = Listed()
    undecided: tuple[Undecided, ...] = ()
    undecided_total: int = 0
    courses_added: int = 0
    courses_closed: int = 0
    entries_added: int = 0
    scores_added: int = 0
    blanks: int = 0
    unchanged: int = 0
    kept: bool = False
    import_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRecord:
    """An import that was carried out; `undone_at` is None while it stands."""

    id: int
    uid: str
    imported_at: datetime
    who: str
    source: str
    kind: str
    counts: dict[str, int]
    undone_at: datetime | None
