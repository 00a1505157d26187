"""Whether a person in a file is somebody in the practice: the same, near to somebody, or nobody.

The same are those of one chart number, else of one name and birth date. What is only near is
never decided here.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class MatchKind(StrEnum):
    """The same person for certain, somebody who is near, or nobody."""

    SAME = "same"
    NEAR = "near"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Somebody in the practice, as far as matching looks; `names` are all they go by."""

    patient_id: int
    chart_number: str
    display_name: str
    names: tuple[str, ...]
    birth_date: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """Somebody in a file; `line` is the first that names them, the header being line 1."""

    line: int
    chart_number: str = ""
    name: str = ""
    birth_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody in the practice whom a person in a file may be, and why, in words.

    `likeness` of the names goes to 100.
    """

    patient_id: int
    chart_number: str
    display_name: str
    birth_date: date | None
    likeness: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What was found of a person: `patient_id` where it is the same, else the candidates, the
    nearest first."""

    kind: MatchKind
    patient_id: int | None = None
    candidates: tuple[Candidate, ...] = ()


class Decided(StrEnum):
    """What the practitioner decided of somebody who is near."""

    SAME = "same"
    NEW = "new"
    SKIP = "skip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """That a person in the file is a patient, is new, or is left out."""

    what: Decided
    patient_id: int | None = None
