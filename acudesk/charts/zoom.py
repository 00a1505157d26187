"""Which part of a chart is seen: within sensible ends, and never more than there is."""

from dataclasses import dataclass, field
from math import isfinite

LEAST_SPAN = 2.0
"""Sessions or days: two of them are always seen."""
LEAST_SHARE = 1 / 20
"""Of a panel's scale."""
SAME = 1e-6
"""Of a range: nearer than this, two limits are one."""

Limits = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Zoom:
    """The part of the shared axis that is seen, and of each panel's scale by its code; what is
    not named is seen whole."""

    x: Limits | None = None
    ys: dict[str, Limits] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """Whether everything is seen."""
        return self.x is None and not self.ys


def within(wanted: Limits | None, whole: Limits, least: float) -> Limits | None:
    """The limits nearest to those wanted that are at least so long and inside the whole; None
    where they are the whole, or no numbers."""
    if wanted is None or not all(isfinite(end) for end in wanted):
        return None
    low, high = sorted(wanted)
    length = whole[1] - whole[0]
    span = min(max(high - low, least), length)
    if span >= length * (1 - SAME):
        return None
    low = min(max((low + high - span) / 2, whole[0]), whole[1] - span)
    return low, low + span
