"""A visit in which everything there is was recorded, in a real practice."""

from datetime import date, time
from decimal import Decimal

from acudesk.bootstrap import Services
from acudesk.domain.body_chart import BodyMark, MarkKind, PainQuality
from acudesk.domain.course import Course, Side
from acudesk.domain.needles import NeedledPoint, Response, Stimulation, Technique
from acudesk.domain.patient import Patient
from acudesk.domain.points import PointSide
from acudesk.domain.practice import Practice
from acudesk.domain.questionnaires import Answers
from acudesk.domain.screening import Answer, ScreeningAnswer
from acudesk.domain.session import Moment
from acudesk.domain.side_effects import (
    Causality,
    FollowUp,
    Noticed,
    Severity,
    SideEffect,
    SideEffectKind,
)
from acudesk.domain.treatment import (
    CoIntervention,
    Driving,
    MedicationChange,
    Reaction,
    Sensation,
    Tension,
)
from tests.clock import FixedClock

PRACTICE = Practice(
    name="Quiet Needle Acupuncture",
    address="12 Willow Lane\nLondon N1 4XX",
    phone="+44 20 7946 0000",
    practitioner="Mara Ellison",
    registration_number="BAcC 12345",
)
ZOE = Patient(display_name="Zoë Müller", birth_date=date(1984, 5, 17), phone="0301234567")
POINTS = (
    NeedledPoint(
        code="BL23",
        side=PointSide.BOTH,
        depth_mm=25,
        technique=Technique.TONIFY,
        stimulation=Stimulation.ELECTRICAL,
        pair="BL25",
        hertz=Decimal("2"),
        milliamp=Decimal("1.5"),
        sought=Response.DE_QI,
        obtained=True,
    ),
    NeedledPoint(
        code="BL25",
        side=PointSide.BOTH,
        depth_mm=30,
        stimulation=Stimulation.ELECTRICAL,
        sought=Response.DE_QI,
        obtained=False,
    ),
    NeedledPoint(code="GV3", side=PointSide.MIDLINE, moxa=True, sought=Response.NONE),
    NeedledPoint(
        code="BL40",
        side=PointSide.LEFT,
        stimulation=Stimulation.MANUAL,
        technique=Technique.EVEN,
        note="Felt down to the heel.",
    ),
    NeedledPoint(code="ashi", side=PointSide.LEFT, insertions=2, cupping=True),
)


def patient_with_course(practice: Services, patient: Patient = ZOE) -> tuple[int, int]:
    """A patient with an open course for sciatica, left, since 2 February; both keys."""
    course = Course(patient_id=0, condition="Sciatica", side=Side.LEFT, opened=date(2026, 2, 2))
    added = practice.patients.admit_patient(patient, course)
    return added.patient_id, added.course_id


def first_visit(practice: Services, patient_id: int, course_id: int) -> int:
    """A visit on 23 February 2026 with a screening, a consent and a bruise."""
    visit = practice.sessions.start_session(course_id, took_place=date(2026, 2, 23)).session_id
    practice.sessions.record_side_effects(
        visit, asked=True, effects=[SideEffect(kind=SideEffectKind.BRUISING)]
    )
    practice.safety.screen(
        patient_id,
        [
            ScreeningAnswer(item="anticoagulants", answer=Answer.YES, note="Apixaban, 5 mg"),
            ScreeningAnswer(item="pacemaker", answer=Answer.NO),
            ScreeningAnswer(item="epilepsy", answer=Answer.NO),
            ScreeningAnswer(item="pregnancy", answer=Answer.UNKNOWN),
        ],
        decision="Shallow needling, press after.",
        session_id=visit,
    )
    practice.safety.give_consent(patient_id, date(2026, 2, 23))
    return visit


def whole_visit(practice: Services, clock: FixedClock) -> int:
    """The second visit, on 2 March 2026 at 9:30, with an entry in every part; its key."""
    practice.practice.change_practice(PRACTICE)
    patient_id, course_id = patient_with_course(practice)
    before = practice.sessions.session(first_visit(practice, patient_id, course_id))
    visit = practice.sessions.start_session(course_id).session_id
    sessions, treatments = practice.sessions, practice.treatments
    sessions.record_minutes(visit, 40)
    sessions.record_score(visit, "pain_7d", "4")
    sessions.record_score(visit, "pain_now", "5", moment=Moment.BEFORE)
    sessions.record_score(visit, "pain_now", "2", moment=Moment.AFTER)
    sessions.record_score(visit, "fingertip_floor", "12.5")
    sessions.record_score(visit, "pgic", "2")
    treatments.record_follow_ups(
        visit,
        [
            FollowUp(
                about=before.uid,
                kind=SideEffectKind.BRUISING,
                gone=True,
                resolved_on=date(2026, 2, 26),
            )
        ],
    )
    sessions.record_side_effects(
        visit,
        asked=True,
        noticed=Noticed.SINCE,
        effects=[
            SideEffect(
                kind=SideEffectKind.HEADACHE,
                severity=Severity.MILD,
                serious=False,
                onset="the same evening",
                resolved_on=date(2026, 2, 24),
                causality=Causality.POSSIBLE,
                action="Drank water",
                note="First time.",
            )
        ],
    )
    clock.move(minutes=2)
    treatments.confirm_health(visit)
    treatments.record_points(visit, POINTS)
    treatments.override(
        visit,
        "anticoagulants",
        "Doctor agreed by telephone.",
        about="BL23",
        words="Blood thinners: no deep needling.",
    )
    treatments.record_treatment(
        visit,
        needle_diameter=Decimal("0.25"),
        needle_length=Decimal("40"),
        needle_maker="Seirin",
        needle_lot="LOT-77",
        needles_out=7,
        count_reason="One needle fell out early and was found.",
        sensations=(Sensation.WARMTH, Sensation.TINGLING),
        tension=Tension.MARKED,
        tension_where="left lower back",
        tongue="Pale, thin coating",
        pulse="Wiry",
        pattern="Kidney qi deficiency",
        rationale="Local and distal",
        changed_because="Pain moved to the calf",
        co_interventions=(CoIntervention.EXERCISE, CoIntervention.ADVICE),
        advice="Walk twice a day.\nKeep warm.",
        medication_change=MedicationChange.LESS,
        medication_note="Ibuprofen down to one a day",
        reactions=(Reaction.RELAXED,),
        driving=Driving.NOT_DRIVING,
    )
    treatments.start_timer(visit, 20)
    clock.move(minutes=21)
    treatments.stop_timer(visit)
    sessions.record_side_effects(visit, asked=True)
    practice.questionnaires.keep_answers(
        visit,
        Answers(
            questionnaire="rmdq",
            given=tuple((str(n), "1") for n in range(1, 10)),
            finished=True,
        ),
    )
    treatments.record_marks(
        visit,
        [
            BodyMark(
                zone="back_lumbar_l4_5_left",
                kind=MarkKind.PAIN,
                intensity=6,
                quality=PainQuality.ACHING,
            ),
            BodyMark(zone="calf_upper_left", kind=MarkKind.NEEDLED),
        ],
    )
    sessions.record_notes(visit, "Slept better.\n\nWants to walk the dog again.")
    return visit


def late_visit(practice: Services, course_id: int) -> int:
    """A visit of 27 February 2026, entered on 2 March; its key."""
    return practice.sessions.start_session(
        course_id, took_place=date(2026, 2, 27), at=time(10, 0)
    ).session_id
