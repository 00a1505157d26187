"""Courses to draw, built from the shipped measures without a practice."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from acudesk import paths
from acudesk.domain.measure import Direction, Group, Measure, Scale, measures_from_toml
from acudesk.domain.session import Moment, ScoreKey, Session, SessionKind
from acudesk.domain.side_effects import SideEffect, SideEffectKind

MEASURES = measures_from_toml(paths.resource("measures.toml").read_text(encoding="utf-8"))
FIRST = date(2025, 11, 3)

BACK = ScoreKey(measure="pain_7d", moment=Moment.ONCE)
LEG = ScoreKey(measure="leg_pain_7d", moment=Moment.ONCE)
BEFORE = ScoreKey(measure="pain_now", moment=Moment.BEFORE)
AFTER = ScoreKey(measure="pain_now", moment=Moment.AFTER)
FLOOR = ScoreKey(measure="fingertip_floor", moment=Moment.ONCE)
RAISE_LEFT = ScoreKey(measure="leg_raise_left", moment=Moment.ONCE)
RAISE_RIGHT = ScoreKey(measure="leg_raise_right", moment=Moment.ONCE)


def session(
    identity: int,
    scores: Mapping[ScoreKey, str | None],
    *,
    day: date = FIRST,
    number: int | None = None,
    scale: str = "",
    effects: Iterable[SideEffectKind] | None = None,
    measures: Sequence[Measure] = MEASURES,
) -> Session:
    """A visit (or, without a number, an entry between visits); a score of None was due and not
    asked; `effects` None means that nobody asked for side effects."""
    by_code = {measure.code: measure for measure in measures}
    return Session(
        id=identity,
        uid=f"s{identity}",
        patient_id=1,
        course_id=1,
        kind=SessionKind.BETWEEN if number is None else SessionKind.VISIT,
        number=number,
        took_place=day,
        entered_at=datetime(2026, 3, 2, tzinfo=UTC),
        scores=tuple(
            by_code[key.measure].score(given, moment=key.moment, item=key.item, scale=scale)
            for key, given in scores.items()
            if given is not None
        ),
        due=frozenset(scores),
        side_effects_asked=effects is not None,
        side_effects=tuple(SideEffect(kind=kind) for kind in effects or ()),
    )


def visits(
    values: Mapping[ScoreKey, Sequence[float | None]],
    *,
    effects: Mapping[int, SideEffectKind] | None = None,
    every: int = 7,
    measures: Sequence[Measure] = MEASURES,
) -> list[Session]:
    """Numbered visits, `every` so many days; `effects` by number, asked at each visit."""
    count = max(len(row) for row in values.values())
    found = []
    for index in range(count):
        scores = {
            key: None if row[index] is None else f"{row[index]:g}" for key, row in values.items()
        }
        kind = (effects or {}).get(index + 1)
        found.append(
            session(
                index + 1,
                scores,
                day=FIRST + timedelta(days=every * index),
                number=index + 1,
                effects=[] if kind is None else [kind],
                measures=measures,
            )
        )
    return found


def usual_course(count: int = 12) -> list[Session]:
    """A course as it is: two pains a week, before and after, mobility, gaps and side effects."""
    back = [max(0, 8 - round(6 * i / max(count - 1, 1)) + (i % 3 == 1)) for i in range(count)]
    floor = [round(32 - 22 * i / max(count - 1, 1) + (i % 4) * 0.5, 1) for i in range(count)]
    return visits(
        {
            BACK: [None if i == 4 else value for i, value in enumerate(back)],
            LEG: [max(0, value - 3) for value in back],
            BEFORE: [min(10, value + i % 2) for i, value in enumerate(back)],
            AFTER: [max(0, value - 2) for value in back],
            FLOOR: [None if i in (3, 4) else value for i, value in enumerate(floor)],
            RAISE_LEFT: [40 + 2 * i % 45 for i in range(count)],
            RAISE_RIGHT: [70 - i % 3 for i in range(count)],
        },
        effects={3: SideEffectKind.BRUISING, 9: SideEffectKind.FATIGUE},
    )


def two_weeks_of_a_diary() -> list[Session]:
    """A daily rating for a week, and again eight weeks later; one day was left blank."""
    days = [FIRST + timedelta(days=n) for n in (*range(7), *range(56, 63))]
    week = ["6.75", "6.92", "5.02", "6.96", "6.86", "6.87", "5.02"]
    later = ["5.47", None, "5.07", "6.48", "7.88", "7.85", "7.08"]
    return [
        session(index + 1, {BACK: value}, day=day)
        for index, (day, value) in enumerate(zip(days, week + later, strict=True))
    ]


def own_measure(name: str, short_name: str) -> Measure:
    """A measure of the practice's own, 0 to 10."""
    return Measure(
        code="own_1",
        name=name,
        short_name=short_name,
        group=Group.WELLBEING,
        panel="own_1",
        direction=Direction.HIGHER,
        scales=(Scale(code="own", lowest=Decimal(0), highest=Decimal(10)),),
        own=True,
    )
