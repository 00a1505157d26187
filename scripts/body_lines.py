"""Smooth lines, what they cut out of each other, and how they are written as SVG path data."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath, QTransform

FAR = 900.0
SLIVER, FINEST = 1.5, 0.05
_POINT = re.compile(r"(-?[\d.]+),(-?[\d.]+)(!?)")


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a line, which goes through it smoothly or turns a corner there."""

    x: float
    y: float
    corner: bool = False

    def to(self, other: "Point") -> float:
        """How far another point is."""
        return float(((other.x - self.x) ** 2 + (other.y - self.y) ** 2) ** 0.5)


Line = Sequence[Point]
Cells = Sequence[tuple[str, QPainterPath]]


def line(text: str) -> list[Point]:
    """A line as it stands in a script: `0,7 9,8.5 22,36!`; an exclamation mark is a corner."""
    return [Point(float(x), float(y), bool(corner)) for x, y, corner in _POINT.findall(text)]


def mirrored(points: Line) -> list[Point]:
    """The line on the other side of the middle, gone backwards."""
    return [Point(-point.x, point.y, point.corner) for point in reversed(points)]


def smooth(points: Line | str, *, closed: bool = False) -> QPainterPath:
    """A smooth path through points."""
    if isinstance(points, str):
        points = line(points)
    count = len(points)

    def at(index: int) -> Point:
        return points[index % count] if closed else points[min(max(index, 0), count - 1)]

    def tangent(index: int) -> tuple[float, float]:
        before, here, after = at(index - 1), at(index), at(index + 1)
        if here.corner:
            return 0.0, 0.0
        # Weighted by the distances, so that a short step next to a long one makes no bump.
        one, two = max(before.to(here), 1e-6), max(here.to(after), 1e-6)
        x = (here.x - before.x) / one * two + (after.x - here.x) / two * one
        y = (here.y - before.y) / one * two + (after.y - here.y) / two * one
        return x / (one + two), y / (one + two)

    path = QPainterPath(QPointF(points[0].x, points[0].y))
    for index in range(count if closed else count - 1):
        here, after = at(index), at(index + 1)
        third = here.to(after) / 3
        (sx, sy), (ex, ey) = tangent(index), tangent(index + 1)
        start = QPointF(here.x + sx * third, here.y + sy * third)
        end = QPointF(after.x - ex * third, after.y - ey * third)
        path.cubicTo(start, end, QPointF(after.x, after.y))
    if closed:
        path.closeSubpath()
    return path


def above(text: str) -> QPainterPath:
    """Everything above a line that goes from left to right."""
    return _beside(text, (FAR, None), (FAR, -FAR), (-FAR, -FAR), (-FAR, None))


def below(text: str) -> QPainterPath:
    """Everything below a line that goes from left to right."""
    return _beside(text, (FAR, None), (FAR, FAR), (-FAR, FAR), (-FAR, None))


def left_of(text: str) -> QPainterPath:
    """Everything left of a line that goes downwards."""
    return _beside(text, (None, FAR), (-FAR, FAR), (-FAR, -FAR), (None, -FAR))


def right_of(text: str) -> QPainterPath:
    """Everything right of a line that goes downwards."""
    return _beside(text, (None, FAR), (FAR, FAR), (FAR, -FAR), (None, -FAR))


def _beside(text: str, *around: tuple[float | None, float | None]) -> QPainterPath:
    """What a line and some far points enclose; None is the line's own end, then its start."""
    points = line(text)
    path = smooth(points)
    for step, (x, y) in enumerate(around):
        own = points[-1] if step == 0 else points[0]
        path.lineTo(own.x if x is None else x, own.y if y is None else y)
    path.closeSubpath()
    return path


def cut(
    skin: QPainterPath, cells: Iterable[tuple[str, QPainterPath | None]]
) -> list[tuple[str, QPainterPath]]:
    """Cut cells out of the skin, one after the other; None takes what is left."""
    left = skin
    zones = []
    for code, cell in cells:
        zones.append((code, left if cell is None else left.intersected(cell)))
        left = QPainterPath() if cell is None else left.subtracted(cell)
    return zones


def parts(path: QPainterPath) -> list[QPainterPath]:
    """The closed parts of a path, without slivers that cutting leaves."""
    found: list[QPainterPath] = []
    for index in range(path.elementCount()):
        element = path.elementAt(index)
        if element.isMoveTo():
            found.append(QPainterPath(QPointF(element.x, element.y)))
        elif element.isLineTo():
            found[-1].lineTo(element.x, element.y)
        elif element.type == QPainterPath.ElementType.CurveToElement:
            one, two = path.elementAt(index + 1), path.elementAt(index + 2)
            found[-1].cubicTo(element.x, element.y, one.x, one.y, two.x, two.y)
    return [thinned(part) for part in found if area(part) > SLIVER]


def thinned(path: QPainterPath) -> QPainterPath:
    """The same closed path of straight steps without those that nobody could see."""
    elements = [path.elementAt(index) for index in range(path.elementCount())]
    if any(element.isCurveTo() for element in elements):
        return path
    points = [Point(element.x, element.y) for element in elements]
    far = max(range(len(points)), key=lambda index: points[0].to(points[index]))
    kept = [*needed(points[: far + 1]), *needed([*points[far:], points[0]])[1:-1]]
    thin = QPainterPath(QPointF(kept[0].x, kept[0].y))
    for point in kept[1:]:
        thin.lineTo(point.x, point.y)
    return thin


def needed(points: Line) -> list[Point]:
    """The points of a line that the eye needs, after Ramer, Douglas and Peucker."""
    first, last = points[0], points[-1]
    length = first.to(last) or 1.0

    def off(point: Point) -> float:
        across = (last.x - first.x) * (first.y - point.y)
        return abs(across - (first.x - point.x) * (last.y - first.y)) / length

    place = max(range(len(points)), key=lambda index: off(points[index]))
    if len(points) < 3 or off(points[place]) < FINEST:
        return [first, last]
    return [*needed(points[: place + 1]), *needed(points[place:])[1:]]


def joined(found: Iterable[QPainterPath]) -> QPainterPath:
    """Several parts as one path."""
    path = QPainterPath()
    for part in found:
        path.addPath(part)
    return path


def area(path: QPainterPath) -> float:
    """How large a closed path is."""
    total = 0.0
    for polygon in path.toSubpathPolygons():
        points = [polygon.at(index) for index in range(polygon.count())]
        for one, two in zip(points, [*points[1:], *points[:1]], strict=True):
            total += one.x() * two.y() - two.x() * one.y()
    return abs(total) / 2


def data(path: QPainterPath, *, closed: bool) -> str:
    """A path as SVG path data."""

    def at(index: int) -> str:
        element = path.elementAt(index)
        return f"{number(element.x)} {number(element.y)}"

    words: list[str] = []
    for index in range(path.elementCount()):
        element = path.elementAt(index)
        if element.isMoveTo():
            words.extend(["Z"] if closed and words else [])
            words.append(f"M{at(index)}")
        elif element.isLineTo():
            if at(index) != at(index - 1):
                words.append(f"L{at(index)}")
        elif element.type == QPainterPath.ElementType.CurveToElement:
            words.append(f"C{at(index)} {at(index + 1)} {at(index + 2)}")
    return "".join([*words, "Z"] if closed else words)


def number(value: float) -> str:
    """A coordinate as it is written."""
    return f"{round(value, 2) + 0.0:g}"


def middle(path: QPainterPath) -> tuple[float, float, float]:
    """The point of a zone that is farthest from its border, and how far: room for a number."""
    border: list[Point] = []
    for polygon in path.toSubpathPolygons(QTransform.fromScale(4, 4)):
        edges = [polygon.at(index) / 4 for index in range(polygon.count())]
        for one, two in pairwise([*edges, edges[0]]):
            steps = max(1, int((two - one).manhattanLength() * 2))
            border.extend(
                Point(at.x(), at.y())
                for at in (one + (two - one) * step / steps for step in range(steps))
            )
    box = path.boundingRect()
    best = (0.0, 0.0, -1.0)
    for row in range(41):
        for column in range(41):
            here = Point(box.x() + box.width() * column / 40, box.y() + box.height() * row / 40)
            # A single point on the edge of the box may be taken for one inside.
            around = (QPointF(here.x + step, here.y + step) for step in (-0.4, 0.0, 0.4))
            if all(path.contains(point) for point in around):
                room = min(here.to(point) for point in border)
                if room > best[2] + 0.05:
                    best = (here.x, here.y, room)
    return best
