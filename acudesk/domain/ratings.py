"""Ratings in a file: what stands in each row, or why a row is refused. Nothing is guessed.

A file is long-form CSV: one row for one person on one day, with a column for the person, one for
the date and one for each measure. UTF-8 with or without BOM; comma, semicolon or tab, told from
the header line; any line ends. A blank cell is *not asked*.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import BinaryIO

from acudesk.domain.errors import DomainError
from acudesk.domain.measure import Measure
from acudesk.domain.patient import Patient
from acudesk.domain.session import Moment, Score, ScoreKey, check_took_place
from acudesk.domain.text import cleaned
from acudesk.translation import tr

LONGEST_LINE = 1_000_000
"""Bytes; a longer line is not a table of ratings."""
_SPEC = re.compile(r"(?P<code>[^:@=]+)(:(?P<part>[^:@=]+))?(@(?P<scale>[^:@=]+))?=(?P<column>.+)")
_DELIMITERS = ",;\t"
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII)
_LOCALE = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})", re.ASCII)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BOM = b"\xef\xbb\xbf"


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
    table = _Table(stream, plan)
    for line, cells in table:
        yield _row(line, cells, table, plan, measures, keys, order, today)


def check_file(stream: BinaryIO, plan: RatingPlan) -> None:
    """Raise DomainError where a file is refused as a whole, whatever its rows say."""
    if plan.date_format:
        _check_date_format(plan.date_format)
    _date_order(stream, plan)


class _Table:
    """The rows of a CSV file from its start, with the line on which each begins."""

    def __init__(self, stream: BinaryIO, plan: RatingPlan) -> None:
        stream.seek(0)
        lines = _text_lines(stream)
        first = next((line for line in lines if line.strip(' \r\n\t,;"')), "")
        stream.seek(0)
        wanted = (plan.person, plan.date, *(column.column for column in plan.measures))
        self._rows = csv.reader(
            _text_lines(stream), delimiter=_delimiter(first, wanted), strict=True
        )
        _, header = next(self._cells(), (0, []))
        if not (first and header):
            raise DomainError(tr("The file is empty."))
        names = [cleaned(name, limit=LONGEST_LINE, field="header") for name in header]
        self.width = len(names)
        self.places = {name: _place(names, name) for name in wanted}

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        return self._cells()

    def _cells(self) -> Iterator[tuple[int, list[str]]]:
        while True:
            line = self._rows.line_num + 1
            try:
                cells = next(self._rows, None)
            except csv.Error:
                raise DomainError(
                    tr(
                        "Line {line} cannot be read as a row of a table: a quotation mark does "
                        "not close, a cell is too long, or lines end in an unusual way.",
                        line=line,
                    )
                ) from None
            if cells is None:
                return
            if any(cell.strip() for cell in cells):
                yield line, cells


def _text_lines(stream: BinaryIO) -> Iterator[str]:
    number = 0
    while raw := stream.readline(LONGEST_LINE + 1):
        number += 1
        if number == 1:
            if raw.startswith(_UTF16):
                raise DomainError(
                    tr("The file is written in UTF-16. Save it as “CSV UTF-8” and try again.")
                )
            raw = raw.removeprefix(_BOM)
        if len(raw) > LONGEST_LINE:
            raise DomainError(tr("Line {line} is too long to be a row of ratings.", line=number))
        if b"\0" in raw:
            raise DomainError(
                tr("Line {line} holds a NUL byte, so this is not a text file.", line=number)
            )
        try:
            yield raw.decode("utf-8")
        except UnicodeDecodeError:
            raise DomainError(
                tr(
                    "Line {line} is not written in UTF-8. "
                    "Save the file as “CSV UTF-8” and try again.",
                    line=number,
                )
            ) from None


def _delimiter(header: str, wanted: tuple[str, ...]) -> str:
    """The delimiter that finds most of the columns wanted, else the one that stands most often."""

    def found(delimiter: str) -> tuple[int, int]:
        names: list[str] = []
        with suppress(csv.Error, StopIteration):
            names = next(csv.reader([header], delimiter=delimiter))
        stripped = [name.strip() for name in names]
        return sum(name in stripped for name in wanted), len(names)

    return max(_DELIMITERS, key=found)


def _place(names: list[str], name: str) -> int:
    count = names.count(cleaned(name, limit=LONGEST_LINE, field="column"))
    if count == 1:
        return names.index(cleaned(name, limit=LONGEST_LINE, field="column"))
    if count:
        raise DomainError(
            tr("The column “{name}” stands in the file more than once.", name=name), field="column"
        )
    known = ", ".join(f"“{other}”" for other in names if other)
    raise DomainError(
        tr(
            "The file has no column “{name}”; it has {known}.",
            name=name,
            known=known if len(known) <= 500 else known[:500] + "…",
        ),
        field="column",
    )


def _row(
    line: int,
    cells: list[str],
    table: _Table,
    plan: RatingPlan,
    measures: Mapping[str, Measure],
    keys: tuple[ScoreKey, ...],
    order: _Order | None,
    today: date,
) -> RatingRow | RefusedRow:
    if len(cells) < table.width or any(cell.strip() for cell in cells[table.width :]):
        return RefusedRow(
            line=line,
            reason=tr(
                "The row has {count} cells where the header has {width}.",
                count=len(cells),
                width=table.width,
            ),
        )
    person = ""
    day = None
    try:
        person = _person(cells[table.places[plan.person]])
        day = check_took_place(
            _day(cells[table.places[plan.date]].strip(), plan.date_format, order), today
        )
        scores = []
        for column, key in zip(plan.measures, keys, strict=True):
            given = cells[table.places[column.column]].strip()
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
    table = _Table(stream, plan)
    unsure = ""
    found: dict[_Order, int] = {}
    for line, cells in table:
        place = table.places[plan.date]
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
