"""What the rows of a table say by a plan: who it is about, and what was asked on which day."""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

from acudesk.domain.errors import DomainError
from acudesk.domain.import_dates import read_date
from acudesk.domain.import_matching import Incoming
from acudesk.domain.import_plan import ImportPlan, columns_of, scores_key
from acudesk.domain.import_scores import read_score
from acudesk.domain.import_table import Table
from acudesk.domain.measure import Measure
from acudesk.domain.patient import LONG_FIELDS, Patient, Sex, name_from_parts
from acudesk.domain.session import NOTES_LIMIT, Score, ScoreKey, check_took_place
from acudesk.domain.side_effects import Noticed, SideEffect, SideEffectKind
from acudesk.domain.text import cleaned, folded
from acudesk.translation import tr

MOST_ROWS = 500_000
"""Rows of a file; a practice of forty years has a fifth of them. More do not come in at once, so
that the lists of what was added stay in memory."""
_REMEMBERED = 1_024
_SEXES = {
    **dict.fromkeys(("f", "female", "woman", "w", "weiblich", "femme"), Sex.FEMALE),
    **dict.fromkeys(("m", "male", "man", "männlich", "homme"), Sex.MALE),
    **dict.fromkeys(
        ("o", "x", "other", "diverse", "divers", "d", "nonbinary", "non-binary", "intersex"),
        Sex.OTHER,
    ),
    **dict.fromkeys(("u", "unknown", "not recorded", "not stated", "n/a", "none", "?", "-"), None),
}
_NO_EFFECTS = frozenset(("none", "no", "nil", "no side effects", "none reported", "keine", "0"))
_EFFECT_WORDS = {
    **{kind.value.replace("_", " "): kind for kind in SideEffectKind},
    **{kind.value: kind for kind in SideEffectKind},
    "bruise": SideEffectKind.BRUISING,
    "haematoma": SideEffectKind.BRUISING,
    "hematoma": SideEffectKind.BRUISING,
    "soreness at needle site": SideEffectKind.SORENESS,
    "sore": SideEffectKind.SORENESS,
    "needle pain": SideEffectKind.PAIN_AT_NEEDLE,
    "pain at needling site": SideEffectKind.PAIN_AT_NEEDLE,
    "tiredness": SideEffectKind.FATIGUE,
    "drowsiness": SideEffectKind.FATIGUE,
    "tired": SideEffectKind.FATIGUE,
    "dizzy": SideEffectKind.DIZZINESS,
    "faint": SideEffectKind.FAINTING,
    "fainted": SideEffectKind.FAINTING,
    "feeling sick": SideEffectKind.NAUSEA,
    "aggravation of symptoms": SideEffectKind.AGGRAVATION,
    "worsening of symptoms": SideEffectKind.AGGRAVATION,
    "rash": SideEffectKind.SKIN_REACTION,
    "shortness of breath": SideEffectKind.BREATHLESSNESS,
}

PersonKey = tuple[str, str, date | None]
"""Who somebody in a file is: the chart number, else the folded name and the birth date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """One row as read: the person as a patient, and with a `day` what was asked on it.

    `scores` holds each measure of the plan, None where the cell is blank. `effects` are None
    where nobody asked. `notes` are the entry's own, with the texts that a score does not keep.
    """

    line: int
    patient: Patient
    day: date | None = None
    scores: tuple[tuple[ScoreKey, Score | None], ...] = ()
    effects: tuple[SideEffect, ...] | None = None
    notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedLine:
    """A row that is not kept, and why; `patient` and `day` where they could be read."""

    line: int
    reason: str
    patient: Patient | None = None
    day: date | None = None


def person_key(patient: Patient) -> PersonKey:
    """By what rows of one file are of the same person."""
    if patient.chart_number:
        return patient.chart_number, "", None
    return "", " ".join(folded(patient.display_name).split()), patient.birth_date


def incoming(line: int, patient: Patient) -> Incoming:
    """A person of a file as matching looks at them."""
    name = patient.display_name
    return Incoming(
        line=line,
        chart_number=patient.chart_number,
        name="" if name == patient.chart_number else name,
        birth_date=patient.birth_date,
    )


def read_rows(
    stream: BinaryIO, plan: ImportPlan, measures: Mapping[str, Measure], today: date
) -> Iterator[FileRow | RefusedLine]:
    """Each row of a seekable file of bytes, a row at a time.

    Raises DomainError for a file that cannot be read as a whole, or has too many rows; a row that
    cannot is handed over as refused. Blank rows are passed over.
    """
    table = Table(stream, encoding=plan.encoding, delimiter=plan.delimiter)
    reader = _Reader(table, plan, measures, today)
    for number, (line, cells) in enumerate(table, 1):
        if number > MOST_ROWS:
            raise too_many_rows()
        yield reader.read(line, cells)


def too_many_rows() -> DomainError:
    """The refusal of a file without end."""
    return DomainError(
        tr(
            "The file has more than {most} rows. Split it into smaller files.",
            most=f"{MOST_ROWS:,}",
        )
    )


class _Reader:
    """Reads one row after another; people who were just read are not read again."""

    def __init__(
        self, table: Table, plan: ImportPlan, measures: Mapping[str, Measure], today: date
    ) -> None:
        self._table = table
        self._plan = plan
        self._today = today
        self._measures = measures
        self._fields = {
            name: tuple(table.place(column) for column in columns_of(plan, name))
            for name in dict.fromkeys(one.field for one in plan.fields)
        }
        self._who = sorted({place for places in self._fields.values() for place in places})
        self._day = table.place(plan.date) if plan.date else None
        self._effects = table.place(plan.side_effects) if plan.side_effects else None
        self._notes = table.place(plan.notes) if plan.notes else None
        self._scores = tuple(
            (table.place(one.column), one, scores_key(one, measures)) for one in plan.scores
        )
        self._met: OrderedDict[tuple[str, ...], Patient] = OrderedDict()

    def read(self, line: int, cells: list[str]) -> FileRow | RefusedLine:
        """One row, or why it is refused."""
        patient: Patient | None = None
        day: date | None = None
        try:
            self._table.check_width(cells)
            patient = self._patient(cells)
            if self._day is None:
                return FileRow(line=line, patient=patient)
            day = self._took_place(cells[self._day])
            return self._entry(line, patient, day, cells)
        except DomainError as error:
            return RefusedLine(line=line, reason=error.text, patient=patient, day=day)

    def _patient(self, cells: list[str]) -> Patient:
        raw = tuple(cells[place] for place in self._who)
        known = self._met.get(raw)
        if known is None:
            known = self._met[raw] = self._new_patient(cells)
            if len(self._met) > _REMEMBERED:
                self._met.popitem(last=False)
        return known

    def _new_patient(self, cells: list[str]) -> Patient:
        values: dict[str, Any] = {
            name: _joined(name, [cells[place] for place in places])
            for name, places in self._fields.items()
        }
        birth, sex = values.pop("birth_date", ""), values.pop("sex", "")
        name = values.get("display_name", "") or name_from_parts(
            values.get("given_name", ""), values.get("family_name", "")
        )
        values["display_name"] = name or values.get("chart_number", "")
        if not values["display_name"].strip():
            raise DomainError(tr("The row names no person."), field="person")
        return Patient(
            **values,
            birth_date=self._birth_date(birth) if birth.strip() else None,
            sex=read_sex(sex),
        )

    def _birth_date(self, text: str) -> date:
        return check_birth_date(read_date(text, self._plan.birth_dates), self._today)

    def _took_place(self, text: str) -> date:
        if not text.strip():
            raise DomainError(tr("The row has no date."), field="date")
        return check_took_place(read_date(text, self._plan.dates), self._today)

    def _entry(self, line: int, patient: Patient, day: date, cells: list[str]) -> FileRow:
        scores: list[tuple[ScoreKey, Score | None]] = []
        kept: list[str] = []
        for place, column, key in self._scores:
            measure = self._measures[column.measure]
            score, beside = read_score(
                cells[place], measure, column.form, moment=key.moment, item=key.item
            )
            scores.append((key, score))
            if beside:
                text = tr("{column} in the file: {text}", column=column.column, text=beside)
                if text not in kept:
                    kept.append(text)
        own = cells[self._notes].strip() if self._notes is not None else ""
        return FileRow(
            line=line,
            patient=patient,
            day=day,
            scores=tuple(scores),
            effects=None if self._effects is None else self._side_effects(cells[self._effects]),
            notes=cleaned(
                "\n".join(filter(None, (own, *kept))), limit=NOTES_LIMIT, field="notes", lines=True
            ),
        )

    def _side_effects(self, text: str) -> tuple[SideEffect, ...] | None:
        noticed = Noticed.DURING if self._plan.visits else Noticed.SINCE
        return read_side_effects(text, noticed)


def read_side_effects(text: str, noticed: Noticed) -> tuple[SideEffect, ...] | None:
    """The side effects that a cell names; None for a blank one: nobody asked. The word `None` is
    an answer: asked, none. What the checklist does not know is kept as "other", in its words."""
    text = text.strip()
    if not text:
        return None
    if text.casefold().rstrip(".") in _NO_EFFECTS:
        return ()
    found: dict[SideEffectKind, SideEffect] = {}
    others: list[str] = []
    for part in text.replace("\n", ";").replace(",", ";").replace("|", ";").split(";"):
        word = " ".join(part.split())
        if not word:
            continue
        kind = _EFFECT_WORDS.get(word.casefold().rstrip("."))
        if kind is None or kind == SideEffectKind.OTHER:
            others.append(word)
        else:
            found[kind] = SideEffect(kind=kind, noticed=noticed)
    if others:
        found[SideEffectKind.OTHER] = SideEffect(
            kind=SideEffectKind.OTHER, noticed=noticed, note="; ".join(others)
        )
    return tuple(found.values())


def read_sex(text: str) -> Sex | None:
    """The sex that a word names, None for not recorded; raises DomainError for another word."""
    text = text.strip()
    if not text:
        return None
    try:
        return _SEXES[text.casefold()]
    except KeyError:
        raise DomainError(
            tr("“{text}” is no sex that AcuDesk knows: female, male, other.", text=text[:40]),
            field="sex",
        ) from None


def check_birth_date(day: date, today: date) -> date:
    """A birth date that is not to come; raises DomainError else."""
    if day > today:
        raise DomainError(tr("The birth date {day} lies in the future.", day=day))
    return day


def _joined(name: str, cells: list[str]) -> str:
    """Several cells of one field: lines of a long text, else words; numbers stand apart."""
    parts = [" ".join(cell.split()) if len(cells) > 1 else cell for cell in cells]
    parts = [part for part in parts if part.strip()]
    if name in LONG_FIELDS:
        return "\n".join(parts)
    return (", " if name in ("phone", "email") else " ").join(parts)
