"""How a prescription grows while it is typed: the same point twice is one point."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from acudesk.domain.errors import DomainError
from acudesk.domain.needles import MOST_INSERTIONS, NeedledPoint, check_points
from acudesk.domain.point_mention import Mention
from acudesk.domain.points import ASHI, Point, PointSide, wrong_side

_HALVES = {PointSide.LEFT, PointSide.RIGHT}


def with_mention(
    points: Sequence[NeedledPoint], mention: Mention, picked: Point | None = None
) -> tuple[NeedledPoint, ...]:
    """The prescription with what was mentioned; `picked` is the candidate that was chosen.

    A point that is there takes the side and the count that were said: left and right make both.
    Ashi is counted up. What was carried over is confirmed by it. Raises DomainError for too many
    points.
    """
    new = mention.needled(picked)
    if new is None:
        return tuple(points)
    here = _place(points, new, side_said=mention.side is not None)
    if here is None:
        return check_points((*points, new))
    old = points[here]
    kept = replace(old, carried_over=False)
    if new.code == ASHI and not old.carried_over:
        counted = min(old.needles + new.needles, MOST_INSERTIONS)
        kept = replace(kept, insertions=counted)
    elif mention.side is not None or mention.count is not None:
        if {old.side, new.side} == _HALVES and not old.carried_over:
            usual = old.insertions is None and new.insertions is None
            kept = replace(
                kept, side=PointSide.BOTH, insertions=None if usual else old.needles + new.needles
            )
        else:
            kept = replace(kept, side=new.side, insertions=new.insertions)
    return check_points((*points[:here], kept, *points[here + 1 :]))


def with_set(
    points: Sequence[NeedledPoint], added: Iterable[NeedledPoint]
) -> tuple[NeedledPoint, ...]:
    """The prescription with the points of a set; what is there stays as it is, confirmed."""
    kept = list(points)
    for new in added:
        places = [
            place for place, one in enumerate(kept) if (one.code, one.zone) == (new.code, new.zone)
        ]
        if places:
            for place in places:
                kept[place] = replace(kept[place], carried_over=False)
        else:
            kept.append(new)
    return check_points(kept)


def on_side(needled: NeedledPoint, side: PointSide, point: Point) -> NeedledPoint:
    """A needled point on another side, with as many needles as that side means.

    Raises DomainError where the point does not lie there.
    """
    if side not in point.sides:
        reason = wrong_side(point, side)
        raise DomainError(reason, field="points")
    usual = Mention(text="", start=0, end=0, point=point, side=side).needled()
    assert usual is not None
    return replace(needled, side=side, insertions=usual.insertions)


def _place(points: Sequence[NeedledPoint], new: NeedledPoint, *, side_said: bool) -> int | None:
    """Where the same point stands already."""
    alike = [place for place, one in enumerate(points) if (one.code, one.zone) == (new.code, "")]
    same = [place for place in alike if points[place].side == new.side]
    if same:
        return same[0]
    if new.code == ASHI and not (side_said and any(points[one].carried_over for one in alike)):
        return None  # another spot
    return alike[0] if alike else None
