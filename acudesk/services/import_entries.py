"""One import on its way into the practice: whom it has met, what it added, how to take it back."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from acudesk.data.imports import ImportSteps
from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.changes import Changes
from acudesk.domain.clock import Clock
from acudesk.domain.course import Course, unstated_condition
from acudesk.domain.errors import DomainError
from acudesk.domain.patient import Patient
from acudesk.domain.session import Score, ScoreKey, Session, SessionKind, SessionState
from acudesk.domain.side_effects import SideEffect
from acudesk.domain.text import cleaned
from acudesk.services.drafts import Drafts
from acudesk.translation import tr

MOST_A_DAY = 1_000
"""Ratings of one person on one day; more is not a diary."""
COUNTED = (
    "patients_added",
    "courses_added",
    "courses_closed",
    "entries_added",
    "scores_added",
    "blanks",
    "skipped",
)


@dataclass(slots=True, kw_only=True)
class Place:
    """A course met in the file; `opens` is the day on which it must have opened at the latest,
    `last` the last day that the file added to it."""

    course: Course
    opens: date
    new: bool = False
    met: bool = False
    touched: bool = False
    last: date | None = None


@dataclass(slots=True, kw_only=True)
class Person:
    """A patient met in the file, with the entries of one day that were imported before."""

    patient: Patient
    new: bool
    places: list[Place]
    grown: bool = False
    day: date | None = None
    stored: dict[int, Session] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a row says of a day; a score of None was not asked, `effects` of None neither."""

    day: date
    ordinal: int
    scores: tuple[tuple[ScoreKey, Score | None], ...]
    effects: tuple[SideEffect, ...] | None = None
    notes: str = ""


class ImportRun:
    """Adds people and their entries inside a running transaction."""

    def __init__(
        self,
        work: UnitOfWork,
        clock: Clock,
        drafts: Drafts,
        *,
        condition: str = "",
        visits: bool = False,
        close: bool = False,
    ) -> None:
        self._work = work
        self._drafts = drafts
        self._now = clock.now()
        self._kind = SessionKind.VISIT if visits else SessionKind.BETWEEN
        self._close = close
        self._condition = cleaned(condition, limit=200, field="condition") or unstated_condition()
        self._people: list[Person] = []
        self._sessions: set[int] = set()
        self._writer = work.import_writer(self._now)
        self.counts: Counter[str] = Counter()
        self.steps = ImportSteps(audited=[work.audit.last() + 1, 0])

    def close(self) -> None:
        """Leave the engine as it was found, whatever came of the import."""
        self._writer.close()

    def meet(self, patient: Patient) -> Person:
        """A patient of the practice whom the file speaks of; once for each."""
        courses = self._work.courses.of_patient(patient.id)
        places = [Place(course=course, opens=course.opened) for course in courses]
        return self._met(Person(patient=patient, new=False, places=places))

    def admit(self, patient: Patient) -> Person:
        """Somebody new; their chart number is given and free."""
        key = self._writer.next_patient()
        patient = replace(patient, uid=uuid.uuid4().hex, id=key)
        self._writer.add_patient(patient)
        self._writer.audit("create", "patient", patient.uid, after=told(patient))
        self.steps.patients.append(patient.uid)
        self.counts["patients_added"] += 1
        return self._met(Person(patient=patient, new=True, places=[]))

    def _met(self, person: Person) -> Person:
        self._people.append(person)
        return person

    def keep(self, person: Person, entry: Entry) -> None:
        """Keep what a row adds to a person; raises DomainError where it contradicts what is
        there."""
        if entry.ordinal > MOST_A_DAY:
            raise DomainError(
                tr("More than {most} ratings of one person on one day.", most=MOST_A_DAY)
            )
        stored = self._stored(person, entry.day).get(entry.ordinal)
        if stored is None:
            self._add_entry(person, entry)
        else:
            self._add_scores(person, entry, stored)

    def finish(self) -> None:
        """Open courses early enough, close them if that is wanted, order the list anew."""
        places = [place for person in self._people for place in person.places]
        changed = [place.course for place in places if self._settle(place)]
        self._writer.flush()
        self._writer.change_spans(changed)
        self._work.patients.saw_all([one.patient.id for one in self._people if one.grown])
        self._work.sessions.forget()

    def keep_record(self, *, source: str, kind: str, after: dict[str, object]) -> int | None:
        """Note the import and what takes it back, once it is finished; None where it did
        nothing."""
        if self.steps.is_empty:
            return None
        uid = uuid.uuid4().hex
        self._work.audit.add("import", "practice", "", after={**after, "import": uid})
        self.steps.audited[1] = self._work.audit.last()
        return self._work.imports.add(
            uid=uid,
            now=self._now,
            source=source,
            kind=kind,
            counts={name: self.counts[name] for name in COUNTED},
            steps=self.steps,
        )

    def changes(self) -> Changes:
        """What the run touched."""
        touched = [
            place.course for person in self._people for place in person.places if place.touched
        ]
        added = {one.patient.id for one in self._people if one.new}
        return Changes(
            patients=frozenset(course.patient_id for course in touched) | added,
            courses=frozenset(course.id for course in touched),
            sessions=frozenset(self._sessions),
        )

    def _stored(self, person: Person, day: date) -> dict[int, Session]:
        if not person.new and person.day != day:
            person.stored = self._work.sessions.imported(person.patient.id, day)
            person.day = day
        return person.stored

    def _add_entry(self, person: Person, entry: Entry) -> None:
        place = self._place(person, entry.day)
        uid = uuid.uuid4().hex
        given = [score for _, score in entry.scores if score is not None]
        key = self._writer.add_entry(
            uid=uid,
            course_id=place.course.id,
            kind=self._kind,
            took_place=entry.day,
            ordinal=entry.ordinal,
            due=[key for key, score in entry.scores if score is None],
            scores=given,
            effects=entry.effects,
            notes=entry.notes,
        )
        after: dict[str, object] = {
            "course": place.course.uid,
            "kind": self._kind.value,
            "took_place": entry.day,
            "scores": [_score_table(score) for score in given],
        }
        if entry.effects is not None:
            after["side_effects"] = [
                {"kind": one.kind.value, "noticed": one.noticed.value, "note": one.note}
                for one in entry.effects
            ]
        if entry.notes:
            after["notes"] = entry.notes
        self._writer.audit("create", "session", uid, after=after)
        self.steps.sessions.append(uid)
        self._sessions.add(key)
        self.counts["entries_added"] += 1
        self.counts["scores_added"] += len(given)
        self.counts["blanks"] += len(entry.scores) - len(given)
        place.met = place.touched = person.grown = True
        place.last = entry.day if place.last is None else max(place.last, entry.day)

    def _add_scores(self, person: Person, row: Entry, entry: Session) -> None:
        place = next(one for one in person.places if one.course.id == entry.course_id)
        place.met = True
        new: list[Score] = []
        blank: list[ScoreKey] = []
        for key, score in row.scores:
            old = entry.score(key)
            if score is None:
                if old is None and key not in entry.due:
                    blank.append(key)
            elif old is None:
                new.append(score)
            elif (old.value, old.scale) != (score.value, score.scale):
                raise DomainError(
                    tr(
                        "The practice holds {old} ({old_scale}) for this rating, "
                        "the file {given} ({scale}).",
                        old=old.given,
                        old_scale=old.scale,
                        given=score.given,
                        scale=score.scale,
                    )
                )
        if not new and not blank:
            self.counts["skipped"] += 1
            return
        if entry.state != SessionState.DRAFT:
            raise DomainError(tr("This session is signed and can no longer be changed."))
        self._fill(entry, new, blank)
        self.counts["scores_added"] += len(new)
        self.counts["blanks"] += len(blank)
        place.touched = True

    def _fill(self, entry: Session, new: Iterable[Score], blank: list[ScoreKey]) -> None:
        """Add to an entry that was there before."""
        if blank:
            self._work.sessions.add_due(entry.id, blank)
            due = [
                {"measure": key.measure, "moment": key.moment.value, "item": key.item}
                for key in blank
            ]
            self._writer.audit("due", "session", entry.uid, after={"not_asked": due})
            self.steps.due += [_named(entry, key) for key in blank]
        for score in new:
            self._work.sessions.keep_score(entry.id, score)
            table = _score_table(score)
            about = {name: table[name] for name in ("measure", "moment", "item")}
            self._writer.audit("score", "session", entry.uid, before=about, after=table)
            self.steps.scores.append(_named(entry, score.key))
        # A step back would take what the file brought with it.
        self._work.after_commit(lambda: self._drafts.forget(entry.id))
        self._sessions.add(entry.id)

    def _place(self, person: Person, day: date) -> Place:
        """The course that an entry of that day belongs to, opened where there is none.

        That is the one of the condition that was running on the day, else the open one, which
        then opened earlier than it was thought to.
        """
        places = [one for one in person.places if one.course.condition == self._condition]
        running = [
            one
            for one in places
            if one.opens <= day and (one.course.closed is None or day <= one.course.closed)
        ]
        still_open = [one for one in places if one.course.is_open]
        for place in (*reversed(running), *reversed(still_open)):
            place.opens = min(place.opens, day)
            return place
        course = Course(
            uid=uuid.uuid4().hex,
            patient_id=person.patient.id,
            condition=self._condition,
            opened=day,
        )
        course = replace(course, id=self._writer.add_course(course))
        place = Place(course=course, opens=day, new=True)
        person.places.append(place)
        self.steps.courses.append(course.uid)
        self.counts["courses_added"] += 1
        return place

    def _settle(self, place: Place) -> bool:
        """Bring a course to its span; says whether its row must change."""
        before, after = place.course, place.course
        if place.opens < before.opened:
            after = replace(after, opened=place.opens)
        if self._close and place.met and after.is_open:
            last = self._last_day(place)
            if last is not None:
                after = replace(after, closed=last)
                self.counts["courses_closed"] += 1
        old, new = _course_table(before), _course_table(after)
        if place.new:
            self._writer.audit("create", "course", after.uid, after=new)
        elif old != new:
            self._writer.audit("change", "course", after.uid, before=old, after=new)
            self.steps.spans.append(
                [after.uid, *(_day(one) for one in (before.opened, before.closed))]
                + [_day(one) for one in (after.opened, after.closed)]
            )
        if after == before:
            return False
        place.course = after
        place.touched = True
        return True

    def _last_day(self, place: Place) -> date | None:
        """The last day of a course, with what the file added and is not yet written."""
        span = None if place.new else self._work.sessions.span(place.course.id)
        days = [day for day in (place.last, span and span[1]) if day is not None]
        return max(days, default=None)


def told(patient: Patient) -> dict[str, object]:
    """A new patient for the audit log: what the file said of them."""
    names = ("chart_number", "display_name", "family_name", "given_name", "written_name")
    more = (
        *("birth_date", "sex", "phone", "email", "address", "emergency_contact", "occupation"),
        *("referred_by", "doctor_name", "doctor_address", "medicines", "allergies", "history"),
        *("notes", "alerts"),
    )
    values = {name: getattr(patient, name) for name in (*names, *more)}
    return {name: value for name, value in values.items() if value}


def _named(entry: Session, key: ScoreKey) -> list[str]:
    return [entry.uid, key.measure, key.moment.value, key.item]


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _score_table(score: Score) -> dict[str, str]:
    return {
        "measure": score.key.measure,
        "moment": score.key.moment.value,
        "item": score.key.item,
        "given": score.given,
        "scale": score.scale,
    }


def _course_table(course: Course) -> dict[str, object]:
    return {"condition": course.condition, "opened": course.opened, "closed": course.closed}
