"""Mistakes happen: a session at the wrong patient, two records of one patient."""

import uuid
from dataclasses import replace

from acudesk.data.merges import Merge
from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.changes import Changes
from acudesk.domain.clock import Clock
from acudesk.domain.errors import DomainError
from acudesk.domain.patient import Patient
from acudesk.services.drafts import Drafts
from acudesk.translation import tr


class Mistakes:
    """Put right what stands at the wrong place; nothing of the record is lost."""

    def __init__(self, work: UnitOfWork, clock: Clock, drafts: Drafts) -> None:
        self._work = work
        self._clock = clock
        self._drafts = drafts

    def move_draft(self, session_id: int, course_id: int) -> Changes:
        """Move a draft to another course, also of another patient; undo brings it back."""
        with self._drafts.editing(session_id) as session:
            there = self._work.courses.get(course_id)
            if session.course_id == course_id:
                return Changes()
            if not there.is_open:
                raise DomainError(tr("That course is closed. Reopen it, or choose another one."))
            here = self._work.courses.get(session.course_id)
            self._work.sessions.change(session_id, course_id=course_id)
            if session.took_place < there.opened:
                self._work.courses.change(replace(there, opened=session.took_place))
            self._work.planned_visits.release(session_id)
            for patient_id in {session.patient_id, there.patient_id}:
                self._work.patients.saw(patient_id)
            self._work.audit.add(
                "move",
                "session",
                session.uid,
                before={"course": here.uid},
                after={"course": there.uid},
            )
        return Changes(
            patients=frozenset({session.patient_id, there.patient_id}),
            courses=frozenset({session.course_id, course_id}),
            sessions=frozenset({session_id}),
        )

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
        return _both(into, from_, moved)

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
            work.merges.move_back(merge.moved, merge.gone)
            work.patients.change(replace(from_, merged_into=None))
            work.merges.undo(merge_id, self._clock.now())
            for patient_id in (merge.kept, merge.gone):
                work.patients.saw(patient_id)
            work.audit.add(
                "undo_merge", "patient", into.uid, after={"back": from_.uid, "merge": merge.uid}
            )
        return _both(into, from_, merge.moved)

    def merges_of(self, patient_id: int) -> tuple[tuple[Merge, Patient], ...]:
        """The merges that a patient's record is made of, the newest first, each with the record
        that went into it."""
        return tuple(
            (merge, self._work.patients.get(merge.gone))
            for merge in self._work.merges.of(patient_id)
            if merge.kept == patient_id
        )


def _both(into: Patient, from_: Patient, moved: dict[str, list[int]]) -> Changes:
    return Changes(
        patients=frozenset({into.id, from_.id}), courses=frozenset(moved.get("courses", ()))
    )
