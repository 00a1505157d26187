"""A patient: a person treated here. Only a display name is required."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from acudesk.domain.clock import EARLIEST
from acudesk.domain.errors import DomainError
from acudesk.domain.text import cleaned
from acudesk.translation import tr

PAGE = 60
"""How many patients are read into the list at once."""
SHORT = 200
LONG = 20_000

SHORT_FIELDS = (
    "display_name",
    "family_name",
    "given_name",
    "written_name",
    "chart_number",
    "phone",
    "email",
    "occupation",
    "referred_by",
    "doctor_name",
)
LONG_FIELDS = (
    "address",
    "emergency_contact",
    "doctor_address",
    "medicines",
    "allergies",
    "history",
    "notes",
    "alerts",
)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


class Sex(StrEnum):
    """As recorded; None is not recorded."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


def sex_name(sex: Sex) -> str:
    """The sex as it is called on screen and paper."""
    return {Sex.FEMALE: tr("female"), Sex.MALE: tr("male"), Sex.OTHER: tr("other")}[sex]


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """A person treated here.

    `written_name` is the name as the patient writes it, in any script; `chart_number` is given
    by AcuDesk when empty, editable and unique; `uid` never changes.
    """

    id: int = 0
    uid: str = ""
    chart_number: str = ""
    display_name: str
    family_name: str = ""
    given_name: str = ""
    written_name: str = ""
    birth_date: date | None = None
    sex: Sex | None = None
    phone: str = ""
    email: str = ""
    address: str = ""
    emergency_contact: str = ""
    occupation: str = ""
    referred_by: str = ""
    doctor_name: str = ""
    doctor_address: str = ""
    medicines: str = ""
    allergies: str = ""
    history: str = ""
    notes: str = ""
    alerts: str = ""
    archived: bool = False
    merged_into: int | None = None

    def __post_init__(self) -> None:
        for name in SHORT_FIELDS:
            object.__setattr__(self, name, cleaned(getattr(self, name), limit=SHORT, field=name))
        for name in LONG_FIELDS:
            text = cleaned(getattr(self, name), limit=LONG, field=name, lines=True)
            object.__setattr__(self, name, text)
        if not self.display_name:
            raise DomainError(tr("Please give the patient a name."), field="display_name")
        if self.email and not _EMAIL.fullmatch(self.email):
            raise DomainError(
                tr("“{email}” is not an e-mail address.", email=self.email), field="email"
            )
        if self.birth_date is not None and self.birth_date < EARLIEST:
            raise DomainError(
                tr("This birth date is before 1900. Please check the year."), field="birth_date"
            )


def check_not_merged(patient: Patient) -> Patient:
    """A patient whose record takes something new; raises DomainError for one that was merged."""
    if patient.merged_into is not None:
        raise DomainError(tr("{name} was merged into another record.", name=patient.display_name))
    return patient


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientRow:
    """A patient as listed: the current course's visits and its first and latest main pain.

    `pains` counts the scores: of a single one there is no first and latest.
    """

    id: int
    uid: str
    chart_number: str
    display_name: str
    birth_date: date | None
    archived: bool
    last_seen: str
    visits: int
    last_day: date | None
    last_at: str | None
    first_pain: str | None
    latest_pain: str | None
    pains: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientTotals:
    """How much there is of a patient, over all courses.

    `visits` are sessions here, `entries` those between visits; `last_day` is that of the latest
    of both.
    """

    chart_number: str
    uid: str
    display_name: str
    birth_date: date | None
    archived: bool
    courses: int
    visits: int
    entries: int
    last_day: date | None


def name_from_parts(given_name: str, family_name: str) -> str:
    """A display name made of its parts, in the order of the reader's script."""
    given, family = given_name.strip(), family_name.strip()
    if family and "\u2e80" <= family[0] <= "\u9fff":
        return f"{family}{given}"
    return f"{given} {family}".strip()


def age_on(birth_date: date, day: date) -> int:
    """Completed years on a day."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))
