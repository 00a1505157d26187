"""The places of a drawn chart: which is near the pointer, and which is next for the keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QSize, Qt

from acudesk.charts.description import mark_words, place_words
from acudesk.domain.numbers import shown, with_unit
from acudesk.domain.trend import MarkKind, Trend
from acudesk.translation import tr

if TYPE_CHECKING:
    from acudesk.charts.trend import MarkSpot, Spot

NEAR = 12.0
"""A place is meant by what is so many pixels from its middle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartPlace:
    """One score or mark as it was drawn; `row` is its row for the keys, `index` the panel, line
    and place of a score in the trend, or the mark alone."""

    spot: "Spot | MarkSpot"
    index: tuple[int, ...]
    session_id: int
    row: int

    def at(self, size: QSize) -> QPointF:
        """Where it stands on a canvas of this size."""
        return QPointF(self.spot.x * size.width(), (1.0 - self.spot.y) * size.height())


class ChartPlaces:
    """All places of one drawing: its lines and a row for each kind of mark, in the order in
    which they stand there."""

    def __init__(
        self, trend: Trend, spots: "Sequence[Spot]" = (), marks: "Sequence[MarkSpot]" = ()
    ) -> None:
        self._trend = trend
        floors: dict[int, float] = {}
        for spot in spots:
            floors[spot.panel] = min(spot.y, floors.get(spot.panel, spot.y))
        # By panel; a row of marks by the panel that it stands below.
        rows: dict[tuple[int, float, int], list[tuple[Spot | MarkSpot, tuple[int, ...], int]]] = {}
        for spot in spots:
            place = trend.panels[spot.panel].series[spot.series].places[spot.place]
            row = rows.setdefault((spot.panel, 0.0, spot.series), [])
            row.append((spot, (spot.panel, spot.series, spot.place), place.session_id))
        for one in marks:
            mark = trend.marks[one.mark]
            above = max((panel for panel, floor in floors.items() if floor > one.y), default=-1)
            row = rows.setdefault((above, 2.0 - one.y, list(MarkKind).index(mark.kind)), [])
            row.append((one, (one.mark,), mark.session_id))
        self.rows = tuple(
            tuple(
                ChartPlace(spot=spot, index=index, session_id=session_id, row=at)
                for spot, index, session_id in row
            )
            for at, (_key, row) in enumerate(sorted(rows.items(), key=lambda one: one[0]))
        )

    def near(self, pointer: QPointF, size: QSize) -> ChartPlace | None:
        """The place nearest to the pointer, if one is near: the upper line's of two on each
        other."""
        found, least = None, NEAR
        width, height = size.width(), size.height()
        x, y = pointer.x(), pointer.y()
        for row in self.rows:
            for place in row:
                across = place.spot.x * width - x
                if abs(across) < least:
                    away = hypot(across, (1.0 - place.spot.y) * height - y)
                    if away < least:
                        found, least = place, away
        return found

    def again(self, place: ChartPlace | None) -> ChartPlace | None:
        """The same score or mark in this drawing, if it is seen."""
        if place is None:
            return None
        return next((one for row in self.rows for one in row if one.index == place.index), None)

    def step(self, place: ChartPlace | None, key: Qt.Key) -> ChartPlace | None:
        """Where an arrow, Home or End leads from a place; without one, to the first line."""
        if not self.rows:
            return None
        if place is None:
            return self.rows[0][-1 if key in (Qt.Key.Key_Left, Qt.Key.Key_End) else 0]
        row = self.rows[place.row]
        at = row.index(place)
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            down = 1 if key == Qt.Key.Key_Down else -1
            other = self.rows[min(max(place.row + down, 0), len(self.rows) - 1)]
            return place if other is row else min(other, key=lambda one: _apart(one, place))
        if key == Qt.Key.Key_Home:
            return row[0]
        if key == Qt.Key.Key_End:
            return row[-1]
        return row[min(max(at + (1 if key == Qt.Key.Key_Right else -1), 0), len(row) - 1)]

    def words(self, place: ChartPlace) -> str:
        """What is known of a place, in a line."""
        if len(place.index) == 1:
            return mark_words(self._trend.marks[place.index[0]], self._trend.axis)
        panel, series, number = place.index
        words = place_words(self._trend, panel, series, number)
        change = self._change(panel, series, number)
        return tr("{words}; {change}", words=words, change=change) if change else words

    def _change(self, panel: int, series: int, number: int) -> str:
        """How a score differs from the first of its line."""
        places = self._trend.panels[panel].series[series].places
        first = next(place.value for place in places if place.value is not None)
        value = places[number].value
        if value is None or all(place.value is None for place in places[:number]):
            return ""
        change = value - first
        if not change:
            return tr("as the first")
        unit = self._trend.panels[panel].unit
        by = with_unit(shown(abs(change)), unit)
        if change < 0:
            return tr("{by} less than the first", by=by)
        return tr("{by} more than the first", by=by)


def _apart(one: ChartPlace, other: ChartPlace) -> float:
    return abs(one.spot.x - other.spot.x)
