"""A machine as the clumsy user: anything in any order, compared with a plain model."""

import tempfile
from dataclasses import replace
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
from acudesk.domain.body_chart import BodyMark, MarkKind
from acudesk.domain.course import Course, Outcome
from acudesk.domain.errors import DomainError
from acudesk.domain.needles import NeedledPoint
from acudesk.domain.patient import Patient
from acudesk.domain.points import PointSide
from acudesk.domain.session import Session, SessionKind
from acudesk.domain.side_effects import FollowUp, Severity, SideEffect, SideEffectKind
from tests.clock import FixedClock
from tests.data.support import database_of
from tests.services.plain_model import Content, Model, OneCourse, OneMerge, OnePatient, OneSession

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


POINTS = st.lists(st.sampled_from(["BL23", "BL40", "GV4"]), unique=True, max_size=3)
DECISIONS = st.sampled_from(
    ["continue", "adjust", "wordless", "take back", "take back", "take back an earlier one"]
)
MORE = st.sampled_from([None, 1, 6, 200])
IMPRESSIONS = st.sampled_from(["", "2", "4", "9"])
ZONES = st.frozensets(st.sampled_from(["lumbar_left", "calf_left"]))


class Practice(RuleBasedStateMachine):
    """The services on one side, dictionaries on the other."""

    patients: Bundle[int] = Bundle("patients")
    courses: Bundle[int] = Bundle("courses")
    sessions: Bundle[int] = Bundle("sessions")
    merges: Bundle[int] = Bundle("merges")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = FixedClock()
        self.services: Services = self.open()
        self.model = Model()

    def open(self) -> Services:
        """The practice in the folder."""
        return connect_practice(Path(self.folder.name), clock=self.clock)

    def refused(self, call: Any) -> None:
        """The call ends with a sentence."""
        with pytest.raises(DomainError) as refused:
            call()
        assert refused.value.text

    def edit(self, session: int | None, call: Any, **changes: Any) -> None:
        """An edit on both sides, or refused where the session is signed."""
        known = self.model.sessions.get(session or 0)
        if known is None:
            return
        if known.signed:
            self.refused(lambda: call(session))
            return
        call(session)
        known.edit(**changes)
        self.clock.move(minutes=1)  # What is typed later is another step.

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
        assert number not in {one.number for one in self.model.patients.values()}
        self.model.patients[key] = OnePatient(name, number)
        return key

    @rule(patient=patients, name=NAMES, number=st.sampled_from(["", "0001", "0003", "AUS-1"]))
    def change_patient(self, patient: int, name: str, number: str) -> None:
        known = self.model.patients[patient]
        changed = replace(
            self.services.patients.patient(patient), display_name=name, chart_number=number
        )
        others = {one.number for key, one in self.model.patients.items() if key != patient}
        if number in others:
            self.refused(lambda: self.services.patients.change_patient(changed))
            return
        self.services.patients.change_patient(changed)
        known.name, known.number = name, number or known.number

    @rule(patient=patients, archived=st.booleans())
    def archive(self, patient: int, archived: bool) -> None:
        services = self.services.patients
        (services.archive_patient if archived else services.restore_patient)(patient)
        self.model.patients[patient].archived = archived

    @rule(target=merges, kept=patients, gone=patients)
    def merge_patients(self, kept: int, gone: int) -> Any:
        pair = [self.model.patients[key] for key in (kept, gone)]

        def merge() -> None:
            self.services.mistakes.merge_patients(kept, gone)

        if kept == gone or any(one.merged for one in pair):
            self.refused(merge)
            return None
        merge()
        pair[1].merged = True
        moved = {key for key, one in self.model.courses.items() if one.patient == gone}
        for key in moved:
            self.model.courses[key].patient = kept
        newest, _ = self.services.mistakes.merges_of(kept)[0]
        self.model.merges[newest.id] = OneMerge(kept, gone, frozenset(moved))
        return newest.id

    @rule(merge=merges)
    def undo_merge(self, merge: int | None) -> None:
        def undo() -> None:
            self.services.mistakes.undo_merge(merge or 0)

        known = self.model.merges.get(merge or 0)
        if known is None or self.model.patients[known.kept].merged:
            self.refused(undo)
            return
        undo()
        del self.model.merges[merge or 0]
        self.model.patients[known.gone].merged = False
        for key in known.courses:
            self.model.courses[key].patient = known.gone

    @rule(target=courses, patient=patients, opened=DAYS.filter(lambda day: day <= TODAY))
    def open_course(self, patient: int, opened: date) -> Any:
        course = Course(patient_id=patient, condition="Sciatica", opened=opened)
        if self.model.patients[patient].merged:
            self.refused(lambda: self.services.courses.open_course(course))
            return 0
        key = self.services.courses.open_course(course).course_id
        self.model.courses[key] = OneCourse(patient, opened)
        return key

    @rule(course=courses, closed=DAYS)
    def close_course(self, course: int, closed: date) -> None:
        known = self.model.courses.get(course)
        if known is None:
            return
        counted = [self.model.sessions[key] for key in self.model.in_course(course)]
        days = [one.now.day for one in counted if not one.error]

        def close() -> None:
            self.services.courses.close_course(course, closed=closed, outcome=Outcome.IMPROVED)

        if closed > TODAY or closed < max([known.opened, *days]):
            self.refused(close)
            return
        close()
        known.closed = closed

    @rule(course=courses)
    def reopen_course(self, course: int) -> None:
        if course in self.model.courses:
            self.services.courses.reopen_course(course)
            self.model.courses[course].closed = None

    @rule(course=courses, planned=st.sampled_from([1, 6, 14]))
    def change_plan(self, course: int, planned: int) -> None:
        if course in self.model.courses:
            kept = self.services.courses.course(course)
            self.services.courses.change_course(replace(kept, planned_sessions=planned))
            self.model.courses[course].planned = planned

    @rule(course=courses, steps=st.lists(st.tuples(DECISIONS, MORE), min_size=1, max_size=4))
    def review_course(self, course: int, steps: list[tuple[str, int | None]]) -> None:
        """Decide, think again, decide otherwise."""
        for step, more in steps:
            if step.startswith("take back"):
                self.take_review_back(course, 1 if step == "take back" else 2)
            else:
                self.decide(course, step, more)

    def decide(self, course: int, decision: str, more: int | None) -> None:
        """Go on as it is, or otherwise; a word on what changes may be missing."""
        known, services = self.model.courses.get(course), self.services.reviews

        def review() -> None:
            if decision == "continue":
                services.continue_course(course, more=more, reason="x")
            else:
                changes = "leg points" if decision == "adjust" else " "
                services.adjust_course(course, changes=changes, more=more)

        too_many = known and more and len(self.model.visits(course)) + more > 200
        if known is None or known.closed is not None or too_many or decision == "wordless":
            self.refused(review)
            return
        review()
        self.model.review(course, decision, TODAY, more)

    def take_review_back(self, course: int, back: int) -> None:
        """Take the last review of a course back; those before it stay."""
        known = self.model.courses.get(course)
        if known is None or len(known.reviews) < back:
            return
        chosen = self.services.reviews.reviews_of(course)[-back]

        def take_back() -> None:
            self.services.reviews.take_back(chosen.id)

        if back > 1 or known.reviews[-1].decision == "close":
            self.refused(take_back)
            return
        take_back()
        self.model.take_back(course)

    @rule(target=sessions, course=courses, closed=st.just(TODAY) | DAYS, pgic=IMPRESSIONS)
    def close_with_review(self, course: int, closed: date, pgic: str) -> Any:
        known = self.model.courses.get(course)

        def close() -> None:
            self.services.reviews.close_course(
                course, closed=closed, pgic=pgic, outcome=Outcome.IMPROVED, advice="walk"
            )

        order = self.model.in_course(course)
        days = [self.model.sessions[key].now.day for key in order if not self.model.errs(key)]
        if known is None or known.closed is not None or pgic == "9":
            self.refused(close)
            return None
        if closed > TODAY or closed < max([known.opened, *days]):
            self.refused(close)
            return None
        drafts = [key for key in order if self.model.is_draft_visit(key, closed)]
        close()
        fresh = None
        if pgic and drafts:
            one = self.model.sessions[drafts[0]]
            others = {score for score in one.now.scores if score[0] != "pgic"}
            one.edit(scores=frozenset({*others, ("pgic", pgic)}))
        elif pgic:
            view = self.services.courses.course_view(course)
            (made,) = [one for one in view.sessions if one.id not in self.model.sessions]
            now = Content(course, closed, None)
            self.model.sessions[made.id] = OneSession(made.uid, False, now)
            self.model.sessions[made.id].edit(scores=frozenset({("pgic", pgic)}))
            fresh = made.id
        self.model.review(course, "close", closed)
        known.closed = closed
        self.clock.move(minutes=1)
        return fresh

    @rule(target=sessions, course=courses, day=DAYS, at=TIMES, visit=st.booleans())
    def start_session(self, course: int, day: date, at: time | None, visit: bool) -> Any:
        known = self.model.courses.get(course)
        kind = SessionKind.VISIT if visit else SessionKind.BETWEEN

        def start() -> int:
            services = self.services.sessions
            return services.start_session(course, took_place=day, at=at, kind=kind).session_id

        if known is None or day > TODAY or known.closed is not None:
            self.refused(start)
            return None
        key = start()
        uid = self.services.sessions.session(key).uid
        self.model.sessions[key] = OneSession(uid, visit, Content(course, day, at))
        self.model.open_by(course, day)
        return key

    @rule(session=sessions, day=DAYS, at=TIMES)
    def move_session(self, session: int | None, day: date, at: time | None) -> None:
        known = self.model.sessions.get(session or 0)
        if known is None or session is None:
            return

        def move(key: int) -> None:
            self.services.sessions.move_session(key, day, at)

        course = self.model.courses[known.now.course]
        same = (day, at) == (known.now.day, known.now.at)
        if day > TODAY or (course.closed is not None and day > course.closed and not same):
            self.refused(lambda: move(session))
            return
        self.edit(session, move, day=day, at=at)
        if not known.signed:
            self.model.open_by(known.now.course, day)

    @rule(session=sessions, course=courses)
    def move_draft(self, session: int | None, course: int) -> None:
        known = self.model.sessions.get(session or 0)
        there = self.model.courses.get(course)
        if known is None or session is None:
            return

        def move(key: int) -> None:
            self.services.mistakes.move_draft(key, course)

        same = known.now.course == course
        if there is None or (there.closed is not None and not same):
            self.refused(lambda: move(session))
            return
        changes: dict[str, Any] = {"course": course}
        if self.model.courses[known.now.course].patient != there.patient:
            changes |= {"points": known.now.confirmed, "follow_ups": frozenset()}
        self.edit(session, move, **changes)
        if not known.signed:
            self.model.open_by(course, known.now.day)

    @rule(session=consumes(sessions))
    def discard_session(self, session: int | None) -> None:
        known = self.model.sessions.get(session or 0)
        if known is None or session is None:
            return
        if known.signed or not known.now.empty or self.model.is_followed_up(session):
            self.refused(lambda: self.services.sessions.discard_session(session))
            return
        self.services.sessions.discard_session(session)
        self.model.remove(session)

    @rule(session=sessions, score=SCORES)
    def record_score(self, session: int | None, score: tuple[str, str]) -> None:
        measure, given = score
        known = self.model.sessions.get(session or 0)
        if known is None or session is None:
            return

        def record(key: int) -> None:
            self.services.sessions.record_score(key, measure, given)

        if given == "x" or (given and float(given.replace(",", ".")) > HIGHEST[measure]):
            self.refused(lambda: record(session))
            return
        others = {one for one in known.now.scores if one[0] != measure}
        self.edit(session, record, scores=frozenset(others | ({score} if given else set())))

    @rule(session=sessions, asked=st.booleans(), effects=EFFECTS)
    def record_side_effects(
        self, session: int | None, asked: bool, effects: list[SideEffect]
    ) -> None:
        known = self.model.sessions.get(session or 0)
        if known is None or session is None:
            return

        def record(key: int) -> None:
            self.services.sessions.record_side_effects(key, asked=asked, effects=effects)

        found = {effect.kind: effect.severity for effect in effects}
        if len(found) < len(effects):
            self.refused(lambda: record(session))
            return
        self.edit(session, record, asked=asked or bool(found), effects=frozenset(found.items()))

    @rule(session=sessions, data=st.data(), gone=st.booleans())
    def follow_up(self, session: int | None, data: st.DataObject, gone: bool) -> None:
        """Say what became of some of what was open."""
        if session is None or session not in self.model.sessions:
            return
        open_now = sorted(self.model.open_effects(session))
        found = self.services.treatments.open_side_effects(session)
        assert sorted((one.uid, effect.kind) for one, effect in found) == open_now
        chosen = data.draw(st.lists(st.sampled_from(open_now), unique=True)) if open_now else []

        def record(key: int) -> None:
            self.services.treatments.record_follow_ups(
                key,
                [FollowUp(about=about, kind=kind, gone=gone) for about, kind in chosen],
            )

        follow_ups = frozenset((about, kind, gone) for about, kind in chosen)
        self.edit(session, record, follow_ups=follow_ups, since_asked=True)

    @rule(session=sessions, notes=st.sampled_from(["", "better", "worse\nagain", "أفضل"]))
    def record_notes(self, session: int | None, notes: str) -> None:
        self.edit(session, lambda key: self.services.sessions.record_notes(key, notes), notes=notes)

    @rule(session=sessions, minutes=st.sampled_from([None, 1, 30, 480, 481]))
    def record_minutes(self, session: int | None, minutes: int | None) -> None:
        def record(key: int) -> None:
            self.services.sessions.record_minutes(key, minutes)

        if minutes == 481:
            self.refused(lambda: record(session or 0))
            return
        self.edit(session, record, minutes=minutes)

    @rule(session=sessions, codes=POINTS)
    def record_points(self, session: int | None, codes: list[str]) -> None:
        points = [NeedledPoint(code=code, side=PointSide.LEFT) for code in codes]
        self.edit(
            session,
            lambda key: self.services.treatments.record_points(key, points),
            points=tuple((code, False) for code in codes),
        )

    @rule(session=sessions)
    def carry_over(self, session: int | None) -> None:
        known = self.model.sessions.get(session or 0)
        if known is None or session is None:
            return
        begins = not known.back
        points = known.now.points or tuple(
            (code, True) for code, _ in self.model.prescription_before(session)
        )
        forward = list(known.forward)
        self.edit(session, self.services.treatments.carry_over, points=points)
        if begins and known.back:  # It is how a session begins, and no edit.
            known.back.clear()
            known.forward = forward

    @rule(session=sessions)
    def confirm_points(self, session: int | None) -> None:
        known = self.model.sessions.get(session or 0)
        points = tuple((code, False) for code, _ in known.now.points) if known else ()
        self.edit(session, self.services.treatments.confirm_points, points=points)

    @rule(session=sessions, advice=st.sampled_from(["", "walk", "rest"]), zones=ZONES)
    def record_treatment(self, session: int | None, advice: str, zones: frozenset[str]) -> None:
        services = self.services.treatments
        marks = [BodyMark(zone=zone, kind=MarkKind.PAIN) for zone in zones]
        self.edit(session, lambda key: services.record_treatment(key, advice=advice), advice=advice)
        self.edit(session, lambda key: services.record_marks(key, marks), marks=zones)

    @rule(session=sessions, back=st.booleans(), steps=st.integers(1, 4))
    def undo_and_redo(self, session: int | None, back: bool, steps: int) -> None:
        known = self.model.sessions.get(session or 0)
        if known is None or session is None:
            return

        def go() -> None:
            (self.services.drafts.undo if back else self.services.drafts.redo)(session)

        for _ in range(steps):
            there = known.back if back else known.forward
            if known.signed or (there and not self.model.can_go(there[-1], known.now)):
                self.refused(go)
                return
            go()
            if there:
                self.model.go(session, back=back)

    @rule(session=sessions, emergency=st.booleans())
    def sign_session(self, session: int | None, emergency: bool) -> None:
        known = self.model.sessions.get(session or 0)
        if known is None or session is None:
            return

        def sign() -> None:
            reason = "fire alarm" if emergency else ""
            self.services.signing.sign_session(session, emergency=reason)

        if known.signed or self.model.hindered(session, emergency=emergency):
            self.refused(sign)
            return
        sign()
        known.signed = True
        known.back.clear()
        known.forward.clear()

    @rule(session=sessions)
    def add_addendum(self, session: int | None) -> None:
        known = self.model.sessions.get(session or 0)
        if known is None or session is None:
            return

        def add() -> None:
            self.services.signing.add_addendum(session, reason="side", text="right")

        if not known.signed:
            self.refused(add)
            return
        add()
        known.addenda += 1

    @rule(session=sessions)
    def mark_entered_in_error(self, session: int | None) -> None:
        known = self.model.sessions.get(session or 0)
        if known is None or session is None:
            return

        def mark() -> None:
            self.services.signing.mark_entered_in_error(session, "somebody else's")

        if not known.signed or known.error:
            self.refused(mark)
            return
        mark()
        known.error = True

    @precondition(lambda self: self.model.patients)
    @rule()
    def close_and_reopen(self) -> None:
        self.services.work.close()
        self.services = self.open()
        for one in self.model.sessions.values():
            one.back.clear()
            one.forward.clear()

    @invariant()
    def no_transaction_is_open(self) -> None:
        assert not database_of(self.services).conn.in_transaction

    @invariant()
    def the_list_is_that_of_the_model(self) -> None:
        for archived in (False, True):
            rows = self.services.patients.list_patients(archived=archived)
            assert {(row.id, row.display_name, row.chart_number) for row in rows} == {
                (key, one.name, one.number)
                for key, one in self.model.patients.items()
                if one.archived == archived and not one.merged
            }

    @invariant()
    def every_course_is_that_of_the_model(self) -> None:
        for key, known in self.model.courses.items():
            view = self.services.courses.course_view(key)
            assert (view.course.patient_id, view.course.opened, view.course.closed) == (
                known.patient,
                known.opened,
                known.closed,
            )
            assert view.course.planned_sessions == known.planned
            assert [
                (one.decision, one.day, one.number, one.more_sessions, one.planned_before)
                for one in view.reviews
            ] == [
                (one.decision, one.day, one.number, one.more, one.planned_before)
                for one in known.reviews
            ]
            assert [one.session_id for one in view.reviews] == [
                self.model.place_of(one, key) for one in known.reviews
            ]
            assert [session.id for session in view.sessions] == self.model.in_course(key)
            number = 0
            for session in view.sessions:
                one = self.model.sessions[session.id]
                numbered = one.visit and not one.error
                number += numbered
                assert session.number == (number if numbered else None)
                assert session.patient_id == known.patient
                self.is_that_of_the_model(session, one)

    def is_that_of_the_model(self, session: Session, one: OneSession) -> None:
        """One session is what the model knows of it, and sealed where it is signed."""
        assert one.now == Content(
            course=session.course_id,
            day=session.took_place,
            at=session.at,
            notes=session.notes,
            minutes=session.minutes,
            asked=session.side_effects_asked,
            effects=frozenset((effect.kind, effect.severity) for effect in session.side_effects),
            since_asked=session.since_asked,
            follow_ups=frozenset((up.about, up.kind, up.gone) for up in session.follow_ups),
            points=tuple((point.code, point.carried_over) for point in session.points),
            advice=session.treatment.advice,
            marks=frozenset(mark.zone for mark in session.marks),
            scores=frozenset((score.key.measure, score.given) for score in session.scores),
        )
        assert session.is_draft != one.signed
        assert (session.error is not None) == one.error
        assert len(session.addenda) == one.addenda
        assert self.services.signing.seal_holds(session)
        assert self.services.drafts.can_undo(session.id) == bool(one.back)
        assert self.services.drafts.can_redo(session.id) == bool(one.forward)

    def teardown(self) -> None:
        assert database_of(self.services).execute("PRAGMA foreign_key_check").fetchall() == []
        self.services.work.close()
        self.folder.cleanup()


TestPractice = Practice.TestCase
TestPractice.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
