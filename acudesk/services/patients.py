"""What the practitioner does with patients."""

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from acudesk.data.patients import patient_row
from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.changes import Changes
from acudesk.domain.clock import Clock
from acudesk.domain.errors import DomainError, NotFoundError
from acudesk.domain.patient import PAGE, SHORT, Patient, PatientRow, PatientTotals
from acudesk.domain.text import cleaned, search_words
from acudesk.translation import tr

if TYPE_CHECKING:
    from acudesk.domain.course import Course

LONGEST_SEARCH = 200
"""What is pasted into the search field beyond these characters does not count."""
_PHONE = re.compile(r"[+(]?[0-9][0-9 ()/.-]*")


class Patients:
    """Add, change, archive, find and list patients."""

    def __init__(
        self, work: UnitOfWork, clock: Clock, open_course: Callable[["Course"], Changes]
    ) -> None:
        self._work = work
        self._clock = clock
        self._open_course = open_course

    def add_patient(self, patient: Patient) -> Changes:
        """Keep a new patient; an empty chart number is given by AcuDesk.

        Raises DomainError for a chart number in use and a birth date to come.
        """
        self._check(patient)
        with self._work as work:
            number = patient.chart_number or work.patients.next_chart_number()
            kept = replace(patient, uid=uuid.uuid4().hex, chart_number=number, merged_into=None)
            self._check_number(kept)
            key = work.patients.add(kept, self._clock.now())
            work.audit.add("create", "patient", kept.uid, after=patient_row(kept))
        return Changes.of(patient=key)

    def admit_patient(self, patient: Patient, course: "Course") -> Changes:
        """Keep a new patient and open their first course, both or neither."""
        with self._work:
            added = self.add_patient(patient)
            return added | self._open_course(replace(course, patient_id=added.patient_id))

    def change_patient(self, patient: Patient) -> Changes:
        """Keep the new state of a patient, as read and changed."""
        self._check(patient)
        with self._work as work:
            before = work.patients.get(patient.id)
            number = patient.chart_number or before.chart_number
            kept = replace(
                patient, uid=before.uid, chart_number=number, merged_into=before.merged_into
            )
            if kept == before:
                return Changes()
            self._check_number(kept)
            work.patients.change(kept)
            old, new = patient_row(before), patient_row(kept)
            touched = [name for name in new if new[name] != old[name]]
            work.audit.add(
                "change",
                "patient",
                kept.uid,
                before={name: old[name] for name in touched},
                after={name: new[name] for name in touched},
            )
        return Changes.of(patient=kept.id)

    def archive_patient(self, patient_id: int) -> Changes:
        """Take a patient out of the list; nothing of the record is lost."""
        return self.change_patient(replace(self.patient(patient_id), archived=True))

    def restore_patient(self, patient_id: int) -> Changes:
        """Bring an archived patient back into the list."""
        return self.change_patient(replace(self.patient(patient_id), archived=False))

    def patient(self, patient_id: int) -> Patient:
        """One patient; raises NotFoundError."""
        return self._work.patients.get(patient_id)

    def find_patient(self, name: str) -> Patient:
        """The patient with that chart number, else with that uid; raises NotFoundError."""
        name = cleaned(name, limit=SHORT, field="patient")
        found = self._work.patients.by_chart_number(name) or self._work.patients.by_uid(name)
        if found is None:
            raise NotFoundError(tr("No patient has the chart number or uid “{name}”.", name=name))
        return found

    def list_patients(
        self,
        search: str = "",
        *,
        archived: bool = False,
        after: PatientRow | None = None,
        limit: int = PAGE,
    ) -> tuple[PatientRow, ...]:
        """A page of patients, the last treated first; `after` is the last row of the one before.

        Each word of `search` must start a word of the name, the chart number, the phone number
        or the birth date; case and accents do not matter.
        """
        search = cleaned(search[:LONGEST_SEARCH], limit=2 * LONGEST_SEARCH, field="search")
        words = search_words(search)
        if search and not words:
            return ()
        found = self._work.queries.patient_rows(
            words=words,
            archived=archived,
            after=None if after is None else (after.last_seen, after.id),
            limit=limit,
        )
        if found or after is not None or not _PHONE.fullmatch(search):
            return found
        # A phone number is kept as digits in a row, however it is written or typed.
        return self._work.queries.patient_rows(
            words=["".join(words)], archived=archived, limit=limit
        )

    def patient_totals(self) -> Iterator[PatientTotals]:
        """Every patient, archived or not, by chart number, with how much there is of each."""
        return self._work.queries.patient_totals()

    def patients_with_course(self, *, archived: bool = False) -> tuple[tuple[int, str, str], ...]:
        """Key, chart number and display name of who has a course, by chart number; of those in
        the archive too where `archived`."""
        return self._work.queries.patients_with_course(archived=archived)

    def has_patients(self) -> bool:
        """Whether anybody is in the practice."""
        return self._work.queries.has_patients()

    def _check(self, patient: Patient) -> None:
        today = self._clock.now().date()
        if patient.birth_date is not None and patient.birth_date > today:
            raise DomainError(tr("This birth date lies in the future."), field="birth_date")

    def _check_number(self, patient: Patient) -> None:
        other = self._work.patients.by_chart_number(patient.chart_number)
        if other is not None and other.uid != patient.uid:
            raise DomainError(
                tr(
                    "The chart number {number} belongs to another patient. Choose another.",
                    number=patient.chart_number,
                ),
                field="chart_number",
            )
