"""Draws which points were needled when, below the line of pain on the same axis of sessions.

The notice that order is no cause stands in the figure itself, on screen and in every picture.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator

from acudesk.charts.foot import Foot, foot_words
from acudesk.charts.layout import HALF_LETTER, LABEL, SMALL, TITLE, Box, Room
from acudesk.charts.lettering import elided, lettered, text_width
from acudesk.charts.looks import line_looks
from acudesk.charts.panel import PanelDrawing
from acudesk.charts.point_words import picture_words
from acudesk.charts.scales import PanelBox, SharedAxis
from acudesk.charts.style import Style
from acudesk.charts.trend import DPI, Spot, TrendChart
from acudesk.domain.point_matrix import (
    PointMatrix,
    order_is_no_cause,
    point_matrix_words,
)
from acudesk.domain.point_picture import PointPicture
from acudesk.domain.points import PointSide
from acudesk.domain.trend import Trend
from acudesk.translation import tr

HEADER, AXIS, HEADING = 20.0, 16.0, 18.0
"""Heights in points: above the line of pain, the numbers of the sessions, above the points."""
PAIN, MOST_PAIN = 86.0, 130.0
ROW, LEAST_ROW = 15.0, 9.0
WRITTEN = 11.0
"""Points from one line of small words to the next."""
MARGIN = 8.0
GLYPH, LEAST_GLYPH = 7.4, 3.0
RING = 3.6
"""Points that the ring of an electrical needle is wider than the point."""
MOXA_ACROSS, MOXA_UP = 3.8, 5.0
"""Points that the sign for moxa stands off the middle."""
KEY_GLYPH, KEY_GAP = 12.5, 11.0
MOST_LABEL = 0.34
"""The share of the width that the names of the points take at most."""
POINTS = 1
"""The panel of the points, as a spot calls it; that of pain is 0."""
NOTHING = PointMatrix(visits=(), lines=())


@dataclass(frozen=True, slots=True)
class PointLook:
    """How a sign is drawn: a marker, filled whole or half, or only an outline of a width."""

    marker: str
    size: float
    fill: str = "full"
    stroke: float = 0.0


SIDES = {
    PointSide.LEFT: PointLook("o", GLYPH, "left", 1.0),
    PointSide.RIGHT: PointLook("o", GLYPH, "right", 1.0),
    PointSide.BOTH: PointLook("o", GLYPH, "full", 1.0),
    PointSide.MIDLINE: PointLook("|", GLYPH + 1.0, "full", 2.4),
}
ELECTRICAL = PointLook("o", GLYPH + RING, "none", 0.9)
MOXA = PointLook("^", 3.6)


class PointMatrixChart(TrendChart):
    """One figure that shows one course after another: its main pain, and its points below.

    The trend must be by session number. `height_for` says how high a figure has to be.
    """

    def __init__(
        self,
        style: Style,
        size: tuple[float, float] = (6.4, 5.0),
        dpi: float = DPI,
        margin: float = 0.0,
    ) -> None:
        self.matrix = NOTHING
        self._cells: list[Axes] = []
        self._axis: SharedAxis | None = None
        self._box = Box(0, 0, 1, 1)
        self._pain_middle = 0.0
        super().__init__(style, size, dpi, margin)
        self._cells.append(self._new_axes())
        self._cells[0].set_navigate(False)

    def show_picture(self, picture: PointPicture) -> None:
        """Show a course in place of the one before; the caller draws the canvas."""
        self.matrix = picture.matrix
        self.show(picture.pain)

    def description(self) -> str:
        """What the figure shows, in words, for who cannot see it; names nobody."""
        if self.trend is None:
            return ""
        return picture_words(PointPicture(pain=self.trend, matrix=self.matrix))

    def spot(self, line: int | None, visit: int) -> Spot:
        """Where the middle of a cell lies: the points stand in the panel below that of pain.
        Without a line, where the visit stands in that of pain."""
        assert self._axis is not None
        key = self.matrix.visits[visit].session_id
        x = self._axis.at(float(self.matrix.visits[visit].number))
        if line is not None:
            return Spot(POINTS, line, visit, *self._shares(x, self._row_middle(line)))
        if self.trend is not None and not self.trend.is_empty:
            places = self.trend.panels[0].series[0].places
            scored = (one for one in self._spots if places[one.place].session_id == key)
            found = next(scored, None)
            if found is not None:
                return found
        return Spot(0, 0, visit, *self._shares(x, self._pain_middle))

    def cell_at(self, x: float, y: float) -> tuple[int | None, int] | None:
        """The line and the visit at a place in shares of the figure; no line above the points,
        None where no visit is meant."""
        if self._axis is None:
            return None
        width, height = self._size()
        x, y = x * width - self._margin, y * height - self._margin
        number = round(self._axis.limits[0] + (x - self._axis.left) / self._axis.per_unit)
        visit = next((n for n, one in enumerate(self.matrix.visits) if one.number == number), None)
        beside = not self._axis.left <= x <= self._axis.right + 4
        if visit is None or beside or y < self._box.bottom:
            return None
        if y >= self._box.top:
            return None, visit
        return min(int((self._box.top - y) / self._row_high()), len(self.matrix.lines) - 1), visit

    # ---------------------------------------------------------------- layout

    def _row_high(self) -> float:
        return self._box.height / max(len(self.matrix.lines), 1)

    def _row_middle(self, line: int) -> float:
        return self._box.top - (line + 0.5) * self._row_high()

    def _dress(self) -> None:
        super()._dress()
        for axes in self._cells:
            axes.tick_params(grid_color=self.style.grid)

    def _draw(self) -> None:
        self._axis = None
        self._cells[0].set_visible(not self.matrix.is_empty)
        super()._draw()

    def _write_empty(self, width: float, height: float) -> None:
        """Without any score of pain the points stand alone."""
        trend = self.trend
        assert trend is not None
        if self.matrix.is_empty:
            self._write_no_points(width, height)
        else:
            self._draw_points(trend, None, width, height)

    def _lay_out(self, trend: Trend, width: float, height: float) -> None:
        if self.matrix.is_empty:
            self._pool[0].set_visible(False)
            self._write_no_points(width, height)
            return
        room = height - height_of(self.matrix, width) + PAIN
        tall = min(max(room, PAIN / 2), MOST_PAIN)
        self._draw_points(trend, tall, width, height)

    def _write_no_points(self, width: float, height: float) -> None:
        text = lettered(point_matrix_words(self.matrix))
        self._pencil.write(
            width / 2,
            height / 2,
            elided(text, LABEL, max(width - 8, 20)),
            colour=self.style.text_faint,
            ha="center",
            va="center",
            gid="empty",
        )
        self._write_notice(height - WRITTEN, width)

    def _draw_points(self, trend: Trend, tall: float | None, width: float, height: float) -> None:
        """The pain line `tall` points high, None where there is none; then the points."""
        heights = () if tall is None else (tall,)
        room = Room(heights=heights, header=HEADER, gap=0, rows=(), row=0, axis=AXIS, is_low=True)
        ends = [lettered(series.label) for panel in trend.panels for series in panel.series]
        most = max(60.0, width * 0.3)
        ends = [elided(text, LABEL, most, True) for text in ends]
        column = max(
            [text_width(text, LABEL, True) for text in ends]
            + [foot_words(trend, room), text_width(_visits_word(), SMALL)]
        )
        left = self._label_width(width) + 7
        axis = self._axis = SharedAxis(trend, left, max(width - column - 12, left + 40))
        bottom = height - 2.0
        if tall is not None:
            box = Box(axis.left, bottom - HEADER - tall, axis.right - axis.left, tall)
            drawn = PanelBox(trend.panels[0], box)
            self._place_axes(self._pool[0], drawn, axis)
            drawing = PanelDrawing(self._pencil, self._pool[0], 0, drawn, axis, room)
            drawing.draw(line_looks(trend.panels[0], self.style), ends)
            self._spots += [
                Spot(0, dot.series, dot.place, *self._shares(dot.x, dot.y)) for dot in drawing.dots
            ]
            bottom = box.bottom
        self._pain_middle = bottom + (tall or 0.0) / 2
        Foot(self._pencil, trend, axis, room).draw(bottom, width)
        bottom = self._write_heading(bottom - AXIS - HEADING, axis, width)
        end = _written_height(_key(self.matrix), width)
        high = min(ROW, max((bottom - end - MARGIN) / len(self.matrix.lines), LEAST_ROW))
        high *= len(self.matrix.lines)
        self._box = Box(axis.left, bottom - high, axis.right - axis.left, high)
        self._draw_cells(axis)
        self._draw_key(self._box.bottom - MARGIN, width)

    def _label_width(self, width: float) -> float:
        names = [text_width(lettered(line.pinyin), LABEL) for line in self.matrix.lines]
        return min(self._code_width() + max(names), width * MOST_LABEL)

    def _code_width(self) -> float:
        return max(text_width(lettered(line.code), LABEL) for line in self.matrix.lines) + 5

    def _write_heading(self, y: float, axis: SharedAxis, width: float) -> float:
        """The title of the points and the notice below it; returns where the rows begin."""
        title = elided(lettered(tr("Points, most used first")), TITLE, axis.right, True)
        self._pencil.write(0, y, title, size=TITLE, colour=self.style.text, bold=True, gid="title")
        self._pencil.write(axis.column, y, _visits_word(), size=SMALL, gid="visits")
        return self._write_notice(y - WRITTEN - 2, width) - 4

    def _write_notice(self, y: float, width: float) -> float:
        """Returns the lower edge of the notice."""
        for line in _notice_lines(width):
            self._pencil.write(0, y, line, size=SMALL, gid="notice")
            y -= WRITTEN
        return y + WRITTEN - 3

    def _draw_cells(self, axis: SharedAxis) -> None:
        box, axes, lines = self._box, self._cells[0], self.matrix.lines
        left, below = self._shares(box.left, box.bottom)
        right, above = self._shares(box.right, box.top)
        axes.set_position((left, below, right - left, above - below))
        axes.set_xlim(*axis.limits)
        axes.set_ylim(len(lines) - 0.5, -0.5)
        axes.yaxis.set_major_locator(FixedLocator(range(len(lines))))
        for x, _text, _year in axis.ticks():
            self._pencil.rule(
                (axis.at(x), axis.at(x)),
                (box.bottom, box.top),
                color=self.style.grid,
                linewidth=0.8,
                zorder=-1,
            )
        self._write_lines(axis)
        # As far as the next session or the next row leave room.
        share = min(axis.per_unit / 11.5, self._row_high() / 12.5, 1.0)
        for gid, look, xs, ys in _signs(self.matrix):
            if look is MOXA:
                across, up = MOXA_ACROSS / axis.per_unit, MOXA_UP / self._row_high()
                xs, ys = [x + across * share for x in xs], [y - up * share for y in ys]
            drawn = Line2D(xs, ys, **self._look(look, share), zorder=4, gid=gid)
            self._pencil.put(axes, drawn)

    def _look(self, look: PointLook, share: float = 1.0) -> dict[str, Any]:
        """What Matplotlib is told of a sign, at a share of its size."""
        colour = self.style.series_after if look in (ELECTRICAL, MOXA) else self.style.text
        return {
            "linestyle": "none",
            "marker": look.marker,
            "markersize": max(look.size * share, LEAST_GLYPH),
            "fillstyle": look.fill,
            "markeredgewidth": look.stroke * max(share, 0.6),
            "markeredgecolor": colour,
            "markerfacecolor": colour,
            "markerfacecoloralt": self.style.card,
        }

    def _write_lines(self, axis: SharedAxis) -> None:
        """Code and name at the left of each row, the number of its visits at the right."""
        lines = self.matrix.lines
        code_width = self._code_width()
        size = min(LABEL, LABEL * self._row_high() / 11)
        for row, line in enumerate(lines):
            y = self._row_middle(row) - HALF_LETTER * size
            code = lettered(line.code)
            self._pencil.write(0, y, code, size=size, colour=self.style.text, gid="code")
            name = elided(lettered(line.pinyin), size, max(axis.left - 7 - code_width, 8))
            self._pencil.write(code_width, y, name, size=size, gid="name")
            self._pencil.write(axis.column, y, str(line.count), size=size, gid="count")

    def _draw_key(self, top: float, width: float) -> None:
        y = top - SMALL
        for line in _key_lines(_key(self.matrix), width):
            x = 2.0
            for look, words in line:
                middle = y + HALF_LETTER * SMALL
                self._pencil.rule([x + 4], [middle], **self._look(look), gid="key")
                self._pencil.write(x + KEY_GLYPH, y, words, size=SMALL, gid="key")
                x += KEY_GLYPH + text_width(words, SMALL) + KEY_GAP
            y -= WRITTEN + 2


def height_of(matrix: PointMatrix, width: float) -> float:
    """How many points high a figure of a width in points has to be for all to be read."""
    notice = len(list(_notice_lines(width)))
    rows = max(len(matrix.lines), 1) * ROW
    head = 2 + HEADER + PAIN + AXIS + HEADING + notice * WRITTEN + 6
    return head + rows + MARGIN + _written_height(_key(matrix), width) + 4


def point_figure(picture: PointPicture, style: Style, width: float, margin: float = 0.0) -> Figure:
    """A figure of its own, so many inches wide and as high as it needs; `margin` in points."""
    high = height_of(picture.matrix, width * 72 - 2 * margin) + 2 * margin
    chart = PointMatrixChart(style, (width, high / 72), margin=margin)
    chart.show_picture(picture)
    return chart.figure


def _signs(matrix: PointMatrix) -> Iterator[tuple[str, PointLook, list[float], list[float]]]:
    """Every sign that is there, with the sessions and rows where it stands."""
    cells = [
        (float(visit.number), float(row), cell)
        for row, line in enumerate(matrix.lines)
        for visit, cell in zip(matrix.visits, line.cells, strict=True)
        if cell is not None
    ]
    for side, look in SIDES.items():
        found = [(x, y) for x, y, cell in cells if side in cell.sides]
        if found:
            yield f"points-{side.value}", look, [x for x, _y in found], [y for _x, y in found]
    for gid, look, at in (
        ("points-electrical", ELECTRICAL, [(x, y) for x, y, cell in cells if cell.electrical]),
        ("points-moxa", MOXA, [(x, y) for x, y, cell in cells if cell.moxa]),
    ):
        if at:
            yield gid, look, [x for x, _y in at], [y for _x, y in at]


def _key(matrix: PointMatrix) -> list[tuple[PointLook, str]]:
    """The signs that are there, and what they mean."""
    there = {gid for gid, _look, _xs, _ys in _signs(matrix)}
    return [(look, lettered(words)) for gid, look, words in _key_words() if gid in there]


def _key_words() -> tuple[tuple[str, PointLook, str], ...]:
    return (
        ("points-both", SIDES[PointSide.BOTH], tr("both sides")),
        ("points-left", SIDES[PointSide.LEFT], tr("left")),
        ("points-right", SIDES[PointSide.RIGHT], tr("right")),
        ("points-midline", SIDES[PointSide.MIDLINE], tr("midline")),
        ("points-electrical", ELECTRICAL, tr("electrical")),
        ("points-moxa", MOXA, tr("moxa")),
    )


def _visits_word() -> str:
    return lettered(tr("visits"))


def _notice_lines(width: float) -> Iterator[str]:
    """The notice in as many lines as it takes: it is never cut."""
    line = ""
    for word in lettered(order_is_no_cause()).split():
        longer = f"{line} {word}".strip()
        if line and text_width(longer, SMALL) > width - 4:
            yield line
            longer = word
        line = longer
    yield line


def _key_lines(
    key: Sequence[tuple[PointLook, str]], width: float
) -> Iterator[list[tuple[PointLook, str]]]:
    line: list[tuple[PointLook, str]] = []
    taken = 2.0
    for look, words in key:
        wide = KEY_GLYPH + text_width(words, SMALL)
        if line and taken + wide > width:
            yield line
            line, taken = [], 2.0
        line.append((look, words))
        taken += wide + KEY_GAP
    if line:
        yield line


def _written_height(key: Sequence[tuple[PointLook, str]], width: float) -> float:
    return len(list(_key_lines(key, width))) * (WRITTEN + 2)
