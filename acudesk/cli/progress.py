"""`acudesk progress`: how a patient's measures went, course by course."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from acudesk.cli.console import Json, say, write_json, write_table
from acudesk.domain.course import item_name
from acudesk.domain.numbers import shown, shown_signed
from acudesk.domain.practice import baseline_name
from acudesk.domain.progress import MeasureProgress, status_words, visits
from acudesk.translation import ntr, tr

if TYPE_CHECKING:
    from acudesk.services.courses import CourseView

LONGEST_DECIMALS = 18
"""Digits beyond which a number comes from a division (a mean, a percentage) and is rounded."""


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
        "measures": [
            {
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
                "asked": one.asked,
                "missing": one.missing,
            }
            for one in view.progress
        ],
    }


def _plain(value: Decimal | None) -> Decimal | None:
    """A number as given; a mean without end is rounded to six decimals."""
    if value is not None and len(value.as_tuple().digits) > LONGEST_DECIMALS:
        return _rounded(value, 6)
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
                    "  " + _name(one, course.activities),
                    _shown(one.baseline),
                    _shown(one.latest),
                    _shown(one.best),
                    "" if one.change is None else shown_signed(one.change, 2),
                    "" if one.percent is None else shown_signed(one.percent, 0),
                    str(one.asked),
                    str(one.missing),
                    status_words(one.status),
                )
                for one in view.progress
            ],
            right=numbers,
        )
        say("  " + tr("Baseline: {rule}.", rule=baseline_name(view.practice.baseline_rule)))
    for words in (*view.words, view.side_effects):
        if words:
            say("  " + words)


def _name(one: MeasureProgress, activities: Sequence[str]) -> str:
    parts = [one.measure.name]
    if len(one.measure.moments) > 1:
        parts.append(one.key.moment.value)
    if one.key.item:
        parts.append(item_name(one.key.item, activities))
    if one.scale.code != one.measure.scale.code:
        parts.append(one.scale.code)
    return ", ".join(parts)


def _shown(value: Decimal | None) -> str:
    return "" if value is None else shown(value, 2)
