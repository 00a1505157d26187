"""How what stands on a chart looks: by colour, and without colour by width, dashes and shape."""

from dataclasses import dataclass
from typing import Literal

from matplotlib.path import Path

from acudesk.charts.style import Style
from acudesk.domain.trend import Level, MarkKind, Panel, Role

Dashes = Literal["-", "none"] | tuple[float, tuple[float, ...]]

BREAK = Path(
    [(-0.8, -1.0), (0.1, 1.0), (-0.1, -1.0), (0.8, 1.0)],
    [Path.MOVETO, Path.LINETO, Path.MOVETO, Path.LINETO],
)
"""Two slanted strokes, as an axis is broken."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a line is drawn; `dashes` are "none" where its places are not joined."""

    colour: str
    width: float
    dashes: Dashes
    marker: str
    size: float
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class Glyph:
    """How one kind of mark is drawn: `stroke` is the width of its outline, 0 for a filled one."""

    colour: str
    marker: str | Path
    size: float
    stroke: float = 0.0


def line_looks(panel: Panel, style: Style) -> list[Look]:
    """A look for every line of a panel; seconds differ from one another as well."""
    main = Look(style.series_main, 2.2, "-", "o", 6.5)
    before = Look(style.series_before, 1.1, "none", "o", 4.6, hollow=True)
    after = Look(style.series_after, 1.1, "none", "s", 4.0)
    seconds = (
        Look(style.series_second, 1.6, (0, (7, 2, 1.5, 2)), "D", 5.0),
        Look(style.series_after, 1.5, (0, (1.2, 1.8)), "^", 5.6),
        Look(style.series_before, 1.3, (0, (9, 3)), "v", 5.6),
    )
    looks = []
    used = 0
    for series in panel.series:
        if series.role == Role.SECOND:
            looks.append(seconds[used % len(seconds)])
            used += 1
        else:
            looks.append({Role.MAIN: main, Role.BEFORE: before, Role.AFTER: after}[series.role])
    return looks


def level_dashes(level: Level) -> Dashes:
    """The dashes of a line of change: dotted, from 50 per cent on dashed and dotted."""
    return (0, (5, 2, 1.2, 2)) if level.percent >= 50 else (0, (1.2, 2.2))


def glyphs(style: Style) -> dict[MarkKind, Glyph]:
    """A glyph for every kind of mark."""
    return {
        MarkKind.SIDE_EFFECT: Glyph(style.mark_side_effect, "^", 6.0),
        MarkKind.MEDICATION: Glyph(style.mark_medication, "P", 6.0),
        MarkKind.REVIEW: Glyph(style.mark_review, "D", 4.6),
        MarkKind.ADDENDUM: Glyph(style.mark_addendum, "s", 4.2, 1.1),
        MarkKind.GAP: Glyph(style.mark_gap, BREAK, 6.5, 1.2),
    }
