"""What the practitioner does in and with a session. Every call is one durable transaction."""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time
from typing import Any

from acudesk.data.audit import text_change
from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.changes import Changes
from acudesk.domain.clock import Clock, local_time, offset_minutes
from acudesk.domain.course import Course
from acudesk.domain.errors import DomainError
from acudesk.domain.measure import Due, Measure
from acudesk.domain.sealing import plain
from acudesk.domain.session import (
    NOTES_LIMIT,
    Moment,
    ScoreKey,
    Session,
    SessionKind,
    check_minutes,
    check_took_place,
    is_empty,
)
from acudesk.domain.side_effects import Noticed, SideEffect, check_side_effects
from acudesk.domain.text import cleaned
from acudesk.services.drafts import Drafts, draft, open_by, release_visit, touched
from acudesk.services.measures import Measures
from acudesk.translation import tr


class Sessions:
    """Start sessions and record what happens in them."""

    def __init__(self, work: UnitOfWork, clock: Clock, measures: Measures, drafts: Drafts) -> None:
        self._work = work
        self._drafts = drafts
        self._clock = clock
        self._measures = measures

    def start_session(
        self,
        course_id: int,
        *,
        took_place: date | None = None,
        at: time | None = None,
        kind: SessionKind = SessionKind.VISIT,
    ) -> Changes:
        """Start a draft, now unless it is back-dated.

        The measures due are noted with it, so that what is missing can be named later.
        Raises DomainError for a closed course and for a day in the future.
        """
        now = self._clock.now()
        day = check_took_place(took_place or now.date(), now.date())
        if at is None and took_place is None:
            at = local_time(now)
        with self._work as work:
            course = work.courses.get(course_id)
            if not course.is_open:
                raise DomainError(
                    tr("This course is closed. Reopen it, or open another one, to add a session.")
                )
            open_by(work, course, day)
            key = work.sessions.add(
                uid=uuid.uuid4().hex,
                course_id=course_id,
                kind=kind,
                took_place=day,
                at=at,
                utc_offset=None if at is None else offset_minutes(self._clock.local(day, at)),
                entered_at=now,
                due=(),
            )
            started = work.sessions.get(key)
            work.sessions.add_due(key, self._due(course, started))
            work.patients.saw(course.patient_id)
            work.audit.add(
                "create",
                "session",
                started.uid,
                after={"course": course.uid, "kind": kind.value, "took_place": day, "at": at},
            )
        return Changes.of(patient=course.patient_id, course=course_id, session=key)

    def record_score(
        self,
        session_id: int,
        measure: str,
        given: str,
        *,
        moment: Moment | None = None,
        item: str = "",
        scale: str = "",
    ) -> Changes:
        """Keep one score as given; an empty text makes it not asked again.

        Raises DomainError for no number and a number out of the scale's range.
        """
        asked = self._measures.measure(measure)
        with self._drafts.editing(session_id) as session:
            work = self._work
            if given.strip():
                score = asked.score(given, moment=moment, item=item, scale=scale)
                key, after = score.key, {"given": score.given, "scale": score.scale}
            else:
                key = ScoreKey(measure=measure, moment=moment or asked.moments[0], item=item)
                after = None
            old = session.score(key)
            before = None if old is None else {"given": old.given, "scale": old.scale}
            if before == after:
                return Changes()
            if after is None:
                work.sessions.remove_score(session_id, key)
            else:
                work.sessions.keep_score(session_id, score)
            about = {"measure": key.measure, "moment": key.moment.value, "item": key.item}
            work.audit.add(
                "score",
                "session",
                session.uid,
                before=about | before if before else about,
                after=about | after if after else about,
            )
        return touched(session)

    def record_side_effects(
        self,
        session_id: int,
        *,
        asked: bool,
        effects: Iterable[SideEffect] = (),
        noticed: Noticed = Noticed.DURING,
    ) -> Changes:
        """Keep what the checklist found at one of the two moments, during and right after the
        treatment or since the last one. `asked` with no effects is "asked, none"."""
        found = check_side_effects(tuple(replace(one, noticed=noticed) for one in effects))
        asked = asked or bool(found)
        since = noticed == Noticed.SINCE
        # Each side effect is a step of its own; "none" goes with what the same tap says besides.
        step = "" if found else f"side_effects {noticed}"
        with self._drafts.editing(session_id, step) as session:
            before = session.effects(noticed)
            was_asked = session.since_asked if since else session.side_effects_asked
            if (was_asked, before) == (asked, found):
                return Changes()
            others = session.effects(Noticed.DURING if since else Noticed.SINCE)
            self._work.sessions.keep_side_effects(session_id, (*others, *found))
            column = "since_asked" if since else "side_effects_asked"
            self._work.sessions.change(session_id, **{column: int(asked)})
            self._work.audit.add(
                "side_effects",
                "session",
                session.uid,
                before=_effects_table(noticed, was_asked, before),
                after=_effects_table(noticed, asked, found),
            )
        return touched(session)

    def record_notes(self, session_id: int, notes: str) -> Changes:
        """Keep the notes as they stand."""
        kept = cleaned(notes, limit=NOTES_LIMIT, field="notes", lines=True)
        with self._drafts.editing(session_id) as session:
            work = self._work
            if session.notes == kept:
                return Changes()
            work.sessions.change(session_id, notes=kept)
            before, after = text_change(session.notes, kept)
            work.audit.add("notes", "session", session.uid, before=before, after=after)
        return touched(session)

    def record_minutes(self, session_id: int, minutes: int | None) -> Changes:
        """Keep the length of the session in minutes, or None: not noted."""
        check_minutes(minutes)
        with self._drafts.editing(session_id) as session:
            work = self._work
            if session.minutes == minutes:
                return Changes()
            work.sessions.change(session_id, minutes=minutes)
            work.audit.add(
                "minutes",
                "session",
                session.uid,
                before={"minutes": session.minutes},
                after={"minutes": minutes},
            )
        return touched(session)

    def move_session(self, session_id: int, took_place: date, at: time | None) -> Changes:
        """Say when the session took place; its number follows from that."""
        check_took_place(took_place, self._clock.now().date())
        with self._drafts.editing(session_id) as session:
            work = self._work
            if (session.took_place, session.at) == (took_place, at):
                return Changes()
            open_by(work, work.courses.get(session.course_id), took_place)
            offset = None if at is None else offset_minutes(self._clock.local(took_place, at))
            work.sessions.change(session_id, took_place=took_place, at=at, utc_offset=offset)
            work.patients.saw(session.patient_id)
            work.audit.add(
                "move",
                "session",
                session.uid,
                before={"took_place": session.took_place, "at": session.at},
                after={"took_place": took_place, "at": at},
            )
        return touched(session)

    def discard_session(self, session_id: int) -> Changes:
        """Take an empty draft away; raises DomainError where anything was recorded in it."""
        with self._work as work:
            session = draft(work.sessions.get(session_id))
            if not is_empty(session):
                raise DomainError(
                    tr("Something is recorded in this session, so it cannot be thrown away.")
                )
            if work.sessions.is_followed_up(session.uid):
                raise DomainError(
                    tr("Another session follows up a side effect of this one, so it stays.")
                )
            release_visit(work, session_id)
            work.sessions.remove(session_id)
            work.patients.saw(session.patient_id)
            work.audit.add("discard", "session", session.uid)
            work.after_commit(lambda: self._drafts.forget(session_id))
        return touched(session)

    def session(self, session_id: int) -> Session:
        """One session, whole; raises NotFoundError."""
        return self._work.sessions.get(session_id)

    def due_at(self, course_id: int, number: int) -> tuple[ScoreKey, ...]:
        """What a visit with that number in its course is to be asked.

        Of a measure of the patient's activities only those that are named; at the first visit
        all of them, so that they can be named.
        """
        course = self._work.courses.get(course_id)
        return tuple(self._due_at(course, number))

    def _due(self, course: Course, session: Session) -> Iterable[ScoreKey]:
        """What is noted as due: nobody can be asked about an activity that has no name."""
        if session.number is None:
            return ()
        return (
            key
            for key in self._due_at(course, session.number)
            if not key.item or course.activities[int(key.item) - 1]
        )

    def _due_at(self, course: Course, number: int) -> Iterable[ScoreKey]:
        reviews = {1, *self._work.practice.get().review_sessions, course.planned_sessions}
        for measure in self._measures.list_measures():
            if measure.asked and _is_due(measure, number, number in reviews):
                for key in measure.keys():
                    if not measure.items or course.activities[int(key.item) - 1] or number == 1:
                        yield key


def _is_due(measure: Measure, number: int, review: bool) -> bool:
    if number == 1 and not measure.compared:
        return False
    return measure.due == Due.EVERY_VISIT or review


def _effects_table(noticed: Noticed, asked: bool, effects: Iterable[SideEffect]) -> dict[str, Any]:
    return {"noticed": noticed.value, "asked": asked, "effects": plain(tuple(effects))}
