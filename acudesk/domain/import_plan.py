"""What the practitioner mapped: which column of a file is what, and how its cells are read.

A plan goes to and from JSON, so that the same file next month is read in the same way. What the
file leaves open is a `Question`; its answer goes back into the plan by `answered`.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from acudesk.domain.errors import DomainError
from acudesk.domain.import_dates import AS_WRITTEN, DateForm, DateOrder
from acudesk.domain.import_scores import AS_FOUND, EITHER, NOT_ASKED, REFUSED, ScoreForm
from acudesk.domain.import_table import ENCODINGS, TablePreview
from acudesk.domain.measure import Measure
from acudesk.domain.session import Moment, ScoreKey
from acudesk.translation import tr

SHARE = "share"
"""`nrs11*share` as an answer: the column writes 0 to 1 and means that share of the scale."""


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
_WHO = ("chart_number", "display_name", "given_name", "family_name")


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
    WORDS = "words"


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


def scores_key(column: ScoreColumn, measures: Mapping[str, Measure]) -> ScoreKey:
    """What a column is a score of; raises DomainError for a measure that is not asked so."""
    measure = measures.get(column.measure)
    if measure is None:
        raise DomainError(
            tr(
                "There is no measure called “{code}”. Known: {known}.",
                code=column.measure,
                known=", ".join(measures),
            ),
            field="score",
        )
    key = ScoreKey(
        measure=measure.code, moment=column.moment or measure.moments[0], item=column.item
    )
    if key not in measure.keys():
        raise DomainError(tr("{measure} is not asked in this way.", measure=measure.name))
    if column.form.scale:
        measure.scale_named(column.form.scale)
    return key


def problems_of(
    plan: ImportPlan, headers: Sequence[str], measures: Mapping[str, Measure]
) -> tuple[str, ...]:
    """What a plan for a table lacks, in sentences; empty where it can be carried out."""
    if plan.kind == FileKind.VCARD:
        return ()
    found: list[str] = []
    names = {one.field for one in plan.fields}
    if not names & set(_WHO):
        nobody = tr("No column says who a row is about: choose a chart number or a name.")
        doubtful = [name for name in twice(headers) if name not in used_columns(plan)]
        found.append(" ".join((nobody, *map(_twice, doubtful[:3]))))
    found += [
        tr("A patient has no “{name}”.", name=name) for name in sorted(names - set(PATIENT_FIELDS))
    ]
    if len(columns_of(plan, "birth_date")) > 1:
        found.append(tr("Only one column can be the birth date."))
    told = bool(plan.scores or plan.side_effects or plan.notes)
    if told and not plan.date:
        found.append(tr("Scores need a date: choose its column."))
    if plan.date and not told:
        found.append(tr("There is a date, but no score: choose a column of scores, or no date."))
    keys: set[ScoreKey] = set()
    for column in plan.scores:
        try:
            key = scores_key(column, measures)
        except DomainError as error:
            found.append(error.text)
            continue
        if key in keys:
            found.append(
                tr("{measure} is named twice, for two columns.", measure=_spoken(key, measures))
            )
        keys.add(key)
    for name in used_columns(plan):
        if headers.count(name) != 1:
            found.append(
                _twice(name)
                if name in headers
                else tr("The file has no column “{name}”.", name=name)
            )
    return tuple(found)


def twice(headers: Sequence[str]) -> tuple[str, ...]:
    """The names that stand above more than one column: nobody can say which is meant."""
    counts = Counter(headers)
    return tuple(name for name, count in counts.items() if name and count > 1)


def _twice(name: str) -> str:
    return tr("The column “{name}” stands in the file more than once.", name=name)


def used_columns(plan: ImportPlan) -> tuple[str, ...]:
    """Every column that a plan reads, once each."""
    names = [
        *(one.column for one in plan.fields),
        *(plan.date, plan.side_effects, plan.notes),
        *(one.column for one in plan.scores),
    ]
    return tuple(dict.fromkeys(name for name in names if name))


def _spoken(key: ScoreKey, measures: Mapping[str, Measure]) -> str:
    return " ".join(filter(None, (measures[key.measure].name, key.moment.value, key.item)))


def answered(plan: ImportPlan, key: str, value: str) -> ImportPlan:
    """The plan with a question answered; `key` is Question.key, `value` that of an offer.

    Raises DomainError for a key that the plan has no place for and for a value that is no answer.
    """
    kind, _, column = key.partition(":")
    try:
        asked = QuestionKind(kind)
        if asked == QuestionKind.ENCODING:
            if value not in ENCODINGS:
                raise ValueError(value)
            return replace(plan, encoding=value)
        if asked in (QuestionKind.ORDER, QuestionKind.CENTURY):
            return _dates_answered(plan, asked, column, value)
        forms = [one for one in plan.scores if one.column == column]
        if not forms:
            raise ValueError(column)
        scores = tuple(
            replace(one, form=_score_form(one.form, asked, value)) if one in forms else one
            for one in plan.scores
        )
        return replace(plan, scores=scores)
    except ValueError:
        raise DomainError(
            tr("“{key}={value}” answers no question about this file.", key=key, value=value)
        ) from None


def _dates_answered(plan: ImportPlan, asked: QuestionKind, column: str, value: str) -> ImportPlan:
    def form(old: DateForm) -> DateForm:
        if asked == QuestionKind.ORDER:
            return replace(old, order=DateOrder(value))
        century = int(value)
        if not 1800 <= century <= 2000:
            raise ValueError(value)
        return replace(old, century=century)

    if column == plan.date:
        return replace(plan, dates=form(plan.dates))
    if column in columns_of(plan, "birth_date"):
        return replace(plan, birth_dates=form(plan.birth_dates))
    raise ValueError(column)


def _score_form(old: ScoreForm, asked: QuestionKind, value: str) -> ScoreForm:
    if asked == QuestionKind.SCALE:
        code, _, share = value.partition("*")
        if not code or share not in ("", SHARE):
            raise ValueError(value)
        return replace(old, scale=code, share=share == SHARE)
    if asked == QuestionKind.DECIMAL and value in (".", ",", EITHER):
        return replace(old, decimal=value)
    if asked == QuestionKind.WORDS and value in (NOT_ASKED, REFUSED):
        return replace(old, words=value)
    if asked == QuestionKind.PART and value:
        return old if old.part else replace(old, part=value)
    raise ValueError(value)


def plan_to_json(plan: ImportPlan) -> str:
    """A plan as it is remembered."""
    return json.dumps(asdict(plan), ensure_ascii=False, sort_keys=True)


def plan_from_json(text: str) -> ImportPlan:
    """The reverse of `plan_to_json`; raises DomainError for what is none."""
    try:
        table = json.loads(text)
        plan = ImportPlan(
            **{
                **table,
                "kind": FileKind(table["kind"]),
                "fields": tuple(FieldColumn(**one) for one in table["fields"]),
                "birth_dates": _date_form(table["birth_dates"]),
                "dates": _date_form(table["dates"]),
                "scores": tuple(_score_column(one) for one in table["scores"]),
            }
        )
        if json.loads(plan_to_json(plan)) != table:
            raise ValueError
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise DomainError(
            tr("This mapping of columns is damaged. Make it again from the file.")
        ) from None
    return plan


def _date_form(table: dict[str, Any]) -> DateForm:
    order, century = table["order"], table["century"]
    if century is not None and type(century) is not int:
        raise TypeError
    return DateForm(order=None if order is None else DateOrder(order), century=century)


def _score_column(table: dict[str, Any]) -> ScoreColumn:
    moment = table["moment"]
    return ScoreColumn(
        **{
            **table,
            "moment": None if moment is None else Moment(moment),
            "form": ScoreForm(**table["form"]),
        }
    )
