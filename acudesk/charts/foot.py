"""Draws the marks, and the labels of the axis that all panels share: below the last panel, or
where there are many below the first."""

from collections import Counter
from itertools import pairwise

from acudesk.charts.description import kind_name
from acudesk.charts.layout import HALF_LETTER, LABEL, SMALL, Room
from acudesk.charts.lettering import elided, lettered, text_width
from acudesk.charts.looks import Glyph, glyphs
from acudesk.charts.pencil import Pencil
from acudesk.charts.scales import SharedAxis
from acudesk.domain.trend import Axis, MarkKind, Trend
from acudesk.translation import tr

LEAST_GLYPH = 3.0
BESIDE = 6.0
"""Points between two marks of one session in one row."""
KEY_GLYPH, KEY_GAP = 8.0, 9.0
"""Points that a glyph takes before its word, and between two words."""

Placed = tuple[int, float, float]
"""A mark's index in the trend, and its place in points."""


def foot_words(trend: Trend, room: Room) -> float:
    """How wide the words beside the foot of a chart are."""
    words = [lettered(kind_name(row[0])) for row in room.rows if len(row) == 1]
    widths = [text_width(text, SMALL) for text in words]
    if room.is_low and trend.axis == Axis.NUMBER:
        widths.append(text_width(_axis_word(), LABEL))
    return max(widths, default=0.0)


class Foot:
    """Marks and labels of the axis, on their way onto the figure."""

    def __init__(self, pencil: Pencil, trend: Trend, axis: SharedAxis, room: Room) -> None:
        self._pencil = pencil
        self._trend = trend
        self._axis = axis
        self._room = room
        self._glyphs = glyphs(pencil.style)

    def draw(self, bottom: float, width: float) -> list[Placed]:
        """Draw it below the height `bottom`; returns where the marks stand, in their order."""
        placed: list[Placed] = []
        bottom -= self._room.above_rows
        for row in self._room.rows:
            placed += self._draw_row(row, bottom - self._room.row / 2)
            bottom -= self._room.row
        self.draw_axis(bottom)
        if self._room.has_key:
            self._draw_key(bottom - self._room.axis, width)
        return sorted(placed)

    def _draw_row(self, kinds: tuple[MarkKind, ...], y: float) -> list[Placed]:
        axis = self._axis
        marks = [
            (index, mark)
            for index, mark in enumerate(self._trend.marks)
            if mark.kind in kinds and axis.shows(axis.x_of[mark.session_id])
        ]
        beside = min(BESIDE, max(axis.spacing * 0.4, 1.0))
        together = Counter(mark.session_id for _index, mark in marks)
        met: Counter[int] = Counter()
        placed: list[Placed] = []
        xs: dict[MarkKind, list[float]] = {kind: [] for kind in kinds}
        for index, mark in marks:
            key = mark.session_id
            x = axis.at(axis.x_of[key]) + (met[key] - (together[key] - 1) / 2) * beside
            met[key] += 1
            placed.append((index, x, y))
            xs[mark.kind].append(x)
        stand = sorted({x for _index, x, _y in placed})
        apart = min((two - one for one, two in pairwise(stand)), default=BESIDE * 2)
        for kind in kinds:
            glyph = self._glyphs[kind]
            size = min(glyph.size, max(apart * 0.8, LEAST_GLYPH))
            self._draw_glyphs(glyph, xs[kind], y, size, f"marks-{kind.value}")
        if len(kinds) == 1:
            self._pencil.write(
                axis.column,
                y - HALF_LETTER * SMALL,
                lettered(kind_name(kinds[0])),
                size=SMALL,
                colour=self._glyphs[kinds[0]].colour,
                gid="marks-label",
            )
        return placed

    def _draw_glyphs(self, glyph: Glyph, xs: list[float], y: float, size: float, gid: str) -> None:
        self._pencil.rule(
            xs,
            [y] * len(xs),
            linestyle="none",
            marker=glyph.marker,
            markersize=size,
            markeredgewidth=glyph.stroke,
            markeredgecolor=glyph.colour,
            markerfacecolor="none" if glyph.stroke else glyph.colour,
            gid=gid,
        )

    def draw_axis(self, bottom: float) -> None:
        """Draw the shared axis with its labels at the height `bottom`."""
        axis, pencil = self._axis, self._pencil
        pencil.rule(
            (axis.left, axis.right),
            (bottom, bottom),
            color=pencil.style.axis,
            linewidth=0.8,
            zorder=1,
        )
        for x, text, year in axis.ticks():
            pencil.write(axis.at(x), bottom - 12, text, ha="center", gid="tick")
            if year:
                pencil.write(axis.at(x), bottom - 24, year, ha="center", gid="year")
        if self._trend.axis != Axis.NUMBER:
            return
        if self._room.is_low:
            pencil.write(axis.column, bottom - 12, _axis_word(), gid="axis")
        else:
            middle = (axis.left + axis.right) / 2
            pencil.write(middle, bottom - 25, _axis_word(), ha="center", gid="axis")

    def _draw_key(self, top: float, width: float) -> None:
        """What the glyphs of a row that holds several kinds mean."""
        kinds = self._room.rows[0]
        words = [lettered(kind_name(kind)) for kind in kinds]
        room = width - 4 - len(kinds) * (KEY_GLYPH + KEY_GAP)
        if sum(text_width(text, SMALL) for text in words) > room:
            words = [elided(text, SMALL, max(room / len(kinds), 6)) for text in words]
        wide = sum(text_width(text, SMALL) + KEY_GLYPH + KEY_GAP for text in words) - KEY_GAP
        x = max(min(self._axis.left, width - 2 - wide), 2.0)
        baseline = top - 8
        for kind, text in zip(kinds, words, strict=True):
            glyph = self._glyphs[kind]
            y = baseline + HALF_LETTER * SMALL
            self._draw_glyphs(glyph, [x + 3], y, glyph.size * 0.9, "key")
            self._pencil.write(
                x + KEY_GLYPH, baseline, text, size=SMALL, colour=glyph.colour, gid="key"
            )
            x += KEY_GLYPH + text_width(text, SMALL) + KEY_GAP


def _axis_word() -> str:
    return lettered(tr("Session"))
