"""A prescription as a table: one row a point, only the columns in which something stands.

The columns are items 2a to 2e of STRICTA 2010 (MacPherson 2010, PLoS Med 7:e1000261).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from acudesk.domain.needles import (
    NeedledPoint,
    Response,
    Stimulation,
    response_name,
    side_mark,
    stimulation_name,
    technique_name,
)
from acudesk.domain.numbers import shown, with_unit
from acudesk.translation import tr

ALWAYS = 4
"""So many columns stand there in any case: point, name, side, needles."""
Names = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PointRow:
    """One needled point: a cell a column, and a note below all of them."""

    cells: tuple[str, ...]
    note: str = ""


def point_columns(points: Sequence[NeedledPoint], pinyin: Names, zones: Names) -> tuple[str, ...]:
    """The names of the columns of `point_rows`; none without points."""
    return tuple(title for title, _cell in _columns(points, pinyin, zones))


def point_rows(points: Sequence[NeedledPoint], pinyin: Names, zones: Names) -> tuple[PointRow, ...]:
    """The points in their order; `pinyin` and `zones` are names by code."""
    columns = _columns(points, pinyin, zones)
    return tuple(
        PointRow(cells=tuple(cell(point) for _title, cell in columns), note=point.note)
        for point in points
    )


def zone_name(code: str, zones: Names) -> str:
    """A zone of the body as it is called; one without a name is called by its code."""
    return zones.get(code) or code.replace("_", " ")


def _columns(
    points: Sequence[NeedledPoint], pinyin: Names, zones: Names
) -> Sequence[tuple[str, Callable[[NeedledPoint], str]]]:
    def name(point: NeedledPoint) -> str:
        place = zone_name(point.zone, zones)
        return ", ".join(part for part in (pinyin.get(point.code, ""), place) if part)

    every: list[tuple[str, Callable[[NeedledPoint], str]]] = [
        (tr("Point"), lambda point: point.code),
        (tr("Name"), name),
        (tr("Side"), lambda point: side_mark(point.side)),
        (tr("Needles"), lambda point: str(point.needles)),
        (tr("Depth"), _depth),
        (tr("Technique"), _technique),
        (tr("Stimulation"), stimulation_words),
        (tr("Response"), response_words),
        (tr("Moxa, cupping"), _warmth),
    ]
    if not points:
        return []
    return every[:ALWAYS] + [one for one in every[ALWAYS:] if any(map(one[1], points))]


def _depth(point: NeedledPoint) -> str:
    return "" if point.depth_mm is None else with_unit(str(point.depth_mm), "mm")


def _technique(point: NeedledPoint) -> str:
    return "" if point.technique is None else technique_name(point.technique)


def stimulation_words(point: NeedledPoint) -> str:
    """How a needle was moved: `electrical, with BL25, 2 Hz, 1.5 mA`; empty: not recorded."""
    if point.stimulation is None:
        return ""
    parts = [stimulation_name(point.stimulation)]
    if point.stimulation == Stimulation.ELECTRICAL:
        if point.pair:
            parts.append(tr("with {pair}", pair=point.pair))
        for value, unit in ((point.hertz, "Hz"), (point.milliamp, "mA")):
            if value is not None:
                parts.append(with_unit(shown(value), unit))
    return ", ".join(parts)


def response_words(point: NeedledPoint) -> str:
    """Which response was sought, and whether it came; empty: not recorded."""
    if point.sought == Response.NONE:
        return response_name(point.sought)
    sought = "" if point.sought is None else response_name(point.sought)
    if point.obtained is None:
        return tr("{response} sought", response=sought) if sought else ""
    came = tr("obtained") if point.obtained else tr("not obtained")
    return f"{sought} {came}".strip()


def _warmth(point: NeedledPoint) -> str:
    words = [(point.moxa, tr("moxa")), (point.cupping, tr("cupping"))]
    return ", ".join(word for used, word in words if used)
