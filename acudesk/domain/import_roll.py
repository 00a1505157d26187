"""Who is in one file: each person once, and rows that contradict each other about them."""

from dataclasses import dataclass
from datetime import date

from acudesk.domain.errors import DomainError
from acudesk.domain.import_rows import FileRow, PersonKey, person_key
from acudesk.domain.patient import Patient
from acudesk.domain.text import folded
from acudesk.translation import ntr, tr

MOST_PEOPLE = 50_000
"""People of one file: ten times a long working life, and what a quarter of a gigabyte holds."""


class TooManyPeopleError(DomainError):
    """The file names more people than come in at once: it is refused as a whole."""

    def __init__(self) -> None:
        super().__init__(
            ntr(
                "The file names more than {n} person. Split it into smaller files.",
                "The file names more than {n} people. Split it into smaller files.",
                MOST_PEOPLE,
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _First:
    line: int
    name: str
    birth_date: date | None
    text: int


class Roll:
    """Takes rows in their order and says whom each is about.

    `is_list` says that each row is a person: then two alike are one, and two whom nothing tells
    apart are refused.
    """

    def __init__(self, *, is_list: bool) -> None:
        self._is_list = is_list
        self._first: dict[PersonKey, _First] = {}

    def __len__(self) -> int:
        return len(self._first)

    def line_of(self, key: PersonKey) -> int:
        """The line that first names a person."""
        return self._first[key].line

    def take(self, row: FileRow) -> tuple[PersonKey, bool]:
        """Whom a row is about, and whether it is the first of them.

        Raises DomainError for a row that contradicts an earlier one, TooManyPeopleError for a
        file without end.
        """
        key, patient = person_key(row.patient), row.patient
        first = self._first.get(key)
        if first is None:
            if len(self._first) >= MOST_PEOPLE:
                raise TooManyPeopleError
            self._first[key] = _First(
                line=row.line,
                name=_name(patient),
                birth_date=patient.birth_date,
                text=hash(patient),
            )
            return key, True
        if self._is_list and hash(patient) != first.text and not key[0] and key[2] is None:
            raise DomainError(
                tr(
                    "Line {line} has the same name, and no birth date tells them apart.",
                    line=first.line,
                )
            )
        if key[0] and _differ(first, patient):
            raise DomainError(
                tr("Line {line} gives this chart number to somebody else.", line=first.line)
            )
        return key, False


def _differ(first: _First, patient: Patient) -> bool:
    born = None not in (first.birth_date, patient.birth_date)
    return _name(patient) != first.name or (born and first.birth_date != patient.birth_date)


def _name(patient: Patient) -> str:
    return " ".join(sorted(folded(patient.display_name).split()))
