"""What the tests of a course's numbers share: the shipped measures, and courses in one line."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from acudesk import paths
from acudesk.domain.measure import measures_from_toml
from acudesk.domain.practice import BaselineRule
from acudesk.domain.progress import Gap, MeasureProgress, Reading, measure_progress
from acudesk.domain.session import Moment, Score, ScoreKey, Session, SessionKind

SHIPPED = measures_from_toml(paths.resource("measures.toml").read_text(encoding="utf-8"))
BY_CODE = {measure.code: measure for measure in SHIPPED}
START = date(2026, 3, 2)


def on_day(day: int) -> date:
    """The day of the course, counted from 0."""
    return START + timedelta(days=day)


def progress(
    code: str,
    *values: str | tuple[str, int],
    gaps: Sequence[int] = (),
    scale: str = "",
    rule: BaselineRule = BaselineRule.FIRST,
) -> MeasureProgress:
    """The progress of a measure with one reading a day, or on the day given with it; `gaps` are
    the days on which it was due and not asked."""
    measure = BY_CODE[code]
    readings = []
    for index, given in enumerate(values):
        text, day = given if isinstance(given, tuple) else (given, index)
        readings.append(
            Reading(session_id=index + 1, day=on_day(day), number=index + 1, value=Decimal(text))
        )
    blank = [Gap(session_id=100 + day, day=on_day(day), number=None) for day in gaps]
    on = measure.scale_named(scale) if scale else measure.scale
    return measure_progress(measure, measure.keys()[0], on, readings, gaps=blank, rule=rule)


def session(
    key: int,
    *scores: Score,
    day: int | None = None,
    due: Sequence[ScoreKey] = (),
    kind: SessionKind = SessionKind.VISIT,
    **more: Any,
) -> Session:
    """A visit (or another kind) with that key and number, on that day of the course."""
    return Session(
        id=key,
        uid=f"{key:032}",
        patient_id=1,
        course_id=1,
        kind=kind,
        number=key if kind == SessionKind.VISIT else None,
        took_place=on_day(key if day is None else day),
        entered_at=datetime(2026, 3, 2, tzinfo=UTC),
        scores=scores,
        due=frozenset(due),
        **more,
    )


def score(code: str, text: str, **on: str) -> Score:
    """A score as given."""
    moment = Moment(on.pop("moment")) if "moment" in on else None
    return BY_CODE[code].score(text, moment=moment, **on)
