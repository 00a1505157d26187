"""A course's points below its pain, before anything is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from acudesk.domain.measure import Group
from acudesk.domain.point_matrix import PointMatrix, build_point_matrix
from acudesk.domain.points import PointIndex
from acudesk.domain.session import Moment, Session
from acudesk.domain.trend import Panel, Place, Series, Trend


@dataclass(frozen=True, slots=True, kw_only=True)
class PointPicture:
    """`pain` holds the one line of pain by session number, no panel where none was asked."""

    pain: Trend
    matrix: PointMatrix

    @property
    def is_empty(self) -> bool:
        """Whether there is no point to draw."""
        return self.matrix.is_empty

    def pain_at(self, session_id: int) -> Place | None:
        """The score of a session on the line; None where nobody asked."""
        if self.pain.is_empty:
            return None
        places = self.pain.panels[0].series[0].places
        found = (one for one in places if one.session_id == session_id and one.value is not None)
        return next(found, None)


def build_point_picture(
    trend: Trend, sessions: Sequence[Session], points: PointIndex
) -> PointPicture:
    """The picture of a course; `trend` by session number, `sessions` in the order in which they
    took place, `points` knows the names."""
    return PointPicture(pain=pain_line(trend), matrix=build_point_matrix(sessions, points))


def pain_line(trend: Trend) -> Trend:
    """Of a trend only the line of the pain that speaks for the course: the one asked once a
    session before those asked before treatment, on the scale with the most scores."""
    lines = [
        (panel, series)
        for panel in trend.panels
        if panel.group == Group.PAIN
        for series in panel.series
        if series.key.moment != Moment.AFTER
    ]
    lines.sort(key=lambda pair: pair[1].key.moment != Moment.ONCE)
    if not lines:
        return replace(trend, panels=(), marks=())
    panel, series = max((pair for pair in lines if pair[1].key == lines[0][1].key), key=_scores)
    if series is not panel.series[0]:  # The baseline is that of the first line.
        panel = replace(panel, baseline=None, levels=())
    return replace(trend, panels=(replace(panel, series=(series,)),), marks=())


def _scores(line: tuple[Panel, Series]) -> int:
    return sum(place.value is not None for place in line[1].places)
