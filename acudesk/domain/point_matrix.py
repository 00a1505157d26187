"""Which points were needled in which visit: points by visits.

Only confirmed points count: what is carried over from the session before is no part of the
record. The order of things is shown, never a cause.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from acudesk.domain.needles import NeedledPoint, Stimulation, confirmed
from acudesk.domain.points import PointIndex, PointSide, point_side_name
from acudesk.domain.progress import visits
from acudesk.domain.session import Session
from acudesk.translation import ntr, tr

MOST_SPOKEN = 5
"""So many points are named in the description; the others are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PointVisit:
    """A column: one visit that counts."""

    session_id: int
    number: int
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PointCell:
    """A point in one visit. `sides` are in the order of the sides, left and right together are
    both; `electrical`, `moxa` and `cupping` say what was done at one of its needles."""

    sides: tuple[PointSide, ...]
    needles: int
    electrical: bool = False
    moxa: bool = False
    cupping: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PointLine:
    """A row: one point over all visits, None where it was not needled."""

    code: str
    pinyin: str
    cells: tuple[PointCell | None, ...]

    @property
    def title(self) -> str:
        """Code and name, as `BL40 Wěizhōng`."""
        return f"{self.code} {self.pinyin}".strip()

    @property
    def count(self) -> int:
        """In how many visits it was needled."""
        return sum(cell is not None for cell in self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class PointMatrix:
    """The points of a course, the most used first, those used alike in the order of their
    channels; every line has a cell for each visit."""

    visits: tuple[PointVisit, ...]
    lines: tuple[PointLine, ...]

    @property
    def is_empty(self) -> bool:
        """Whether no point was confirmed yet."""
        return not self.lines


def build_point_matrix(sessions: Sequence[Session], points: PointIndex) -> PointMatrix:
    """The points of a course by its visits; `sessions` in the order in which they took place.
    `points` knows names and the order of the channels."""
    columns = visits(sessions)
    needled = [_by_code(confirmed(session.points)) for session in columns]
    order = {point.code: place for place, point in enumerate(points.points)}
    lines = [_line(code, needled, points) for code in dict.fromkeys(c for v in needled for c in v)]
    lines.sort(key=lambda line: (-line.count, order.get(line.code, len(order)), line.code))
    return PointMatrix(
        visits=tuple(
            PointVisit(session_id=one.id, number=one.number or 0, day=one.took_place)
            for one in columns
        ),
        lines=tuple(lines),
    )


def _by_code(points: Iterable[NeedledPoint]) -> dict[str, list[NeedledPoint]]:
    found: dict[str, list[NeedledPoint]] = {}
    for point in points:
        found.setdefault(point.code, []).append(point)
    return found


def _line(
    code: str, needled: Sequence[dict[str, list[NeedledPoint]]], known: PointIndex
) -> PointLine:
    point = known.get(code)
    return PointLine(
        code=code,
        pinyin="" if point is None else point.pinyin,
        cells=tuple(_cell(visit[code]) if code in visit else None for visit in needled),
    )


def _cell(points: Sequence[NeedledPoint]) -> PointCell:
    """One point may stand in a prescription twice: left and right, or at several tender spots."""
    sides = {point.side for point in points}
    if sides >= {PointSide.LEFT, PointSide.RIGHT} or PointSide.BOTH in sides:
        sides = sides - {PointSide.LEFT, PointSide.RIGHT} | {PointSide.BOTH}
    return PointCell(
        sides=tuple(side for side in PointSide if side in sides),
        needles=sum(point.needles for point in points),
        electrical=any(point.stimulation == Stimulation.ELECTRICAL for point in points),
        moxa=any(point.moxa for point in points),
        cupping=any(point.cupping for point in points),
    )


def order_is_no_cause() -> str:
    """The notice that stands on every picture of points beside pain."""
    return tr("What came before or after does not show what caused what.")


def point_cell_words(cell: PointCell | None) -> str:
    """How a point was needled in a visit: `both sides, electrical`."""
    if cell is None:
        return tr("not needled")
    words = [point_side_name(side) for side in cell.sides]
    for done, name in (
        (cell.electrical, tr("electrical")),
        (cell.moxa, tr("moxa")),
        (cell.cupping, tr("cupping")),
    ):
        if done:
            words.append(name)
    return ", ".join(words)


def no_points_words(matrix: PointMatrix) -> str:
    """Why there is nothing to see; empty where there is something."""
    if not matrix.visits:
        return tr("No visit yet: the picture begins with the first one.")
    if matrix.is_empty:
        return tr("No point is confirmed yet: the picture begins with the first one.")
    return ""


def point_matrix_words(matrix: PointMatrix) -> str:
    """The matrix in words, for who cannot see it; names nobody."""
    if matrix.is_empty:
        return no_points_words(matrix)
    named = "; ".join(
        ntr(
            "{point} in {n} visit",
            "{point} in {n} visits",
            line.count,
            point=line.title,
        )
        for line in matrix.lines[:MOST_SPOKEN]
    )
    words = [
        ntr(
            "Points of {n} visit, most used first:",
            "Points of {n} visits, most used first:",
            len(matrix.visits),
        ),
        f"{named}.",
    ]
    more = len(matrix.lines) - MOST_SPOKEN
    if more > 0:
        words.append(ntr("{n} other point.", "{n} other points.", more))
    return " ".join([*words, order_is_no_cause()])
