"""A patient of whom there is something of everything, in a real practice."""

from dataclasses import dataclass, replace
from datetime import date

from acudesk.bootstrap import Services
from acudesk.domain.course import Course, Outcome, Side
from acudesk.domain.patient import Patient, Sex
from acudesk.domain.screening import Answer, ScreeningAnswer
from acudesk.domain.session import SessionKind
from tests.clock import FixedClock
from tests.record_of_a_visit import whole_visit
from tests.services.scans import png

STRANGER = Patient(display_name="Bartholomäus Quakenbrück", written_name="欧阳修远")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The keys of the patient, of the other patient, and of the sessions by what became of them."""

    patient: int
    stranger: int
    course: int
    whole: int
    wrong: int
    draft: int
    diary: int


def whole_patient(practice: Services, clock: FixedClock) -> Kept:
    """Zoë Müller: two courses; a visit with everything, signed, with an addendum; one entered in
    error; an entry between visits; a draft; a review; a consent withdrawn and given again; a
    document. Beside her somebody else. The clock stands at 12 March 2026 then."""
    whole = whole_visit(practice, clock)
    session = practice.sessions.session(whole)
    patient, course = session.patient_id, session.course_id
    zoe = practice.patients.patient(patient)
    practice.patients.change_patient(
        replace(
            zoe,
            written_name="穆佐伊",
            sex=Sex.FEMALE,
            email="zoe@example.org",
            address="3 Pier Street\nHarbourside",
            emergency_contact="Jan Müller, 555-0199",
            occupation="Cellist",
            doctor_name="Dr. L. Okonjo",
            doctor_address="Harbourside Surgery",
            medicines="Apixaban 5 mg\nRamipril 5 mg",
            allergies="Nickel",
            history="Disc prolapse L4-L5 in 2019.",
            alerts="Faints easily: treat lying down.",
        )
    )
    practice.courses.change_course(
        replace(
            practice.courses.course(course),
            onset="since lifting a crate",
            goal="Walk the dog for an hour",
            style="Western medical",
            activities=("walking the dog", "playing standing up", ""),
        )
    )
    practice.signing.sign_session(whole)
    practice.documents.add_document(patient, png(), name="Referral letter", day=date(2026, 2, 1))
    clock.move(days=1)
    practice.signing.add_addendum(whole, reason="Wrong side", text="It was\nthe right side.")
    diary = practice.sessions.start_session(course, kind=SessionKind.BETWEEN).session_id
    practice.sessions.record_score(diary, "pain_7d", "6")
    practice.sessions.record_notes(diary, "Telephoned: worse after the garden.")

    clock.move(days=2)
    (consent,) = practice.safety.consents(patient)
    practice.safety.withdraw_consent(consent.id, clock.today)
    clock.move(days=1)
    practice.safety.give_consent(patient, clock.today, note="given again after a talk")
    practice.safety.screen(
        patient,
        [ScreeningAnswer(item="pregnancy", answer=Answer.NO)],
        decision="Go on as before.",
    )
    wrong = practice.sessions.start_session(course).session_id
    practice.sessions.record_notes(wrong, "Shoulder is better.")
    practice.signing.sign_session(wrong)
    practice.signing.mark_entered_in_error(wrong, "The visit of another patient")
    practice.reviews.adjust_course(
        course, changes="Add the calf", reason="Pain moved down.", more=6
    )

    second = practice.courses.open_course(
        Course(
            patient_id=patient,
            condition="Tension headache",
            side=Side.BOTH,
            opened=date(2026, 3, 6),
        )
    ).course_id
    visit = practice.sessions.start_session(second).session_id
    practice.sessions.record_score(visit, "pain_7d", "3")
    practice.signing.sign_session(visit)
    clock.move(days=6)
    practice.courses.close_course(
        second, closed=clock.today, outcome=Outcome.IMPROVED, outcome_note="Asked to stop."
    )
    draft = practice.sessions.start_session(course).session_id
    practice.sessions.record_notes(draft, "Half written")

    stranger = practice.patients.admit_patient(
        STRANGER, Course(patient_id=0, condition="Spinal stenosis", opened=date(2026, 3, 1))
    )
    other = practice.sessions.start_session(stranger.course_id).session_id
    practice.sessions.record_notes(other, "A secret of somebody else")
    practice.safety.give_consent(stranger.patient_id, clock.today, text="Words for another one")
    return Kept(
        patient=patient,
        stranger=stranger.patient_id,
        course=course,
        whole=whole,
        wrong=wrong,
        draft=draft,
        diary=diary,
    )
