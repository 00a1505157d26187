"""Mistakes happen: a session at the wrong patient, two records of one patient."""

import uuid
from collections.abc import Iterable
from dataclasses import replace

from acudesk.data.merges import Merge
from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.changes import Changes
from acudesk.domain.clock import Clock
from acudesk.domain.course import Course
from acudesk.domain.errors import DomainError
from acudesk.domain.needles import confirmed
from acudesk.domain.patient import Patient
from acudesk.domain.session import Session
from acudesk.domain.treatment import CARRIED, NOTHING
from acudesk.services.drafts import (
    Drafts,
    check_open,
    differing,
    keep_visit,
    open_by,
    release_visit,
)
from acudesk.translation import tr


class Mistakes:
    """Put right what stands at the wrong place; nothing of the record is lost."""

    def __init__(self, work: UnitOfWork, clock: Clock, drafts: Drafts) -> None:
        self._work = work
        self._clock = clock
        self._drafts = drafts

    def move_draft(self, session_id: int, course_id: int) -> Changes:
        """Move a draft to another course, also of another patient; undo brings it back.

        What was recorded goes with it. What rests on the record of the other patient stays
        behind: unconfirmed points, follow-ups of earlier side effects, the confirmation of that
        patient's screening, and overrides of its stops.
        """
        with self._drafts.editing(session_id) as session:
            work = self._work
            there, here = work.courses.get(course_id), work.courses.get(session.course_id)
            if there == here:
                return Changes()
            check_open(there)
            open_by(work, there, session.took_place)
            work.sessions.change(session_id, course_id=course_id)
            if there.patient_id != here.patient_id:
                self._leave_behind(session)
                release_visit(work, session_id)
            else:
                visit = work.planned_visits.of_session(session_id)
                if visit is not None:
                    keep_visit(work, visit, replace(visit, course_id=course_id))
            for patient_id in {here.patient_id, there.patient_id}:
                work.patients.saw(patient_id)
            before, after = differing(session, work.sessions.get(session_id))
            work.audit.add(
                "move",
                "session",
                session.uid,
                before={"course": here.uid, **before},
                after={"course": there.uid, **after},
            )
        return Changes(
            patients=frozenset({here.patient_id, there.patient_id}),
            courses=frozenset({here.id, course_id}),
            sessions=frozenset({session_id}),
        )

    def _leave_behind(self, session: Session) -> None:
        sessions, points = self._work.sessions, confirmed(session.points)
        treatment = replace(session.treatment, health_confirmed_at=None, screening="")
        if session.points and not points:  # The needles came along with the prescription.
            needles = {name: getattr(NOTHING, name) for name in CARRIED}
            treatment = replace(treatment, **needles)
        sessions.keep_points(session.id, points)
        sessions.keep_follow_ups(session.id, ())
        sessions.keep_overrides(session.id, ())
        sessions.keep_treatment(session.id, treatment)

    def merge_patients(self, kept: int, gone: int) -> Changes:
        """Let everything of one record belong to another of the same person. The record that is
        gone stays readable and leaves every list; `undo_merge` brings it back."""
        if kept == gone:
            raise DomainError(tr("These are the same record. Choose another one."))
        with self._work as work:
            into, from_ = work.patients.get(kept), work.patients.get(gone)
            for one in (into, from_):
                if one.merged_into is not None:
                    raise DomainError(
                        tr("{name} was merged into another record already.", name=one.display_name)
                    )
            courses = work.courses.of_patient(gone)
            moved = work.merges.move(gone, kept)
            work.patients.change(replace(from_, merged_into=kept))
            merged = uuid.uuid4().hex
            work.merges.add(
                uid=merged,
                kept=kept,
                gone=gone,
                now=self._clock.now(),
                who=work.practice.get().practitioner,
                moved=moved,
            )
            for patient_id in (kept, gone):
                work.patients.saw(patient_id)
            work.audit.add("merge", "patient", into.uid, after={"gone": from_.uid, "merge": merged})
        return _both(into, from_, courses)

    def undo_merge(self, merge_id: int) -> Changes:
        """Take a merge apart: everything that moved then moves back, what came later stays."""
        with self._work as work:
            merge = work.merges.get(merge_id)
            if merge.undone_at is not None:
                raise DomainError(tr("This merge was undone already."))
            into, from_ = work.patients.get(merge.kept), work.patients.get(merge.gone)
            if into.merged_into is not None:
                raise DomainError(
                    tr(
                        "{name} was merged into another record since. Undo that merge first.",
                        name=into.display_name,
                    )
                )
            work.merges.move_back(merge)
            courses = work.courses.of_patient(merge.gone)
            work.patients.change(replace(from_, merged_into=None))
            work.merges.undo(merge_id, self._clock.now())
            for patient_id in (merge.kept, merge.gone):
                work.patients.saw(patient_id)
            work.audit.add(
                "undo_merge", "patient", into.uid, after={"back": from_.uid, "merge": merge.uid}
            )
        return _both(into, from_, courses)

    def merges_of(self, patient_id: int) -> tuple[tuple[Merge, Patient], ...]:
        """The merges that a patient's record is made of, the newest first, each with the record
        that went into it."""
        return tuple(
            (merge, self._work.patients.get(merge.gone))
            for merge in self._work.merges.of(patient_id)
            if merge.kept == patient_id
        )


def _both(into: Patient, from_: Patient, courses: Iterable[Course]) -> Changes:
    return Changes(
        patients=frozenset({into.id, from_.id}),
        courses=frozenset(course.id for course in courses),
    )
