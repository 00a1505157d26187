"""One thing that a text about points mentions: a point, a choice of points, or a trouble."""

from dataclasses import dataclass, replace

from acudesk.domain.needles import NeedledPoint
from acudesk.domain.points import Point, PointSide
from acudesk.translation import tr

LONGEST_UNKNOWN = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One thing that a text mentions, at `start` to `end`: a point, a choice, or a trouble.

    Understood is a `point`, with the `side` and the `count` of needles where they were said.
    An ambiguous name offers `candidates`. Else `trouble` says what is wrong, and `near` holds up
    to two points that may be meant.
    """

    text: str
    start: int
    end: int
    point: Point | None = None
    side: PointSide | None = None
    count: int | None = None
    candidates: tuple[Point, ...] = ()
    trouble: str = ""
    near: tuple[Point, ...] = ()

    @property
    def meant_side(self) -> PointSide | None:
        """The side that was said, else the point's own; None for ashi somewhere."""
        return self.side or (self.point.default_side if self.point else None)

    @property
    def needles(self) -> int:
        """How many needles are meant; 0 where nothing was understood."""
        if self.point is None:
            return 0
        # `x2` behind a paired point says both sides, however many needles a side takes.
        if self.count is None or (self.count == 2 and self.side == PointSide.BOTH):
            return self.point.insertions(self.side)
        return self.count

    @property
    def sentence(self) -> str:
        """What to tell about it; empty where it is understood."""
        if not self.candidates:
            return self.trouble
        return tr(
            "“{text}” may be {points}.", text=quoted(self.text), points=either(self.candidates)
        )

    def needled(self, point: Point | None = None) -> NeedledPoint | None:
        """The mention as a point of a prescription, of the candidate that was picked; None where
        nothing is understood."""
        point = point or self.point
        if point is None:
            return None
        if self.point is None:
            return replace(
                self,
                point=point,
                candidates=(),
                side=self.side if self.side in point.sides else None,
            ).needled()
        # Ashi without a side stands on the midline, which is the mark of no side.
        side = self.meant_side or PointSide.MIDLINE
        plain = 2 if side == PointSide.BOTH else 1
        needles = self.needles
        return NeedledPoint(
            code=point.code, side=side, insertions=None if needles == plain else needles
        )


def either(points: tuple[Point, ...]) -> str:
    """Points to choose from, with code and name."""
    return tr(" or ").join(point.title for point in points)


def quoted(text: str) -> str:
    """What was typed as it stands in a sentence: not too long, nothing unprintable."""
    shown = text if len(text) <= LONGEST_UNKNOWN else f"{text[: LONGEST_UNKNOWN - 1]}…"
    return "".join(char if char.isprintable() else "\ufffd" for char in shown)
