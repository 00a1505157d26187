"""A machine as the clumsy user: anything in any order, compared with a plain model."""

import tempfile
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    precondition,
    rule,
)

from acudesk.bootstrap import Services, connect_practice
from acudesk.domain.course import Course, Outcome
from acudesk.domain.errors import DomainError
from acudesk.domain.patient import Patient
from acudesk.domain.session import SessionKind
from acudesk.domain.side_effects import Severity, SideEffect, SideEffectKind
from tests.clock import FixedClock
from tests.data.support import database_of

TODAY = date(2026, 3, 2)
NAMES = st.sampled_from(["Ann", "Jörg Müller", "王小明", "Đặng", "'; --", "a b"])
DAYS = st.integers(-40, 1).map(lambda days: TODAY + timedelta(days=days))
TIMES = st.none() | st.sampled_from([time(8, 0), time(9, 30), time(23, 59)])
SCORES = st.tuples(
    st.sampled_from(["pain_7d", "pain_now", "fingertip_floor", "rmdq"]),
    st.sampled_from(["", "0", "7", "6.750000000000001", "3,5", "10.0", "11", "99999", "x"]),
)
EFFECTS = st.lists(
    st.builds(
        SideEffect,
        kind=st.sampled_from(list(SideEffectKind)[:4]),
        severity=st.sampled_from(Severity),
    ),
    max_size=3,
)
HIGHEST = {"pain_7d": 10, "pain_now": 10, "fingertip_floor": 120, "rmdq": 24}


@dataclass
class OneSession:
    """A session as the model knows it."""

    course: int
    visit: bool
    day: date
    at: time | None
    notes: str = ""
    minutes: int | None = None
    asked: bool = False
    effects: dict[SideEffectKind, Severity | None] = field(default_factory=dict)
    scores: dict[str, str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether nothing is recorded."""
        return not (self.notes or self.minutes or self.asked or self.scores)


@dataclass
class OneCourse:
    """A course as the model knows it."""

    patient: int
    opened: date
    closed: date | None = None


@dataclass
class OnePatient:
    """A patient as the model knows it."""

    name: str
    number: str
    archived: bool = False


class Practice(RuleBasedStateMachine):
    """The services on one side, dictionaries on the other."""

    patients: Bundle[int] = Bundle("patients")
    courses: Bundle[int] = Bundle("courses")
    sessions: Bundle[int] = Bundle("sessions")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = FixedClock()
        self.services: Services = self.open()
        self.known_patients: dict[int, OnePatient] = {}
        self.known_courses: dict[int, OneCourse] = {}
        self.known_sessions: dict[int, OneSession] = {}

    def open(self) -> Services:
        """The practice in the folder."""
        return connect_practice(Path(self.folder.name), clock=self.clock)

    def refused(self, call: Any) -> None:
        """The call ends with a sentence."""
        with pytest.raises(DomainError) as refused:
            call()
        assert refused.value.text

    @initialize(target=patients, name=NAMES)
    def first_patient(self, name: str) -> int:
        return self.add_patient(name)

    @rule(target=patients, name=NAMES)
    def another_patient(self, name: str) -> int:
        return self.add_patient(name)

    def add_patient(self, name: str) -> int:
        """A new patient on both sides."""
        key = self.services.patients.add_patient(Patient(display_name=name)).patient_id
        number = self.services.patients.patient(key).chart_number
        assert number not in {one.number for one in self.known_patients.values()}
        self.known_patients[key] = OnePatient(name, number)
        return key

    @rule(patient=patients, name=NAMES, number=st.sampled_from(["", "0001", "0003", "AUS-1"]))
    def change_patient(self, patient: int, name: str, number: str) -> None:
        known = self.known_patients[patient]
        changed = replace(
            self.services.patients.patient(patient), display_name=name, chart_number=number
        )
        others = {one.number for key, one in self.known_patients.items() if key != patient}
        if number in others:
            self.refused(lambda: self.services.patients.change_patient(changed))
            return
        self.services.patients.change_patient(changed)
        known.name, known.number = name, number or known.number

    @rule(patient=patients, archived=st.booleans())
    def archive(self, patient: int, archived: bool) -> None:
        services = self.services.patients
        (services.archive_patient if archived else services.restore_patient)(patient)
        self.known_patients[patient].archived = archived

    @rule(target=courses, patient=patients, opened=DAYS.filter(lambda day: day <= TODAY))
    def open_course(self, patient: int, opened: date) -> int:
        course = Course(patient_id=patient, condition="Sciatica", opened=opened)
        key = self.services.courses.open_course(course).course_id
        self.known_courses[key] = OneCourse(patient, opened)
        return key

    @rule(course=courses, closed=DAYS)
    def close_course(self, course: int, closed: date) -> None:
        known = self.known_courses[course]
        days = [one.day for one in self.known_sessions.values() if one.course == course]

        def close() -> None:
            self.services.courses.close_course(course, closed=closed, outcome=Outcome.IMPROVED)

        if closed > TODAY or closed < max([known.opened, *days]):
            self.refused(close)
            return
        close()
        known.closed = closed

    @rule(course=courses)
    def reopen_course(self, course: int) -> None:
        self.services.courses.reopen_course(course)
        self.known_courses[course].closed = None

    @rule(target=sessions, course=courses, day=DAYS, at=TIMES, visit=st.booleans())
    def start_session(self, course: int, day: date, at: time | None, visit: bool) -> Any:
        known = self.known_courses[course]
        kind = SessionKind.VISIT if visit else SessionKind.BETWEEN

        def start() -> int:
            services = self.services.sessions
            return services.start_session(course, took_place=day, at=at, kind=kind).session_id

        if day > TODAY or known.closed is not None:
            self.refused(start)
            return None
        key = start()
        self.known_sessions[key] = OneSession(course, visit, day, at)
        known.opened = min(known.opened, day)
        return key

    @rule(session=sessions, day=DAYS, at=TIMES)
    def move_session(self, session: int | None, day: date, at: time | None) -> None:
        known = self.known_sessions.get(session or 0)
        if known is None or session is None:
            return
        course = self.known_courses[known.course]

        def move() -> None:
            self.services.sessions.move_session(session, day, at)

        same = (day, at) == (known.day, known.at)
        if day > TODAY or (course.closed is not None and day > course.closed and not same):
            self.refused(move)
            return
        move()
        known.day, known.at = day, at
        course.opened = min(course.opened, day)

    @rule(session=consumes(sessions))
    def discard_session(self, session: int | None) -> None:
        known = self.known_sessions.get(session or 0)
        if known is None or session is None:
            return
        if not known.empty:
            self.refused(lambda: self.services.sessions.discard_session(session))
            return
        self.services.sessions.discard_session(session)
        del self.known_sessions[session]

    @rule(session=sessions, score=SCORES)
    def record_score(self, session: int | None, score: tuple[str, str]) -> None:
        known = self.known_sessions.get(session or 0)
        if known is None or session is None:
            return
        measure, given = score

        def record() -> None:
            self.services.sessions.record_score(session, measure, given)

        if given == "x" or (given and float(given.replace(",", ".")) > HIGHEST[measure]):
            self.refused(record)
            return
        record()
        known.scores.pop(measure, None)
        if given:
            known.scores[measure] = given

    @rule(session=sessions, asked=st.booleans(), effects=EFFECTS)
    def record_side_effects(
        self, session: int | None, asked: bool, effects: list[SideEffect]
    ) -> None:
        known = self.known_sessions.get(session or 0)
        if known is None or session is None:
            return

        def record() -> None:
            self.services.sessions.record_side_effects(session, asked=asked, effects=effects)

        found = {effect.kind: effect.severity for effect in effects}
        if len(found) < len(effects):
            self.refused(record)
            return
        record()
        known.asked, known.effects = asked or bool(found), found

    @rule(
        session=sessions,
        notes=st.sampled_from(["", "better", "worse\nagain", "أفضل"]),
        minutes=st.sampled_from([None, 1, 30, 480, 481]),
    )
    def record_notes_and_minutes(
        self, session: int | None, notes: str, minutes: int | None
    ) -> None:
        known = self.known_sessions.get(session or 0)
        if known is None or session is None:
            return
        self.services.sessions.record_notes(session, notes)
        known.notes = notes
        if minutes == 481:
            self.refused(lambda: self.services.sessions.record_minutes(session, minutes))
            return
        self.services.sessions.record_minutes(session, minutes)
        known.minutes = minutes

    @precondition(lambda self: self.known_patients)
    @rule()
    def close_and_reopen(self) -> None:
        self.services.work.close()
        self.services = self.open()

    @invariant()
    def no_transaction_is_open(self) -> None:
        assert not database_of(self.services).conn.in_transaction

    @invariant()
    def the_list_is_that_of_the_model(self) -> None:
        for archived in (False, True):
            rows = self.services.patients.list_patients(archived=archived)
            assert {(row.id, row.display_name, row.chart_number) for row in rows} == {
                (key, one.name, one.number)
                for key, one in self.known_patients.items()
                if one.archived == archived
            }

    @invariant()
    def every_course_is_that_of_the_model(self) -> None:
        for key, known in self.known_courses.items():
            view = self.services.courses.course_view(key)
            assert (view.course.patient_id, view.course.opened, view.course.closed) == (
                known.patient,
                known.opened,
                known.closed,
            )
            mine = {k: one for k, one in self.known_sessions.items() if one.course == key}
            order = sorted(mine, key=lambda k: (mine[k].day, str(mine[k].at or ""), k))
            assert [session.id for session in view.sessions] == order
            number = 0
            for session in view.sessions:
                one = mine[session.id]
                number += one.visit
                assert session.number == (number if one.visit else None)
                assert (session.took_place, session.at) == (one.day, one.at)
                assert (session.notes, session.minutes) == (one.notes, one.minutes)
                assert session.side_effects_asked == one.asked
                assert {e.kind: e.severity for e in session.side_effects} == one.effects
                assert {s.key.measure: s.given for s in session.scores} == one.scores

    def teardown(self) -> None:
        assert database_of(self.services).execute("PRAGMA foreign_key_check").fetchall() == []
        self.services.work.close()
        self.folder.cleanup()


TestPractice = Practice.TestCase
TestPractice.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
