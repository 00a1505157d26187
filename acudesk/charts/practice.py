"""Draws what became of many courses: a waterfall, or the latest against the baseline.

Every change is shown in points of 0 to 10, whatever the scale it was asked on. Groups are told
apart by which side of the line they lie on and by being full or pale, not by colour alone.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt
from typing import Literal

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection, PolyCollection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.ticker import FixedLocator, NullFormatter, NullLocator
from matplotlib.transforms import Affine2D

from acudesk.charts.change_shapes import (
    Bar,
    Dot,
    dots_of,
    limits,
    runs_of,
    slabs,
    steps,
    threshold_line,
)
from acudesk.charts.change_words import (
    POINTS,
    ChangeForm,
    ChangeGroup,
    change_description,
    group_counts,
    group_name,
    group_of,
)
from acudesk.charts.description import better_words
from acudesk.charts.layout import HALF_LETTER, LABEL, SMALL, TITLE, Box
from acudesk.charts.lettering import elided, lettered, text_width
from acudesk.charts.pencil import Pencil
from acudesk.charts.style import Style
from acudesk.charts.trend import svg_bytes
from acudesk.domain.meanings import threshold_words
from acudesk.domain.measure import Direction, Scale
from acudesk.domain.numbers import shown
from acudesk.domain.practice_figures import CourseChange, waterfall
from acudesk.translation import ntr, tr

DPI = 100.0
PictureForm = Literal["pdf", "png", "svg"]
HEADER, ROW = 20.0, 15.0
"""Heights in points: the line of the title, a row of the legend."""
SWATCH = 16.0
FOOT, NOTE = 27.0, 12.0
"""Heights in points: the axis below the chart, a line of notes below that."""
LEGEND_WIDTH = (120.0, 190.0)
"""Least and most room of the legend beside the chart; it moves below where that is missing."""
NARROW = 330.0
LINE_NAME = 76.0
"""Room for the names of the lines, where no legend stands beside the dots."""
THIN = 3.0
"""Bars that are thinner than this touch and are drawn as one step."""
FEWEST_SLOTS = 14
"""Few courses do not make broad slabs: so many bars have room at least."""
ZERO_MARK = 1.3
"""Half the height in points of a bar that would be nothing."""
PALE = 0.28
DOT = 2.4
"""Radius in points of a dot that stands for one course."""


@dataclass(frozen=True, slots=True)
class GroupLook:
    """How a group is drawn: the colour of its edge, whether it is full, and its marker."""

    colour: str
    full: bool
    marker: str


class ChangeChart:
    """One figure that shows the changes of one filter after another.

    `size` is in inches. After the figure has another size call `resized`, then draw its canvas.
    """

    def __init__(
        self, style: Style, size: tuple[float, float] = (6.4, 3.2), dpi: float = DPI
    ) -> None:
        self.figure = Figure(figsize=size, dpi=dpi)
        self.form = ChangeForm.WATERFALL
        self._changes: tuple[CourseChange, ...] = ()
        self._bars: tuple[Bar, ...] = ()
        self._scale: Scale | None = None
        self._notes: tuple[str, ...] = ()
        self._pencil = Pencil(self.figure, style)
        self._axes = self._new_axes()
        self._dress()

    @property
    def style(self) -> Style:
        """The colours in use."""
        return self._pencil.style

    def show(
        self,
        changes: Sequence[CourseChange],
        *,
        form: ChangeForm | None = None,
        scale: Scale | None = None,
        notes: Sequence[str] = (),
    ) -> None:
        """Show changes in place of those before; the caller draws the canvas.

        `scale`, of 0 to 10, gives the line of the usual threshold in the dots. `notes` stand
        below the chart, a line each: what is compared with what, and of which courses.
        """
        self._changes = waterfall(changes)
        self._bars = tuple(
            Bar(place, round(one.change * POINTS, 6), group_of(one))
            for place, one in enumerate(self._changes)
        )
        self._scale = scale
        self._notes = tuple(notes)
        self.form = form or self.form
        self._lay_out()

    def switch(self, form: ChangeForm) -> None:
        """Show the same changes in the other form."""
        self.form = form
        self._lay_out()

    def resized(self) -> None:
        """Lay out anew for the figure's present size."""
        self._lay_out()

    def restyle(self, style: Style) -> None:
        """Show the same in other colours."""
        self._pencil.style = style
        self._dress()
        self._lay_out()

    def bars(self) -> tuple[Bar, ...]:
        """The bars of the waterfall, from left to right."""
        return self._bars

    def dots(self) -> tuple[Dot, ...]:
        """The dots, the largest first, so that a small one is never hidden."""
        return dots_of(self._changes)

    def description(self) -> str:
        """What the chart shows, in words, for who cannot see it; names nobody."""
        return change_description(self._changes)

    # ------------------------------------------------------------------ axes

    def _new_axes(self) -> Axes:
        axes = self.figure.add_axes((0, 0, 1, 1))
        axes.patch.set_visible(False)
        for spine in axes.spines.values():
            spine.set_visible(False)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_locator(NullLocator())
            axis.set_major_formatter(NullFormatter())
        axes.set_axisbelow(True)
        axes.tick_params(length=0, labelleft=False, labelbottom=False)
        axes.set_autoscale_on(False)
        return axes

    def _dress(self) -> None:
        self.figure.set_facecolor(self._pencil.style.card)

    # ---------------------------------------------------------------- layout

    def _lay_out(self) -> None:
        self._pencil.wipe()
        width, height = (float(side) * 72 for side in self.figure.get_size_inches())
        self._axes.set_visible(bool(self._changes))
        if not self._changes:
            text = elided(lettered(change_description(())), LABEL, max(width - 8, 20))
            colour = self._pencil.style.text_faint
            self._pencil.write(width / 2, height / 2, text, colour=colour, ha="center", gid="empty")
            return
        names = [
            lettered(tr("{group}: {n}", group=group_name(group), n=count))
            for group, count in group_counts(self._changes).items()
        ]
        least, most = LEGEND_WIDTH
        wide = SWATCH + 8 + max(text_width(name, LABEL) for name in names)
        column = min(max(wide, least), most)
        beside = width >= NARROW + column
        noted = len(self._notes) * NOTE
        below = noted + (0.0 if beside else self._rows_of(names, width) * ROW)
        left = 7 + text_width(_tick(-POINTS), LABEL)
        plot = Box(
            left,
            FOOT + below,
            max(width - left - (column + 14 if beside else 6), 40),
            max(height - HEADER - FOOT - below - 4, 40),
        )
        if self.form == ChangeForm.DOTS:
            room = plot.width if beside else plot.width - LINE_NAME
            plot = Box(plot.left, plot.bottom, min(room, plot.height * 1.5), plot.height)
        self._axes.set_position(
            (plot.left / width, plot.bottom / height, plot.width / width, plot.height / height)
        )
        if self.form == ChangeForm.DOTS:
            self._draw_dots(plot, width)
        else:
            self._draw_waterfall(plot)
        self._write_title(width, height)
        for line, note in enumerate(reversed(self._notes)):
            text = elided(lettered(note), LABEL, width)
            self._pencil.write(0, line * NOTE + 3, text, gid="note")
        if beside:
            start = plot.right + 14
            bottom = plot.bottom if self.form == ChangeForm.DOTS else plot.top - 5 * ROW
            spots = [(start, bottom + (len(names) - 1 - row) * ROW) for row in range(len(names))]
            self._write_legend(names, spots, width - start - SWATCH - 2)
        else:
            self._write_legend(names, self._flowing(names, width, below), width - SWATCH)

    def _write_title(self, width: float, height: float) -> None:
        if self.form == ChangeForm.DOTS:
            title = tr("Pain: latest (upwards) against baseline (across), points of 0 to 10")
        else:
            title = tr("Change of pain from baseline to latest, points of 0 to 10")
        direction = lettered(better_words(Direction.LOWER))
        y = height - HEADER + 7.5
        room = width - text_width(direction, SMALL) - 14
        text = elided(lettered(title), TITLE, max(room, 30), True)
        self._pencil.write(
            0, y, text, size=TITLE, colour=self._pencil.style.text, bold=True, gid="title"
        )
        self._pencil.write(width, y, direction, size=SMALL, ha="right", gid="direction")

    def _flowing(
        self, names: Sequence[str], width: float, below: float
    ) -> list[tuple[float, float]]:
        """Where the entries of a legend below the chart stand, row by row."""
        spots = []
        x, y = 0.0, below - ROW + 3
        for name in names:
            wide = SWATCH + text_width(name, LABEL)
            if x and x + wide > width:
                x, y = 0.0, y - ROW
            spots.append((x, y))
            x += wide + 14
        return spots

    def _rows_of(self, names: Sequence[str], width: float) -> int:
        return len({y for _x, y in self._flowing(names, width, 0.0)})

    def _write_legend(
        self, names: Sequence[str], spots: Sequence[tuple[float, float]], room: float
    ) -> None:
        for group, name, (x, y) in zip(ChangeGroup, names, spots, strict=True):
            look = group_look(group, self._pencil.style)
            self._pencil.rule(
                [x + 5],
                [y + HALF_LETTER * LABEL],
                linestyle="none",
                marker=look.marker if self.form == ChangeForm.DOTS else "s",
                markersize=7.5,
                markerfacecolor=self._fill(look),
                markeredgecolor=look.colour,
                markeredgewidth=1.0,
            )
            text = elided(name, LABEL, max(room, 30))
            self._pencil.write(x + SWATCH, y, text, colour=self._pencil.style.text, gid="legend")

    def _fill(self, look: GroupLook) -> tuple[float, float, float]:
        """The colour itself, or a pale one of it on the card."""
        full, card = to_rgb(look.colour), to_rgb(self._pencil.style.card)
        share = 1.0 if look.full else PALE
        red, green, blue = (
            share * one + (1 - share) * other for one, other in zip(full, card, strict=True)
        )
        return red, green, blue

    # ------------------------------------------------------------- waterfall

    def _draw_waterfall(self, plot: Box) -> None:
        bars = self.bars()
        low, high, step = limits([bar.points for bar in bars], plot.height)
        slots = max(len(bars), FEWEST_SLOTS)
        self._axes.set_xlim(0, slots)
        self._axes.set_ylim(low, high)
        ticks = np.arange(low, high + step / 2, step)
        self._grid(ticks, ())
        per_point = plot.height / (high - low)
        for value in ticks:
            y = plot.bottom + (value - low) * per_point - HALF_LETTER * LABEL
            self._pencil.write(plot.left - 7, y, _tick(value), ha="right", gid="tick")
        thin = plot.width / slots < THIN
        runs = runs_of(bars) if thin else []
        least = ZERO_MARK / per_point
        for group in ChangeGroup:
            shapes = steps(runs, group, least) if thin else slabs(bars, group, least)
            if not shapes:
                continue
            look = group_look(group, self._pencil.style)
            self._pencil.put(
                self._axes,
                PolyCollection(
                    shapes,
                    facecolors=[self._fill(look)],
                    edgecolors="none" if thin or look.full else [look.colour],
                    linewidths=0.0 if thin or look.full else 0.8,
                    # Smoothed edges of bars that touch would show as pale lines between them.
                    antialiaseds=False,
                    zorder=2,
                    gid=group.value,
                ),
            )
        if thin:
            xs = [x for run in runs for x in (run.start, run.end)]
            ys = [run.points for run in runs for _ in range(2)]
            self._pencil.put(
                self._axes,
                Line2D(xs, ys, color=self._pencil.style.text_muted, linewidth=0.7, zorder=3),
            )
        self._pencil.put(
            self._axes,
            Line2D(
                (0, slots),
                (0, 0),
                color=self._pencil.style.axis,
                linewidth=0.9,
                zorder=4,
                gid="zero",
            ),
        )
        text = lettered(
            ntr(
                "{n} closed course with data",
                "{n} closed courses with data, a bar each, the largest fall first",
                len(bars),
            )
        )
        text = elided(text, LABEL, plot.width + plot.left)
        self._pencil.write(plot.left, plot.bottom - 18, text, gid="axis")

    def _grid(self, ys: Sequence[float] | np.ndarray, xs: Sequence[float]) -> None:
        look = {"visible": True, "color": self._pencil.style.grid, "linewidth": 0.8}
        self._axes.yaxis.set_major_locator(FixedLocator([float(y) for y in ys]))
        self._axes.xaxis.set_major_locator(FixedLocator(xs))
        self._axes.grid(axis="both", **look)  # type: ignore[arg-type]

    # ------------------------------------------------------------------ dots

    def _draw_dots(self, plot: Box, width: float) -> None:
        pad = 0.4
        self._axes.set_xlim(-pad, POINTS + pad)
        self._axes.set_ylim(-pad, POINTS + pad)
        ticks = (0, 2, 4, 6, 8, 10)
        self._grid(ticks, ticks)
        across, upwards = plot.width / (POINTS + 2 * pad), plot.height / (POINTS + 2 * pad)
        for value in ticks:
            text = _tick(value)
            y = plot.bottom + (value + pad) * upwards - HALF_LETTER * LABEL
            self._pencil.write(plot.left - 7, y, text, ha="right", gid="tick")
            x = plot.left + (value + pad) * across
            self._pencil.write(x, plot.bottom - 11, text, ha="center", gid="tick")
        self._pencil.put(
            self._axes,
            Line2D(
                (0, POINTS),
                (0, POINTS),
                color=self._pencil.style.baseline,
                linewidth=0.9,
                linestyle=(0, (4, 3)),
                zorder=1.5,
                gid="no-change",
            ),
        )
        named = [(float(POINTS), tr("no change"))]
        line = threshold_line(self._scale)
        if line and self._scale is not None:
            self._pencil.put(
                self._axes,
                Line2D(
                    [x for x, _y in line],
                    [y for _x, y in line],
                    color=self._pencil.style.baseline,
                    linewidth=1.3,
                    zorder=1.5,
                    gid="threshold",
                ),
            )
            named.append((line[-1][1], threshold_words(self._scale)))
        for level, words in named:
            text = elided(lettered(words), SMALL, max(width - plot.right - 4, 20))
            y = plot.bottom + (level + pad) * upwards - HALF_LETTER * SMALL
            self._pencil.write(plot.right + 3, y, text, size=SMALL, gid="line")
        dots = self.dots()
        most = max(dot.count for dot in dots)
        grain = 1.0 if all((dot.baseline + dot.latest) % 1 == 0 for dot in dots) else 0.5
        largest = min(0.5 * grain * min(across, upwards), DOT * sqrt(most))
        for group in ChangeGroup:
            own = [dot for dot in dots if dot.group == group]
            if own:
                self._pencil.put(self._axes, self._scattered(own, group, largest, most))
        text = lettered(tr("Baseline. A larger mark: more courses in one place."))
        self._pencil.write(
            plot.left, plot.bottom - 23, elided(text, SMALL, width), size=SMALL, gid="axis"
        )

    def _scattered(
        self, dots: Sequence[Dot], group: ChangeGroup, largest: float, most: int
    ) -> PathCollection:
        look = group_look(group, self._pencil.style)
        marker = MarkerStyle(look.marker)
        radii = [max(largest * sqrt(dot.count / most), 1.7) for dot in dots]
        marks = PathCollection(
            (marker.get_path().transformed(marker.get_transform()),),
            sizes=[(2 * radius) ** 2 for radius in radii],
            offsets=[(dot.baseline, dot.latest) for dot in dots],
            offset_transform=self._axes.transData,
            facecolors=[self._fill(look)],
            # A full mark is parted from its neighbours by a line in the colour of the card.
            edgecolors=[self._pencil.style.card if look.full else look.colour],
            linewidths=0.7 if look.full else 0.9,
            zorder=3,
        )
        marks.set_transform(Affine2D().scale(self.figure.dpi / 72))
        marks.set_gid(group.value)
        return marks


def change_bytes(
    changes: Sequence[CourseChange],
    form: ChangeForm,
    scale: Scale | None,
    style: Style,
    picture: PictureForm,
    size: tuple[float, float],
    notes: Sequence[str] = (),
) -> bytes:
    """The changes as a picture; `size` in inches. The same changes give the same bytes."""
    chart = ChangeChart(style, size)
    chart.show(changes, form=form, scale=scale, notes=notes)
    if picture == "svg":
        return svg_bytes(chart.figure)
    stream = io.BytesIO()
    unnamed: dict[str, None] = dict.fromkeys(
        ("CreationDate", "Creator", "Producer") if picture == "pdf" else ("Software",)
    )
    with rc_context({"pdf.fonttype": 42}):
        chart.figure.savefig(stream, format=picture, metadata=unnamed, dpi=2 * DPI)
    return stream.getvalue()


def group_look(group: ChangeGroup, style: Style) -> GroupLook:
    """How a group is drawn; full and pale stay apart without colour, and so do the markers."""
    return {
        ChangeGroup.REACHED: GroupLook(style.series_main, True, "o"),
        ChangeGroup.BETTER: GroupLook(style.series_main, False, "o"),
        ChangeGroup.SAME: GroupLook(style.baseline, False, "s"),
        ChangeGroup.WORSE: GroupLook(style.series_after, False, "^"),
        ChangeGroup.WORSE_BY_THRESHOLD: GroupLook(style.series_after, True, "^"),
    }[group]


def _tick(value: float) -> str:
    return lettered(shown(Decimal(int(value))))
