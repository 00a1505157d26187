"""Draws what stands below the panels: the marks, and the labels of the axis they all share."""

from acudesk.charts.layout import HALF_LETTER, MARKS, SMALL
from acudesk.charts.lettering import lettered
from acudesk.charts.pencil import Pencil
from acudesk.charts.scales import SharedAxis
from acudesk.domain.trend import Axis, Trend
from acudesk.translation import tr


def draw_foot(
    pencil: Pencil, trend: Trend, axis: SharedAxis, bottom: float, side_effect: str
) -> list[tuple[int, float, float]]:
    """The row of marks, and the labels of the axis that all panels share; returns where the marks
    stand, each with its index in the trend."""
    style = pencil.style
    placed: list[tuple[int, float, float]] = []
    if trend.marks:
        y = bottom - MARKS / 2 - 1
        for index, mark in enumerate(trend.marks):
            x = axis.x_of[mark.session_id]
            if axis.shows(x):
                placed.append((index, axis.at(x), y))
        xs = [x for _index, x, _y in placed]
        pencil.rule(
            xs,
            [y] * len(xs),
            color=style.mark,
            linestyle="none",
            marker="^",
            markersize=min(5.5, max(axis.spacing * 0.6, 3.0)),
            markeredgewidth=0,
            gid="marks",
        )
        pencil.write(
            axis.column,
            y - HALF_LETTER * SMALL,
            side_effect,
            size=SMALL,
            colour=style.mark,
            gid="marks-label",
        )
        bottom -= MARKS
    pencil.rule(
        (axis.left, axis.right), (bottom, bottom), color=style.axis, linewidth=0.8, zorder=1
    )
    for x, text, year in axis.ticks():
        pencil.write(axis.at(x), bottom - 12, text, ha="center", gid="tick")
        if year:
            pencil.write(axis.at(x), bottom - 24, year, ha="center", gid="year")
    if trend.axis == Axis.NUMBER:
        middle = (axis.left + axis.right) / 2
        pencil.write(middle, bottom - 25, lettered(tr("Session")), ha="center", gid="axis")
    return placed
