"""The code systems, and what is the same in every resource.

AcuDesk uses codes of HL7 and LOINC only where one exists that means the same; elsewhere its own
systems, `urn:acudesk:...`. SNOMED CT is not used: it needs a licence that a practice may not
have. Displays are English in every language of the program: they are data.
"""

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]

OWN = "urn:acudesk:"
FORMAT = OWN + "format"
FORMAT_VERSION = "1"
MEASURE = OWN + "measure"
HL7 = "http://terminology.hl7.org/CodeSystem/"
LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"

PAIN_NRS = ("72514-3", "Pain severity - 0-10 verbal numeric rating [Score] - Reported")
PAIN_VAS = ("38214-3", "Pain severity [Score] Visual analog score")
PROMIS_PHYSICAL = ("71971-6", "PROMIS-10 Global Physical Health (GPH) score T-score")
PROGRESS_NOTE = ("11506-3", "Progress note")
CONSENT_DOCUMENT = ("59284-0", "Patient Consent")

LOINC_OF: Mapping[tuple[str, str], tuple[str, str]] = {
    ("pain_7d", "nrs11"): PAIN_NRS,
    ("pain_7d", "vas100"): PAIN_VAS,
    ("leg_pain_7d", "nrs11"): PAIN_NRS,
    ("leg_pain_7d", "vas100"): PAIN_VAS,
    ("pain_now", "nrs11"): PAIN_NRS,
    ("pain_now", "vas100"): PAIN_VAS,
    ("promis_physical", "t_score"): PROMIS_PHYSICAL,
}
"""By measure and scale. LOINC has the kind of scale; which pain it is, our own code beside it
says."""
UNITS: Mapping[str, str] = {
    "cm": "cm",
    "mm": "mm",
    "°": "deg",
    "%": "%",
    "min": "min",
    "": "{score}",
}
"""UCUM by the unit of a scale; a scale without one counts in scores. What a practice counts
in its own words has none."""


def coding(system: str, code: str, display: str = "") -> Json:
    """One code of a system."""
    made = {"system": system, "code": code}
    return made | {"display": display} if display else made


def concept(system: str, code: str, display: str = "", text: str = "") -> Json:
    """A concept of one code."""
    made: Json = {"coding": [coding(system, code, display)]}
    return made | {"text": text} if text else made


def own(system: str, code: str, display: str = "") -> Json:
    """A concept of AcuDesk's own, `urn:acudesk:SYSTEM#CODE`."""
    return concept(OWN + system, code, display)


def hl7(system: str, code: str) -> Json:
    """A concept of a code system of HL7."""
    return concept(HL7 + system, code)


def filled(**elements: Any) -> Json:
    """The elements that say something: FHIR knows no empty text, list or object. A name with an
    underscore at its end is a word of Python."""
    return {
        name.removesuffix("_"): value
        for name, value in elements.items()
        if value is not None and value != "" and value != [] and value != {}
    }
