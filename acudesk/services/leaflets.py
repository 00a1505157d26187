"""The leaflet for patients, in the practice's words and the language of its paper."""

from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.clock import Clock
from acudesk.reports.leaflet import leaflet
from acudesk.reports.printout import Printout
from acudesk.services.file_names import file_name
from acudesk.translation import current_language, language


class Leaflets:
    """Put together what a patient takes home before the first visit."""

    def __init__(self, work: UnitOfWork, clock: Clock) -> None:
        self._work = work
        self._clock = clock

    def leaflet(self, patient_id: int | None = None) -> Printout:
        """The leaflet to be printed or saved, for one patient or for everybody; raises
        NotFoundError."""
        patient = None if patient_id is None else self._work.patients.get(patient_id)
        practice = self._work.practice.get()
        with language(practice.paper_language):
            page = leaflet(
                practice=practice,
                printed=self._clock.now().date(),
                patient="" if patient is None else patient.display_name,
                language=current_language(),
            )
        return Printout(
            name=file_name(page.title),
            content=page,
            patient_uid="" if patient is None else patient.uid,
        )
