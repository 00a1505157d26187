"""What the practitioner records of a treatment: points, needles, safety, body chart, other care."""

from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.body_chart import BodyMark, check_marks
from acudesk.domain.changes import Changes
from acudesk.domain.clock import Clock
from acudesk.domain.earlier_sessions import follow_up_key, open_before, visit_before
from acudesk.domain.errors import DomainError
from acudesk.domain.needles import NeedledPoint, carried, check_points, confirm_all
from acudesk.domain.screening import Override
from acudesk.domain.sealing import plain
from acudesk.domain.session import Session
from acudesk.domain.side_effects import FollowUp, Noticed, SideEffect
from acudesk.domain.treatment import CARRIED, Treatment
from acudesk.services.drafts import Drafts, differing, draft, touched
from acudesk.translation import tr


class Treatments:
    """Record what was done in a draft session."""

    def __init__(self, work: UnitOfWork, clock: Clock, drafts: Drafts) -> None:
        self._work = work
        self._clock = clock
        self._drafts = drafts

    def record_points(self, session_id: int, points: Iterable[NeedledPoint]) -> Changes:
        """Keep the prescription as it stands, in its order."""
        kept = check_points(points)
        with self._drafts.editing(session_id) as session:
            if session.points == kept:
                return Changes()
            self._work.sessions.keep_points(session_id, kept)
            self._note(session, "points", session.points, kept)
        return touched(session)

    def carry_over(self, session_id: int) -> Changes:
        """Bring the prescription of the session before into a draft without points, unconfirmed,
        with the needles that were used; nothing where there is none. A screening of the same
        day is what the session rests on. At the beginning of a session it is no edit that is
        taken back."""
        begins = not self._drafts.can_undo(session_id)
        with self._work as work, nullcontext() if begins else self._drafts.editing(session_id):
            session = draft(work.sessions.get(session_id))
            treatment = self._rests_on(session)
            before = None if session.points else self.prescription_before(session)
            if before is not None:
                work.sessions.keep_points(session_id, carried(before.points))
                needles = {
                    name: getattr(before.treatment, name)
                    for name in CARRIED
                    if getattr(treatment, name) in (None, "")
                }
                treatment = replace(treatment, **needles)
            if before is None and treatment == session.treatment:
                return Changes()
            work.sessions.keep_treatment(session_id, treatment)
            old, new = differing(session, work.sessions.get(session_id))
            work.audit.add("carry_over", "session", session.uid, before=old, after=new)
        return touched(session)

    def _rests_on(self, session: Session) -> Treatment:
        """The treatment of a session, resting on the screening that was made that day."""
        screening = self._work.safety.screening(session.patient_id)
        if session.treatment.screening or screening is None or screening.at is None:
            return session.treatment
        made = screening.at.astimezone(self._clock.now().tzinfo).date()
        if made != session.took_place:
            return session.treatment
        return replace(session.treatment, health_confirmed_at=screening.at, screening=screening.uid)

    def confirm_points(self, session_id: int) -> Changes:
        """Confirm every carried point as needled today."""
        session = self._work.sessions.get(session_id)
        return self.record_points(session_id, confirm_all(session.points))

    def prescription_before(self, session: Session) -> Session | None:
        """The last visit of the same course before a session that has points."""
        return visit_before(self._work.sessions.of_course(session.course_id), session.id)

    def record_treatment(self, session_id: int, **changes: Any) -> Changes:
        """Keep some fields of the treatment as a whole, by their names in `Treatment`; raises
        DomainError for a value that cannot be."""
        unknown = changes.keys() - {field.name for field in fields(Treatment)}
        if unknown:
            raise TypeError(f"no such fields: {sorted(unknown)}")
        with self._drafts.editing(session_id) as session:
            kept = replace(session.treatment, **changes)
            if kept == session.treatment:
                return Changes()
            self._work.sessions.keep_treatment(session_id, kept)
            self._work.audit.add(
                "treatment",
                "session",
                session.uid,
                before={name: plain(getattr(session.treatment, name)) for name in changes},
                after={name: plain(getattr(kept, name)) for name in changes},
            )
        return touched(session)

    def start_timer(self, session_id: int, minutes: int) -> Changes:
        """Note that the needles are in, and for how long they shall stay."""
        return self.record_treatment(
            session_id,
            timer_started_at=self._clock.now(),
            timer_minutes=minutes,
            retention_minutes=None,
        )

    def stop_timer(self, session_id: int) -> Changes:
        """Note how many minutes have passed since the timer was started, at least one."""
        treatment = self._work.sessions.get(session_id).treatment
        if treatment.timer_started_at is None:
            raise DomainError(tr("The timer was not started."), field="retention_minutes")
        passed = self._clock.now() - treatment.timer_started_at
        minutes = max(1, min(240, round(passed.total_seconds() / 60)))
        return self.record_treatment(session_id, retention_minutes=minutes)

    def running_timers(self) -> tuple[tuple[int, str, Treatment], ...]:
        """The drafts of today and yesterday in which a timer runs, each with the patient's name:
        needles may still be in when the program is started again."""
        since = self._clock.now().date() - timedelta(days=1)
        return self._work.sessions.running_timers(since)

    def confirm_health(self, session_id: int, *, confirmed: bool = True) -> Changes:
        """Note, with the time, that health, medicines, implants and pregnancy are unchanged
        since the screening that holds; or take that back."""
        session = self._work.sessions.get(session_id)
        screening = self._work.safety.screening(session.patient_id)
        if confirmed and screening is None:
            raise DomainError(
                tr("There is no screening yet. Please screen the patient first."),
                field="health_confirmed_at",
            )
        return self.record_treatment(
            session_id,
            health_confirmed_at=self._clock.now() if confirmed else None,
            screening=screening.uid if confirmed and screening is not None else "",
        )

    def record_marks(self, session_id: int, marks: Iterable[BodyMark]) -> Changes:
        """Keep the body chart as it stands."""
        kept = check_marks(tuple(marks))
        with self._drafts.editing(session_id) as session:
            if session.marks == kept:
                return Changes()
            self._work.sessions.keep_marks(session_id, kept)
            self._note(session, "marks", session.marks, kept)
        return touched(session)

    def record_follow_ups(
        self, session_id: int, follow_ups: Iterable[FollowUp], *, asked: bool = True
    ) -> Changes:
        """Keep what became of the side effects that were open; they were asked about then."""
        kept = tuple(sorted(follow_ups, key=follow_up_key))
        if len({follow_up_key(one) for one in kept}) < len(kept):
            raise DomainError(tr("A side effect is followed up twice."), field="follow_ups")
        # One tap says "nothing new, all gone": both writes are one step back.
        with self._drafts.editing(session_id, f"side_effects {Noticed.SINCE}") as session:
            asked = asked or session.since_asked
            if (session.follow_ups, session.since_asked) == (kept, asked):
                return Changes()
            known = {follow_up_key(one) for one in session.follow_ups} | self._noted_before(session)
            if any(follow_up_key(one) not in known for one in kept):
                raise DomainError(
                    tr("This side effect is not noted in an earlier session."), field="follow_ups"
                )
            self._work.sessions.keep_follow_ups(session_id, kept)
            self._work.sessions.change(session_id, since_asked=int(asked))
            old, new = differing(session, self._work.sessions.get(session_id))
            self._work.audit.add("follow_ups", "session", session.uid, before=old, after=new)
        return touched(session)

    def open_side_effects(self, session_id: int) -> tuple[tuple[Session, SideEffect], ...]:
        """The side effects of earlier sessions of the course that were not said to be gone
        before this session, each with the session in which it was noted."""
        session = self._work.sessions.get(session_id)
        return open_before(self._work.sessions.of_course(session.course_id), session_id)

    def override(self, session_id: int, rule: str, reason: str, **words: str) -> Changes:
        """Override a stop with a written reason that stays in the record; `words` are `about`
        (the point or technique) and `words` (what was shown)."""
        made = Override(rule=rule, reason=reason, at=self._clock.now(), **words)
        with self._drafts.editing(session_id) as session:
            others = tuple(
                one for one in session.overrides if (one.rule, one.about) != (rule, made.about)
            )
            self._work.sessions.keep_overrides(session_id, (*others, made))
            self._note(session, "overrides", session.overrides, (*others, made))
        return touched(session)

    def take_back_override(self, session_id: int, rule: str, about: str = "") -> Changes:
        """Let a stop hold again, as long as the session is a draft."""
        with self._drafts.editing(session_id) as session:
            kept = tuple(one for one in session.overrides if (one.rule, one.about) != (rule, about))
            if kept == session.overrides:
                return Changes()
            self._work.sessions.keep_overrides(session_id, kept)
            self._note(session, "overrides", session.overrides, kept)
        return touched(session)

    def _noted_before(self, session: Session) -> set[tuple[str, str, str]]:
        noted: set[tuple[str, str, str]] = set()
        for one in self._work.sessions.of_course(session.course_id):
            if one.id == session.id:
                break
            if one.counts:
                noted |= {(one.uid, effect.noticed, effect.kind) for effect in one.side_effects}
        return noted

    def _note(self, session: Session, name: str, before: object, after: object) -> None:
        self._work.audit.add(
            name, "session", session.uid, before={name: plain(before)}, after={name: plain(after)}
        )
