"""What a chart shows, in words, for who cannot see it; names nobody."""

from acudesk.domain.measure import Direction
from acudesk.domain.numbers import shown
from acudesk.domain.practice import baseline_name
from acudesk.domain.trend import Axis, Mark, Panel, Place, Series, Trend
from acudesk.domain.wording import short_date
from acudesk.translation import ntr, tr


def better_words(direction: Direction) -> str:
    """Which way is better, with an arrow."""
    if direction == Direction.LOWER:
        return tr("↓ lower is better")
    return tr("↑ higher is better")


def shows_baseline(panel: Panel) -> bool:
    """Whether the baseline says more than the only score there is."""
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
    if trend.marks:
        listed = "; ".join(
            tr("{text} at {place}", text=mark.text, place=_when(mark, trend.axis))
            for mark in trend.marks
        )
        parts.append(tr("Side effects: {listed}.", listed=listed))
    return " ".join(parts)


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


def _when(place: Place | Mark, axis: Axis) -> str:
    if axis == Axis.NUMBER:
        return tr("session {n}", n=place.number)
    return short_date(place.day)
