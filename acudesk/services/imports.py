"""What the practitioner brings in from files."""

import io
import stat
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date
from os import PathLike
from pathlib import Path
from typing import BinaryIO

from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.changes import Changes
from acudesk.domain.clock import Clock
from acudesk.domain.course import Course, unstated_condition
from acudesk.domain.errors import DomainError
from acudesk.domain.patient import Patient
from acudesk.domain.ratings import (
    RatingPlan,
    RatingRow,
    RefusedRow,
    check_file,
    check_plan,
    read_ratings,
)
from acudesk.domain.session import Score, ScoreKey, Session, SessionKind, SessionState
from acudesk.domain.text import cleaned
from acudesk.services.drafts import Drafts
from acudesk.services.measures import Measures
from acudesk.translation import ntr, tr

MOST_A_DAY = 1_000
"""Ratings of one person on one day; more is not a diary."""
MOST_REFUSED = 1_000
"""Refused rows after which an import that keeps all or nothing looks no further."""
NAMED_REFUSED = 3
"""Refused rows that the sentence of a refused import names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import did, or would do.

    `people` counts those in the file; `blanks` the blank cells newly noted as not asked;
    `skipped` the rows that added nothing, because all they say is in the practice; `refused`
    are line numbers with reasons, the header being line 1. `kept` is false after a dry run and
    after a refusal.
    """

    people: int = 0
    patients_added: int = 0
    courses_added: int = 0
    courses_closed: int = 0
    entries_added: int = 0
    scores_added: int = 0
    blanks: int = 0
    skipped: int = 0
    refused: tuple[tuple[int, str], ...] = ()
    kept: bool = True


class RefusedRowsError(DomainError):
    """Rows were refused, so nothing was imported; `report` says which and why."""

    def __init__(self, report: ImportReport) -> None:
        named = " ".join(
            tr("Line {line}: {reason}", line=line, reason=reason)
            for line, reason in report.refused[:NAMED_REFUSED]
        )
        count = len(report.refused)
        if count > NAMED_REFUSED:
            named = tr("{named} And {n} more.", named=named, n=count - NAMED_REFUSED)
        super().__init__(
            ntr(
                "Nothing was imported, because {n} row was refused. {named}",
                "Nothing was imported, because {n} rows were refused. {named}",
                count,
                named=named,
            )
        )
        self.report = report


class _NotKeptError(Exception):
    """Takes everything back at the end of a dry run or a refused import."""


class Imports:
    """Bring in files, each in one transaction."""

    def __init__(self, work: UnitOfWork, clock: Clock, measures: Measures, drafts: Drafts) -> None:
        self._work = work
        self._clock = clock
        self._measures = measures
        self._drafts = drafts

    def import_ratings(
        self, source: str | PathLike[str] | BinaryIO, plan: RatingPlan
    ) -> tuple[ImportReport, Changes]:
        """Bring in a long-form CSV file of ratings: its path, or an open file of bytes.

        All rows are kept or none, unless the plan says to skip bad ones. What is in the practice
        already is not added again: a rating is known by chart number, date and which one of that
        date it is. People not in the practice become patients with the person's text as chart
        number and name. Raises DomainError for a file that cannot be read and for a plan that
        does not fit it, RefusedRowsError for refused rows.
        """
        measures = {measure.code: measure for measure in self._measures.list_measures()}
        check_plan(plan, measures)
        with opened_ratings(source) as (stream, name):
            run = _Run(self._work, self._clock, self._drafts, plan)
            with suppress(_NotKeptError), self._work as work:
                today = self._clock.now().date()
                for row in read_ratings(stream, plan, measures, today):
                    run.take(row)
                    if len(run.refused) >= MOST_REFUSED and not plan.skip_bad:
                        break
                run.finish()
                if plan.dry_run or (run.refused and not plan.skip_bad):
                    raise _NotKeptError
                if run.changes() != Changes():
                    work.audit.add("import", "practice", "", after=run.audited(name))
        if run.refused and not plan.skip_bad:
            raise RefusedRowsError(run.report(kept=False))
        if plan.dry_run:
            return run.report(kept=False), Changes()
        return run.report(kept=True), run.changes()


def check_ratings(source: str | PathLike[str] | BinaryIO, plan: RatingPlan) -> None:
    """Raise DomainError for a file that is refused as a whole, whatever its rows say.

    Needs no practice, so that none is made for nothing.
    """
    with opened_ratings(source) as (stream, _):
        check_file(stream, plan)


@contextmanager
def opened_ratings(
    source: str | PathLike[str] | BinaryIO,
) -> Iterator[tuple[BinaryIO, str]]:
    """A file of ratings as seekable bytes, and its name without the folder."""
    if not isinstance(source, str | PathLike):
        yield _seekable(source), ""
        return
    file = Path(source)
    try:
        mode = file.stat().st_mode
        if stat.S_ISDIR(mode):
            raise DomainError(tr("{file} is a folder, not a CSV file.", file=file))
        if not stat.S_ISREG(mode):
            raise DomainError(tr("{file} is not a file on a disk.", file=file))
        with file.open("rb") as stream:
            yield stream, file.name
    except FileNotFoundError:
        raise DomainError(tr("There is no file {file}.", file=file)) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise DomainError(
            tr(
                "{file} cannot be read ({reason}).",
                file=str(file).replace("\0", "?"),
                reason=reason or type(error).__name__,
            )
        ) from None


def _seekable(stream: BinaryIO) -> BinaryIO:
    return stream if stream.seekable() else io.BytesIO(stream.read())


@dataclass(slots=True, kw_only=True)
class _Place:
    """A course met in the file; `opens` is the day on which it must have opened at the latest."""

    course: Course
    opens: date
    new: bool = False
    met: bool = False
    touched: bool = False


@dataclass(slots=True, kw_only=True)
class _Person:
    """A patient met in the file, with the entries of one day that were imported before."""

    patient: Patient
    new: bool
    places: list[_Place]
    grown: bool = False
    day: date | None = None
    stored: dict[int, Session] = field(default_factory=dict)


class _Run:
    """One import on its way: what it has met, added and refused."""

    def __init__(self, work: UnitOfWork, clock: Clock, drafts: Drafts, plan: RatingPlan) -> None:
        self._work = work
        self._drafts = drafts
        self._now = clock.now()
        self._plan = plan
        self._kind = SessionKind.VISIT if plan.visits else SessionKind.BETWEEN
        self._condition = cleaned(plan.condition, limit=200, field="condition")
        self._condition = self._condition or unstated_condition()
        self._people: dict[str, _Person] = {}
        self._seen: Counter[tuple[str, date]] = Counter()
        self._sessions: set[int] = set()
        self._counts: Counter[str] = Counter()
        self.refused: list[tuple[int, str]] = []

    def take(self, row: RatingRow | RefusedRow) -> None:
        """Keep what a row adds, or note why it is refused."""
        # A refused row still is the first, second, ... of its day: what follows it keeps its
        # place when the file is put right and imported again.
        if row.person and row.day is not None:
            self._seen[row.person, row.day] += 1
        if isinstance(row, RefusedRow):
            self.refused.append((row.line, row.reason))
            return
        try:
            self._keep(row, self._seen[row.person, row.day])
        except DomainError as error:
            self.refused.append((row.line, error.text))

    def finish(self) -> None:
        """Open courses early enough, close them if that is wanted, and order the list anew."""
        for person in self._people.values():
            for place in person.places:
                self._settle(place)
            if person.grown:
                self._work.patients.saw(person.patient.id)

    def changes(self) -> Changes:
        """What the run touched."""
        touched = [
            place.course
            for person in self._people.values()
            for place in person.places
            if place.touched
        ]
        return Changes(
            patients=frozenset(course.patient_id for course in touched),
            courses=frozenset(course.id for course in touched),
            sessions=frozenset(self._sessions),
        )

    def report(self, *, kept: bool) -> ImportReport:
        """What the run did."""
        return ImportReport(
            people=len(self._people),
            **{name: self._counts[name] for name in _COUNTED},
            refused=tuple(self.refused),
            kept=kept,
        )

    def audited(self, name: str) -> dict[str, object]:
        """What the run did, for the audit log."""
        counts = {counted: self._counts[counted] for counted in _COUNTED}
        return {"file": name, "refused": len(self.refused), **counts}

    def _keep(self, row: RatingRow, ordinal: int) -> None:
        if ordinal > MOST_A_DAY:
            raise DomainError(
                tr("More than {most} ratings of one person on one day.", most=MOST_A_DAY)
            )
        person = self._person(row.person)
        entry = self._stored(person, row.day).get(ordinal)
        if entry is None:
            self._add_entry(person, row, ordinal)
        else:
            self._add_scores(person, row, entry)

    def _person(self, chart_number: str) -> _Person:
        person = self._people.get(chart_number)
        if person is not None:
            return person
        patient = self._work.patients.by_chart_number(chart_number)
        if patient is not None and patient.merged_into is not None:
            raise DomainError(
                tr("The record {number} was merged into another one.", number=chart_number)
            )
        if patient is not None:
            courses = self._work.courses.of_patient(patient.id)
            places = [_Place(course=course, opens=course.opened) for course in courses]
            person = _Person(patient=patient, new=False, places=places)
        else:
            patient = Patient(
                uid=uuid.uuid4().hex, chart_number=chart_number, display_name=chart_number
            )
            patient = replace(patient, id=self._work.patients.add(patient, self._now))
            self._work.audit.add(
                "create",
                "patient",
                patient.uid,
                after={"chart_number": chart_number, "display_name": chart_number},
            )
            self._counts["patients_added"] += 1
            person = _Person(patient=patient, new=True, places=[])
        self._people[chart_number] = person
        return person

    def _stored(self, person: _Person, day: date) -> dict[int, Session]:
        if not person.new and person.day != day:
            person.stored = self._work.sessions.imported(person.patient.id, day)
            person.day = day
        return person.stored

    def _add_entry(self, person: _Person, row: RatingRow, ordinal: int) -> None:
        place = self._place(person, row.day)
        uid = uuid.uuid4().hex
        key = self._work.sessions.add(
            uid=uid,
            course_id=place.course.id,
            kind=self._kind,
            took_place=row.day,
            at=None,
            utc_offset=None,
            entered_at=self._now,
            due=[key for key, score in row.scores if score is None],
            import_ordinal=ordinal,
        )
        given = [score for _, score in row.scores if score is not None]
        for score in given:
            self._work.sessions.keep_score(key, score)
        self._work.audit.add(
            "create",
            "session",
            uid,
            after={
                "course": place.course.uid,
                "kind": self._kind.value,
                "took_place": row.day,
                "scores": [_score_table(score) for score in given],
            },
        )
        self._sessions.add(key)
        self._counts["entries_added"] += 1
        self._counts["scores_added"] += len(given)
        self._counts["blanks"] += len(row.scores) - len(given)
        place.met = place.touched = person.grown = True

    def _add_scores(self, person: _Person, row: RatingRow, entry: Session) -> None:
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
            self._counts["skipped"] += 1
            return
        if entry.state != SessionState.DRAFT:
            raise DomainError(tr("This session is signed and can no longer be changed."))
        if blank:
            self._work.sessions.add_due(entry.id, blank)
            due = [
                {"measure": key.measure, "moment": key.moment.value, "item": key.item}
                for key in blank
            ]
            self._work.audit.add("due", "session", entry.uid, after={"not_asked": due})
        for score in new:
            self._work.sessions.keep_score(entry.id, score)
            table = _score_table(score)
            about = {name: table[name] for name in ("measure", "moment", "item")}
            self._work.audit.add("score", "session", entry.uid, before=about, after=table)
        # A step back would take what the file brought with it.
        self._work.after_commit(lambda: self._drafts.forget(entry.id))
        self._sessions.add(entry.id)
        self._counts["scores_added"] += len(new)
        self._counts["blanks"] += len(blank)
        place.touched = True

    def _place(self, person: _Person, day: date) -> _Place:
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
        course = replace(course, id=self._work.courses.add(course, self._now))
        place = _Place(course=course, opens=day, new=True)
        person.places.append(place)
        self._counts["courses_added"] += 1
        return place

    def _settle(self, place: _Place) -> None:
        before, after = place.course, place.course
        if place.opens < before.opened:
            after = replace(after, opened=place.opens)
        if self._plan.close and place.met and after.is_open:
            span = self._work.sessions.span(after.id)
            if span is not None:
                after = replace(after, closed=span[1])
                self._counts["courses_closed"] += 1
        if after != before:
            self._work.courses.change(after)
            place.course = after
            place.touched = True
        old, new = _course_table(before), _course_table(after)
        if place.new:
            self._work.audit.add("create", "course", after.uid, after=new)
        elif old != new:
            self._work.audit.add("change", "course", after.uid, before=old, after=new)


_COUNTED = (
    "patients_added",
    "courses_added",
    "courses_closed",
    "entries_added",
    "scores_added",
    "blanks",
    "skipped",
)


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
