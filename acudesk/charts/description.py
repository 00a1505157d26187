"""What a chart shows, in words, for who cannot see it; names nobody."""

from decimal import Decimal

from acudesk.domain.meanings import cited
from acudesk.domain.measure import Direction
from acudesk.domain.numbers import shown, with_unit
from acudesk.domain.practice import baseline_name
from acudesk.domain.session import Moment
from acudesk.domain.trend import Axis, Level, Mark, MarkKind, Panel, Place, Series, Trend
from acudesk.domain.wording import short_date
from acudesk.translation import ntr, tr


def better_words(direction: Direction) -> str:
    """Which way is better, with an arrow."""
    if direction == Direction.LOWER:
        return tr("↓ lower is better")
    return tr("↑ higher is better")


def shows_baseline(panel: Panel) -> bool:
    """Whether the baseline says more than the only score there is."""
    if not panel.series:
        return False
    scores = [place.value for place in panel.series[0].places if place.value is not None]
    return panel.baseline is not None and scores != [panel.baseline]


def description(trend: Trend) -> str:
    """What a chart of the trend shows, in words, for who cannot see it; names nobody."""
    if trend.is_empty:
        return tr("No score yet: the chart is empty.")
    if trend.axis == Axis.NUMBER:
        parts = [ntr("Chart of {n} session.", "Chart of {n} sessions.", trend.numbers)]
    else:
        assert trend.first_day is not None and trend.last_day is not None
        first, last = short_date(trend.first_day), short_date(trend.last_day)
        parts = [tr("Chart by date, {first} to {last}.", first=first, last=last)]
    for panel in trend.panels:
        better = better_words(panel.direction)[2:]
        parts.append(tr("{panel} ({better}):", panel=panel.title, better=better))
        if not panel.series:
            parts.append(tr("not asked in this course."))
            continue
        parts.append("; ".join(_series_words(series, trend.axis) for series in panel.series) + ".")
        if panel.baseline is not None and shows_baseline(panel):
            words = tr(
                "Baseline {value} ({rule})",
                value=shown(panel.baseline, 2),
                rule=baseline_name(panel.baseline_rule),
            )
            if panel.error is not None:
                words = tr(
                    "{words}, measurement error {error}", words=words, error=shown(panel.error)
                )
            parts.append(words + ".")
        if panel.levels and shows_baseline(panel):
            parts.append("; ".join(_level_words(level) for level in panel.levels) + ".")
    for kind in mark_kinds(trend):
        listed = "; ".join(
            tr("{text} {place}", text=mark.text, place=_mark_place(mark, trend.axis))
            for mark in trend.marks
            if mark.kind == kind
        )
        parts.append(tr("{kind}: {listed}.", kind=_heading(kind), listed=listed))
    return " ".join(parts)


def chart_sources(trend: Trend) -> str:
    """Where the lines of change and the band of error come from, each figure with its citation:
    the small print below a chart that is handed on. Empty where neither is drawn."""
    figures: dict[str, str] = {}
    for panel in trend.panels:
        if not shows_baseline(panel):
            continue
        for level in panel.levels:
            figures.setdefault(level_words(level), level.source)
        if panel.error:
            error = with_unit(shown(panel.error), panel.unit)
            words = tr("{panel}, measurement error {error}", panel=panel.name, error=error)
            figures.setdefault(words, panel.error_source)
    told = [
        tr("{figure}: {source}.", figure=figure, source="; ".join(cited(source)))
        for figure, source in figures.items()
    ]
    return tr("In the chart: {told}", told=" ".join(told)) if told else ""


def mark_kinds(trend: Trend) -> tuple[MarkKind, ...]:
    """The kinds of marks that a trend has, in their order."""
    met = {mark.kind for mark in trend.marks}
    return tuple(kind for kind in MarkKind if kind in met)


def kind_name(kind: MarkKind) -> str:
    """What a kind of mark is called beside its row."""
    return {
        MarkKind.SIDE_EFFECT: tr("side effect"),
        MarkKind.MEDICATION: tr("medicines"),
        MarkKind.REVIEW: tr("review"),
        MarkKind.ADDENDUM: tr("addendum"),
        MarkKind.GAP: tr("gap"),
    }[kind]


def place_words(trend: Trend, panel: int, series: int, place: int) -> str:
    """One place in words; indices into the trend: `Session 4, 3 Aug 2026: back, 7 days 4 of 10`."""
    scale = trend.panels[panel]
    line = scale.series[series]
    point = line.places[place]
    day = short_date(point.day)
    when = day if point.number is None else tr("Session {n}, {day}", n=point.number, day=day)
    label = line.label
    if line.key.moment != Moment.ONCE or line.key.item:
        label = tr("{panel}, {label}", panel=scale.name, label=label)
    value = tr("not asked") if point.value is None else value_words(scale, point.value)
    return tr("{when}: {label} {value}", when=when, label=label, value=value)


def value_words(panel: Panel, value: Decimal) -> str:
    """A value of a panel with its unit, with the words of its step, or with the scale it is of."""
    number = shown(value)
    if panel.unit:
        return with_unit(number, panel.unit)
    step = value - panel.lowest
    if panel.step_words and step == step.to_integral_value() and step < len(panel.step_words):
        return tr("{value}, {words}", value=number, words=panel.step_words[int(step)])
    if panel.out_of is not None:
        return tr("{value} of {most}", value=number, most=shown(panel.out_of))
    return number


def mark_words(mark: Mark, axis: Axis) -> str:
    """A mark in words: `Review at session 4: continue, 6 more sessions: less pain at night`."""
    kind = {
        MarkKind.SIDE_EFFECT: tr("Side effect"),
        MarkKind.MEDICATION: tr("Medicines"),
        MarkKind.REVIEW: tr("Review"),
        MarkKind.ADDENDUM: tr("Addendum"),
        MarkKind.GAP: tr("Gap"),
    }[mark.kind]
    place = _mark_place(mark, axis)
    return tr("{kind} {place}: {text}", kind=kind, place=place, text=mark.text)


def _heading(kind: MarkKind) -> str:
    return {
        MarkKind.SIDE_EFFECT: tr("Side effects"),
        MarkKind.MEDICATION: tr("Medicines"),
        MarkKind.REVIEW: tr("Reviews"),
        MarkKind.ADDENDUM: tr("Addenda"),
        MarkKind.GAP: tr("Gaps"),
    }[kind]


def _mark_place(mark: Mark, axis: Axis) -> str:
    by_number = axis == Axis.NUMBER and mark.number is not None
    where = tr("session {n}", n=mark.number) if by_number else short_date(mark.day)
    if mark.kind == MarkKind.GAP:
        return tr("before {place}", place=where)
    return tr("at {place}", place=where) if by_number else tr("on {day}", day=where)


def level_words(level: Level) -> str:
    """What a line of change is called on the chart: `30 % better`."""
    return tr("{percent} % better", percent=level.percent)


def _level_words(level: Level) -> str:
    words = level_words(level)
    return tr("{words} at {value}", words=words, value=shown(level.value, 2))


def _series_words(series: Series, axis: Axis) -> str:
    scored = [place for place in series.places if place.value is not None]
    first, last = scored[0], scored[-1]
    assert first.value is not None and last.value is not None
    if len(scored) == 1:
        words = tr(
            "{label} {value} at {place}",
            label=series.label,
            value=shown(first.value),
            place=_when(first, axis),
        )
    else:
        words = tr(
            "{label} from {first} at {start} to {last} at {end}",
            label=series.label,
            first=shown(first.value),
            start=_when(first, axis),
            last=shown(last.value),
            end=_when(last, axis),
        )
        words += ntr(", {n} score", ", {n} scores", len(scored))
    gaps = len(series.places) - len(scored)
    if gaps:
        words += ntr(", {n} time not asked", ", {n} times not asked", gaps)
    return words


def _when(place: Place, axis: Axis) -> str:
    if axis == Axis.NUMBER:
        return tr("session {n}", n=place.number)
    return short_date(place.day)
