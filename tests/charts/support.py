"""Courses to draw, built from the shipped measures without a practice."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from acudesk import paths
from acudesk.domain.adherence import VisitGap
from acudesk.domain.measure import Direction, Group, Measure, Scale, measures_from_toml
from acudesk.domain.review import Decision, Review
from acudesk.domain.sealing import Addendum
from acudesk.domain.session import Moment, ScoreKey, Session, SessionKind
from acudesk.domain.side_effects import SideEffect, SideEffectKind
from acudesk.domain.treatment import MedicationChange, Treatment
from acudesk.domain.trend import Trend, build_trend

MEASURES = measures_from_toml(paths.resource("measures.toml").read_text(encoding="utf-8"))
FIRST = date(2025, 11, 3)

BACK = ScoreKey(measure="pain_7d", moment=Moment.ONCE)
LEG = ScoreKey(measure="leg_pain_7d", moment=Moment.ONCE)
BEFORE = ScoreKey(measure="pain_now", moment=Moment.BEFORE)
AFTER = ScoreKey(measure="pain_now", moment=Moment.AFTER)
FLOOR = ScoreKey(measure="fingertip_floor", moment=Moment.ONCE)
RAISE_LEFT = ScoreKey(measure="leg_raise_left", moment=Moment.ONCE)
RAISE_RIGHT = ScoreKey(measure="leg_raise_right", moment=Moment.ONCE)
RMDQ = ScoreKey(measure="rmdq", moment=Moment.ONCE)
ODI = ScoreKey(measure="odi", moment=Moment.ONCE)
PGIC = ScoreKey(measure="pgic", moment=Moment.ONCE)
PSFS = tuple(ScoreKey(measure="psfs", moment=Moment.ONCE, item=item) for item in "123")
ACTIVITIES = ("Walking the dog up the hill", "系鞋带", "Sitting at the desk")


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


def with_events(sessions: Sequence[Session]) -> list[Session]:
    """The same visits, with a change of medicines at the 5th and an addendum at the 7th, and
    both at the last."""
    written = datetime(2026, 3, 3, tzinfo=UTC)
    addendum = Addendum(written_at=written, reason="The side was wrong", text="Left, not right.")
    change = Treatment(medication_change=MedicationChange.LESS, medication_note="ibuprofen halved")
    found = list(sessions)
    for index in (4, len(found) - 1):
        found[index] = replace(found[index], treatment=change)
    for index in (6, len(found) - 1):
        found[index] = replace(found[index], addenda=(addendum,))
    return found


def review(session: Session, decision: Decision = Decision.CONTINUE, **told: Any) -> Review:
    """A review at a visit."""
    return Review(
        course_id=1,
        session_id=session.id,
        number=session.number or 0,
        day=session.took_place,
        decision=decision,
        made_at=datetime(2026, 3, 3, tzinfo=UTC),
        **told,
    )


def told_course(count: int = 12, **wanted: Any) -> Trend:
    """The usual course with everything that happened on the way: all kinds of marks."""
    sessions = with_events(usual_course(count))
    reviews = [
        review(sessions[3], more_sessions=6, reason="Pain falls, sleep does not yet"),
        review(sessions[7], Decision.ADJUST, changes="Electroacupuncture from now on"),
        review(sessions[-1], Decision.CLOSE),
    ]
    gaps = [VisitGap(session_id=sessions[9].id, number=10, days=21)]
    return build_trend(MEASURES, sessions, reviews=reviews, gaps=gaps, **wanted)


def six_panels(count: int = 40, **wanted: Any) -> Trend:
    """Pain, mobility and function over a long course, with all kinds of marks."""
    asked = {1, *range(4, count + 1, 4), count}

    def row(first: float, last: float, steps: Sequence[float]) -> list[float | None]:
        fall = [first + (last - first) * i / max(count - 1, 1) for i in range(count)]
        return [
            round(value) + steps[i % len(steps)] if i + 1 in asked else None
            for i, value in enumerate(fall)
        ]

    function = visits(
        {
            RMDQ: row(17, 6, (0, 1)),
            PSFS[0]: row(3, 8, (0, -1, 1)),
            PSFS[1]: row(4, 7, (1, 0)),
            PSFS[2]: row(2, 9, (0,)),
            ODI: row(44, 20, (0, 2)),
            PGIC: [
                None if i + 1 not in asked or not i else 4 - 2 * i // count for i in range(count)
            ],
        }
    )
    sessions = [
        replace(one, scores=one.scores + two.scores)
        for one, two in zip(with_events(usual_course(count)), function, strict=True)
    ]
    reviews = [
        review(session, more_sessions=6) for session in sessions if session.number in (4, 8, count)
    ]
    gaps = [VisitGap(session_id=sessions[19].id, number=20, days=24)] if count > 19 else []
    return build_trend(
        MEASURES,
        sessions,
        reviews=reviews,
        gaps=gaps,
        activities=ACTIVITIES,
        panels=wanted.pop("panels", ["pain", "fingertip_floor", "rmdq", "psfs", "pgic", "odi"]),
        **wanted,
    )


def weeks_with_a_break() -> Trend:
    """Two weeks of a diary that lie weeks apart, by date, with a mark after the break."""
    sessions = two_weeks_of_a_diary()
    gaps = [VisitGap(session_id=8, number=8, days=50)]
    return build_trend(MEASURES, sessions, gaps=gaps)
