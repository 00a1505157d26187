"""What a patient of the demo practice feels and can do in the course of a story."""

import random
from collections.abc import Iterator, Sequence
from decimal import Decimal
from math import exp

from acudesk.domain.course import ACTIVITIES, Side
from acudesk.domain.measure import Direction, Measure
from acudesk.domain.session import Moment, Score, ScoreKey
from acudesk.services.demo_stories import Story


class Body:
    """What one patient feels and can do in the course of a story."""

    def __init__(self, story: Story, luck: random.Random) -> None:
        self._story = story
        self._luck = luck
        self._reach = luck.uniform(14, 32)
        self._raise = {
            "leg_raise_left": self._leg_raise(Side.LEFT),
            "leg_raise_right": self._leg_raise(Side.RIGHT),
        }
        self._activities = [luck.uniform(2, 5) for _ in range(ACTIVITIES)]

    def _leg_raise(self, side: Side) -> float:
        """Degrees at the first visit: less on a side with leg pain."""
        if self._story.leg and self._story.side in (side, Side.BOTH):
            return self._luck.uniform(38, 52)
        return self._luck.uniform(62, 76)

    def pain_after(self, visits: float) -> int:
        """Average pain, 0 to 10, after so many visits."""
        return _within(self._story.pain_after(visits) + self._noise(0.45), 0, 10)

    def scores(
        self, due: Sequence[ScoreKey], measures: dict[str, Measure], number: int
    ) -> Iterator[Score]:
        """A score for each of what is due, in a believable relation to each other."""
        week = self.pain_after(number - 1)
        before = _within(week + self._luck.choice((-1, 0, 0, 0, 1)), 0, 10)
        after = _within(before - self._luck.choice((0, 1, 1, 2)), 0, 10)
        for key in due:
            measure = measures[key.measure]
            value = self._value(key, measure, number, week, before, after)
            scale = measure.scale
            kept = min(max(Decimal(str(value)), scale.lowest), scale.highest)
            kept = kept.quantize(scale.step) if scale.step < 1 else kept.quantize(Decimal(1))
            yield measure.score(str(kept), moment=key.moment, item=key.item)

    def _value(
        self, key: ScoreKey, measure: Measure, number: int, week: int, before: int, after: int
    ) -> float:
        story, code = self._story, key.measure
        gained = story.mobility * (1 - exp(-(number - 1) / 5))
        if code == "pain_7d":
            return week
        if code == "leg_pain_7d":
            return max(0, week - self._luck.choice((0, 1))) if story.leg else 0
        if code == "pain_now":
            return before if key.moment == Moment.BEFORE else after
        if code == "fingertip_floor":
            return round(2 * (self._reach - 14 * gained + self._noise(0.8))) / 2
        if code in self._raise:
            return self._raise[code] + 15 * gained + self._noise(1.5)
        if code == "rmdq":
            return week * 1.7 + self._noise(1)
        if code == "psfs":
            return self._activities[int(key.item) - 1] + (story.start - week) * 0.8
        if code == "pgic":
            return 4 - (story.start - week) / 2
        if code == "analgesic_doses":
            return max(0, week * 1.5 - 2 + self._noise(0.5))
        low, high = float(measure.scale.lowest), float(measure.scale.highest)
        well = 1 - week / 10
        share = well if measure.direction == Direction.HIGHER else 1 - well
        return low + share * (high - low)

    def _noise(self, size: float) -> float:
        return self._luck.gauss(0, size)


def _within(value: float, low: int, high: int) -> int:
    return min(max(round(value), low), high)
