"""`acudesk progress`: how a patient's measures went, course by course."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from acudesk.cli.console import Json, say, write_json, write_table
from acudesk.domain.course_words import (
    course_lines,
    measure_words,
    missing_words,
    progress_words,
    rule_words,
    slope_words,
)
from acudesk.domain.intervals import Share
from acudesk.domain.meanings import figures_cited
from acudesk.domain.numbers import shown, shown_signed
from acudesk.domain.progress import MeasureProgress, visits
from acudesk.domain.review import cause_words, decision_words
from acudesk.domain.side_effect_rates import EffectRates
from acudesk.domain.wording import long_date
from acudesk.translation import ntr, tr

if TYPE_CHECKING:
    from acudesk.services.courses import CourseView

LONGEST_DECIMALS = 18
"""Digits beyond which a number comes from a division (a mean, a percentage) and is rounded."""
PLACES = 6
"""Decimals of a number that was computed, in JSON."""


@click.command(
    "progress",
    short_help=tr("Show how a patient's measures went."),
    help=tr("Show how the measures of a patient went."),
)
@click.argument("patient", metavar="PATIENT")
@click.option("--json", "as_json", is_flag=True, help=tr("As JSON."))
@click.pass_obj
def command(data: Path | None, patient: str, as_json: bool) -> None:
    """Show the progress of every course of a patient (chart number or uid)."""
    from acudesk.cli.practices import existing_practice

    with existing_practice(data) as services:
        who = services.patients.find_patient(patient)
        views = [
            services.courses.course_view(course.id)
            for course in services.courses.courses_of(who.id)
        ]
    if as_json:
        write_json(
            {
                "patient": {"chart_number": who.chart_number, "uid": who.uid},
                "courses": [_course_table(view) for view in views],
            }
        )
        return
    say(f"{who.display_name} ({who.chart_number})")
    if not views:
        say(tr("No course of treatment has been opened yet."))
    for view in views:
        say()
        _say_course(view)


def _course_table(view: "CourseView") -> dict[str, Json]:
    course = view.course
    count = len(visits(view.counted))
    return {
        "condition": course.condition,
        "opened": course.opened.isoformat(),
        "closed": course.closed.isoformat() if course.closed else None,
        "visits": count,
        "entries": len(view.counted) - count,
        "measures": [_measure_table(one) for one in view.progress],
        "within_session": [
            {
                "code": one.measure.code,
                "scale": one.scale.code,
                "sessions": len(one.pairs),
                "mean_change": _rounded(one.mean_change, PLACES),
            }
            for one in view.within_sessions
        ],
        "adherence": _adherence_table(view),
        "side_effects": {
            "asked": _rates_table(view.effect_rates[0]),
            "not_asked": _rates_table(view.effect_rates[1]),
        },
        "reviews": [
            {
                "day": one.day.isoformat(),
                "number": one.number,
                "decision": one.decision.value,
                "more_sessions": one.more_sessions,
                "changes": one.changes,
                "reason": one.reason,
            }
            for one in view.reviews
        ],
        "review_due": (
            None
            if view.review_due is None
            else {"cause": view.review_due.cause.value, "number": view.review_due.number}
        ),
    }


def _measure_table(one: MeasureProgress) -> dict[str, Json]:
    slope = one.slope()
    return {
        "code": one.key.measure,
        "moment": one.key.moment.value,
        "item": one.key.item,
        "scale": one.scale.code,
        "baseline": _plain(one.baseline),
        "baseline_rule": one.baseline_rule.value,
        "latest": _plain(one.latest),
        "best": _plain(one.best),
        "change": _plain(one.change),
        "percent": _rounded(one.percent, 2),
        "status": one.status.value,
        "slope_per_week": None if slope is None else _computed(slope.per_week),
        "slope_low": None if slope is None else _computed(slope.low),
        "slope_high": None if slope is None else _computed(slope.high),
        "slope_is_interval": None if slope is None else slope.is_interval,
        "asked": one.asked,
        "missing": one.missing,
    }


def _adherence_table(view: "CourseView") -> dict[str, Json]:
    came = view.adherence
    return {
        "planned": came.planned,
        "done": came.done,
        "missed": came.missed,
        "cancelled": came.cancelled,
        "days": came.days,
        "planned_per_week": came.planned_per_week,
        "per_week": _computed(came.per_week),
        "median_days": _computed(came.median_days),
        "gaps": [{"number": gap.number, "days": gap.days} for gap in came.gaps],
    }


def _rates_table(rates: EffectRates) -> dict[str, Json]:
    kinds: list[Json] = [{"kind": one.kind.value, **_share_table(one.share)} for one in rates.kinds]
    return {
        "sessions": rates.sessions,
        "effects": rates.effects,
        "any": _share_table(rates.any),
        "kinds": kinds,
    }


def _share_table(share: Share) -> dict[str, Json]:
    return {
        "sessions": share.count,
        "share": _computed(share.share),
        "low": _computed(share.low),
        "high": _computed(share.high),
    }


def _computed(value: float | None) -> Decimal | None:
    """A computed number, rounded to six decimals."""
    return None if value is None else Decimal(str(round(value, PLACES)))


def _plain(value: Decimal | None) -> Decimal | None:
    """A number as given; a mean without end is rounded to six decimals."""
    if value is not None and len(value.as_tuple().digits) > LONGEST_DECIMALS:
        return _rounded(value, PLACES)
    return value


def _rounded(value: Decimal | None, places: int) -> Decimal | None:
    if value is None:
        return None
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _say_course(view: "CourseView") -> None:
    course = view.course
    count = len(visits(view.counted))
    between = len(view.counted) - count
    if course.closed:
        span = tr("{opened} to {closed}", opened=course.opened, closed=course.closed)
    else:
        span = tr("since {opened}", opened=course.opened)
    held = [ntr("{n} visit", "{n} visits", count)] if count or not between else []
    if between:
        held.append(ntr("{n} entry between visits", "{n} entries between visits", between))
    say(f"{course.condition}, {span}: {', '.join(held)}")
    if view.progress:
        numbers = (
            tr("Baseline"),
            tr("Latest"),
            tr("Best"),
            tr("Change"),
            "%",
            tr("Asked"),
            tr("Missing"),
        )
        write_table(
            ("  " + tr("Measure"), *numbers, tr("Status")),
            [
                (
                    "  " + measure_words(one, course.activities),
                    _shown(one.baseline),
                    _shown(one.latest),
                    _shown(one.best),
                    "" if one.change is None else shown_signed(one.change, 2),
                    "" if one.percent is None else shown_signed(one.percent, 0),
                    str(one.asked),
                    str(one.missing),
                    progress_words(one),
                )
                for one in view.progress
            ],
            right=numbers,
        )
        say("  " + rule_words(view.practice.baseline_rule))
        compared = (one.scale for one in view.progress if one.change is not None)
        for words in figures_cited(compared):
            say("  " + words)
    for words in _told(view):
        say("  " + words)


def _told(view: "CourseView") -> Iterable[str]:
    """What stands below the numbers: trends, what was not asked, visits, reviews, sentences."""
    for one in view.progress:
        said = [words for words in (slope_words(one), missing_words(one.gaps)) if words]
        if said:
            name = measure_words(one, view.course.activities)
            yield tr("{name}: {said}.", name=name, said="; ".join(said))
    for line in course_lines(
        view.progress, view.within_sessions, view.adherence, view.effect_rates, view.counted
    ):
        words = " ".join(filter(None, (line.words, line.more)))
        yield tr("{heading}: {words}", heading=line.heading, words=words)
    for review in view.reviews:
        yield tr(
            "{day}, session {n}: {decision}.",
            day=long_date(review.day),
            n=review.number,
            decision=decision_words(review),
        )
        yield from (f"  {text}" for text in (review.changes, review.reason) if text)
    if view.review_due is not None:
        yield tr("{cause}.", cause=cause_words(view.review_due))
    yield from filter(None, view.words)


def _shown(value: Decimal | None) -> str:
    return "" if value is None else shown(value, 2)
