"""Progress of a course, measure by measure, by arithmetic that can be checked by hand.

Rules and sources: a change counts as having reached the usual threshold only when it meets both
the points and the per cent of its scale (NRS: 2 points and 30 %; Farrar 2001, Pain 94:149-158,
and Ostelo 2008, Spine 33(1):90-94, accept either: AcuDesk asks for both). The same rule flags
worsening; from a baseline too low for a percentage the points alone do. Which baseline is too
low is AcuDesk's own rule (`Scale.low_baseline`). Inside the error of measurement nothing is
claimed. Missing scores are named, never filled in.

Against the mean of the first seven days stands the mean of the last seven, from week to week, as
pain diaries are read; against every other baseline stands the latest score.
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
from acudesk.domain.slope import Slope, theil_sen

FIRST_DAYS = LAST_DAYS = 7
_WEEKLY = BaselineRule.FIRST_SEVEN_DAYS


class Status(StrEnum):
    """What can be said of a measure; `course_words` says it."""

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
class Gap:
    """An entry where a measure was due and was not asked."""

    session_id: int
    day: date
    number: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureProgress:
    """What one measure, at one moment and for one item, did over a course.

    `change` is latest minus baseline in points of `scale`; `percent` is the change in per cent
    of the baseline, None where the baseline is too low for a percentage. `latest` is the latest
    score or, with a baseline of seven days, the mean of the last seven days with scores; None
    where nothing was asked after those first seven although it was due. `asked` counts scores,
    `gaps` are the entries where the measure was due and has none. A measure that is itself a
    change (PGIC) has no baseline, and its status is `single` however often it was asked.
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
    gaps: tuple[Gap, ...]

    @property
    def missing(self) -> int:
        """How often it was due and not asked."""
        return len(self.gaps)

    def slope(self) -> Slope | None:
        """The trend in points a week over all scores; None without two of different days, and
        for a measure that is itself a change."""
        if not self.measure.compared:
            return None
        return theil_sen([(reading.day, reading.value) for reading in self.readings])


def measure_progress(
    measure: Measure,
    key: ScoreKey,
    scale: Scale,
    readings: Sequence[Reading],
    *,
    gaps: Sequence[Gap] = (),
    rule: BaselineRule = BaselineRule.FIRST,
) -> MeasureProgress:
    """The progress of one measure from its readings, oldest first, all on `scale`."""
    readings = tuple(readings)
    window = _baseline_window(readings, rule) if measure.compared else ()
    final = _final_window(readings, window, rule)
    baseline = _mean(window)
    latest = _latest(readings, final, gaps, weekly=bool(window) and rule == _WEEKLY)
    best = _best([reading.value for reading in readings], measure.direction)
    change = percent = None
    if baseline is not None and latest is not None and final:
        change = latest - baseline
        if baseline > scale.low_baseline:
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
        status=_status(measure.direction, scale, window, final) if readings else Status.NONE,
        asked=len(readings),
        gaps=tuple(gaps),
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
    scored = [{score.key: score for score in session.scores} for session in sessions]
    for measure in measures:
        for key in measure.keys():
            by_scale: dict[str, list[Reading]] = {}
            gaps: list[Gap] = []
            for session, scores in zip(sessions, scored, strict=True):
                score = scores.get(key)
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
                    gaps.append(
                        Gap(session_id=session.id, day=session.took_place, number=session.number)
                    )
            if not by_scale and gaps:
                by_scale[measure.scale.code] = []
            for code, readings in by_scale.items():
                found.append(
                    measure_progress(
                        measure,
                        key,
                        measure.scale_named(code),
                        readings,
                        gaps=gaps,
                        rule=rule,
                    )
                )
                gaps = []
    return tuple(found)


def main_pain(progress: Sequence[MeasureProgress]) -> MeasureProgress | None:
    """The pain measure that speaks for a course: the first with scores asked once (average of
    the last 7 days), else the first asked before treatment; never one asked after it."""
    key = main_pain_key((one.measure, one.key) for one in progress if one.asked)
    return None if key is None else main_scale(progress, key)


def main_pain_key(asked: Iterable[tuple[Measure, ScoreKey]]) -> ScoreKey | None:
    """Of what was asked in a course, in the practice's order: what `main_pain` speaks of."""
    asked = tuple(asked)
    for moment in (Moment.ONCE, Moment.BEFORE):
        for measure, key in asked:
            if measure.group == Group.PAIN and key.moment == moment:
                return key
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


def _baseline_window(readings: tuple[Reading, ...], rule: BaselineRule) -> tuple[Reading, ...]:
    if rule == BaselineRule.FIRST or not readings:
        return readings[:1]
    if rule == BaselineRule.MEAN_OF_TWO:
        return readings[:2]
    end = readings[0].day + timedelta(days=FIRST_DAYS)
    return tuple(reading for reading in readings if reading.day < end)


def _final_window(
    readings: tuple[Reading, ...], window: tuple[Reading, ...], rule: BaselineRule
) -> tuple[Reading, ...]:
    """What is compared with the baseline; empty where there is nothing beyond it."""
    later = readings[len(window) :] if window else ()
    if rule != _WEEKLY:
        return later[-1:]
    start = readings[-1].day - timedelta(days=LAST_DAYS) if readings else date.min
    return tuple(reading for reading in later if reading.day > start)


def _latest(
    readings: tuple[Reading, ...],
    final: tuple[Reading, ...],
    gaps: Sequence[Gap],
    *,
    weekly: bool,
) -> Decimal | None:
    if not readings:
        return None
    if not weekly:
        return readings[-1].value
    if final:
        return _mean(final)
    blank = any(gap.day >= readings[0].day + timedelta(days=FIRST_DAYS) for gap in gaps)
    return None if blank else readings[-1].value


def _mean(window: Sequence[Reading]) -> Decimal | None:
    return sum((r.value for r in window), Decimal(0)) / len(window) if window else None


def _exact_mean(window: Sequence[Reading]) -> Fraction:
    return sum((Fraction(reading.value) for reading in window), Fraction(0)) / len(window)


def _best(values: list[Decimal], direction: Direction) -> Decimal | None:
    if not values:
        return None
    return min(values) if direction == Direction.LOWER else max(values)


def _status(
    direction: Direction,
    scale: Scale,
    window: Sequence[Reading],
    final: Sequence[Reading],
) -> Status:
    """The status by exact fractions: a mean such as 50/7 has no last decimal."""
    if not window or not final:
        return Status.SINGLE
    baseline = _exact_mean(window)
    change = _exact_mean(final) - baseline
    if change == 0 and scale.error is None:
        return Status.UNCHANGED
    if scale.error is not None and abs(change) <= Fraction(scale.error):
        return Status.WITHIN_ERROR
    better = (change < 0) == (direction == Direction.LOWER)
    if scale.threshold is None or abs(change) < Fraction(scale.threshold):
        return Status.BETTER if better else Status.WORSE
    if scale.threshold_percent is None:
        enough = True
    elif baseline > Fraction(scale.low_baseline):
        enough = abs(change) / baseline * 100 >= Fraction(scale.threshold_percent)
    else:
        # So low a baseline makes little of a fall look like much, but hides no rise: from 1 to 8
        # is worse by any reading of the threshold.
        enough = not better
    if not enough:
        return Status.BETTER if better else Status.WORSE
    return Status.REACHED_THRESHOLD if better else Status.WORSE_BY_THRESHOLD
