"""Draws what stands below the panels: the marks, and the labels of the axis they all share."""

from acudesk.charts.layout import HALF_LETTER, MARKS, SMALL, SharedAxis
from acudesk.charts.lettering import lettered
from acudesk.charts.pencil import Pencil
from acudesk.domain.trend import Axis, Trend
from acudesk.translation import tr


def draw_foot(
    pencil: Pencil, trend: Trend, axis: SharedAxis, bottom: float, side_effect: str
) -> None:
    """The row of side effects, and the labels of the axis that all panels share."""
    style = pencil.style
    if trend.marks:
        y = bottom - MARKS / 2 - 1
        xs = [axis.at(axis.x_of[mark.session_id]) for mark in trend.marks]
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
