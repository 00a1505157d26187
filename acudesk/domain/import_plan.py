"""What the practitioner mapped: which column of a file is what, and how its cells are read.

A plan goes to and from JSON, so that the same file next month is read in the same way. What the
file leaves open is a `Question`; its answer goes back into the plan by `answered`.
"""

from dataclasses import dataclass
from enum import StrEnum

from acudesk.domain.import_dates import AS_WRITTEN, DateForm
from acudesk.domain.import_scores import AS_FOUND, ScoreForm
from acudesk.domain.import_table import TablePreview
from acudesk.domain.session import Moment


class FileKind(StrEnum):
    """What a file of people is: a table, or address cards."""

    CSV = "csv"
    VCARD = "vcard"


PATIENT_FIELDS = (
    "chart_number",
    "display_name",
    "given_name",
    "family_name",
    "written_name",
    "birth_date",
    "sex",
    "phone",
    "email",
    "address",
    "emergency_contact",
    "occupation",
    "referred_by",
    "doctor_name",
    "doctor_address",
    "medicines",
    "allergies",
    "history",
    "notes",
    "alerts",
)
"""The fields of a patient that a column can fill. Several columns of one field are joined."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldColumn:
    """A column that fills a field of the patient, one of PATIENT_FIELDS."""

    field: str
    column: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreColumn:
    """A column that holds scores of a measure; an empty moment or item is the measure's first.

    One column can be several scores: `Worst: 8; Best: 6; Current: 8`, each by its `form.part`.
    """

    column: str
    measure: str
    moment: Moment | None = None
    item: str = ""
    form: ScoreForm = AS_FOUND


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """How a file is read and what is done with it.

    `fields` say who a row is about, and fill a new patient. With a `date` each row is an entry
    too: a day, its `scores`, its `side_effects` and `notes` (column names; empty for none).
    `condition` is that of the courses, empty for "Not stated"; `visits` makes visits of the rows
    instead of entries between visits; `close` closes each course at its last date; `skip_bad`
    imports the good rows where others are refused. An empty `encoding` is UTF-8, an empty
    `delimiter` is told from the header.
    """

    kind: FileKind = FileKind.CSV
    encoding: str = ""
    delimiter: str = ""
    fields: tuple[FieldColumn, ...] = ()
    birth_dates: DateForm = AS_WRITTEN
    date: str = ""
    dates: DateForm = AS_WRITTEN
    scores: tuple[ScoreColumn, ...] = ()
    side_effects: str = ""
    notes: str = ""
    condition: str = ""
    visits: bool = False
    close: bool = False
    skip_bad: bool = False


class QuestionKind(StrEnum):
    """What a file can leave open."""

    ENCODING = "encoding"
    ORDER = "order"
    CENTURY = "century"
    SCALE = "scale"
    DECIMAL = "decimal"
    PART = "part"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One answer to a question: its value for `answered`, in words, and what it would make of a
    cell of the file."""

    value: str
    words: str
    example: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a file does not say by itself. Its `key` is `kind` or `kind:column`."""

    kind: QuestionKind
    column: str = ""
    text: str
    offers: tuple[Offer, ...]

    @property
    def key(self) -> str:
        """What `answered` and the command line call it."""
        return f"{self.kind.value}:{self.column}" if self.column else self.kind.value


def columns_of(plan: ImportPlan, name: str) -> tuple[str, ...]:
    """The columns that fill a field of the patient, in their order."""
    return tuple(one.column for one in plan.fields if one.field == name)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnFinding:
    """What a column was recognised as: `what` in a sentence, `examples` as pairs of the text of
    the file and what is made of it, and the lines that cannot be read (the first of them)."""

    column: str
    what: str
    examples: tuple[tuple[str, str], ...] = ()
    unreadable: tuple[tuple[int, str], ...] = ()
    unreadable_total: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportLook:
    """What was seen in a file, before anything is done with it.

    `preview` is None for address cards. `plan` is the one given, else the one remembered for
    these headers (`mapping` is its name), else a suggestion. `problems` say in sentences what the
    plan lacks; with problems or open questions nothing is carried out. `rows` are those that say
    something.
    """

    kind: FileKind
    preview: TablePreview | None
    plan: ImportPlan
    mapping: str = ""
    columns: tuple[ColumnFinding, ...] = ()
    questions: tuple[Question, ...] = ()
    problems: tuple[str, ...] = ()
    rows: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMapping:
    """A plan that is remembered under a name, and the headers for which it was made."""

    name: str
    headers: tuple[str, ...]
    plan: ImportPlan


def answered(plan: ImportPlan, key: str, value: str) -> ImportPlan:
    """The plan with a question answered; `key` is Question.key, `value` that of an offer.

    Raises DomainError for a key that the plan has no place for and for a value that is no answer.
    """
    raise NotImplementedError(key, value)
