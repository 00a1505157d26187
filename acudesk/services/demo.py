"""A believable practice of invented people, to look at and to learn with."""

import random
import tomllib
import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from acudesk import paths
from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.changes import Changes
from acudesk.domain.clock import Clock, offset_minutes
from acudesk.domain.course import ACTIVITIES, Course, Outcome, Side, default_conditions
from acudesk.domain.errors import DomainError
from acudesk.domain.patient import Patient, Sex, name_from_parts
from acudesk.domain.practice import Practice
from acudesk.domain.review import Decision
from acudesk.domain.session import Moment, Score, ScoreKey, Session, SessionKind
from acudesk.domain.side_effects import Severity, SideEffect, SideEffectKind
from acudesk.services.courses import Courses
from acudesk.services.demo_body import Body
from acudesk.services.demo_reviews import DemoReviews
from acudesk.services.demo_stories import STORIES, Story
from acudesk.services.demo_visits import DemoVisits
from acudesk.services.measures import Measures
from acudesk.services.patients import Patients
from acudesk.services.practice import PracticeSettings
from acudesk.services.sessions import Sessions
from acudesk.translation import tr

MOST_PATIENTS = 2_000


_EFFECTS = (
    (SideEffectKind.SORENESS, 5),
    (SideEffectKind.BRUISING, 4),
    (SideEffectKind.FATIGUE, 4),
    (SideEffectKind.BLEEDING, 2),
    (SideEffectKind.DIZZINESS, 1),
    (SideEffectKind.PAIN_AT_NEEDLE, 2),
)
_BRUISE = SideEffect(kind=SideEffectKind.BRUISING, severity=Severity.MILD)
_IMPRESSION = ScoreKey(measure="pgic", moment=Moment.ONCE)
_SLOTS = tuple(time(hour, minute) for hour in (9, 10, 11, 13, 14, 15, 16, 17) for minute in (0, 30))


def check_demo(practice: Practice, *, has_patients: bool) -> None:
    """Raise DomainError where a practice is a real one, which a demo must never touch."""
    if not practice.demo and (has_patients or practice != Practice()):
        raise DomainError(
            tr(
                "This folder holds a real practice, so the demo was not put into it. "
                "Choose another folder with --data."
            )
        )


def fill_demo(
    *,
    work: UnitOfWork,
    clock: Clock,
    practice: PracticeSettings,
    patients: Patients,
    courses: Courses,
    sessions: Sessions,
    measures: Measures,
    seed: int = 1,
    count: int = 24,
    today: date | None = None,
) -> Changes:
    """Fill an empty practice with `count` invented patients, the same for the same seed and day.

    One transaction. A demo that is filled already is left as it is. Raises DomainError for a
    real practice and for a count that is not 1 to 2,000.
    """
    if not 1 <= count <= MOST_PATIENTS:
        raise DomainError(tr("A demo has 1 to {most} patients.", most=MOST_PATIENTS))
    check_demo(practice.practice(), has_patients=patients.has_patients())
    if patients.has_patients():
        return Changes()
    tables = tomllib.loads(paths.resource("demo.toml").read_text(encoding="utf-8"))
    day = today or clock.now().date()
    with work:
        changes = practice.change_practice(Practice(**tables["practice"], demo=True))
        earlier = Patients(work, _EarlierClock(clock), courses.open_course)
        filling = _Filling(
            work, clock, earlier, courses, sessions, measures, tables, random.Random(seed), day
        )
        for index in range(count):
            changes |= filling.add(index)
        filling.plan()
        work.audit.add("demo", "practice", "", after={"seed": seed, "patients": count})
    return changes


class _EarlierClock:
    """The time at which the demo's patients were added: who has no session yet is not the
    first whom a newcomer sees."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        """Nine days before the present moment."""
        return self._clock.now() - timedelta(days=9)

    def local(self, day: date, at: time) -> datetime:
        """A civil date and local time here, aware."""
        return self._clock.local(day, at)


class _Filling:
    """One demo on its way: the luck, the texts, and the times that are taken."""

    def __init__(
        self,
        work: UnitOfWork,
        clock: Clock,
        patients: Patients,
        courses: Courses,
        sessions: Sessions,
        measures: Measures,
        tables: dict[str, Any],
        luck: random.Random,
        today: date,
    ) -> None:
        self._work = work
        self._clock = clock
        self._patients = patients
        self._courses = courses
        self._sessions = sessions
        self._measures = {measure.code: measure for measure in measures.list_measures()}
        self._tables = tables
        self._luck = luck
        self._today = today
        self._taken: set[tuple[date, time]] = set()
        self._visits = DemoVisits(work, clock, luck, today)
        self._reviews = DemoReviews(
            work, courses, tuple(self._measures.values()), tables["reviews"], luck, today
        )

    def add(self, index: int) -> Changes:
        """The patient of that index, with every course and session."""
        patient = self._patient(index)
        changes = self._patients.add_patient(patient)
        key = changes.patient_id
        for story in self._stories(index):
            changes |= self._add_course(key, story)
        self._visits.screen(key, index)
        self._work.patients.saw(key)
        # The last of a full demo was treated long ago and has left the list.
        if index == 23:
            changes |= self._patients.archive_patient(key)
        return changes

    def plan(self) -> None:
        """The diary of today and of the next days."""
        self._visits.plan()

    def _patient(self, index: int) -> Patient:
        people, luck = self._tables["people"], self._luck
        person = dict(people[index % len(people)])
        if index >= len(people):
            # Beyond the list: a name from two people of it who write in one script.
            script = [one for one in people if _script(one) == _script(person)]
            other = luck.choice(script)
            person["given_name"] = other["given_name"]
            person["sex"] = other["sex"]
            person.pop("display_name", None)
        record, number = self._tables["record"], index + 101
        name = person.get("display_name") or name_from_parts(
            person["given_name"], person["family_name"]
        )
        return Patient(
            display_name=name,
            family_name=person["family_name"],
            given_name=person["given_name"],
            written_name=name,
            birth_date=date(person["born"] + index // len(people) % 20, 1, 1)
            + timedelta(days=luck.randrange(365)),
            sex=Sex(person["sex"]),
            phone=f"555-0{100 + number % 100}",
            email=f"patient{number}@example.org",
            address=f"{luck.randint(1, 90)} {luck.choice(self._tables['streets']['names'])}\n"
            "Harbourside",
            emergency_contact=f"Family, 555-0{100 + (number + 50) % 100}",
            occupation=person["occupation"],
            referred_by=luck.choice(("Own choice", "Family doctor", "A friend", "")),
            doctor_name=luck.choice(self._tables["doctors"]["names"]),
            doctor_address=self._tables["doctors"]["address"],
            medicines=luck.choice(record["medicines"]),
            allergies=luck.choice(record["allergies"]),
            history=luck.choice(record["history"]),
            alerts=luck.choice(record["alerts"]),
        )

    def _stories(self, index: int) -> tuple[Story, ...]:
        if index < len(STORIES):
            return STORIES[index]
        luck = self._luck
        if index == 23:
            return (
                Story(
                    visits=11,
                    start=7,
                    end=0,
                    settles=3,
                    planned=12,
                    since=300,
                    outcome=Outcome.RESOLVED,
                ),
            )
        start = luck.uniform(5, 8.5)
        story = Story(
            visits=luck.randint(2, 11),
            start=start,
            end=max(0.0, start - luck.choice((0, 1, 2, 3, 4, 5))),
            since=luck.randint(1, 20),
            per_week=luck.choice((1, 1, 2)),
            planned=luck.choice((6, 8, 10, 12)),
            condition=luck.randrange(len(default_conditions())),
            side=luck.choice((None, *Side)),
            leg=luck.random() < 0.4,
            mobility=luck.uniform(0.3, 1),
        )
        # Every other one is closed.
        return (replace(story, outcome=_outcome(story)) if index % 2 == 0 else story,)

    def _add_course(self, patient_id: int, story: Story) -> Changes:
        luck, record = self._luck, self._tables["record"]
        days = self._days(story)
        changes = self._courses.open_course(
            Course(
                patient_id=patient_id,
                condition=default_conditions()[story.condition],
                side=story.side,
                onset=luck.choice(record["onsets"]),
                goal=luck.choice(record["goals"]),
                planned_sessions=story.planned,
                per_week=Decimal(story.per_week),
                activities=tuple(luck.sample(record["activities"], ACTIVITIES)),
                opened=days[0] if days else self._today,
            )
        )
        course_id = changes.course_id
        body = Body(story, luck)
        self._visits.begin_course(patient_id, course_id, story)
        held: list[Session] = []
        for number, day in enumerate(days, start=1):
            held.append(self._add_visit(course_id, story, body, number, day))
            if self._reviews.look_back(course_id, story, held) == Decision.ADJUST:
                self._visits.adjust()
        for number in range(story.calls):
            self._add_call(course_id, body, days[-1] - timedelta(days=3 + 7 * number))
        if story.outcome is not None:
            changes |= self._reviews.close(course_id, story.outcome, held)
        return changes

    def _days(self, story: Story) -> list[date]:
        """The days of the visits, on weekdays, the last `since` days ago or a little earlier."""
        day = self._today - timedelta(days=story.since)
        days = []
        for _ in range(story.visits):
            day -= timedelta(days=max(0, day.weekday() - 4))
            days.append(day)
            day -= timedelta(days=7 if story.per_week == 1 else self._luck.choice((3, 4)))
            if story.visits - len(days) == story.pause_before - 1:
                day -= timedelta(days=story.pause_days)
        return days[::-1]

    def _add_visit(
        self, course_id: int, story: Story, body: Body, number: int, day: date
    ) -> Session:
        luck = self._luck
        at = self._slot(day, late=story.late)
        began = self._clock.local(day, at)
        minutes = luck.choice((20, 25, 25, 30, 30, 30, 35, 40))
        due = self._sessions.due_at(course_id, number)
        uid = uuid.uuid4().hex
        key = self._work.sessions.add(
            uid=uid,
            course_id=course_id,
            kind=SessionKind.VISIT,
            took_place=day,
            at=at,
            utc_offset=offset_minutes(began),
            entered_at=began + timedelta(minutes=minutes + 10),
            due=due,
        )
        # At the close the patient's impression is asked, also where it was not due by number.
        closes = number == story.visits and story.outcome not in (None, Outcome.STOPPED)
        asked = dict.fromkeys((*due, _IMPRESSION) if closes else due)
        scores = [
            score
            for score in body.scores(tuple(asked), self._measures, number)
            if number == 1 or luck.random() >= story.gaps
        ]
        for score in scores:
            self._work.sessions.keep_score(key, score)
        listed = luck.random() < 0.85
        effects = self._effects() if listed else ()
        if number == story.bruise and not effects:
            listed, effects = True, (_BRUISE,)
        self._work.sessions.keep_side_effects(key, effects)
        self._work.sessions.change(
            key, side_effects_asked=int(listed), minutes=minutes, notes=self._notes(story, number)
        )
        self._audit(uid, day, scores)
        return self._visits.treat(key, story, number, minutes)

    def _add_call(self, course_id: int, body: Body, day: date) -> None:
        measure = self._measures["pain_7d"]
        uid = uuid.uuid4().hex
        key = self._work.sessions.add(
            uid=uid,
            course_id=course_id,
            kind=SessionKind.BETWEEN,
            took_place=day,
            at=None,
            utc_offset=None,
            entered_at=self._clock.local(day, time(18)),
            due=(),
        )
        score = measure.score(str(body.pain_after(8)))
        self._work.sessions.keep_score(key, score)
        self._work.sessions.change(key, notes=self._tables["notes"]["call"])
        self._audit(uid, day, [score])

    def _audit(self, uid: str, day: date, scores: Sequence[Score]) -> None:
        given = {
            f"{score.key.measure}:{score.key.item or score.key.moment.value}": score.given
            for score in scores
        }
        self._work.audit.add("create", "session", uid, after={"took_place": day, "scores": given})

    def _slot(self, day: date, *, late: bool) -> time:
        free = [slot for slot in _SLOTS if (day, slot) not in self._taken] or list(_SLOTS)
        slot = free[-1] if late else self._luck.choice(free)
        self._taken.add((day, slot))
        return slot

    def _effects(self) -> tuple[SideEffect, ...]:
        luck = self._luck
        if luck.random() < 0.7:
            return ()
        kinds, weights = zip(*_EFFECTS, strict=True)
        found = dict.fromkeys(luck.choices(kinds, weights, k=luck.choice((1, 1, 1, 2))))
        return tuple(
            SideEffect(
                kind=kind,
                severity=luck.choices((Severity.MILD, Severity.MODERATE), (9, 1))[0],
            )
            for kind in found
        )

    def _notes(self, story: Story, number: int) -> str:
        notes, luck = self._tables["notes"], self._luck
        if number == 1:
            return str(luck.choice(notes["first"]))
        if number in (4, 8, story.planned):
            return str(luck.choice(notes["review"]))
        change = story.end - story.start
        kind = "better" if change < -1 else "worse" if change > 1 else "same"
        return str(luck.choice(notes[luck.choice((kind, kind, "same"))]))


def _outcome(story: Story) -> Outcome:
    """How a course that goes so is closed."""
    if story.visits < 4:
        return Outcome.STOPPED
    latest = story.pain_after(story.visits - 1)
    if latest < 1:
        return Outcome.RESOLVED
    return Outcome.IMPROVED if story.start - latest >= 2 else Outcome.UNCHANGED


def _script(person: dict[str, Any]) -> int:
    """A coarse number for the script of a name: the block of 256 characters it begins in."""
    first = ord(person["given_name"][0])
    return 0 if first < 0x370 else first >> 8 if first < 0x2E80 else 0x4E
