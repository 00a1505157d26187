"""The figures of the practice in words: every share with its count, what it is of, and how sure."""

from collections.abc import Iterable
from decimal import Decimal

from acudesk.domain.intervals import Share
from acudesk.domain.meanings import WILSON, status_meaning
from acudesk.domain.measure import Group, Measure
from acudesk.domain.numbers import shown
from acudesk.domain.practice_figures import FEWEST_COURSES, PracticeFigures
from acudesk.domain.progress import Status
from acudesk.translation import ntr, tr


def too_few() -> str:
    """What stands in place of a share of few courses."""
    return tr("too few")


def percent_text(share: float) -> str:
    """A share in whole per cent; what is not quite nothing, or all, is not rounded to it."""
    if 0 < share < 0.005:
        return tr("under 1 %")
    if 0.995 <= share < 1:
        return tr("over 99 %")
    return tr("{n} %", n=_rounded(share * 100, 0))


def interval_text(share: Share) -> str:
    """`50 to 73 %`, or an empty text of nothing."""
    if share.low is None or share.high is None:
        return ""
    low, high = (_rounded(end * 100, 0) for end in (share.low, share.high))
    if low == high:
        low, high = (_rounded(end * 100, 1) for end in (share.low, share.high))
    return tr("{low} to {high} %", low=low, high=high)


def share_count(share: Share) -> str:
    """`41 of 66, 50 to 73 %`."""
    return tr(
        "{count} of {of}, {interval}",
        count=share.count,
        of=share.of,
        interval=interval_text(share),
    )


def share_cell(share: Share | None) -> str:
    """`62 % · 41 of 66`, as it stands in a table."""
    if share is None or share.share is None:
        return too_few()
    return tr(
        "{percent} · {count} of {of}",
        percent=percent_text(share.share),
        count=share.count,
        of=share.of,
    )


def share_spoken(share: Share | None) -> str:
    """The same with its interval, for a hover and a screen reader."""
    if share is None or share.share is None:
        return tr("too few for a share: fewer than {n}", n=FEWEST_COURSES)
    return tr(
        "{percent}, {count} of {of}, 95 % interval {interval}",
        percent=percent_text(share.share),
        count=share.count,
        of=share.of,
        interval=interval_text(share),
    )


def rate_cell(share: Share | None) -> str:
    """Out of 100 sessions: `3.4 (2.3 to 5)`; what nobody asked is not known."""
    if share is not None and share.of and share.share is None:
        return tr("not known")
    if share is None or share.share is None or share.low is None or share.high is None:
        return too_few()
    return tr(
        "{rate} ({low} to {high})",
        rate=_rounded(share.share * 100, 1),
        low=_rounded(share.low * 100, 1),
        high=_rounded(share.high * 100, 1),
    )


def rate_spoken(share: Share | None) -> str:
    """The same with its counts, for a hover and a screen reader."""
    if share is not None and share.of and share.share is None:
        return ntr(
            "not known: nobody asked at {n} session, which is no rate of 0",
            "not known: nobody asked at {n} sessions, which is no rate of 0",
            share.of,
        )
    if share is None or share.share is None or share.low is None or share.high is None:
        return tr("too few sessions or courses for a rate: fewer than {n}", n=FEWEST_COURSES)
    return tr(
        "{rate} in 100 sessions, {count} of {of}, 95 % interval {low} to {high}",
        rate=_rounded(share.share * 100, 1),
        count=share.count,
        of=share.of,
        low=_rounded(share.low * 100, 1),
        high=_rounded(share.high * 100, 1),
    )


def median_text(median: float | None) -> str:
    """A median of whole numbers: `8` or `8.5`."""
    return too_few() if median is None else shown(Decimal(str(median)))


def main_pain_measure(measures: Iterable[Measure]) -> Measure | None:
    """The measure whose threshold is explained and drawn: the practice's first one of pain."""
    return next((one for one in measures if one.group == Group.PAIN and one.compared), None)


def threshold_tip(measure: Measure | None) -> str:
    """What the usual threshold asks for, scale by scale, with its sources."""
    if measure is None:
        return ""
    return " ".join(
        tr(
            "On a scale of {low} to {high}: {told}",
            low=shown(scale.lowest),
            high=shown(scale.highest),
            told=status_meaning(Status.REACHED_THRESHOLD, scale).told,
        )
        for scale in measure.scales
        if scale.threshold is not None
    )


def of_closed_tip(figures: PracticeFigures) -> str:
    """What the first denominator is: those who stayed and were asked."""
    return tr(
        "Of those closed with data: courses that are closed and have a baseline of the main pain "
        "measure and a later score. Whoever stopped coming before a second score is not in it, so "
        "that this share tends to be too high ({left} of {closed} closed courses are left out).",
        left=figures.closed - figures.with_data,
        closed=figures.closed,
    )


def of_started_tip(figures: PracticeFigures) -> str:
    """What the second denominator is: everybody who began."""
    return tr(
        "Of all started: every course with at least one session. Courses that still run, and "
        "closed ones without data, count as not reached, so that this share tends to be too low "
        "({running} still run).",
        running=figures.running,
    )


def interval_tip() -> str:
    """Where the intervals come from."""
    return tr("95 % intervals: {source}.", source=WILSON)


def few_words(started: int, *, filtered: bool = False) -> str:
    """Why nothing is shown of few courses, of the whole practice or of those a filter leaves."""
    if filtered:
        return ntr(
            "{n} course fits this filter. Shares, changes and rates are shown from {fewest} "
            "courses on: of fewer they would say little, and might name somebody.",
            "{n} courses fit this filter. Shares, changes and rates are shown from {fewest} "
            "courses on: of fewer they would say little, and might name somebody.",
            started,
            fewest=FEWEST_COURSES,
        )
    return ntr(
        "{n} course so far. Shares, changes and rates are shown from {fewest} courses on: of "
        "fewer they would say little, and might name somebody.",
        "{n} courses so far. Shares, changes and rates are shown from {fewest} courses on: of "
        "fewer they would say little, and might name somebody.",
        started,
        fewest=FEWEST_COURSES,
    )


def _rounded(value: float, places: int) -> str:
    return shown(Decimal(repr(value)), places)
