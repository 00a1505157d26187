"""What the changes of many courses come to, in words: for the legend and for who cannot see it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum

from acudesk.domain.numbers import shown
from acudesk.domain.practice_figures import CourseChange
from acudesk.domain.progress import Status
from acudesk.translation import ntr, tr

POINTS = 10
"""Shares of every scale are shown as points of 0 to 10."""
_GRAIN = Decimal("0.0001")


class ChangeForm(StrEnum):
    """How the changes are drawn: a bar for each course, or the latest against the baseline."""

    WATERFALL = "waterfall"
    DOTS = "dots"


class ChangeGroup(StrEnum):
    """What became of a course, as the charts of many courses tell it apart."""

    REACHED = "reached"
    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    WORSE_BY_THRESHOLD = "worse_by_threshold"


_GROUPS = {
    Status.REACHED_THRESHOLD: ChangeGroup.REACHED,
    Status.BETTER: ChangeGroup.BETTER,
    Status.WITHIN_ERROR: ChangeGroup.SAME,
    Status.UNCHANGED: ChangeGroup.SAME,
    Status.WORSE: ChangeGroup.WORSE,
    Status.WORSE_BY_THRESHOLD: ChangeGroup.WORSE_BY_THRESHOLD,
}


def group_of(change: CourseChange) -> ChangeGroup:
    """The group of a course; nothing is claimed of a status that compares nothing."""
    return _GROUPS.get(change.status, ChangeGroup.SAME)


def group_name(group: ChangeGroup) -> str:
    """The group as the legend calls it."""
    return {
        ChangeGroup.REACHED: tr("better, reached the threshold"),
        ChangeGroup.BETTER: tr("better, below it"),
        ChangeGroup.SAME: tr("unchanged or within error"),
        ChangeGroup.WORSE: tr("worse, below the threshold"),
        ChangeGroup.WORSE_BY_THRESHOLD: tr("worse by the threshold"),
    }[group]


def group_counts(changes: Iterable[CourseChange]) -> dict[ChangeGroup, int]:
    """How many courses each group has, all five of them, in the order of the legend."""
    counts = Counter(group_of(one) for one in changes)
    return {group: counts[group] for group in ChangeGroup}


def points_text(share: float) -> str:
    """A share of the scale as points of 0 to 10, with one decimal at most: `−3`, `2.5`."""
    # A share of 0.3 is a little less in binary: the grain keeps 2.45 from becoming 2.4.
    exact = (Decimal(share) * POINTS).quantize(_GRAIN, rounding=ROUND_HALF_EVEN)
    return shown(exact, 1)


def change_description(changes: Sequence[CourseChange]) -> str:
    """The chart in words: how many of each group, and from where to where; names nobody."""
    if not changes:
        return tr("No closed course has data to compare.")
    parts = [
        ntr(
            "Change of the main pain measure in {n} closed course with data.",
            "Change of the main pain measure in {n} closed courses with data.",
            len(changes),
        )
    ]
    parts += [
        tr("{group}: {n}.", group=_upper_first(group_name(group)), n=count)
        for group, count in group_counts(changes).items()
    ]
    ordered = sorted(one.change for one in changes)
    half = len(ordered) // 2
    middle = ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
    parts.append(
        tr(
            "In points of 0 to 10, lower is better: from {low} to {high}, half of them at "
            "{middle} or below.",
            low=points_text(ordered[0]),
            high=points_text(ordered[-1]),
            middle=points_text(middle),
        )
    )
    return " ".join(parts)


def _upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]
