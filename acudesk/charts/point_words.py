"""What the picture of points below pain shows, in words; without Matplotlib."""

from acudesk.charts.description import description
from acudesk.domain.numbers import shown, with_unit
from acudesk.domain.point_matrix import PointVisit, point_cell_words, point_matrix_words
from acudesk.domain.point_picture import PointPicture
from acudesk.domain.wording import long_date
from acudesk.translation import tr


def picture_words(picture: PointPicture) -> str:
    """The whole picture, for who cannot see it; names nobody."""
    points = point_matrix_words(picture.matrix)
    if picture.is_empty or picture.pain.is_empty:
        return points
    return f"{points} {description(picture.pain)}"


def cell_words(picture: PointPicture, line: int | None, visit: int) -> str:
    """One cell, as on hover and read aloud; without a line the visit and its pain alone."""
    column = picture.matrix.visits[visit]
    day, pain = long_date(column.day), _pain_words(picture, column)
    if line is None:
        return tr("Session {n}, {day}: {pain}", n=column.number, day=day, pain=pain)
    row = picture.matrix.lines[line]
    return tr(
        "{point}, session {n}, {day}: {done}; {pain}",
        point=row.title,
        n=column.number,
        day=day,
        done=point_cell_words(row.cells[visit]),
        pain=pain,
    )


def _pain_words(picture: PointPicture, visit: PointVisit) -> str:
    place = picture.pain_at(visit.session_id)
    if place is None or place.value is None:
        return tr("pain not asked")
    panel = picture.pain.panels[0]
    return tr(
        "pain ({line}) {value}",
        line=panel.series[0].label,
        value=with_unit(shown(place.value), panel.unit),
    )
