"""The visits of a course side by side: a row for each field, a column for each session.

A session entered in error keeps its column and counts nowhere: nothing is compared with it, and
nothing in it is called missing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from acudesk.domain.adherence import VisitGap
from acudesk.domain.course import item_name
from acudesk.domain.measure import Direction, Group, Measure
from acudesk.domain.numbers import shown, shown_signed, with_unit
from acudesk.domain.review import Review
from acudesk.domain.session import Moment, Score, ScoreKey, Session, SessionKind
from acudesk.domain.visit_fields import (
    EMPTY,
    Cell,
    CellState,
    Change,
    RowGroup,
    Turn,
    not_asked,
    session_fields,
    value,
)
from acudesk.domain.wording import long_date
from acudesk.translation import tr

DEGREES = "°"
_GROUPS = {
    Group.PAIN: RowGroup.PAIN,
    Group.MOBILITY: RowGroup.MOBILITY,
    Group.FUNCTION: RowGroup.FUNCTION,
    Group.WELLBEING: RowGroup.WELLBEING,
    Group.MEDICINES: RowGroup.MEDICINES,
}


class ColumnKind(StrEnum):
    """What a column is: a visit in one of its states, an entry between visits, or a mistake."""

    SIGNED = "signed"
    DRAFT = "draft"
    BETWEEN = "between"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitColumn:
    """One session; only visits that count have a number."""

    session_id: int
    number: int | None
    day: date
    kind: ColumnKind


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRow:
    """One field over all sessions: `label` is short, `name` is whole. `wordy` says that its
    cells are words rather than numbers, `explains` that they say why a session does not count."""

    group: RowGroup
    label: str
    name: str
    cells: tuple[Cell, ...]
    wordy: bool = False
    explains: bool = False

    @property
    def says_something(self) -> bool:
        """Whether anything was recorded in it: what was never asked makes no row."""
        return any(cell.state in (CellState.VALUE, CellState.NONE) for cell in self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitMatrix:
    """Columns in the order of the sessions, rows in that of their groups; every row has a cell
    for each column, and something in one of them."""

    columns: tuple[VisitColumn, ...]
    rows: tuple[VisitRow, ...]


def build_visit_matrix(
    measures: Sequence[Measure],
    sessions: Sequence[Session],
    *,
    activities: Sequence[str] = (),
    reviews: Sequence[Review] = (),
    gaps: Sequence[VisitGap] = (),
) -> VisitMatrix:
    """The matrix of a course; `sessions` in the order in which they took place, also those
    entered in error. `activities` are the patient's, in their words."""
    rows = [*_score_rows(measures, sessions, activities), *_field_rows(sessions, reviews, gaps)]
    order = list(RowGroup)
    rows.sort(key=lambda row: order.index(row.group))
    return VisitMatrix(
        columns=tuple(map(_column, sessions)),
        rows=tuple(row for row in rows if row.says_something),
    )


def _column(session: Session) -> VisitColumn:
    if not session.counts:
        kind = ColumnKind.ERROR
    elif session.kind == SessionKind.BETWEEN:
        kind = ColumnKind.BETWEEN
    else:
        kind = ColumnKind.DRAFT if session.is_draft else ColumnKind.SIGNED
    return VisitColumn(
        session_id=session.id, number=session.number, day=session.took_place, kind=kind
    )


def _field_rows(
    sessions: Sequence[Session], reviews: Sequence[Review], gaps: Sequence[VisitGap]
) -> Iterator[VisitRow]:
    reviewed: dict[int, list[Review]] = {}
    for review in reviews:
        if review.session_id is not None:
            reviewed.setdefault(review.session_id, []).append(review)
    for one in session_fields(reviewed, {gap.session_id: gap.days for gap in gaps}):
        cells = (_counted(session, one.cell(session)) for session in sessions)
        yield VisitRow(
            group=one.group,
            label=one.label,
            name=one.label,
            cells=tuple(cells),
            wordy=one.wordy,
            explains=one.explains,
        )


def _counted(session: Session, cell: Cell) -> Cell:
    """In what was entered in error nothing is missing."""
    return EMPTY if cell.state == CellState.NOT_ASKED and not session.counts else cell


def _score_rows(
    measures: Sequence[Measure], sessions: Sequence[Session], activities: Sequence[str]
) -> Iterator[VisitRow]:
    for measure in measures:
        for key in measure.keys():
            cells = tuple(_score_cells(measure, key, sessions))
            if all(cell is EMPTY for cell in cells):
                continue
            yield VisitRow(
                group=_GROUPS[measure.group],
                label=_capital(
                    _with_unit(_asked(measure.short_name, key, activities), measure.scale.unit)
                ),
                name=_with_unit(_asked(measure.name, key, activities), measure.scale.unit),
                cells=cells,
                wordy=bool(measure.labels),
            )


def _with_unit(name: str, unit: str) -> str:
    """A field and the unit of its cells: `Fingertip-to-floor, cm`; degrees stand in the cells."""
    return f"{name}, {unit}" if unit and unit != DEGREES else name


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _asked(name: str, key: ScoreKey, activities: Sequence[str]) -> str:
    if key.item:
        name = tr("{measure}: {item}", measure=name, item=item_name(key.item, activities))
    if key.moment == Moment.BEFORE:
        return tr("{measure}, before", measure=name)
    if key.moment == Moment.AFTER:
        return tr("{measure}, after", measure=name)
    return name


def _score_cells(measure: Measure, key: ScoreKey, sessions: Sequence[Session]) -> Iterator[Cell]:
    last: tuple[Session, Score] | None = None
    skipped = False
    for session in sessions:
        score = session.score(key)
        if score is None:
            missing = session.counts and key in session.missing
            skipped = skipped or (session.counts and session.kind == SessionKind.VISIT)
            yield not_asked() if missing else EMPTY
            continue
        cell = _score_cell(measure, score)
        if not session.counts:
            yield cell
            continue
        if last is not None and last[1].scale == score.scale and measure.compared:
            since = session_words(_column(last[0])) if skipped else ""
            cell = replace(cell, change=_change(measure, last[1], score, since))
        yield cell
        last, skipped = (session, score), False


def _score_cell(measure: Measure, score: Score) -> Cell:
    scale = measure.scale_named(score.scale)
    usual = scale.code == measure.scale.code and scale.unit != DEGREES
    text = shown(score.value) if usual else with_unit(shown(score.value), scale.unit)
    step = score.value - scale.lowest
    if measure.labels and step == int(step) and step < len(measure.labels):
        text = tr("{value}: {words}", value=text, words=measure.labels[int(step)])
    return value(text)


def _change(measure: Measure, before: Score, score: Score, since: str) -> Change:
    difference = score.value - before.value
    error = measure.scale_named(score.scale).error
    if difference == 0:
        turn = Turn.SAME
    elif error is not None and abs(difference) <= error:
        turn = Turn.WITHIN_ERROR
    else:
        better = (difference < 0) == (measure.direction == Direction.LOWER)
        turn = Turn.BETTER if better else Turn.WORSE
    return Change(difference=difference, turn=turn, since=since)


# ------------------------------------------------------------------------- words


def group_name(group: RowGroup) -> str:
    """The heading above a group of rows."""
    return {
        RowGroup.VISIT: tr("Visit"),
        RowGroup.PAIN: tr("Pain"),
        RowGroup.MOBILITY: tr("Mobility"),
        RowGroup.FUNCTION: tr("Function"),
        RowGroup.WELLBEING: tr("Wellbeing"),
        RowGroup.MEDICINES: tr("Medicines"),
        RowGroup.EXAMINATION: tr("Examination"),
        RowGroup.TREATMENT: tr("Treatment"),
        RowGroup.SIDE_EFFECTS: tr("Side effects"),
        RowGroup.AFTERWARDS: tr("After treatment"),
        RowGroup.RECORD: tr("Record"),
    }[group]


def session_words(column: VisitColumn) -> str:
    """A session as it is called in a sentence: `session 4`."""
    if column.number is not None:
        return tr("session {n}", n=column.number)
    if column.kind == ColumnKind.ERROR:
        return tr("the entry in error of {day}", day=long_date(column.day))
    return tr("the entry between visits of {day}", day=long_date(column.day))


def kind_words(kind: ColumnKind) -> str:
    """What a column is, where that is not an ordinary signed visit; else empty."""
    return {
        ColumnKind.SIGNED: "",
        ColumnKind.DRAFT: tr("draft"),
        ColumnKind.BETWEEN: tr("between visits"),
        ColumnKind.ERROR: tr("entered in error"),
    }[kind]


def turn_words(turn: Turn) -> str:
    """What a difference means, in a word or two."""
    return {
        Turn.BETTER: tr("better"),
        Turn.WORSE: tr("worse"),
        Turn.SAME: tr("the same"),
        Turn.WITHIN_ERROR: tr("within measurement error"),
    }[turn]


def change_mark(change: Change) -> str:
    """A difference as it stands beside a score: `−1`, `+2`, `=`."""
    return "=" if change.turn == Turn.SAME else shown_signed(change.difference)


def change_words(change: Change) -> str:
    """A difference in words: `1 less, better`, `2 more than in session 3, worse`."""
    number = shown(abs(change.difference))
    if change.turn == Turn.SAME:
        if not change.since:
            return tr("the same as before")
        return tr("the same as in {session}", session=change.since)
    if change.difference < 0:
        words = tr("{n} less", n=number)
    else:
        words = tr("{n} more", n=number)
    if change.since:
        words = tr("{difference} than in {session}", difference=words, session=change.since)
    return tr("{difference}, {turn}", difference=words, turn=turn_words(change.turn))


def column_words(column: VisitColumn) -> str:
    """A column in words: `Session 4, 24 November 2026, draft`."""
    day = long_date(column.day)
    if column.number is None:
        return tr("{kind}, {day}", kind=_capital(kind_words(column.kind)), day=day)
    words = tr("Session {n}, {day}", n=column.number, day=day)
    kind = kind_words(column.kind)
    return tr("{session}, {kind}", session=words, kind=kind) if kind else words


def cell_words(column: VisitColumn, row: VisitRow, cell: Cell) -> str:
    """A cell as it is read aloud: `Session 4, Pain now, before: 4, 1 less, better`."""
    if column.number is not None:
        where = tr("Session {n}", n=column.number)
    else:
        where = column_words(column)
    if cell.state == CellState.EMPTY:
        said = tr("nothing recorded")
    else:
        said = cell.whole or cell.text
        if cell.whole and cell.state == CellState.VALUE and not cell.whole.startswith(cell.text):
            said = tr("{text}: {whole}", text=cell.text, whole=cell.whole)
    if cell.change is not None:
        said = tr("{text}, {change}", text=said, change=change_words(cell.change))
    return tr("{session}, {field}: {text}", session=where, field=row.name, text=said)
