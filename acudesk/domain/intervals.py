"""How sure a share is: the Wilson interval, from two counts."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """`count` of `of`, with the ends of the 95 % Wilson interval, all between 0 and 1; `share`,
    `low` and `high` are None of nothing, and of what nobody asked."""

    count: int
    of: int
    share: float | None
    low: float | None
    high: float | None


def wilson(count: int, of: int) -> Share:
    """A share with its interval (Wilson 1927, J Am Stat Assoc 22:209-212): it never leaves 0 to
    1, and none of ten is not "surely none"."""
    if of <= 0:
        return Share(count=count, of=of, share=None, low=None, high=None)
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    share = count / of
    middle = share + z * z / (2 * of)
    reach = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    scale = 1 + z * z / of
    return Share(
        count=count,
        of=of,
        share=share,
        low=max((middle - reach) / scale, 0.0) if count else 0.0,
        high=min((middle + reach) / scale, 1.0) if count < of else 1.0,
    )
