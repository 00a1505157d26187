"""What the codes of an export mean: measures, questionnaires, questions, zones, points, rules."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from acudesk.domain.measure import Direction, Measure, Scale
from acudesk.domain.table import Column, Kind, Row, Table
from acudesk.services.body_zones import list_zones
from acudesk.services.points import point_library
from acudesk.translation import tr

if TYPE_CHECKING:
    from acudesk.services.services import Services

CODES = Table(
    name="codes",
    columns=tuple(
        Column(name=name, kind=Kind.TEXT) for name in ("of", "code", "name", "meaning", "source")
    ),
)
"""A table that no database has: without it a score of `pain_7d` says nothing to a stranger."""


def code_rows(services: "Services") -> Iterator[Row]:
    """Every code that the tables can name, shipped or the practice's own."""
    for measure in services.measures.list_measures():
        yield "measure", measure.code, measure.name, _measured(measure), measure.source
        for scale in measure.scales:
            source = "; ".join(filter(None, (scale.error_source, scale.threshold_source)))
            yield (
                f"scale of {measure.code}",
                scale.code,
                range_words(scale),
                _thresholds(scale),
                source,
            )
    for asked in services.questionnaires.list_questionnaires():
        yield "questionnaire", asked.code, asked.title, asked.rule, asked.rule_source
        for number, text in zip(asked.item_codes, asked.items, strict=True):
            yield f"item of {asked.code}", number, text, "", ""
    for question in services.safety.questions():
        yield "screening", question.code, question.text, question.note, ""
    for rule in services.safety.rules():
        yield "safety rule", rule.code, rule.name, rule.text, rule.source
    for zone in list_zones():
        yield "zone", zone.code, zone.name, "", ""
    for point in point_library().points:
        yield "point", point.code, " ".join(filter(None, (point.pinyin, point.hanzi))), "", ""


def _measured(measure: Measure) -> str:
    better = (
        tr("lower is better") if measure.direction == Direction.LOWER else tr("higher is better")
    )
    labels = "; ".join(measure.labels)
    return "; ".join(filter(None, (better, measure.low_words, measure.high_words, labels)))


def range_words(scale: Scale) -> str:
    """From where to where a scale goes, with its unit."""
    return tr(
        "{low} to {high} {unit}", low=scale.lowest, high=scale.highest, unit=scale.unit
    ).strip()


def _thresholds(scale: Scale) -> str:
    said = []
    if scale.error is not None:
        said.append(tr("error of measurement {n}", n=scale.error))
    if scale.threshold is not None:
        said.append(tr("usual threshold {n} points", n=scale.threshold))
    if scale.threshold_percent is not None:
        said.append(tr("usual threshold {n} % of the baseline", n=scale.threshold_percent))
    return "; ".join(said)
