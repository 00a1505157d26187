"""How the lines of a chart look: by colour, and without colour by width, dashes and marker."""

from dataclasses import dataclass
from typing import Literal

from acudesk.charts.style import Style
from acudesk.domain.trend import Panel, Role


@dataclass(frozen=True, slots=True)
class Look:
    """How a line is drawn."""

    colour: str
    width: float
    dashes: Literal["-"] | tuple[float, tuple[float, ...]]
    marker: str
    size: float


def line_looks(panel: Panel, style: Style) -> list[Look]:
    """A look for every line of a panel; seconds differ from one another as well."""
    main = Look(style.series_main, 2.2, "-", "o", 6.5)
    before = Look(style.series_before, 1.1, "-", "o", 4.0)
    after = Look(style.series_after, 1.3, (0, (4, 2.2)), "s", 4.4)
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
