"""ObservationDefinition: a measure of the practice's own, without which its scores say little."""

import json
import uuid

from acudesk.domain.errors import DomainError
from acudesk.domain.measure import Measure, measure_from_table, measure_to_table
from acudesk.reports.fhir.codes import MEASURE, UCUM, UNITS, Json, concept, filled
from acudesk.reports.fhir.extensions import extension
from acudesk.reports.fhir.nodes import Node, missing
from acudesk.translation import tr

_NAMES = uuid.UUID("6f1f0f0e-6f0c-5b0e-9a3c-5c1a0b7d2e11")
"""Under which the codes of measures become uuids."""
LONGEST = 100_000


def measure_resource(measure: Measure) -> Json:
    """A measure as a definition; all of it stands in an extension."""
    scale = measure.scale
    ucum = UNITS.get(scale.unit)
    unit = filled(
        coding=[{"system": UCUM, "code": ucum}] if ucum else [], text=scale.unit or "{score}"
    )
    low, high = ({"value": float(one)} for one in (scale.lowest, scale.highest))
    table = json.dumps(measure_to_table(measure), ensure_ascii=False, sort_keys=True)
    return filled(
        resourceType="ObservationDefinition",
        id=str(uuid.uuid5(_NAMES, measure.code)),
        extension=extension("measure", table) + extension("asked", measure.asked),
        code=concept(MEASURE, measure.code, measure.name, measure.name),
        permittedDataType=["Quantity"],
        quantitativeDetails={"unit": unit},
        qualifiedInterval=[{"range": {"low": low, "high": high}}],
    )


def measure_from(node: Node) -> Measure:
    """A measure of another practice's own; raises DomainError for what is none."""
    text = node.own_text("measure")
    asked = node.own("asked")
    if not text:
        raise missing("measure")
    try:
        if len(text) > LONGEST:
            raise ValueError
        table = json.loads(text)
        measure = measure_from_table({**table, "own": True})
    except DomainError:
        raise
    except (ValueError, TypeError, KeyError, ArithmeticError, RecursionError, AttributeError):
        raise DomainError(tr("This measure cannot be read.")) from None
    return measure.chosen(asked is not None and asked.flag("valueBoolean") is True)
