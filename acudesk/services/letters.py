"""Letters to the patient's doctor or therapist: drafted from the record, changed, printed."""

from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.clock import Clock
from acudesk.domain.errors import NotFoundError
from acudesk.domain.letter import (
    LetterDraft,
    LetterKind,
    MeasureTable,
    default_addressee,
    letter_values,
    measure_table,
    salutation_to,
)
from acudesk.domain.letter_text import check_letter_text, default_letter_text, filled_letter
from acudesk.domain.practice import BaselineRule
from acudesk.reports.letter import letter
from acudesk.reports.printout import Printout
from acudesk.services.body_zones import list_zones
from acudesk.services.courses import Courses, CourseView
from acudesk.services.file_names import file_name
from acudesk.translation import current_language, language, tr


class Letters:
    """Draft a letter, and make it a printout. Nothing of a letter is kept in the record."""

    def __init__(self, work: UnitOfWork, courses: Courses, clock: Clock) -> None:
        self._work = work
        self._courses = courses
        self._clock = clock

    def letter_text(self) -> str:
        """The text of a letter that is in force: the practice's own, else the shipped one."""
        practice = self._work.practice.get()
        with language(practice.paper_language):
            return practice.letter_text or default_letter_text()

    def draft(
        self,
        patient_id: int,
        course_id: int | None = None,
        *,
        to: str = "",
        kind: LetterKind = LetterKind.REPORT,
        question: str = "",
    ) -> LetterDraft:
        """A letter about a course: the one named, else the latest open, else the latest; without
        any the letter names what is not recorded.

        `to` is name and address in lines, else the patient's doctor. Raises NotFoundError for an
        unknown patient and for a course that is not theirs, DomainError where the practice's own
        text holds a field that nobody knows.
        """
        practice = self._work.practice.get()
        template = check_letter_text(self.letter_text())
        self._check(patient_id, course_id)
        with language(practice.paper_language):
            found = self._courses.patient_view(patient_id, course_id)
            view = found.view
            addressee = to.strip() or default_addressee(found.patient)
            values = letter_values(
                patient=found.patient,
                practice=practice,
                addressee=addressee,
                course=None if view is None else view.course,
                sessions=() if view is None else view.counted,
                came=None if view is None else view.adherence,
                rates=None if view is None else view.effect_rates,
                zones=list_zones(),
            )
            return LetterDraft(
                patient_id=patient_id,
                course_id=None if view is None else view.course.id,
                kind=kind,
                addressee=addressee,
                salutation=salutation_to(addressee),
                parts=filled_letter(template, values),
                question=question,
                closing=tr("Yours sincerely,"),
            )

    def letter(self, draft: LetterDraft) -> Printout:
        """A letter as it stands, with the measures as they are now; raises NotFoundError as
        `draft` does."""
        practice = self._work.practice.get()
        self._check(draft.patient_id, draft.course_id)
        today = self._clock.now().date()
        patient = self._work.patients.get(draft.patient_id)
        words = tr("Letter {name} {day}", name=patient.display_name, day=today.isoformat())
        with language(practice.paper_language):
            view = self._courses.patient_view(draft.patient_id, draft.course_id).view
            page = letter(
                practice=practice,
                patient=patient,
                draft=draft,
                table=_table(view, practice.baseline_rule),
                printed=today,
                language=current_language(),
            )
        return Printout(name=file_name(words), content=page, patient_uid=patient.uid)

    def measures(self, draft: LetterDraft) -> MeasureTable:
        """The table that stands in a letter, as the measures are now."""
        practice = self._work.practice.get()
        with language(practice.paper_language):
            view = self._courses.patient_view(draft.patient_id, draft.course_id).view
            return _table(view, practice.baseline_rule)

    def _check(self, patient_id: int, course_id: int | None) -> None:
        """That the patient is there, and the course theirs: told in the language of the screen."""
        self._work.patients.get(patient_id)
        courses = self._work.courses.of_patient(patient_id)
        if course_id is not None and all(course.id != course_id for course in courses):
            raise NotFoundError(tr("This patient has no such course."))


def _table(view: CourseView | None, rule: BaselineRule) -> MeasureTable:
    if view is None:
        return measure_table((), rule)
    return measure_table(view.progress, rule, view.course.activities)
