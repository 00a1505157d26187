"""What the tests of the visit share: a patient with a course, and a session with everything."""

from datetime import date, time
from decimal import Decimal
from typing import Any

from acudesk.bootstrap import Services
from acudesk.domain.body_chart import BodyMark, MarkKind, PainQuality
from acudesk.domain.course import Course
from acudesk.domain.needles import NeedledPoint, Response, Stimulation, Technique
from acudesk.domain.patient import Patient
from acudesk.domain.points import PointSide
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
from tests.data.support import database_of

OPENED = date(2026, 1, 1)
BL23 = NeedledPoint(code="BL23", side=PointSide.BOTH)
GV4 = NeedledPoint(code="GV4", side=PointSide.MIDLINE)
FULL_POINT = NeedledPoint(
    code="BL40",
    side=PointSide.LEFT,
    insertions=2,
    depth_mm=25,
    technique=Technique.REDUCE,
    stimulation=Stimulation.ELECTRICAL,
    pair="BL57",
    hertz=Decimal("2.50"),
    milliamp=Decimal("1.2"),
    sought=Response.DE_QI,
    obtained=True,
    moxa=True,
    cupping=True,
    zone="popliteal",
    note="sore before",
)
FULL_TREATMENT: dict[str, Any] = {
    "needle_diameter": Decimal("0.25"),
    "needle_length": Decimal("40"),
    "needle_maker": "Seirin",
    "needle_lot": "L-17",
    "needles_in": 4,
    "needles_out": 3,
    "count_reason": "one fell out during treatment, found",
    "retention_minutes": 20,
    "timer_minutes": 25,
    "sensations": (Sensation.TINGLING, Sensation.WARMTH),
    "tension": Tension.MODERATE,
    "tension_where": "left gluteal",
    "tongue": "pale",
    "pulse": "wiry",
    "pattern": "qi stagnation",
    "rationale": "local and distal",
    "changed_because": "leg pain moved",
    "co_interventions": (CoIntervention.EXERCISE, CoIntervention.HEAT),
    "advice": "walk daily",
    "medication_change": MedicationChange.LESS,
    "medication_note": "ibuprofen once",
    "reactions": (Reaction.RELAXED,),
    "driving": Driving.WAITS,
}


def admit(services: Services, name: str = "Ann", opened: date = OPENED) -> tuple[int, int]:
    """A patient and a course."""
    added = services.patients.admit_patient(
        Patient(display_name=name), Course(patient_id=0, condition="Sciatica", opened=opened)
    )
    return added.patient_id, added.course_id


def visit(services: Services, course: int, day: date | None = None, at: time | None = None) -> int:
    """A draft, now unless it is back-dated."""
    return services.sessions.start_session(course, took_place=day, at=at).session_id


def noted(services: Services, text: str = "better") -> int:
    """A draft of a new patient in which only a note stands, ready to be signed."""
    session = visit(services, admit(services)[1])
    services.sessions.record_notes(session, text)
    return session


def screened(services: Services, patient: int, session: int | None = None) -> None:
    """Ask the patient something that stops nothing."""
    asked = [ScreeningAnswer(item="fear_of_needles", answer=Answer.NO)]
    services.safety.screen(patient, asked, session_id=session)


def earlier(services: Services, course: int, day: date) -> int:
    """A session with a prescription and a side effect that is open afterwards."""
    session = visit(services, course, day)
    services.treatments.record_points(session, [FULL_POINT, GV4])
    services.treatments.record_treatment(session, needle_lot="L-16", needles_out=3)
    services.sessions.record_side_effects(
        session, asked=True, effects=[SideEffect(kind=SideEffectKind.BRUISING)]
    )
    return session


def full(services: Services) -> int:
    """A draft in which there is something of everything."""
    patient, course = admit(services)
    before = earlier(services, course, date(2026, 2, 1))
    session = visit(services, course)
    record_everything(services, session, about=services.sessions.session(before).uid)
    screened(services, patient, session)
    return session


def record_everything(services: Services, session: int, *, about: str) -> None:
    """Record something of everything; `about` is the session with a bruise before."""
    services.sessions.record_score(session, "pain_7d", "6,50")
    services.sessions.record_score(session, "pain_now", "3", moment=Moment.AFTER)
    services.sessions.record_notes(session, "slept better\nالحمد لله")
    services.sessions.record_minutes(session, 35)
    services.sessions.record_side_effects(
        session,
        asked=True,
        effects=[
            SideEffect(
                kind=SideEffectKind.FATIGUE,
                severity=Severity.MILD,
                serious=False,
                onset="at once",
                resolved_on=date(2026, 3, 2),
                causality=Causality.PROBABLE,
                action="rested",
                note="sleepy",
            )
        ],
    )
    services.sessions.record_side_effects(
        session,
        asked=True,
        effects=[SideEffect(kind=SideEffectKind.HEADACHE)],
        noticed=Noticed.SINCE,
    )
    services.treatments.record_points(session, [FULL_POINT, BL23])
    services.treatments.record_treatment(session, **FULL_TREATMENT)
    services.treatments.start_timer(session, 25)
    services.treatments.record_treatment(session, retention_minutes=20)
    services.treatments.record_marks(
        session,
        [
            BodyMark(
                zone="lumbar_left",
                kind=MarkKind.PAIN,
                intensity=6,
                quality=PainQuality.ACHING,
                note="worse sitting",
            ),
            BodyMark(zone="lumbar_left", kind=MarkKind.NEEDLED),
        ],
    )
    services.treatments.record_follow_ups(
        session,
        [
            FollowUp(
                about=about,
                kind=SideEffectKind.BRUISING,
                gone=True,
                resolved_on=date(2026, 2, 8),
                note="yellow, then gone",
            )
        ],
    )
    services.treatments.override(
        session, "pacemaker", "cardiologist agreed", about="BL40", words="Do not use current."
    )
    services.questionnaires.keep_answers(
        session, Answers(questionnaire="rmdq", given=(("1", "1"), ("7", "1")), finished=True)
    )


def audit(services: Services) -> list[tuple[str, str]]:
    """Every row of the audit log: action and subject."""
    rows = database_of(services).execute("SELECT action, subject FROM audit ORDER BY id")
    return [(row["action"], row["subject"]) for row in rows.fetchall()]
