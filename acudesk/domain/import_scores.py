"""Scores as files write them: recognised over a whole column, asked or refused, never clamped.

Read are `7.7`, `7,5`, `7.7 /10`, `77 mm`, and one named number of `Worst: 8; Best: 6; Current: 8`.
A range such as `7-6` is refused: nobody can say which of both was meant. A scale of 0 to 1 is
turned into that share of the measure's scale only on request; the text of the file is then kept
beside the score, in the notes of its entry, because a Score's own text is its number.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from acudesk.domain.errors import DomainError
from acudesk.domain.measure import Measure, Scale
from acudesk.domain.numbers import parse_number, shown
from acudesk.domain.session import Moment, Score
from acudesk.translation import tr

MOST_EXAMPLES = 5
MOST_PARTS = 10
LONGEST_CELL = 200
NOT_ASKED = "not_asked"
REFUSED = "refused"
EITHER = ".,"
_NUMBER = r"[+\-\u2212]?(?:\d+(?:[.,]\d*)?|[.,]\d+)"
_OF = re.compile(
    rf"({_NUMBER})\s*(?:/|\bout\s+of\b|\bof\b)\s*(\d{{1,4}})", re.ASCII | re.IGNORECASE
)
_PLAIN = re.compile(rf"({_NUMBER})\s*([^\W\d_]{{1,4}}|%|°)?")
_RANGE = re.compile(rf"{_NUMBER}\s*(?:-|\u2013|\u2014|to|\.\.)\s*{_NUMBER}.*", re.IGNORECASE)
_PART = re.compile(r"\s*([^\W\d][^:=;|\n]{0,38}?)\s*[:=]\s*([^:=;|\n]{0,40}?)\s*(?:[;|\n]|$)")
_MISSING = frozenset(
    {
        *("none", "na", "n/a", "n.a.", "null", "nil", "nan", "-", "\u2013", "--", ".", "?"),
        *("missing", "unknown", "not asked", "not recorded", "not done", "declined"),
    }
)
_SHARE_OF = 1
"""What the highest value of a share is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreForm:
    """How a column writes its scores.

    `scale` is the code of one of the measure's scales, empty for the one that the column tells.
    `share` says that 0 to 1 is written and means that share of the scale: 0.77 is 7.7 of 10.
    `decimal` holds the signs in use, "." or "," or both; empty is not said. `part` names the
    number meant in cells of several (`Current`). `words` says what None, NA and the like mean:
    NOT_ASKED or REFUSED; empty is not said, and refuses.
    """

    scale: str = ""
    share: bool = False
    decimal: str = ""
    part: str = ""
    words: str = ""


AS_FOUND = ScoreForm()
"""Nothing is said yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    """What a cell writes: one number, or several by name."""

    number: str = ""
    out_of: int | None = None
    unit: str = ""
    parts: tuple[tuple[str, "_Cell"], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreFinding:
    """What a column of scores turned out to be.

    `lowest` and `highest` are of the numbers that can be read; `fractions` counts those between 0
    and 1, `above_ten` those above 10. `out_of` and `units` are what stands behind the numbers,
    `bare` how many have nothing there. `parts` are the names in cells of several numbers, `words`
    what stands where a number should and may mean "not asked". `unreadable` are the first lines
    that hold no score, with their texts.
    """

    count: int
    blanks: int
    lowest: Decimal | None
    highest: Decimal | None
    fractions: int
    above_ten: int
    points: int
    commas: int
    thousands: str
    out_of: tuple[int, ...]
    units: tuple[str, ...]
    bare: int
    parts: tuple[str, ...]
    words: tuple[str, ...]
    examples: tuple[str, ...]
    unreadable: tuple[tuple[int, str], ...]
    unreadable_total: int


@dataclass(slots=True)
class CellsOfScores:
    """Takes the cells of a column one by one, and says in the end what they are.

    With `part` only that number of cells of several counts.
    """

    part: str = ""
    count: int = 0
    blanks: int = 0
    _lowest: Decimal | None = None
    _highest: Decimal | None = None
    _tally: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("fraction", "ten", ".", ",", "bare", "bad"), 0)
    )
    _thousands: str = ""
    _out_of: dict[int, None] = field(default_factory=dict)
    _units: dict[str, None] = field(default_factory=dict)
    _parts: dict[str, None] = field(default_factory=dict)
    _words: dict[str, None] = field(default_factory=dict)
    _examples: dict[str, None] = field(default_factory=dict)
    _bad: list[tuple[int, str]] = field(default_factory=list)

    def take(self, line: int, text: str) -> None:
        """One more cell."""
        text = text.strip()
        if not text:
            self.blanks += 1
            return
        self.count += 1
        if text.casefold() in _MISSING:
            _add(self._words, text)
            return
        cell = _cell(text)
        if cell is not None and cell.parts:
            for name, _ in cell.parts:
                _add(self._parts, name)
            cell = _part_of(cell, self.part) if self.part else cell.parts[0][1]
        if cell is None:
            self._tally["bad"] += 1
            if len(self._bad) < MOST_EXAMPLES:
                self._bad.append((line, text[:40]))
            return
        _add(self._examples, text[:40])
        self._note(cell)

    def _note(self, cell: _Cell) -> None:
        value = parse_number(cell.number)
        self._lowest = value if self._lowest is None else min(self._lowest, value)
        self._highest = value if self._highest is None else max(self._highest, value)
        self._tally["fraction"] += 0 < value < 1
        self._tally["ten"] += value > 10
        for sign in ".,":
            if sign in cell.number:
                self._tally[sign] += 1
                if len(cell.number.partition(sign)[2]) == 3:
                    self._thousands = self._thousands or cell.number
        if cell.out_of is not None and len(self._out_of) < MOST_PARTS:
            self._out_of.setdefault(cell.out_of)
        if cell.unit:
            _add(self._units, cell.unit)
        self._tally["bare"] += cell.out_of is None and not cell.unit

    def finding(self) -> ScoreFinding:
        """What the cells so far are."""
        return ScoreFinding(
            count=self.count,
            blanks=self.blanks,
            lowest=self._lowest,
            highest=self._highest,
            fractions=self._tally["fraction"],
            above_ten=self._tally["ten"],
            points=self._tally["."],
            commas=self._tally[","],
            thousands=self._thousands,
            out_of=tuple(self._out_of),
            units=tuple(self._units),
            bare=self._tally["bare"],
            parts=tuple(self._parts),
            words=tuple(self._words),
            examples=tuple(self._examples)[:MOST_EXAMPLES],
            unreadable=tuple(self._bad),
            unreadable_total=self._tally["bad"],
        )


def recognise_scores(values: Iterable[tuple[int, str]], part: str = "") -> ScoreFinding:
    """What a column of cells is, each with its line."""
    column = CellsOfScores(part)
    for line, text in values:
        column.take(line, text)
    return column.finding()


def found_scale(finding: ScoreFinding, measure: Measure) -> str:
    """The code of the scale that a column tells by itself; empty where it must be asked.

    Numbers up to 10 count as 0 to 10 where the measure has that scale, as everywhere in AcuDesk.
    A column of fractions of 1 may be a share, and one with a number above 10 may be 0 to 100, or
    hold a slip of the pen: both are asked.
    """
    if finding.highest is None:
        return measure.scale.code
    if finding.out_of or finding.units:
        fits = [scale for scale in measure.scales if _is_named(finding, measure, scale)]
        return fits[0].code if len(fits) == 1 else ""
    if finding.fractions and finding.highest <= _SHARE_OF and measure.scale.highest >= 10:
        return ""
    fits = [one for one in measure.scales if one.lowest <= finding.highest <= one.highest]
    if len(measure.scales) == 1 or (fits and fits[0] == measure.scale):
        return measure.scale.code
    return ""


def _is_named(finding: ScoreFinding, measure: Measure, scale: Scale) -> bool:
    """Whether a column says that it is on a scale. A bare number beside `5 /10` is one of 10; one
    beside `67 mm` may be anything."""
    said = set(finding.out_of) <= {int(scale.highest)} and set(finding.units) <= {scale.unit}
    bare = finding.bare and (scale != measure.scale or (finding.highest or 0) > scale.highest)
    return said and not bare


def read_score(
    text: str,
    measure: Measure,
    form: ScoreForm = AS_FOUND,
    *,
    moment: Moment | None = None,
    item: str = "",
) -> tuple[Score | None, str]:
    """The score that a cell writes, None for not asked, and the text to be kept beside it, which
    is empty where the score's own text says all.

    Raises DomainError for what is no score on this scale. Nothing is rounded or clamped.
    """
    text = text.strip()
    if not text:
        return None, ""
    if text.casefold() in _MISSING:
        if form.words == NOT_ASKED:
            return None, ""
        raise _no_score(text, measure)
    cell = _cell(text)
    several = cell is not None and bool(cell.parts)
    if cell is not None and not several and form.part:
        cell = None
    if several and cell is not None:
        names = ", ".join(name for name, _ in cell.parts)
        if not form.part:
            raise DomainError(
                tr("“{text}” holds several numbers: {names}.", text=text[:60], names=names),
                field=measure.code,
            )
        cell = _part_of(cell, form.part)
        if cell is None:
            raise DomainError(
                tr("“{text}” holds no number called {part}.", text=text[:60], part=form.part),
                field=measure.code,
            )
    if cell is None:
        raise _no_score(text, measure)
    scale = measure.scale_named(form.scale) if form.scale else None
    number = _on_scale(cell, text, measure, scale, form)
    score = measure.score(number, moment=moment, item=item, scale=form.scale)
    return score, text if several or form.share else ""


def _on_scale(
    cell: _Cell, text: str, measure: Measure, scale: Scale | None, form: ScoreForm
) -> str:
    """The number of a cell as the measure takes it."""
    for sign in ".,":
        if form.decimal and sign in cell.number and sign not in form.decimal:
            raise DomainError(
                tr("“{text}” has another decimal sign than the column.", text=text[:40]),
                field=measure.code,
            )
    if form.share:
        value = parse_number(cell.number, field=measure.code)
        if cell.out_of not in (None, _SHARE_OF) or cell.unit or not 0 <= value <= _SHARE_OF:
            raise DomainError(
                tr(
                    "{measure}: {value} lies outside {lowest} to {highest}.",
                    measure=measure.name,
                    value=text[:40],
                    lowest=0,
                    highest=_SHARE_OF,
                ),
                field=measure.code,
            )
        return shown(value * (scale or measure.scale).highest)
    if cell.out_of is not None and cell.out_of != (scale or measure.scale).highest:
        raise DomainError(
            tr(
                "“{text}” is out of {given}, and not out of {highest}.",
                text=text[:40],
                given=cell.out_of,
                highest=shown((scale or measure.scale).highest),
            ),
            field=measure.code,
        )
    return f"{cell.number} {cell.unit}".strip()


def _no_score(text: str, measure: Measure) -> DomainError:
    if _RANGE.fullmatch(text):
        return DomainError(
            tr("“{text}” is a range. Write the one number that was given.", text=text[:40]),
            field=measure.code,
        )
    return DomainError(
        tr("“{text}” is not a number. Write digits, such as 4 or 6.5.", text=text[:40]),
        field=measure.code,
    )


def _cell(text: str) -> _Cell | None:
    if len(text) > LONGEST_CELL:
        return None
    if found := _PLAIN.fullmatch(text):
        return _of_length(_Cell(number=found[1], unit=found[2] or ""))
    if found := _OF.fullmatch(text):
        return _of_length(_Cell(number=found[1], out_of=int(found[2])))
    parts: list[tuple[str, _Cell]] = []
    place = 0
    while place < len(text):
        part = _PART.match(text, place)
        if part is None or len(parts) == MOST_PARTS:
            return None
        inner = _cell(part[2]) if part[2] else None
        if inner is None or inner.parts:
            return None
        parts.append((part[1], inner))
        place = part.end()
    return _Cell(parts=tuple(parts)) if parts else None


def _of_length(cell: _Cell) -> _Cell | None:
    return cell if len(cell.number) <= 40 else None


def _part_of(cell: _Cell, name: str) -> _Cell | None:
    found = [inner for part, inner in cell.parts if part.casefold() == name.casefold()]
    return found[0] if len(found) == 1 else None


def _add(names: dict[str, None], name: str) -> None:
    if len(names) < MOST_PARTS:
        names.setdefault(name)
