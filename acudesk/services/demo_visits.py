"""What happens in the visits of the demo practice: points, safety, signatures, the diary."""

import random
import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.body_chart import BodyMark, MarkKind, PainQuality
from acudesk.domain.clock import Clock
from acudesk.domain.course import Side
from acudesk.domain.needles import NeedledPoint, Response, Stimulation, Technique, needles_in
from acudesk.domain.planned_visit import PlannedVisit, VisitState
from acudesk.domain.points import PointSide
from acudesk.domain.screening import Answer, Consent, Screening, ScreeningAnswer
from acudesk.domain.sealing import SEAL_VERSION, Addendum, Signature, seal_of
from acudesk.domain.session import Moment, ScoreKey, Session
from acudesk.domain.side_effects import FollowUp
from acudesk.domain.treatment import (
    CoIntervention,
    MedicationChange,
    Reaction,
    Sensation,
    Tension,
    Treatment,
)
from acudesk.services.demo_stories import Story
from acudesk.services.safety import shipped_questions
from acudesk.services.signing import addendum_text, sealed_text

_LOCAL = ("BL23", "BL25", "BL26")
_LEG = ("GB30", "BL40", "BL60", "GB34")
_DISTAL = ("BL40", "BL60", "KI3")
_MIDLINE = ("GV3", "GV4")
_ADDED = NeedledPoint(code="LR3", side=PointSide.BOTH)
_ADVICE = (
    "Walk twenty minutes a day.",
    "Stand up once every half hour at work.",
    "Warmth in the evening.",
    "",
)
_DOSES = ScoreKey(measure="analgesic_doses", moment=Moment.ONCE)
_WAITS_DAYS = 3
_NOTED = 3
"""So many doses a week more or less are noted as a change."""
_DAY = (time(9), time(9, 40), time(10, 20), time(11, 20), time(14), time(14, 40), time(16))
"""When the patients of the demo's today come."""


@dataclass(slots=True)
class _Course:
    """What repeats itself in the visits of one course."""

    patient_id: int
    course_id: int
    story: Story
    medicine: str
    points: tuple[NeedledPoint, ...]
    marks: tuple[BodyMark, ...]
    before: Session | None = None
    doses: int | None = None
    changed_because: str = ""


class DemoVisits:
    """Adds to the visits of a demo what is recorded beside scores and notes.

    `luck` gives the same for the same seed; signatures are made at the end of each visit.
    """

    def __init__(self, work: UnitOfWork, clock: Clock, luck: random.Random, today: date) -> None:
        self._work = work
        self._clock = clock
        self._luck = random.Random()
        self._luck.setstate(luck.getstate())
        self._today = today
        self._key = work.seals.key()
        self._who = work.practice.get().practitioner
        self._courses: list[_Course] = []
        self._screened: dict[int, str] = {}
        """The uids of the screenings, by patient, known before the screenings are made."""

    def begin_course(self, patient_id: int, course_id: int, story: Story) -> None:
        """The prescription and the body chart that the visits of a course begin with."""
        self._screened.setdefault(patient_id, uuid.uuid4().hex)
        side = {Side.LEFT: PointSide.LEFT, Side.RIGHT: PointSide.RIGHT}.get(
            story.side or Side.BOTH, PointSide.BOTH
        )
        local = [NeedledPoint(code=code, side=PointSide.BOTH, depth_mm=25) for code in _LOCAL]
        far = [
            NeedledPoint(code=code, side=side if story.leg else PointSide.BOTH)
            for code in (_LEG if story.leg else _DISTAL)
        ]
        middle = [NeedledPoint(code=self._luck.choice(_MIDLINE), side=PointSide.MIDLINE)]
        medicine = self._work.patients.get(patient_id).medicines.partition(" when")[0]
        self._courses.append(
            _Course(patient_id, course_id, story, medicine, (*local, *far, *middle), _marks(story))
        )

    def treat(self, session_id: int, story: Story, number: int, minutes: int) -> Session:
        """What was done at one visit, and its signature; returns it as it was before."""
        course, luck, sessions = self._courses[-1], self._luck, self._work.sessions
        session = sessions.get(session_id)
        confirmed = number == 1 or luck.random() < 0.9
        points = tuple(
            replace(
                one,
                sought=Response.DE_QI,
                obtained=luck.random() < 0.85,
                technique=luck.choice((Technique.EVEN, Technique.EVEN, Technique.TONIFY)),
                stimulation=Stimulation.MANUAL,
            )
            for one in course.points
        )
        count = needles_in(points)
        change, note = self._medicines(course, session)
        retention = min(minutes, luck.choice((20, 20, 25, 30)))
        treatment = Treatment(
            needle_diameter=Decimal("0.25"),
            needle_length=Decimal(40),
            needle_maker="Seirin",
            needle_lot="L24117",
            needles_out=count,
            retention_minutes=retention,
            timer_minutes=retention,
            sensations=tuple(
                luck.sample((Sensation.TINGLING, Sensation.WARMTH, Sensation.HEAVINESS), k=1)
            ),
            tension=luck.choice((Tension.MILD, Tension.MODERATE, Tension.MARKED)),
            tension_where="lumbar erectors",
            co_interventions=(CoIntervention.EXERCISE, CoIntervention.ADVICE)[: luck.randrange(3)],
            advice=luck.choice(_ADVICE),
            changed_because=course.changed_because,
            medication_change=change,
            medication_note=note,
            reactions=(Reaction.RELAXED,) if luck.random() < 0.6 else (),
            health_confirmed_at=session.entered_at if confirmed else None,
            screening=self._screened[course.patient_id] if confirmed else "",
        )
        sessions.keep_points(session_id, points)
        sessions.keep_treatment(session_id, treatment)
        if number in (1, 4, 8):
            sessions.keep_marks(session_id, course.marks)
        # Who is in a hurry asks about neither.
        since = luck.random() < (0.95 if session.side_effects_asked else 0.3)
        sessions.change(session_id, since_asked=int(number > 1 and since))
        sessions.keep_follow_ups(session_id, self._gone(course))
        course.before, course.changed_because = session, ""
        self._sign(session_id)
        if number == story.addendum:
            self._correct(session_id)
        return session

    def adjust(self) -> None:
        """Another point from the next visit of the course on, as a review decided."""
        course = self._courses[-1]
        if _ADDED not in course.points:
            course.points = (*course.points, _ADDED)
            course.changed_because = "Agreed at the review."

    def _medicines(self, course: _Course, session: Session) -> tuple[MedicationChange | None, str]:
        """What became of the painkillers since they were last said to have changed."""
        score, before = session.score(_DOSES), course.doses
        if score is None:
            return None, ""
        doses = int(score.value)
        if before is not None and abs(doses - before) < _NOTED:
            return MedicationChange.UNCHANGED, ""
        course.doses = doses
        if before is None:
            return None, ""
        change = MedicationChange.LESS if doses < before else MedicationChange.MORE
        return (
            change,
            f"{course.medicine}: {doses or 'none'} in the last week, before that {before}",
        )

    def _correct(self, session_id: int) -> None:
        """An addendum on the morning after."""
        session = self._work.sessions.get(session_id)
        day = session.took_place + timedelta(days=1)
        addendum = Addendum(
            uid=uuid.uuid4().hex,
            written_at=self._clock.local(day, time(8, 10)),
            who=self._who,
            reason="One point was left out",
            text="An ashi point left of L5 was needled too, manual, without de qi.",
        )
        seal = seal_of(addendum_text(session, addendum), self._key)
        self._work.seals.add_addendum(session_id, replace(addendum, seal=seal))

    def _gone(self, course: _Course) -> tuple[FollowUp, ...]:
        """What became of the side effects of the visit before: most are gone."""
        before = course.before
        if before is None:
            return ()
        return tuple(
            FollowUp(
                about=before.uid,
                kind=one.kind,
                noticed=one.noticed,
                gone=True,
                resolved_on=before.took_place + timedelta(days=2),
            )
            for one in before.side_effects
            if self._luck.random() < 0.9
        )

    def screen(self, patient_id: int, index: int) -> None:
        """A patient's screening and consent, on the day of the first visit."""
        first = [one for one in self._courses if one.patient_id == patient_id]
        days = [self._work.sessions.span(one.course_id) for one in first]
        day = min((span[0] for span in days if span is not None), default=None)
        if day is None:
            return
        yes = {3: "anticoagulants", 8: "diabetes", 14: "pregnancy", 17: "pacemaker"}.get(index)
        answers = tuple(
            ScreeningAnswer(item=one.code, answer=Answer.YES if one.code == yes else Answer.NO)
            for one in shipped_questions()
        )
        at = self._clock.local(day, time(8, 45))
        self._work.safety.add_screening(
            Screening(uid=self._screened[patient_id], patient_id=patient_id, at=at, answers=answers)
        )
        self._work.safety.add_consent(
            Consent(uid=uuid.uuid4().hex, patient_id=patient_id, given_on=day), at
        )

    def plan(self) -> None:
        """Today's visits, those of the next days, and one that was missed."""
        running = [
            one
            for one in self._courses
            if one.story.outcome is None and one.story.since < 30 and one.story.visits
        ]
        for place, (course, at) in enumerate(zip(running, _DAY, strict=False)):
            self._add(course, self._today, at)
            self._add(course, self._workday(7 // course.story.per_week), at)
            if place == 1:
                self._add(course, self._workday(-1), at, VisitState.MISSED)
        for course, at in zip(running[len(_DAY) :], _DAY, strict=False):
            self._add(course, self._workday(1), at)

    def _add(
        self, course: _Course, day: date, at: time, state: VisitState = VisitState.PLANNED
    ) -> None:
        self._work.planned_visits.add(
            PlannedVisit(
                uid=uuid.uuid4().hex,
                patient_id=course.patient_id,
                course_id=course.course_id,
                day=day,
                at=at,
                state=state,
            ),
            self._clock.now(),
        )

    def _workday(self, ahead: int) -> date:
        day = self._today + timedelta(days=ahead)
        step = 1 if ahead > 0 else -1
        while day.weekday() > 4:
            day += timedelta(days=step)
        return day

    def _sign(self, session_id: int) -> None:
        """Most visits are signed on their day; the last one may wait, also over a weekend."""
        session = self._work.sessions.get(session_id)
        recent = (self._today - session.took_place).days <= _WAITS_DAYS
        only = self._courses[-1].story.visits == 1
        if recent and (only or self._luck.random() < 0.4):
            return
        patient = self._work.patients.get(session.patient_id)
        evening = datetime.combine(session.took_place, time(18, 30))
        signature = Signature(
            signed_at=self._clock.local(evening.date(), evening.time()),
            who=self._who,
            patient_uid=patient.uid,
            version=SEAL_VERSION,
            seal="",
        )
        seal = seal_of(sealed_text(session, signature), self._key)
        self._work.seals.sign(session_id, replace(signature, seal=seal))


def _marks(story: Story) -> tuple[BodyMark, ...]:
    sides = {
        Side.LEFT: ("left",),
        Side.RIGHT: ("right",),
    }.get(story.side or Side.BOTH, ("left", "right"))
    places = ["back_lumbar_l4_5"]
    if story.leg:
        places += ["gluteal_lower", "thigh_back_upper", "calf_upper"]
    zones = [f"{place}_{side}" for side in sides for place in places]
    marks = [
        BodyMark(
            zone=zone,
            kind=MarkKind.PAIN,
            intensity=round(story.start),
            quality=PainQuality.ACHING,
        )
        for zone in zones
    ]
    return tuple(marks)
