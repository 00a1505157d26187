"""Named sets of points, such as “LBP basic”: a prescription in one key or click."""

from dataclasses import dataclass, replace

from acudesk.domain.errors import DomainError
from acudesk.domain.needles import NeedledPoint, check_points
from acudesk.domain.points import PointSide
from acudesk.domain.text import cleaned
from acudesk.translation import tr

_LOW_BACK = (
    *("BL23", "BL25", "BL26", "BL40", "BL60", "GB30", "GB34", "KI3", "GV3", "GV4", "SI3", "BL62"),
    *("EX-B2", "EX-B7", "EX-B8"),
)
_MIDLINE = ("GV3", "GV4", "EX-B8")
"""AcuDesk's own choice for a quick row at low back pain. All but EX-B7 are among those from which
the prescriptions of Brinkhaus 2006 (Arch Intern Med 166:450-457) were made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PointSet:
    """A set of points with its name and the shorthand that is typed for it."""

    id: int = 0
    name: str
    shorthand: str = ""
    points: tuple[NeedledPoint, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", cleaned(self.name, limit=60, field="name"))
        shorthand = cleaned(self.shorthand, limit=20, field="shorthand")
        object.__setattr__(self, "shorthand", shorthand)
        if not self.name:
            raise DomainError(tr("Please give the set a name."), field="name")
        if " " in self.shorthand:
            raise DomainError(tr("A shorthand is one word, such as lbp."), field="shorthand")
        kept = tuple(replace(one, carried_over=False, obtained=None) for one in self.points)
        object.__setattr__(self, "points", check_points(kept))
        if not self.points:
            raise DomainError(tr("A set needs at least one point."), field="points")


def default_sets() -> tuple[PointSet, ...]:
    """The sets of a new practice; it changes them as it likes."""
    points = (
        NeedledPoint(code=code, side=PointSide.MIDLINE if code in _MIDLINE else PointSide.BOTH)
        for code in _LOW_BACK
    )
    return (PointSet(name=tr("LBP basic"), shorthand="lbp", points=tuple(points)),)
