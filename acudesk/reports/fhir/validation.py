"""Every resource is checked by the published models before it leaves.

The models are those of R4B, the nearest that there are: every resource and element that AcuDesk
writes is the same in R4. Its own rules (invariants, required codes) are kept by the modules that
write them and checked by the tests.
"""

from typing import Any

from acudesk.domain.errors import BugError
from acudesk.reports.fhir.codes import Json


def check_resource(resource: Json) -> None:
    """Raise BugError for a resource that is none: AcuDesk itself made it."""
    from pydantic import ValidationError

    kind: str = resource["resourceType"]
    try:
        _model(kind).model_validate(resource)
    except ValidationError as error:
        # Never the values: they are of somebody's health.
        places = {".".join(map(str, one["loc"])) for one in error.errors(include_input=False)}
        raise BugError(f"{kind} is not valid at {', '.join(sorted(places))}") from None


def _model(kind: str) -> Any:
    from fhir.resources.R4B import get_fhir_model_class

    return get_fhir_model_class(kind)
