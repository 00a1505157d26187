"""Progress of a course, measure by measure, by arithmetic that can be checked by hand.

Rules and sources: a change counts as having reached the usual threshold only when it meets both
the points and the per cent of its scale (NRS: 2 points and 30 %; Farrar 2001, Pain 94:149-158,
and Ostelo 2008, Spine 33(1):90-94, accept either: AcuDesk asks for both). Inside the error of
measurement nothing is claimed. Missing scores are counted, never filled in.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from acudesk.domain.measure import Direction, Group, Measure, Scale
from acudesk.domain.practice import BaselineRule
from acudesk.domain.session import Moment, ScoreKey, Session, SessionKind
from acudesk.translation import tr

FIRST_DAYS = 7


class Status(StrEnum):
    """What can be said of a measure; the words are settled in the glossary."""

    NONE = "none"
    SINGLE = "single"
    WITHIN_ERROR = "within_error"
    UNCHANGED = "unchanged"
    BETTER = "better"
    REACHED_THRESHOLD = "reached_threshold"
    WORSE = "worse"
    WORSE_BY_THRESHOLD = "worse_by_threshold"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One score on the way through a course."""

    session_id: int
    day: date
    number: int | None
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureProgress:
    """What one measure, at one moment and for one item, did over a course.

    `change` is latest minus baseline in points of `scale`; `percent` is the change in per cent
    of the baseline, None where the baseline is too low for a percentage. `asked` counts scores,
    `missing` entries where the measure was due and has none.
    """

    measure: Measure
    key: ScoreKey
    scale: Scale
    readings: tuple[Reading, ...]
    baseline_rule: BaselineRule
    baseline: Decimal | None
    latest: Decimal | None
    best: Decimal | None
    change: Decimal | None
    percent: Decimal | None
    status: Status
    asked: int
    missing: int


def measure_progress(
    measure: Measure,
    key: ScoreKey,
    scale: Scale,
    readings: Sequence[Reading],
    *,
    missing: int = 0,
    rule: BaselineRule = BaselineRule.FIRST,
) -> MeasureProgress:
    """The progress of one measure from its readings, oldest first, all on `scale`."""
    readings = tuple(readings)
    window = _baseline_window(readings, rule) if measure.compared else ()
    baseline = sum((r.value for r in window), Decimal(0)) / len(window) if window else None
    values = [reading.value for reading in readings]
    latest = values[-1] if values else None
    best = _best(values, measure.direction)
    change = percent = None
    if baseline is not None and latest is not None and len(readings) > len(window) > 0:
        change = latest - baseline
        if baseline > scale.percent_above:
            percent = change / baseline * 100
    return MeasureProgress(
        measure=measure,
        key=key,
        scale=scale,
        readings=readings,
        baseline_rule=rule,
        baseline=baseline,
        latest=latest,
        best=best,
        change=change,
        percent=percent,
        status=_status(measure.direction, scale, len(window), change, percent),
        asked=len(readings),
        missing=missing,
    )


def course_progress(
    measures: Iterable[Measure],
    sessions: Sequence[Session],
    rule: BaselineRule = BaselineRule.FIRST,
) -> tuple[MeasureProgress, ...]:
    """The progress of every measure that was scored or due in a course.

    `sessions` are in the order in which they took place. Scores of one measure on two scales
    stay apart, because thresholds belong to the scale.
    """
    found: list[MeasureProgress] = []
    for measure in measures:
        for key in measure.keys():
            by_scale: dict[str, list[Reading]] = {}
            missing = 0
            for session in sessions:
                score = session.score(key)
                if score is not None:
                    by_scale.setdefault(score.scale, []).append(
                        Reading(
                            session_id=session.id,
                            day=session.took_place,
                            number=session.number,
                            value=score.value,
                        )
                    )
                elif key in session.due:
                    missing += 1
            if not by_scale and missing:
                by_scale[measure.scale.code] = []
            for code, readings in by_scale.items():
                found.append(
                    measure_progress(
                        measure,
                        key,
                        measure.scale_named(code),
                        readings,
                        missing=missing,
                        rule=rule,
                    )
                )
                missing = 0
    return tuple(found)


def main_pain(progress: Sequence[MeasureProgress]) -> MeasureProgress | None:
    """The pain measure that speaks for a course: the first with scores asked once (average of
    the last 7 days), else the first asked before treatment; never one asked after it."""
    for moment in (Moment.ONCE, Moment.BEFORE):
        for one in progress:
            if one.measure.group == Group.PAIN and one.key.moment == moment and one.asked:
                return one
    return None


def main_mobility(progress: Sequence[MeasureProgress]) -> MeasureProgress | None:
    """The mobility measure with the most scores, the first of equals."""
    measured = [one for one in progress if one.measure.group == Group.MOBILITY and one.asked]
    return max(measured, key=lambda one: one.asked, default=None)


def within_session_change(measure: Measure, sessions: Iterable[Session]) -> list[Decimal]:
    """After minus before, for every visit with both scores of a measure on one scale.

    Relief right after needling is not a response to the course (Baeumler 2024, Front Neurol:
    58-72 % of 60 patients had 30 % relief after one treatment), so it is kept apart.
    """
    changes = []
    for session in sessions:
        before = session.score(ScoreKey(measure=measure.code, moment=Moment.BEFORE))
        after = session.score(ScoreKey(measure=measure.code, moment=Moment.AFTER))
        if before and after and before.scale == after.scale:
            changes.append(after.value - before.value)
    return changes


def visits(sessions: Iterable[Session]) -> tuple[Session, ...]:
    """The numbered ones: without the entries between visits."""
    return tuple(session for session in sessions if session.kind == SessionKind.VISIT)


def status_words(status: Status) -> str:
    """A status as it is called on screen and paper."""
    return {
        Status.NONE: tr("not asked yet"),
        Status.SINGLE: tr("one score: no change to show yet"),
        Status.WITHIN_ERROR: tr("within measurement error"),
        Status.UNCHANGED: tr("unchanged"),
        Status.BETTER: tr("better, below the usual threshold"),
        Status.REACHED_THRESHOLD: tr("better, reached the usual threshold"),
        Status.WORSE: tr("worse, below the usual threshold"),
        Status.WORSE_BY_THRESHOLD: tr("worse by the usual threshold"),
    }[status]


def _baseline_window(readings: tuple[Reading, ...], rule: BaselineRule) -> tuple[Reading, ...]:
    if rule == BaselineRule.FIRST or not readings:
        return readings[:1]
    if rule == BaselineRule.MEAN_OF_TWO:
        return readings[:2]
    end = readings[0].day + timedelta(days=FIRST_DAYS)
    return tuple(reading for reading in readings if reading.day < end)


def _best(values: list[Decimal], direction: Direction) -> Decimal | None:
    if not values:
        return None
    return min(values) if direction == Direction.LOWER else max(values)


def _status(
    direction: Direction,
    scale: Scale,
    compared: int,
    change: Decimal | None,
    percent: Decimal | None,
) -> Status:
    if compared == 0:
        return Status.NONE
    if change is None:
        return Status.SINGLE
    if change == 0 and scale.error is None:
        return Status.UNCHANGED
    if scale.error is not None and abs(change) <= scale.error:
        return Status.WITHIN_ERROR
    better = (change < 0) == (direction == Direction.LOWER)
    if _reaches(scale, change, percent):
        return Status.REACHED_THRESHOLD if better else Status.WORSE_BY_THRESHOLD
    return Status.BETTER if better else Status.WORSE


def _reaches(scale: Scale, change: Decimal, percent: Decimal | None) -> bool:
    if scale.threshold is None or abs(change) < scale.threshold:
        return False
    if scale.threshold_percent is None:
        return True
    return percent is not None and abs(percent) >= scale.threshold_percent
