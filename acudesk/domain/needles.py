"""What is needled where and how: a prescription, its needles in, and its needles out.

The fields are those of STRICTA 2010, items 2a to 2g (MacPherson 2010, PLoS Med 7:e1000261).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from acudesk.domain.errors import DomainError
from acudesk.domain.points import PointSide
from acudesk.domain.text import cleaned
from acudesk.translation import ntr, tr

DEEPEST_MM = 150
MOST_HERTZ = Decimal(1_000)
MOST_MILLIAMP = Decimal(100)
MOST_INSERTIONS = 60
MOST_POINTS = 120


class Technique(StrEnum):
    """How a needle is worked by hand."""

    TONIFY = "tonify"
    REDUCE = "reduce"
    EVEN = "even"


class Stimulation(StrEnum):
    """What moves the needle; None is not recorded."""

    MANUAL = "manual"
    ELECTRICAL = "electrical"


class Response(StrEnum):
    """The response sought."""

    DE_QI = "de_qi"
    TWITCH = "twitch"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedledPoint:
    """One point of a prescription, on one side or both.

    `insertions` None means as many needles as the sides say: one, or two for both. `depth_mm` is
    in millimetres; `hertz`, `milliamp` and `pair` belong to electrical stimulation, `pair` names
    what the point is wired with. `sought` is the response sought, `obtained` whether it came,
    None not recorded. `carried_over` points come from the session before and are no part of the
    record until they are confirmed.
    """

    code: str
    side: PointSide
    insertions: int | None = None
    depth_mm: int | None = None
    technique: Technique | None = None
    stimulation: Stimulation | None = None
    pair: str = ""
    hertz: Decimal | None = None
    milliamp: Decimal | None = None
    sought: Response | None = None
    obtained: bool | None = None
    moxa: bool = False
    cupping: bool = False
    zone: str = ""
    note: str = ""
    carried_over: bool = False

    def __post_init__(self) -> None:
        for name, limit in (("code", 20), ("pair", 60), ("zone", 80), ("note", 500)):
            text = cleaned(getattr(self, name), limit=limit, field="points")
            object.__setattr__(self, name, text)
        if not self.code:
            raise DomainError(tr("A needled point needs a code."), field="points")
        if self.insertions is not None and not 0 <= self.insertions <= MOST_INSERTIONS:
            raise DomainError(
                tr("{code}: count 0 to {most} needles.", code=self.code, most=MOST_INSERTIONS),
                field="points",
            )
        if self.depth_mm is not None and not 0 < self.depth_mm <= DEEPEST_MM:
            raise DomainError(
                tr(
                    "{code}: a depth lies between 1 and {most} mm.", code=self.code, most=DEEPEST_MM
                ),
                field="points",
            )
        for value, most, unit in (
            (self.hertz, MOST_HERTZ, "Hz"),
            (self.milliamp, MOST_MILLIAMP, "mA"),
        ):
            if value is not None and not (value.is_finite() and 0 < value <= most):
                raise DomainError(
                    tr(
                        "{code}: give more than 0 and at most {most} {unit}.",
                        code=self.code,
                        most=most,
                        unit=unit,
                    ),
                    field="points",
                )

    @property
    def needles(self) -> int:
        """How many needles go in."""
        if self.insertions is not None:
            return self.insertions
        return 2 if self.side == PointSide.BOTH else 1


def check_points(points: Iterable[NeedledPoint]) -> tuple[NeedledPoint, ...]:
    """A prescription in its order; raises DomainError for the same point and side twice."""
    kept = tuple(points)
    if len(kept) > MOST_POINTS:
        raise DomainError(tr("At most {most} points fit.", most=MOST_POINTS), field="points")
    seen: set[tuple[str, PointSide, str]] = set()
    for point in kept:
        place = (point.code, point.side, point.zone)
        if place in seen:
            raise DomainError(
                tr("{code} stands there twice on the same side.", code=point.code), field="points"
            )
        seen.add(place)
    return kept


def confirmed(points: Sequence[NeedledPoint]) -> tuple[NeedledPoint, ...]:
    """The points that count: what is only carried over is no part of the record."""
    return tuple(point for point in points if not point.carried_over)


def confirm_all(points: Sequence[NeedledPoint]) -> tuple[NeedledPoint, ...]:
    """The whole prescription as needled today."""
    return tuple(replace(point, carried_over=False) for point in points)


def carried(points: Sequence[NeedledPoint]) -> tuple[NeedledPoint, ...]:
    """A prescription as it comes into the next session: unconfirmed, its findings left behind."""
    return tuple(
        replace(point, carried_over=True, obtained=None, note="") for point in confirmed(points)
    )


def needles_in(points: Sequence[NeedledPoint]) -> int:
    """How many needles the confirmed points mean."""
    return sum(point.needles for point in confirmed(points))


def side_mark(side: PointSide) -> str:
    """The side in one short mark, as it stands behind a code."""
    return {
        PointSide.LEFT: tr("L"),
        PointSide.RIGHT: tr("R"),
        PointSide.BOTH: tr("L+R"),
        PointSide.MIDLINE: "",
    }[side]


def points_line(points: Sequence[NeedledPoint]) -> str:
    """A prescription in one line: `BL23 L+R, GV3`, as it stands in lists and on paper."""
    return ", ".join(f"{point.code} {side_mark(point.side)}".strip() for point in confirmed(points))


def needles_words(count: int) -> str:
    """How many needles, in words."""
    return ntr("{n} needle", "{n} needles", count)


def technique_name(technique: Technique) -> str:
    """The technique as it is called on screen and paper."""
    return {
        Technique.TONIFY: tr("tonifying"),
        Technique.REDUCE: tr("reducing"),
        Technique.EVEN: tr("even"),
    }[technique]


def stimulation_name(stimulation: Stimulation) -> str:
    """The stimulation as it is called on screen and paper."""
    return {
        Stimulation.MANUAL: tr("manual"),
        Stimulation.ELECTRICAL: tr("electrical"),
    }[stimulation]


def response_name(response: Response) -> str:
    """The response as it is called on screen and paper."""
    return {
        Response.DE_QI: tr("de qi"),
        Response.TWITCH: tr("muscle twitch"),
        Response.NONE: tr("none sought"),
    }[response]
