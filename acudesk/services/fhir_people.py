"""Who in the practice a patient of a FHIR file is: the same, near to somebody, or nobody."""

from collections.abc import Iterator, Set
from dataclasses import replace

from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.import_matching import Incoming, Known, Match, MatchKind
from acudesk.domain.patient import Patient
from acudesk.services.import_people import directory_of
from acudesk.translation import tr

_SLICE = 2_000


class People:
    """Everybody who was in the practice before the import."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work
        self._directory = directory_of(_everybody(work))

    def match(self, patient: Patient) -> Match:
        """By uid, else as anybody in any file is matched."""
        by_uid = self._work.patients.by_uid(patient.uid)
        if by_uid is not None:
            return Match(kind=MatchKind.SAME, patient_id=by_uid.id)
        return self._directory.match(
            Incoming(
                line=0,
                chart_number=patient.chart_number,
                name=patient.display_name,
                birth_date=patient.birth_date,
            )
        )


def numbered(work: UnitOfWork, patient: Patient, in_file: Set[str]) -> Patient:
    """A new patient with a chart number of their own: that of the file is noted where somebody
    has it already, and a number that others have in the file is left to them."""
    number = patient.chart_number
    if number and work.patients.by_chart_number(number) is None:
        return patient
    note = tr("Chart number in the file: {number}", number=number) if number else ""
    notes = "\n".join(filter(None, (patient.notes, note)))
    given = work.patients.next_chart_number()
    while given in in_file:
        given = work.patients.next_chart_number()
    return replace(patient, chart_number=given, notes=notes)


def _everybody(work: UnitOfWork) -> Iterator[Known]:
    after = 0
    while known := work.imports.known_people(after, _SLICE):
        yield from known
        after = known[-1].patient_id
