"""The figures of the practice as tables for a spreadsheet; they name no patient."""

from collections.abc import Iterable
from decimal import Decimal

from acudesk.domain.course_words import rule_words, status_words
from acudesk.domain.intervals import Share
from acudesk.domain.meanings import CHUNG, figures_cited
from acudesk.domain.measure import Group, Measure
from acudesk.domain.practice_figures import (
    FEWEST_COURSES,
    ConditionFigures,
    PracticeFigures,
    PracticeFilter,
    footnotes,
    waterfall,
)
from acudesk.domain.side_effect_rates import EffectRates
from acudesk.domain.side_effects import kind_name
from acudesk.domain.table import Column, Kind, Row, Table
from acudesk.reports.workbook import Sheet, SheetColumn, Value
from acudesk.translation import tr

POINTS = 10
"""Changes are shown as points of 0 to 10, whatever the scale."""
CONDITIONS = Table(
    name="conditions",
    columns=(
        Column(name="condition", kind=Kind.TEXT),
        Column(name="started", kind=Kind.INTEGER),
        Column(name="closed", kind=Kind.INTEGER),
        Column(name="with_data", kind=Kind.INTEGER),
        Column(name="reached", kind=Kind.INTEGER, may_be_missing=True),
        *(
            Column(name=f"{end}_of_{of}", kind=Kind.NUMBER, may_be_missing=True)
            for of in ("closed", "started")
            for end in ("share", "low", "high")
        ),
    ),
)
"""The table of conditions as CSV; shares are 0 to 1."""


def practice_sheets(figures: PracticeFigures, measures: Iterable[Measure]) -> tuple[Sheet, ...]:
    """The tables of the page, its changes, and where the figures come from."""
    return (
        _overview(figures),
        _conditions(figures),
        _effects(figures),
        _completeness(figures),
        _changes(figures),
        _notes(figures, measures),
    )


def condition_rows(figures: PracticeFigures) -> Iterable[Row]:
    """The rows of `CONDITIONS`."""
    return (_condition_row(one) for one in figures.conditions)


def _condition_row(one: ConditionFigures) -> tuple[Value, ...]:
    return (
        one.condition,
        one.started,
        one.closed,
        one.with_data,
        _count(one.reached_of_closed or one.reached_of_started),
        *_ends(one.reached_of_closed),
        *_ends(one.reached_of_started),
    )


def _overview(figures: PracticeFigures) -> Sheet:
    rows: list[tuple[Value, ...]] = [
        (tr("Courses with a session"), figures.started, None, None, None),
        (tr("closed"), figures.closed, None, None, None),
        (tr("running"), figures.running, None, None, None),
        (tr("closed with data"), figures.with_data, None, None, None),
        (
            tr("Reached the usual threshold, of the closed with data"),
            _count(figures.reached_of_closed),
            *_ends(figures.reached_of_closed),
        ),
        (
            tr("Reached the usual threshold, of all started"),
            _count(figures.reached_of_started),
            *_ends(figures.reached_of_started),
        ),
        (tr("Sessions in a closed course (median)"), figures.median_sessions, None, None, None),
    ]
    return Sheet(
        name=tr("Overview"),
        columns=(
            SheetColumn(title=tr("Figure")),
            SheetColumn(title=tr("Number")),
            *_share_columns(""),
        ),
        rows=(*rows, *_filter_rows(figures.filter)),
    )


def _filter_rows(chosen: PracticeFilter) -> Iterable[tuple[Value, ...]]:
    limits: tuple[tuple[str, Value], ...] = (
        (tr("Condition"), chosen.condition or None),
        (tr("Opened from"), chosen.opened_from.isoformat() if chosen.opened_from else None),
        (tr("Opened up to"), chosen.opened_to.isoformat() if chosen.opened_to else None),
        (tr("Age from"), chosen.age_from),
        (tr("Age up to"), chosen.age_to),
        (tr("Sex"), None if chosen.sex is None else chosen.sex.value),
    )
    for name, limit in limits:
        if limit is not None:
            yield tr("Only: {limit}", limit=name), limit, None, None, None


def _conditions(figures: PracticeFigures) -> Sheet:
    return Sheet(
        name=tr("Conditions"),
        columns=(
            SheetColumn(title=tr("Condition")),
            SheetColumn(title=tr("Started")),
            SheetColumn(title=tr("Closed")),
            SheetColumn(title=tr("With data")),
            SheetColumn(title=tr("Reached")),
            *_share_columns(tr("of closed with data")),
            *_share_columns(tr("of all started")),
        ),
        rows=tuple(
            (one.condition or tr("none named"), *_condition_row(one)[1:])
            for one in figures.conditions
        ),
    )


def _effects(figures: PracticeFigures) -> Sheet:
    groups = (
        (tr("asked by checklist"), figures.effects_asked),
        (tr("not asked"), figures.effects_unasked),
    )
    return Sheet(
        name=tr("Side effects"),
        columns=(
            SheetColumn(title=tr("How")),
            SheetColumn(title=tr("Side effect")),
            SheetColumn(title=tr("Sessions with it")),
            SheetColumn(title=tr("of sessions")),
            SheetColumn(title=tr("In 100 sessions"), decimals=1),
            SheetColumn(title=tr("95 % interval, from"), decimals=1),
            SheetColumn(title=tr("95 % interval, to"), decimals=1),
        ),
        rows=tuple(
            row for how, rates in groups if rates is not None for row in _rate_rows(how, rates)
        ),
    )


def _rate_rows(how: str, rates: EffectRates) -> Iterable[tuple[Value, ...]]:
    shares = [(tr("Any side effect"), rates.any)]
    shares += [(kind_name(one.kind), one.share) for one in rates.kinds]
    for name, share in shares:
        hundred = tuple(None if end is None else end * 100 for end in _ends(share))
        yield how, name, share.count, rates.sessions, *hundred


def _completeness(figures: PracticeFigures) -> Sheet:
    return Sheet(
        name=tr("Completeness"),
        columns=(
            SheetColumn(title=tr("Measure")),
            SheetColumn(title=tr("Asked")),
            SheetColumn(title=tr("Missing")),
            SheetColumn(title=tr("Asked, of times due"), percent=True),
            SheetColumn(title=tr("Courses with a score")),
            SheetColumn(title=tr("With a later one")),
        ),
        rows=tuple(
            (one.name, one.asked, one.missing, one.share, one.courses, one.compared)
            for one in figures.completeness
        ),
    )


def _changes(figures: PracticeFigures) -> Sheet:
    return Sheet(
        name=tr("Changes of pain"),
        columns=(
            SheetColumn(title=tr("Baseline, 0 to 10"), decimals=1),
            SheetColumn(title=tr("Latest, 0 to 10"), decimals=1),
            SheetColumn(title=tr("Change"), decimals=1),
            SheetColumn(title=tr("Status")),
        ),
        rows=tuple(
            (
                _points(one.baseline),
                _points(one.latest),
                _points(one.change),
                status_words(one.status),
            )
            for one in waterfall(figures.changes)
        ),
    )


def _notes(figures: PracticeFigures, measures: Iterable[Measure]) -> Sheet:
    pain = (one for one in measures if one.group == Group.PAIN and one.compared)
    notes = [
        tr("No patient is named. Of fewer than {n} courses only counts stand.", n=FEWEST_COURSES),
        rule_words(figures.baseline_rule),
        tr("Shares have their 95 % interval: Wilson 1927, J Am Stat Assoc 22:209-212."),
        *figures_cited(scale for one in pain for scale in one.scales),
        tr("Changes are shares of each scale, as points of 0 to 10; lower is better."),
        tr(
            "A checklist found side effects in 42.4 % of patients, an open question in 6.8 % "
            "({source}): the two groups are never added up.",
            source=CHUNG,
        ),
        tr("What was not asked is never filled in."),
        *(f"{note.words} {note.source}." for note in footnotes()),
    ]
    return Sheet(
        name=tr("Notes"),
        columns=(SheetColumn(title=tr("What the figures mean, and on whose word")),),
        rows=tuple((note,) for note in notes),
    )


def _share_columns(of: str) -> tuple[SheetColumn, ...]:
    share = tr("Share {of}", of=of).strip()
    low, high = tr("95 % interval, from"), tr("95 % interval, to")
    return tuple(SheetColumn(title=title, percent=True, decimals=1) for title in (share, low, high))


def _count(share: Share | None) -> int | None:
    return None if share is None else share.count


def _ends(share: Share | None) -> tuple[float | None, float | None, float | None]:
    return (None, None, None) if share is None else (share.share, share.low, share.high)


def _points(share: float) -> float:
    # A share of 0.3 is a little less in binary.
    return float(round(Decimal(share) * POINTS, 6))
