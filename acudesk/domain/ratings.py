"""Ratings in a file: what stands in each row, or why a row is refused. Nothing is guessed.

A file is long-form CSV: one row for one person on one day, with a column for the person, one for
the date and one for each measure. UTF-8 with or without BOM; comma, semicolon or tab, told from
the header line; any line ends. A blank cell is *not asked*.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import BinaryIO

from acudesk.domain.errors import DomainError
from acudesk.domain.import_table import LONGEST_LINE, Table
from acudesk.domain.measure import Measure
from acudesk.domain.patient import Patient
from acudesk.domain.session import Moment, Score, ScoreKey, check_took_place
from acudesk.domain.text import cleaned
from acudesk.translation import tr

_SPEC = re.compile(r"(?P<code>[^:@=]+)(:(?P<part>[^:@=]+))?(@(?P<scale>[^:@=]+))?=(?P<column>.+)")
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII)
_LOCALE = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureColumn:
    """Which column holds the scores of which measure; empty parts mean the measure's first."""

    measure: str
    column: str
    moment: Moment | None = None
    item: str = ""
    scale: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingPlan:
    """How a file of ratings is read and what is done with it.

    `date_format` is a strptime format, empty for ISO dates and for day/month/year in the order
    that the file itself decides. `condition` is that of the courses, empty for the default.
    """

    person: str
    date: str
    measures: tuple[MeasureColumn, ...]
    date_format: str = ""
    condition: str = ""
    visits: bool = False
    close: bool = False
    skip_bad: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingRow:
    """One row as read. `scores` holds each measure of the plan, None where the cell is blank."""

    line: int
    person: str
    day: date
    scores: tuple[tuple[ScoreKey, Score | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRow:
    """A row that is not kept, and why; `person` and `day` where they could be read."""

    line: int
    reason: str
    person: str = ""
    day: date | None = None


class _Order(Enum):
    DAY_FIRST = "%d/%m/%Y"
    MONTH_FIRST = "%m/%d/%Y"


def parse_measure_column(text: str) -> MeasureColumn:
    """A column named as `CODE[:MOMENT][@SCALE]=COLUMN`, e.g. `pain_now:after@vas100=after`.

    A measure of several numbered answers takes the number in place of the moment (`psfs:2=walk`).
    """
    found = _SPEC.fullmatch(text)
    if found is None or any(part.isspace() for part in found.groupdict("").values()):
        raise DomainError(
            tr(
                "“{text}” does not name a measure and its column. "
                "Write CODE=COLUMN, such as pain_7d=pain or pain_now:after@vas100=after.",
                text=text,
            ),
            field="score",
        )
    parts = {name: part.strip() for name, part in found.groupdict("").items()}
    part = parts["part"]
    moment = None
    if part and not part.isdecimal():
        try:
            moment = Moment(part)
        except ValueError:
            raise DomainError(
                tr(
                    "“{part}” in “{text}” is no moment. Known: {known}.",
                    part=part,
                    text=text,
                    known=", ".join(moment.value for moment in Moment),
                ),
                field="score",
            ) from None
    return MeasureColumn(
        measure=parts["code"],
        column=parts["column"],
        moment=moment,
        item=part if part.isdecimal() else "",
        scale=parts["scale"],
    )


def check_plan(plan: RatingPlan, measures: Mapping[str, Measure]) -> tuple[ScoreKey, ...]:
    """The score that each column of the plan makes, in its order.

    Raises DomainError for an unknown measure, moment, item, scale or date format, and where two
    columns are the same score.
    """
    if not plan.measures:
        raise DomainError(tr("Name at least one measure and its column."), field="score")
    if plan.date_format:
        _check_date_format(plan.date_format)
    keys: list[ScoreKey] = []
    for column in plan.measures:
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
            raise DomainError(
                tr(
                    "{measure} is not asked in this way. Known: {known}.",
                    measure=measure.name,
                    known=", ".join(_spoken(known) for known in measure.keys()),
                ),
                field="score",
            )
        if column.scale:
            measure.scale_named(column.scale)
        if key in keys:
            raise DomainError(
                tr("{measure} is named twice, for two columns.", measure=_spoken(key)),
                field="score",
            )
        keys.append(key)
    return tuple(keys)


def read_ratings(
    stream: BinaryIO, plan: RatingPlan, measures: Mapping[str, Measure], today: date
) -> Iterator[RatingRow | RefusedRow]:
    """Each row of a seekable file of bytes, in its order, a row at a time.

    The file is read twice: once to see in which order its dates are written and that all of it
    is text. Raises DomainError for a file that cannot be read as a whole; a row that cannot is
    handed over as refused, with its line number, the header being line 1. Blank rows are passed
    over.
    """
    keys = check_plan(plan, measures)
    order = _date_order(stream, plan)
    table, places = _opened(stream, plan)
    for line, cells in table:
        yield _row(line, cells, table, places, plan, measures, keys, order, today)


def check_file(stream: BinaryIO, plan: RatingPlan) -> None:
    """Raise DomainError where a file is refused as a whole, whatever its rows say."""
    if plan.date_format:
        _check_date_format(plan.date_format)
    _date_order(stream, plan)


def _opened(stream: BinaryIO, plan: RatingPlan) -> tuple[Table, dict[str, int]]:
    """The table of a file and where its wanted columns stand."""
    wanted = (plan.person, plan.date, *(column.column for column in plan.measures))
    table = Table(stream, wanted=wanted)
    return table, {name: table.place(name) for name in wanted}


def _row(
    line: int,
    cells: list[str],
    table: Table,
    places: Mapping[str, int],
    plan: RatingPlan,
    measures: Mapping[str, Measure],
    keys: tuple[ScoreKey, ...],
    order: _Order | None,
    today: date,
) -> RatingRow | RefusedRow:
    person = ""
    day = None
    try:
        table.check_width(cells)
        person = _person(cells[places[plan.person]])
        day = check_took_place(
            _day(cells[places[plan.date]].strip(), plan.date_format, order), today
        )
        scores = []
        for column, key in zip(plan.measures, keys, strict=True):
            given = cells[places[column.column]].strip()
            score = None
            if given:
                score = measures[column.measure].score(
                    given, moment=key.moment, item=key.item, scale=column.scale
                )
            scores.append((key, score))
    except DomainError as error:
        return RefusedRow(line=line, reason=error.text, person=person, day=day)
    return RatingRow(line=line, person=person, day=day, scores=tuple(scores))


def _person(text: str) -> str:
    """The person as a chart number; refused exactly where a patient of that name would be."""
    person = cleaned(text, limit=LONGEST_LINE, field="person")
    if not person:
        raise DomainError(tr("The row names no person."), field="person")
    return Patient(display_name=person, chart_number=person).chart_number


def _day(text: str, date_format: str, order: _Order | None) -> date:
    if not text:
        raise DomainError(tr("The row has no date."), field="date")
    with suppress(ValueError, OverflowError):
        if date_format:
            return datetime.strptime(text, date_format).date()
        if found := _ISO.fullmatch(text):
            return date(int(found[1]), int(found[3]), int(found[4]))
        if found := _LOCALE.fullmatch(text):
            day, month = int(found[1]), int(found[3])
            if order == _Order.MONTH_FIRST:
                day, month = month, day
            return date(int(found[4]), month, day)
    raise DomainError(
        tr(
            "“{text}” is not a date written as {form}.",
            text=text[:40],
            form=date_format or tr("2025-03-31, or as one that --date-format names"),
        ),
        field="date",
    )


def _date_order(stream: BinaryIO, plan: RatingPlan) -> _Order | None:
    """Whether the file writes the day or the month first; None where that makes no difference.

    Reads the whole file. Raises DomainError where no date of the file decides, or two disagree.
    """
    table, places = _opened(stream, plan)
    unsure = ""
    found: dict[_Order, int] = {}
    for line, cells in table:
        place = places[plan.date]
        if plan.date_format or place >= len(cells):
            continue
        written = _LOCALE.fullmatch(cells[place].strip())
        if written is None:
            continue
        first, second = int(written[1]), int(written[3])
        if 12 < first <= 31 and 1 <= second <= 12:
            found.setdefault(_Order.DAY_FIRST, line)
        elif 12 < second <= 31 and 1 <= first <= 12:
            found.setdefault(_Order.MONTH_FIRST, line)
        elif first != second and min(first, second) >= 1 and max(first, second) <= 12:
            unsure = unsure or written[0]
    if len(found) == 2:
        raise DomainError(
            tr(
                "Line {one} writes the day first and line {two} the month: "
                "say which is meant with --date-format, such as --date-format %d/%m/%Y.",
                one=found[_Order.DAY_FIRST],
                two=found[_Order.MONTH_FIRST],
            ),
            field="date_format",
        )
    if unsure and not found:
        raise DomainError(
            tr(
                "Nothing in the file tells whether “{text}” writes the day or the month first: "
                "add --date-format %d/%m/%Y or --date-format %m/%d/%Y.",
                text=unsure,
            ),
            field="date_format",
        )
    return next(iter(found), None)


def _check_date_format(date_format: str) -> None:
    """A format is good if it brings a day back."""
    day = date(2025, 12, 31)
    with suppress(ValueError, re.error):
        if datetime.strptime(day.strftime(date_format), date_format).date() == day:
            return
    raise DomainError(
        tr(
            "“{text}” is no format for --date-format: it needs day, month and year, "
            "such as %d/%m/%Y.",
            text=date_format,
        ),
        field="date_format",
    )


def _spoken(key: ScoreKey) -> str:
    return f"{key.measure}:{key.item or key.moment.value}"
