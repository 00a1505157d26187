"""What the walk adds to the demo practice: odd names, and visits that seldom happen."""

import uuid
from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path

from acudesk.bootstrap import Services, open_practice
from acudesk.domain.course import Course
from acudesk.domain.needles import NeedledPoint, Stimulation
from acudesk.domain.patient import Patient
from acudesk.domain.planned_visit import PlannedVisit
from acudesk.domain.points import PointSide
from acudesk.domain.screening import Answer, ScreeningAnswer
from acudesk.services.safety import shipped_questions

LONG_NAME = "Wilhelmina Anastasia von Hohenfels-Schwarzenberg und zu Löwenstein-Wertheim " * 2
STEPHANE, CORIN, MAEVE = "Stéphane Pacaud", "Corin Delamere", "Maeve Halloran"
BOTH = PointSide.BOTH
EA = NeedledPoint(code="BL23", side=BOTH, stimulation=Stimulation.ELECTRICAL, hertz=Decimal(2))


def add_odd_patients(folder: Path) -> None:
    """Names that do not fit, a pacemaker, a pregnancy, a late entry, a mistake, a twin record."""
    with open_practice(folder) as services:
        odd = _Odd(services)
        odd.long_name()
        odd.names_in_the_diary()
        odd.at_risk(STEPHANE, "pacemaker", (EA, replace(EA, code="BL25")), born=1949)
        odd.at_risk(MAEVE, "pregnancy", _points("SP6", "LI4", "BL23"), born=1994)
        odd.late_and_mistaken()
        services.patients.add_patient(
            Patient(display_name="Zoe Lindgren", birth_date=date(1984, 3, 9), phone="555-0199")
        )
        services.patients.add_patient(Patient(display_name="Without Course"))


class _Odd:
    def __init__(self, services: Services) -> None:
        self._services = services
        self._today = services.clock.now().date()

    def long_name(self) -> None:
        patient = Patient(
            display_name=LONG_NAME,
            written_name="威廉明娜·冯·霍恩费尔斯",
            alerts="Takes anticoagulants; shallow needling, press after. " * 3,
        )
        patient_id, course_id = self._admit(patient, "Degenerative disc disease, " * 6)
        session_id = self._services.sessions.start_session(
            course_id, took_place=self._today - timedelta(days=4), at=time(9)
        ).session_id
        self._services.treatments.record_points(
            session_id, _points("BL23", "BL25", "BL40", "GB30", "GB34", "KI3", "SP6", "LI4")
        )
        self._services.sessions.record_notes(
            session_id, "Does the hip replacement hold a magnet? Ask the surgeon, please?"
        )
        # Over the visit of somebody else, so that a clash is to be seen.
        self._plan(patient_id, course_id, time(16, 15), note="Brings her daughter. " * 8)

    def names_in_the_diary(self) -> None:
        for name, at in (("欧阳思远", time(17)), ("عبد الرحمن القحطاني", time(17, 45))):
            patient_id, course_id = self._admit(Patient(display_name=name), "Low back pain")
            self._plan(patient_id, course_id, at)

    def at_risk(
        self, name: str, said_yes: str, points: tuple[NeedledPoint, ...], *, born: int
    ) -> None:
        """A patient with a yes in the screening and a draft of today with points."""
        services = self._services
        patient = Patient(display_name=name, birth_date=date(born, 6, 1))
        patient_id, course_id = self._admit(patient, "Low back pain")
        answers = [
            ScreeningAnswer(item=one.code, answer=Answer.YES if one.code == said_yes else Answer.NO)
            for one in shipped_questions()
        ]
        services.safety.screen(patient_id, answers)
        services.safety.give_consent(patient_id, self._today)
        session_id = services.sessions.start_session(course_id).session_id
        services.treatments.record_points(session_id, points)

    def late_and_mistaken(self) -> None:
        """A visit written down days later, and one that was another patient's."""
        services = self._services
        _, course_id = self._admit(Patient(display_name=CORIN), "Sciatica")
        for days, notes in ((9, "Written from the paper notes."), (2, "Left knee treated.")):
            session_id = services.sessions.start_session(
                course_id, took_place=self._today - timedelta(days=days), at=time(11)
            ).session_id
            services.sessions.record_score(session_id, "pain_7d", "6")
            services.treatments.record_points(session_id, _points("BL23", "BL40"))
            services.treatments.record_treatment(session_id, needles_out=4, retention_minutes=20)
            services.sessions.record_notes(session_id, notes)
            services.signing.sign_session(session_id)
            if days == 2:
                services.signing.mark_entered_in_error(
                    session_id, "It was the visit of Corina Delamare, written into the wrong record"
                )

    def _admit(self, patient: Patient, condition: str) -> tuple[int, int]:
        opened = self._today - timedelta(days=20)
        added = self._services.patients.admit_patient(
            patient, Course(patient_id=0, condition=condition, opened=opened)
        )
        return added.patient_id, added.course_id

    def _plan(self, patient_id: int, course_id: int, at: time, note: str = "") -> None:
        # Past the service, which plans nothing for an hour that is over: the walk may come late.
        with self._services.work as work:
            work.planned_visits.add(
                PlannedVisit(
                    uid=uuid.uuid4().hex,
                    patient_id=patient_id,
                    course_id=course_id,
                    day=self._today,
                    at=at,
                    note=note,
                ),
                self._services.clock.now(),
            )


def _points(*codes: str) -> tuple[NeedledPoint, ...]:
    return tuple(NeedledPoint(code=code, side=BOTH) for code in codes)
