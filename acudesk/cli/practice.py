"""`acudesk practice`: what the courses of the whole practice came to."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import click

from acudesk.cli.console import Json, say, write_json, write_table
from acudesk.domain.course_words import status_words
from acudesk.domain.intervals import Share
from acudesk.domain.meanings import figures_cited
from acudesk.domain.measure import Group, Measure
from acudesk.domain.patient import Sex
from acudesk.domain.practice import baseline_name
from acudesk.domain.practice_figures import (
    FEWEST_COURSES,
    ConditionFigures,
    PracticeFigures,
    PracticeFilter,
    waterfall,
)
from acudesk.domain.progress import Status
from acudesk.domain.side_effect_rates import EffectRates
from acudesk.domain.side_effects import kind_name
from acudesk.translation import ntr, tr

PLACES = 6
"""Decimals of a number that comes from a division."""
_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command(
    "practice",
    short_help=tr("Show what the courses of the whole practice came to."),
    help=tr(
        "Show what the courses of the whole practice came to. Nothing is shown of fewer than ten "
        "courses, and nothing names a patient."
    ),
)
@click.option("--json", "as_json", is_flag=True, help=tr("As JSON."))
@click.option("--from", "first", metavar="DATE", type=_DAY, help=tr("Opened on this day or later."))
@click.option("--to", "last", metavar="DATE", type=_DAY, help=tr("Opened on this day or before."))
@click.option("--condition", metavar="TEXT", default="", help=tr("Courses of this condition."))
@click.option("--age-from", metavar="N", type=int, help=tr("Of this age or older when it opened."))
@click.option("--age-to", metavar="N", type=int, help=tr("Of this age or younger when it opened."))
@click.option("--sex", type=click.Choice([sex.value for sex in Sex]), help=tr("Of this sex."))
@click.option(
    "--out",
    metavar="FILE.{xlsx,csv}",
    type=click.Path(dir_okay=False, path_type=Path),
    help=tr("Save all tables as an Excel workbook, or that of the conditions as CSV."),
)
@click.pass_obj
def command(
    data: Path | None,
    out: Path | None,
    as_json: bool,
    first: datetime | None,
    last: datetime | None,
    condition: str,
    age_from: int | None,
    age_to: int | None,
    sex: str | None,
) -> None:
    """Show the figures of the courses that the options leave, or save them."""
    from acudesk.cli.practices import existing_practice

    if out is not None and as_json:
        raise click.UsageError(tr("--out goes without --json."))
    chosen = PracticeFilter(
        opened_from=first.date() if first else None,
        opened_to=last.date() if last else None,
        condition=condition,
        age_from=age_from,
        age_to=age_to,
        sex=Sex(sex) if sex else None,
    )
    with existing_practice(data) as services:
        figures = services.practice_figures.view(chosen)
        measures = services.measures.list_measures()
    if out is not None:
        from acudesk.services.practice_tables import save_practice

        save_practice(out, figures, measures)
        say(tr("Saved {file}.", file=out))
    elif as_json:
        write_json(_table(figures))
    else:
        _say_figures(figures, measures)


def _table(figures: PracticeFigures) -> dict[str, Json]:
    chosen = figures.filter
    return {
        "filter": {
            "opened_from": chosen.opened_from.isoformat() if chosen.opened_from else None,
            "opened_to": chosen.opened_to.isoformat() if chosen.opened_to else None,
            "condition": chosen.condition or None,
            "age_from": chosen.age_from,
            "age_to": chosen.age_to,
            "sex": chosen.sex.value if chosen.sex else None,
        },
        "enough": figures.is_enough,
        "started": figures.started,
        "closed": figures.closed,
        "running": figures.running,
        "with_data": figures.with_data,
        "baseline_rule": figures.baseline_rule.value,
        **_reached(figures),
        "median_sessions": _number(figures.median_sessions),
        "changes": [
            {
                "baseline": _number(one.baseline),
                "latest": _number(one.latest),
                "change": _number(one.change),
                "status": one.status.value,
            }
            for one in waterfall(figures.changes)
        ],
        "conditions": [
            {
                "condition": one.condition,
                "started": one.started,
                "closed": one.closed,
                "with_data": one.with_data,
                **_reached(one),
            }
            for one in figures.conditions
        ],
        "side_effects": {
            "asked": _rates(figures.effects_asked),
            "not_asked": _rates(figures.effects_unasked),
        },
        "completeness": [
            {
                "code": one.code,
                "asked": one.asked,
                "missing": one.missing,
                "share": _number(one.share),
                "courses": one.courses,
                "compared": one.compared,
            }
            for one in figures.completeness
        ],
    }


def _reached(figures: PracticeFigures | ConditionFigures) -> dict[str, Json]:
    closed, started = figures.reached_of_closed, figures.reached_of_started
    either = closed or started
    return {
        "reached": either.count if either else None,
        "share_of_closed": _share(closed),
        "share_of_started": _share(started),
    }


def _share(share: Share | None) -> Json:
    if share is None:
        return None
    return {
        "share": _number(share.share),
        "low": _number(share.low),
        "high": _number(share.high),
        "of": share.of,
    }


def _rates(rates: EffectRates | None) -> Json:
    if rates is None:
        return None
    return {
        "sessions": rates.sessions,
        "any": _per_100(rates.any),
        "kinds": [{"kind": one.kind.value, **_per_100(one.share)} for one in rates.kinds],
    }


def _per_100(share: Share) -> dict[str, Json]:
    return {
        "sessions": share.count,
        "per_100": _hundredfold(share.share),
        "low": _hundredfold(share.low),
        "high": _hundredfold(share.high),
    }


def _hundredfold(value: float | None) -> Decimal | None:
    return None if value is None else _number(value * 100)


def _number(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(round(value, PLACES)))


def _say_figures(figures: PracticeFigures, measures: Iterable[Measure]) -> None:
    say(
        tr(
            "Courses with a session: {started}; closed: {closed}, running: {running}.",
            started=figures.started,
            closed=figures.closed,
            running=figures.running,
        )
    )
    if not figures.is_enough:
        say(tr("Fewer than ten courses: no figures."))
        return
    say(tr("Pain better by the usual threshold when the course was closed:"))
    say("  " + _said(figures.reached_of_closed, tr("closed with data"), figures.with_data))
    say("  " + _said(figures.reached_of_started, tr("started"), figures.started))
    pain = (one for one in measures if one.group == Group.PAIN and one.compared)
    for words in figures_cited(scale for one in pain for scale in one.scales):
        say("  " + words)
    if figures.median_sessions is not None:
        say(tr("Sessions in a closed course (median): {n}", n=f"{figures.median_sessions:g}"))
    _say_changes(figures)
    _say_conditions(figures.conditions)
    _say_rates(figures.effects_asked, tr("Side effects, asked by checklist"))
    _say_rates(figures.effects_unasked, tr("Side effects, not asked by checklist"))
    _say_completeness(figures)


def _said(share: Share | None, of_what: str, of: int) -> str:
    if share is None:
        return tr("{what} ({of}): fewer than {fewest}", what=of_what, of=of, fewest=FEWEST_COURSES)
    return tr(
        "{count} of {of} {what}: {share}",
        count=share.count,
        of=share.of,
        what=of_what,
        share=_percent(share),
    )


def _percent(share: Share | None) -> str:
    if share is None or share.share is None or share.low is None or share.high is None:
        return ""
    return tr(
        "{share} % ({low} to {high} %)",
        share=f"{share.share * 100:.0f}",
        low=f"{share.low * 100:.0f}",
        high=f"{share.high * 100:.0f}",
    )


def _too_few() -> str:
    return tr("fewer than {n}", n=FEWEST_COURSES)


def _say_changes(figures: PracticeFigures) -> None:
    if not figures.changes:
        return
    say()
    say(
        tr(
            "Pain in the closed courses with data (baseline: {rule}):",
            rule=baseline_name(figures.baseline_rule),
        )
    )
    counts = Counter(one.status for one in figures.changes)
    rows = [(status_words(status), str(counts[status])) for status in Status if counts[status]]
    _say_table((tr("Status"), tr("Courses")), rows)


def _say_conditions(conditions: Sequence[ConditionFigures]) -> None:
    say()
    say(tr("Conditions:"))
    header = (
        tr("Condition"),
        tr("Started"),
        tr("Closed"),
        tr("With data"),
        tr("Reached, of those"),
        tr("Reached, of started"),
    )
    rows = [
        (
            one.condition,
            str(one.started),
            str(one.closed),
            str(one.with_data),
            _percent(one.reached_of_closed) or _too_few(),
            _percent(one.reached_of_started) or _too_few(),
        )
        for one in conditions
    ]
    _say_table(header, rows)


def _say_rates(rates: EffectRates | None, title: str) -> None:
    say()
    if rates is None:
        say(
            tr(
                "{title}: fewer than {fewest} sessions or courses.",
                title=title,
                fewest=FEWEST_COURSES,
            )
        )
        return
    say(ntr("{title}, of {n} session:", "{title}, of {n} sessions:", rates.sessions, title=title))
    if not rates.is_known:
        say("  " + tr("not known, because nobody asked: that is no rate of 0"))
        return
    shares = [(tr("any"), rates.any)]
    shares += [(kind_name(one.kind), one.share) for one in rates.kinds]
    _say_table(
        (tr("Kind"), tr("Sessions"), tr("In 100 (95 % interval)")),
        [(name, str(share.count), _in_100(share)) for name, share in shares],
    )


def _in_100(share: Share) -> str:
    if share.share is None or share.low is None or share.high is None:
        return ""
    return tr(
        "{rate} ({low} to {high})",
        rate=f"{share.share * 100:.1f}",
        low=f"{share.low * 100:.1f}",
        high=f"{share.high * 100:.1f}",
    )


def _say_completeness(figures: PracticeFigures) -> None:
    say()
    say(tr("Completeness:"))
    header = (
        tr("Measure"),
        tr("Asked"),
        tr("Missing"),
        tr("Complete"),
        tr("Courses"),
        tr("Compared"),
    )
    rows = [
        (
            one.name,
            str(one.asked),
            str(one.missing),
            "" if one.share is None else tr("{n} %", n=f"{one.share * 100:.0f}"),
            str(one.courses),
            str(one.compared),
        )
        for one in figures.completeness
    ]
    _say_table(header, rows)


def _say_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """An indented table: words first, then numbers."""
    write_table(
        ("  " + header[0], *header[1:]),
        [("  " + row[0], *row[1:]) for row in rows],
        right=header[1:],
    )
