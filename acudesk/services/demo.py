"""A believable practice of invented people, to look at and to learn with."""

import random
import tomllib
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import exp
from typing import Any

from acudesk import paths
from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.changes import Changes
from acudesk.domain.clock import Clock, offset_minutes
from acudesk.domain.course import ACTIVITIES, Course, Outcome, Side, default_conditions
from acudesk.domain.errors import DomainError
from acudesk.domain.measure import Direction, Measure
from acudesk.domain.patient import Patient, Sex, name_from_parts
from acudesk.domain.practice import Practice
from acudesk.domain.session import Moment, Score, ScoreKey, SessionKind
from acudesk.domain.side_effects import Severity, SideEffect, SideEffectKind
from acudesk.services.courses import Courses
from acudesk.services.measures import Measures
from acudesk.services.patients import Patients
from acudesk.services.practice import PracticeSettings
from acudesk.services.sessions import Sessions
from acudesk.translation import tr

MOST_PATIENTS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Story:
    """How one course goes: its visits, pain from and to (0-10), and what is special about it.

    `since` is how many days ago the last visit was; `gaps` the share of scores not asked;
    `settles` the number of visits after which most of the change has happened. `late`: at the
    end of the day, which puts the patient at the top of the list.
    """

    visits: int
    start: float = 7
    end: float = 3
    since: int = 3
    per_week: int = 1
    planned: int = 10
    condition: int = 0
    side: Side | None = None
    leg: bool = False
    gaps: float = 0.02
    mobility: float = 1.0
    settles: float = 4
    outcome: Outcome | None = None
    calls: int = 0
    late: bool = False


_STORIES: tuple[tuple[_Story, ...], ...] = (
    # Twelve sessions of sciatica, the latest yesterday: the one to look at first.
    (
        _Story(
            visits=12,
            start=8,
            end=2,
            since=1,
            per_week=2,
            planned=12,
            condition=2,
            side=Side.LEFT,
            leg=True,
            gaps=0,
            settles=7,
            late=True,
        ),
    ),
    # New, not treated yet.
    (_Story(visits=0),),
    # One session.
    (_Story(visits=1, start=6, since=1, condition=3, side=Side.BOTH, leg=True),),
    # Half way.
    (_Story(visits=6, start=7, end=4, since=2, side=Side.CENTRAL),),
    # Forty sessions: a course, then maintenance.
    (_Story(visits=40, start=8, end=2.5, since=5, planned=40, condition=5, settles=6),),
    # Two courses: one closed last year, one running.
    (
        _Story(visits=10, start=7, end=2, since=210, side=Side.RIGHT, outcome=Outcome.IMPROVED),
        _Story(visits=5, start=6, end=4, since=2, condition=2, side=Side.RIGHT, leg=True),
    ),
    # Closed, improved.
    (_Story(visits=10, start=7, end=2, since=24, per_week=2, outcome=Outcome.IMPROVED),),
    # Scores missing here and there.
    (_Story(visits=9, start=6, end=3, since=6, condition=1, gaps=0.4, settles=6),),
    # Getting worse.
    (_Story(visits=7, start=4, end=7, since=3, condition=3, leg=True, mobility=-0.6),),
    # Mobility within the error of measurement, pain unchanged.
    (_Story(visits=8, start=5, end=5, since=4, condition=4, mobility=0.1),),
    # Entries between visits.
    (_Story(visits=8, start=6, end=3, since=2, calls=5),),
    # Complaint gone.
    (_Story(visits=8, start=6, end=0, since=40, per_week=2, outcome=Outcome.RESOLVED),),
    # Stopped by the patient.
    (_Story(visits=3, start=7, end=6, since=60, outcome=Outcome.STOPPED),),
    # Referred.
    (_Story(visits=5, start=6, end=8, since=33, condition=1, leg=True, outcome=Outcome.REFERRED),),
)
_EFFECTS = (
    (SideEffectKind.SORENESS, 5),
    (SideEffectKind.BRUISING, 4),
    (SideEffectKind.FATIGUE, 4),
    (SideEffectKind.BLEEDING, 2),
    (SideEffectKind.DIZZINESS, 1),
    (SideEffectKind.PAIN_AT_NEEDLE, 2),
)
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
        earlier = Patients(work, _EarlierClock(clock), courses)
        filling = _Filling(
            work, clock, earlier, courses, sessions, measures, tables, random.Random(seed), day
        )
        for index in range(count):
            changes |= filling.add(index)
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

    def add(self, index: int) -> Changes:
        """The patient of that index, with every course and session."""
        patient = self._patient(index)
        changes = self._patients.add_patient(patient)
        key = changes.patient_id
        for story in self._stories(index):
            changes |= self._add_course(key, story)
        self._work.patients.saw(key)
        # The last of a full demo was treated long ago and has left the list.
        if index == 23:
            changes |= self._patients.archive_patient(key)
        return changes

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

    def _stories(self, index: int) -> tuple[_Story, ...]:
        if index < len(_STORIES):
            return _STORIES[index]
        luck = self._luck
        if index == 23:
            return (_Story(visits=11, start=7, end=1, since=300, outcome=Outcome.RESOLVED),)
        start = luck.uniform(5, 8.5)
        return (
            _Story(
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
            ),
        )

    def _add_course(self, patient_id: int, story: _Story) -> Changes:
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
        body = _Body(story, luck)
        for number, day in enumerate(days, start=1):
            self._add_visit(course_id, story, body, number, day)
        for number in range(story.calls):
            self._add_call(course_id, body, days[-1] - timedelta(days=3 + 7 * number))
        if story.outcome is not None:
            changes |= self._courses.close_course(course_id, closed=days[-1], outcome=story.outcome)
        return changes

    def _days(self, story: _Story) -> list[date]:
        """The days of the visits, on weekdays, the last `since` days ago or a little earlier."""
        day = self._today - timedelta(days=story.since)
        days = []
        for _ in range(story.visits):
            day -= timedelta(days=max(0, day.weekday() - 4))
            days.append(day)
            day -= timedelta(days=7 if story.per_week == 1 else self._luck.choice((3, 4)))
        return days[::-1]

    def _add_visit(
        self, course_id: int, story: _Story, body: "_Body", number: int, day: date
    ) -> None:
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
        scores = [
            score
            for score in body.scores(due, self._measures, number)
            if number == 1 or luck.random() >= story.gaps
        ]
        for score in scores:
            self._work.sessions.keep_score(key, score)
        asked = luck.random() < 0.85
        effects = self._effects() if asked else ()
        self._work.sessions.keep_side_effects(key, effects)
        self._work.sessions.change(
            key, side_effects_asked=int(asked), minutes=minutes, notes=self._notes(story, number)
        )
        self._audit(uid, day, scores)

    def _add_call(self, course_id: int, body: "_Body", day: date) -> None:
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

    def _notes(self, story: _Story, number: int) -> str:
        notes, luck = self._tables["notes"], self._luck
        if number == 1:
            return str(luck.choice(notes["first"]))
        if number in (4, 8, story.planned):
            return str(luck.choice(notes["review"]))
        change = story.end - story.start
        kind = "better" if change < -1 else "worse" if change > 1 else "same"
        return str(luck.choice(notes[luck.choice((kind, kind, "same"))]))


class _Body:
    """What one patient feels and can do in the course of a story."""

    def __init__(self, story: _Story, luck: random.Random) -> None:
        self._story = story
        self._luck = luck
        self._reach = luck.uniform(14, 32)
        self._raise = {
            "leg_raise_left": self._leg_raise(Side.LEFT),
            "leg_raise_right": self._leg_raise(Side.RIGHT),
        }
        self._activities = [luck.uniform(2, 5) for _ in range(ACTIVITIES)]

    def _leg_raise(self, side: Side) -> float:
        """Degrees at the first visit: less on a side with leg pain."""
        if self._story.leg and self._story.side in (side, Side.BOTH):
            return self._luck.uniform(38, 52)
        return self._luck.uniform(62, 76)

    def pain_after(self, visits: float) -> int:
        """Average pain, 0 to 10, after so many visits."""
        story = self._story
        settled = 1 - exp(-visits / story.settles)
        return _within(story.start + (story.end - story.start) * settled + self._noise(0.45), 0, 10)

    def scores(
        self, due: Sequence[ScoreKey], measures: dict[str, Measure], number: int
    ) -> Iterator[Score]:
        """A score for each of what is due, in a believable relation to each other."""
        week = self.pain_after(number - 1)
        before = _within(week + self._luck.choice((-1, 0, 0, 0, 1)), 0, 10)
        after = _within(before - self._luck.choice((0, 1, 1, 2)), 0, 10)
        for key in due:
            measure = measures[key.measure]
            value = self._value(key, measure, number, week, before, after)
            scale = measure.scale
            kept = min(max(Decimal(str(value)), scale.lowest), scale.highest)
            kept = kept.quantize(scale.step) if scale.step < 1 else kept.quantize(Decimal(1))
            yield measure.score(str(kept), moment=key.moment, item=key.item)

    def _value(
        self, key: ScoreKey, measure: Measure, number: int, week: int, before: int, after: int
    ) -> float:
        story, code = self._story, key.measure
        gained = story.mobility * (1 - exp(-(number - 1) / 5))
        if code == "pain_7d":
            return week
        if code == "leg_pain_7d":
            return max(0, week - self._luck.choice((0, 1))) if story.leg else 0
        if code == "pain_now":
            return before if key.moment == Moment.BEFORE else after
        if code == "fingertip_floor":
            return round(2 * (self._reach - 14 * gained + self._noise(0.8))) / 2
        if code in self._raise:
            return self._raise[code] + 15 * gained + self._noise(1.5)
        if code == "rmdq":
            return week * 1.7 + self._noise(1)
        if code == "psfs":
            return self._activities[int(key.item) - 1] + (story.start - week) * 0.8
        if code == "pgic":
            return 4 - (story.start - week) / 2
        if code == "analgesic_doses":
            return max(0, week * 1.4 - 2 + self._noise(1))
        low, high = float(measure.scale.lowest), float(measure.scale.highest)
        well = 1 - week / 10
        share = well if measure.direction == Direction.HIGHER else 1 - well
        return low + share * (high - low)

    def _noise(self, size: float) -> float:
        return self._luck.gauss(0, size)


def _within(value: float, low: int, high: int) -> int:
    return min(max(round(value), low), high)


def _script(person: dict[str, Any]) -> int:
    """A coarse number for the script of a name: the block of 256 characters it begins in."""
    first = ord(person["given_name"][0])
    return 0 if first < 0x370 else first >> 8 if first < 0x2E80 else 0x4E
