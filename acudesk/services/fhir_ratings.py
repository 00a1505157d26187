"""Keeping patients and ratings of other systems: entries between visits, in a course for them.

A rating is known by its patient, its time and its name in the file: the same file brings the
same entries once. The course is the one of what nobody named that ran on the day, else a new one.
"""

import uuid
from collections import Counter
from collections.abc import Set
from dataclasses import dataclass, field, replace
from datetime import date

from acudesk.data.courses import course_row
from acudesk.data.imports import ImportSteps
from acudesk.data.patients import patient_row
from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.changes import Changes
from acudesk.domain.clock import Clock
from acudesk.domain.course import Course, unstated_condition
from acudesk.domain.errors import DomainError
from acudesk.domain.patient import Patient, check_not_merged
from acudesk.domain.session import SessionKind, check_took_place
from acudesk.reports.fhir.foreign import ForeignPatient, ForeignRating, rating_uid, same_name
from acudesk.services.fhir_people import numbered
from acudesk.services.import_entries import COUNTED
from acudesk.translation import tr


@dataclass(slots=True, kw_only=True)
class _Place:
    course: Course
    before: Course | None
    opens: date


@dataclass(slots=True, kw_only=True)
class _Person:
    patient: Patient
    places: list[_Place] = field(default_factory=list)
    grown: bool = False


class RatingKeeper:
    """Keeps what other systems wrote inside a running transaction, and counts it. `numbers` are
    the chart numbers in the file."""

    def __init__(self, work: UnitOfWork, clock: Clock, numbers: Set[str]) -> None:
        self._work = work
        self._in_file = numbers
        self._now = clock.now()
        self._people: dict[str, _Person] = {}
        self._numbers: set[str] = set()
        self._seen: Counter[str] = Counter()
        self._sessions: set[int] = set()
        self._steps = ImportSteps(audited=[work.audit.last() + 1, 0])
        self.counts: Counter[str] = Counter()

    def keep_patient(self, found: ForeignPatient, known: int | None) -> None:
        """Somebody of the file: a patient of the practice, or a new one. What the practice knows
        of its patients is not changed."""
        if known is None:
            person = _Person(patient=self._add(found.patient))
        else:
            patient = check_not_merged(self._work.patients.get(known))
            self.counts["patients_matched"] += 1
            courses = self._work.courses.of_patient(patient.id)
            person = _Person(
                patient=patient,
                places=[_Place(course=one, before=one, opens=one.opened) for one in courses],
            )
        for name in found.names:
            if name in self._people:
                raise DomainError(tr("This resource stands there twice."))
            self._people[name] = person

    def keep_rating(self, rating: ForeignRating) -> None:
        """A rating as an entry between visits; raises DomainError for nobody's, for a day to
        come, and for one that says otherwise than the practice."""
        check_took_place(rating.took_place, self._now.date())
        person = self._people.get(rating.subject) or self._people.get(same_name(rating.subject))
        if person is None:
            raise DomainError(
                tr("Its patient ({name}) is not in the file.", name=rating.subject[:60])
            )
        same = f"{person.patient.uid} {rating.took_place} {rating.at} {rating.key}"
        if not rating.identity:
            self._seen[same] += 1
        uid = rating_uid(person.patient.uid, rating, self._seen[same])
        there = self._work.sessions.by_uid(uid)
        if there is None:
            self._add_entry(person, rating, uid)
        else:
            self._compare(rating, there[0])

    def finish(self, source: str) -> None:
        """Open courses early enough, order the list anew, and note what takes it all back."""
        for person in {one.patient.id: one for one in self._people.values()}.values():
            for place in person.places:
                self._settle(place)
            if person.grown:
                self._work.patients.saw(person.patient.id)
        if self._steps.is_empty:
            return
        counts = {name: self.counts[name] for name in COUNTED}
        self._work.audit.add("import", "practice", "", after={"file": source, **counts})
        self._steps.audited[1] = self._work.audit.last()
        self._work.imports.add(
            uid=uuid.uuid4().hex,
            now=self._now,
            source=source,
            kind="fhir",
            counts=counts,
            steps=self._steps,
        )

    def changes(self) -> Changes:
        """What was touched."""
        people = [one for one in self._people.values() if one.grown or not one.places]
        return Changes(
            patients=frozenset(one.patient.id for one in people),
            courses=frozenset(place.course.id for one in people for place in one.places),
            sessions=frozenset(self._sessions),
        )

    def _add(self, patient: Patient) -> Patient:
        if patient.birth_date is not None and patient.birth_date > self._now.date():
            raise DomainError(tr("This birth date lies in the future."))
        if patient.chart_number in self._numbers:
            raise DomainError(
                tr("The file gives the chart number {number} twice.", number=patient.chart_number)
            )
        self._numbers |= {patient.chart_number} - {""}
        patient = numbered(self._work, patient, self._in_file)
        patient = replace(patient, id=self._work.patients.add(patient, self._now))
        self._work.audit.add("create", "patient", patient.uid, after=patient_row(patient))
        self._steps.patients.append(patient.uid)
        self.counts["patients_added"] += 1
        return patient

    def _add_entry(self, person: _Person, rating: ForeignRating, uid: str) -> None:
        place = self._place(person, rating.took_place)
        score = rating.score
        key = self._work.sessions.add(
            uid=uid,
            course_id=place.course.id,
            kind=SessionKind.BETWEEN,
            took_place=rating.took_place,
            at=rating.at,
            utc_offset=rating.utc_offset,
            entered_at=self._now,
            due=() if score else (rating.key,),
        )
        if score is not None:
            self._work.sessions.keep_score(key, score)
        self._work.audit.add(
            "create",
            "session",
            uid,
            after={
                "course": place.course.uid,
                "kind": SessionKind.BETWEEN.value,
                "took_place": rating.took_place,
                "at": rating.at,
                "measure": rating.key.measure,
                "given": score.given if score else None,
                "scale": score.scale if score else None,
            },
        )
        self._sessions.add(key)
        self._steps.sessions.append(uid)
        self.counts["entries_added"] += 1
        self.counts["scores_added" if score else "blanks"] += 1
        person.grown = True

    def _compare(self, rating: ForeignRating, session_id: int) -> None:
        there = self._work.sessions.get(session_id).score(rating.key)
        score = rating.score
        if score is not None and there is not None and there.value != score.value:
            raise DomainError(
                tr(
                    "The practice holds {old} for this rating, the file {given}.",
                    old=there.given,
                    given=score.given,
                )
            )
        self.counts["skipped"] += 1

    def _place(self, person: _Person, day: date) -> _Place:
        condition = unstated_condition()
        places = [one for one in person.places if one.course.condition == condition]
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
            uid=uuid.uuid4().hex, patient_id=person.patient.id, condition=condition, opened=day
        )
        course = replace(course, id=self._work.courses.add(course, self._now))
        place = _Place(course=course, before=None, opens=day)
        person.places.append(place)
        self._steps.courses.append(course.uid)
        self.counts["courses_added"] += 1
        return place

    def _settle(self, place: _Place) -> None:
        before, course = place.before, place.course
        after = replace(course, opened=min(place.opens, course.opened))
        if after != course:
            self._work.courses.change(after)
        place.course = after
        if before is None:
            self._work.audit.add("create", "course", after.uid, after=course_row(after))
        elif after != before:
            closed = str(before.closed) if before.closed else None
            spans = [str(before.opened), closed, str(after.opened), closed]
            self._steps.spans.append([after.uid, *spans])
            self._work.audit.add(
                "change",
                "course",
                after.uid,
                before={"opened": before.opened},
                after={"opened": after.opened},
            )
