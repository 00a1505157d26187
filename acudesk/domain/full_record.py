"""All that is kept of one patient, in words: who it is, what was asked before needles, and every
course with its reviews and sessions."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from acudesk.domain.course import Course, outcome_name, side_name
from acudesk.domain.document import Document, kind_name
from acudesk.domain.measure import Measure
from acudesk.domain.patient import Patient, age_on, sex_name
from acudesk.domain.planned_visit import PlannedVisit, VisitState, state_name
from acudesk.domain.record import Record, plan_words
from acudesk.domain.record_sections import Line, Section, answer_name
from acudesk.domain.review import Review, decision_words
from acudesk.domain.review_words import found_words, review_heading
from acudesk.domain.safety_rules import Question
from acudesk.domain.screening import Answer, Consent, Screening
from acudesk.domain.session import SessionKind
from acudesk.domain.wording import long_date, short_date
from acudesk.translation import ntr, tr

APART = " · "


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing under a title of its own: a screening, a consent or a review. `text` is what a
    patient agreed to, word for word."""

    title: str
    lines: tuple[Line, ...]
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseWords:
    """One course: what was planned and how it ended, its reviews, and its sessions in the order
    in which they took place."""

    title: str
    lines: tuple[Line, ...]
    reviews: tuple[Entry, ...]
    sessions: tuple[Record, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FullRecord:
    """One patient's record in words. `summary` says how much of it there is."""

    patient: Patient
    summary: str
    about: tuple[Section, ...]
    screenings: tuple[Entry, ...]
    consents: tuple[Entry, ...]
    courses: tuple[CourseWords, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCourse:
    """A course as it is kept: its reviews, its planned visits, and its sessions in words."""

    course: Course
    reviews: tuple[Review, ...] = ()
    planned: tuple[PlannedVisit, ...] = ()
    sessions: tuple[Record, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordOf:
    """All that is kept of a patient.

    `documents` are the files kept with the patient, `merged` the chart numbers of records that
    were merged into this one. `style` and `setting` are the practice's, `days` those of the
    sessions by key. `local` turns a moment in UTC into local time.
    """

    patient: Patient
    today: date
    local: Callable[[datetime], datetime]
    screenings: tuple[Screening, ...] = ()
    consents: tuple[Consent, ...] = ()
    courses: tuple[KeptCourse, ...] = ()
    documents: tuple[Document, ...] = ()
    merged: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    measures: tuple[Measure, ...] = ()
    style: str = ""
    setting: str = ""
    days: Mapping[int, date] = field(default_factory=dict)


def build_full_record(kept: RecordOf) -> FullRecord:
    """All of a patient in words."""
    return FullRecord(
        patient=kept.patient,
        summary=summary_words(kept.courses),
        about=tuple(_about(kept)),
        screenings=tuple(_screening(one, kept) for one in kept.screenings),
        consents=tuple(_consents(kept.consents)),
        courses=tuple(_course(one, kept) for one in kept.courses),
    )


def summary_words(courses: Sequence[KeptCourse]) -> str:
    """How much there is: `2 courses, 14 visits, 3 entries between visits, 1 entered in error`."""
    records = [record for one in courses for record in one.sessions]
    right = [record.session for record in records if record.error is None]
    between = sum(1 for one in right if one.kind == SessionKind.BETWEEN)
    wrong = len(records) - len(right)
    parts = [
        ntr("{n} course", "{n} courses", len(courses)),
        ntr("{n} visit", "{n} visits", len(right) - between),
    ]
    if between:
        parts.append(ntr("{n} entry between visits", "{n} entries between visits", between))
    if wrong:
        parts.append(ntr("{n} session in error", "{n} sessions in error", wrong))
    return ", ".join(parts)


def _about(kept: RecordOf) -> Iterator[Section]:
    patient = kept.patient
    yield Section(title=tr("Person"), lines=tuple(_person(patient, kept)))
    yield Section(
        title=tr("Contact"),
        lines=_named(
            (tr("Phone"), patient.phone),
            (tr("E-mail"), patient.email),
            (tr("Address"), patient.address),
            (tr("Emergency contact"), patient.emergency_contact),
        )
        or _nothing(),
    )
    doctor = "\n".join(filter(None, (patient.doctor_name, patient.doctor_address)))
    # What is missing of these is said: an empty place must not read as "none".
    for title, text in (
        (tr("Alerts"), patient.alerts),
        (tr("Allergies"), patient.allergies),
        (tr("Medicines"), patient.medicines),
        (tr("History"), patient.history),
        (tr("Family doctor"), doctor),
    ):
        yield Section(title=title, lines=(Line(text=text),) if text else _nothing())
    if patient.notes:
        yield Section(title=tr("Notes"), lines=(Line(text=patient.notes),))
    if kept.documents:
        lines = tuple(map(_document, kept.documents))
        yield Section(title=tr("Documents kept with the record"), lines=lines)


def _person(patient: Patient, kept: RecordOf) -> Iterator[Line]:
    written = "" if patient.written_name == patient.display_name else patient.written_name
    yield from _named(
        (tr("Name"), patient.display_name),
        (tr("Name as the patient writes it"), written),
        (tr("Given name"), patient.given_name),
        (tr("Family name"), patient.family_name),
    )
    if patient.birth_date is not None:
        years = age_on(patient.birth_date, kept.today)
        age = ntr("{n} year", "{n} years", years) if years >= 0 else ""
        yield Line(label=tr("Birth date"), text=long_date(patient.birth_date), detail=age)
    yield from _named(
        (tr("Sex"), "" if patient.sex is None else sex_name(patient.sex)),
        (tr("Chart number"), patient.chart_number),
        (tr("Earlier chart numbers"), ", ".join(kept.merged)),
        (tr("Occupation"), patient.occupation),
        (tr("Referred by"), patient.referred_by),
        (tr("Archived"), tr("yes") if patient.archived else ""),
    )


def _document(one: Document) -> Line:
    pages = ntr("{n} page", "{n} pages", one.pages)
    text = tr("{kind}, {pages}", kind=kind_name(one.kind), pages=pages)
    if one.day is not None:
        text = tr("{document}, of {day}", document=text, day=long_date(one.day))
    return Line(label=one.name, text=text, detail=one.note)


def _screening(one: Screening, kept: RecordOf) -> Entry:
    texts = {question.code: question.text for question in kept.questions}
    given = {answer.item: answer for answer in one.answers}
    lines: list[Line] = []
    noes: list[str] = []
    # As the patient was asked; what is no question any more follows.
    order = [
        *(code for code in texts if code in given),
        *(code for code in given if code not in texts),
    ]
    for code in order:
        answer = given[code]
        text = texts.get(code) or code.replace("_", " ")
        if answer.answer == Answer.NO and not answer.note:
            noes.append(text)
        else:
            lines.append(Line(label=text, text=answer_name(answer.answer), detail=answer.note))
    not_asked = [text for code, text in texts.items() if code not in given]
    lines += _named(
        (tr("Answered no"), "\n".join(noes)),
        (tr("Not asked"), "\n".join(not_asked)),
        (tr("Decision"), one.decision or tr("none written")),
    )
    day = None if one.session_id is None else kept.days.get(one.session_id)
    if day is not None:
        lines.insert(0, Line(label=tr("Asked in the session of"), text=long_date(day)))
    return Entry(title=_screened(one, kept), lines=tuple(lines))


def _screened(one: Screening, kept: RecordOf) -> str:
    if one.at is None:
        return tr("Screening")
    at = kept.local(one.at)
    return tr("Screening of {day}, {time}", day=long_date(at.date()), time=f"{at:%H:%M}")


def _consents(consents: Sequence[Consent]) -> Iterator[Entry]:
    first: dict[str, date] = {}
    for one in consents:
        withdrawn = one.withdrawn_on
        lines = [
            Line(label=tr("Given"), text=long_date(one.given_on)),
            Line(
                label=tr("Withdrawn"),
                text=tr("no, it holds") if withdrawn is None else long_date(withdrawn),
            ),
            *_named((tr("Note"), one.note)),
        ]
        same = first.get(one.text)
        text = one.text if same is None else ""
        if same is not None:
            words = tr("the same as on {day}", day=long_date(same))
            lines.append(Line(label=tr("Text"), text=words))
        elif one.text:
            first[one.text] = one.given_on
        else:
            lines.append(Line(label=tr("Text"), text=tr("none kept")))
        yield Entry(
            title=tr("Consent of {day}", day=long_date(one.given_on)), lines=tuple(lines), text=text
        )


def _course(one: KeptCourse, kept: RecordOf) -> CourseWords:
    course = one.course
    treated = course.condition
    if course.side is not None:
        treated = tr("{condition}, {side}", condition=treated, side=side_name(course.side))
    return CourseWords(
        title=tr("{treated}, since {day}", treated=treated, day=short_date(course.opened)),
        lines=tuple(_plan(course, one.planned, kept)),
        reviews=tuple(_review(review, course, kept.measures) for review in one.reviews),
        sessions=one.sessions,
    )


def _plan(course: Course, planned: Sequence[PlannedVisit], kept: RecordOf) -> Iterator[Line]:
    own = [words for words in course.activities if words]
    yield from _named(
        (tr("Condition"), course.condition),
        (tr("Side"), tr("not recorded") if course.side is None else side_name(course.side)),
        (tr("Onset"), course.onset or tr("not recorded")),
        (tr("Goal, in the patient's words"), course.goal or tr("not recorded")),
        (tr("Activities that were hard"), APART.join(own)),
        (tr("Plan"), plan_words(course)),
        (tr("Style of acupuncture"), course.style or kept.style),
        (tr("Setting"), kept.setting),
        (tr("Opened"), long_date(course.opened)),
    )
    if course.closed is None:
        yield Line(label=tr("Closed"), text=tr("no, the course is open"))
    else:
        yield Line(label=tr("Closed"), text=long_date(course.closed))
        outcome = tr("not judged") if course.outcome is None else outcome_name(course.outcome)
        yield Line(label=tr("Outcome"), text=outcome, detail=course.outcome_note)
    for state in (VisitState.MISSED, VisitState.CANCELLED, VisitState.PLANNED):
        days = [long_date(visit.day) for visit in planned if visit.state == state]
        if days:
            label = tr("Visits {state}", state=state_name(state))
            yield Line(label=label, text=APART.join(days))


def _review(review: Review, course: Course, measures: Sequence[Measure]) -> Entry:
    known = "\n".join(found_words(review.found, measures, course.activities))
    return Entry(
        title=tr("Review: {review}", review=review_heading(review)),
        lines=_named(
            (tr("Decision"), decision_words(review)),
            (tr("What changes"), review.changes),
            (tr("Reason"), review.reason),
            (tr("Advice for the time after"), review.advice),
            (tr("What was known then"), known),
        ),
    )


def _nothing() -> tuple[Line, ...]:
    return (Line(text=tr("Nothing recorded.")),)


def _named(*pairs: tuple[str, str]) -> tuple[Line, ...]:
    return tuple(Line(label=label, text=text) for label, text in pairs if text)
