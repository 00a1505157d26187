"""Progress of a course, measure by measure, by arithmetic that can be checked by hand.

Rules and sources: a change counts as having reached the usual threshold only when it meets both
the points and the per cent of its scale (NRS: 2 points and 30 %; Farrar 2001, Pain 94:149-158,
and Ostelo 2008, Spine 33(1):90-94, accept either: AcuDesk asks for both). The same rule flags
worsening; from a baseline too low for a percentage the points alone do. Which baseline is too
low is AcuDesk's own rule (`Scale.percent_above`). Inside the error of measurement nothing is
claimed. Missing scores are counted, never filled in.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

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
    `missing` entries where the measure was due and has none. A measure that is itself a change
    (PGIC) has no baseline, and its status is `single` however often it was asked.
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
        status=_status(measure.direction, scale, readings, window),
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
                return main_scale(progress, one.key)
    return None


def main_scale(progress: Sequence[MeasureProgress], key: ScoreKey) -> MeasureProgress | None:
    """Of the scales that one measure was scored on, the one with the most scores; of equals the
    one scored last. One early score in mm does not hide a course on 0 to 10."""
    scored = [one for one in progress if one.key == key and one.asked]
    return max(scored, key=_weight, default=None)


def _weight(one: MeasureProgress) -> tuple[int, tuple[date, int]]:
    return one.asked, max((reading.day, reading.session_id) for reading in one.readings)


def main_mobility(progress: Sequence[MeasureProgress]) -> MeasureProgress | None:
    """The mobility measure with the most scores, the first of equals."""
    measured = [one for one in progress if one.measure.group == Group.MOBILITY and one.asked]
    return max(measured, key=lambda one: one.asked, default=None)


def visits(sessions: Iterable[Session]) -> tuple[Session, ...]:
    """The numbered ones: without the entries between visits."""
    return tuple(
        session for session in sessions if session.kind == SessionKind.VISIT and session.counts
    )


def status_words(status: Status, scale: Scale | None = None) -> str:
    """A status as it is called on screen and paper.

    With a scale that has a threshold, a change short of it says so.
    """
    if scale is not None and scale.threshold is not None:
        if status == Status.BETTER:
            return tr("better, below the usual threshold")
        if status == Status.WORSE:
            return tr("worse, below the usual threshold")
    return {
        Status.NONE: tr("not asked yet"),
        Status.SINGLE: tr("no change to show yet"),
        Status.WITHIN_ERROR: tr("within measurement error"),
        Status.UNCHANGED: tr("unchanged"),
        Status.BETTER: tr("better"),
        Status.REACHED_THRESHOLD: tr("better, reached the usual threshold"),
        Status.WORSE: tr("worse"),
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
    readings: Sequence[Reading],
    window: Sequence[Reading],
) -> Status:
    """The status by exact fractions: a mean such as 50/7 has no last decimal."""
    if not readings:
        return Status.NONE
    if len(readings) <= len(window) or not window:
        return Status.SINGLE
    baseline = sum((Fraction(reading.value) for reading in window), Fraction(0)) / len(window)
    change = Fraction(readings[-1].value) - baseline
    if change == 0 and scale.error is None:
        return Status.UNCHANGED
    if scale.error is not None and abs(change) <= Fraction(scale.error):
        return Status.WITHIN_ERROR
    better = (change < 0) == (direction == Direction.LOWER)
    if scale.threshold is None or abs(change) < Fraction(scale.threshold):
        return Status.BETTER if better else Status.WORSE
    if scale.threshold_percent is None:
        enough = True
    elif baseline > Fraction(scale.percent_above):
        enough = abs(change) / baseline * 100 >= Fraction(scale.threshold_percent)
    else:
        # So low a baseline makes little of a fall look like much, but hides no rise: from 1 to 8
        # is worse by any reading of the threshold.
        enough = not better
    if not enough:
        return Status.BETTER if better else Status.WORSE
    return Status.REACHED_THRESHOLD if better else Status.WORSE_BY_THRESHOLD
