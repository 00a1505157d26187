"""The patient's page: one sheet with the course's progress in plain words, a chart and a table.

`patient_page` gathers plain data; `typeset` turns them into PDF (PDF/A-2a and PDF/UA-1) or PNG.
Nothing here reads the database or the clock: the same data give the same bytes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from acudesk.charts.description import chart_sources, description
from acudesk.domain.course import Course, outcome_name, side_name, unstated_condition
from acudesk.domain.course_words import value_words
from acudesk.domain.errors import BugError
from acudesk.domain.measure import Group
from acudesk.domain.numbers import shown
from acudesk.domain.patient import Patient
from acudesk.domain.plain_care import done_words, urgent_words, watch_words
from acudesk.domain.plain_words import no_cause
from acudesk.domain.practice import Practice, baseline_name, latest_name
from acudesk.domain.progress import (
    MeasureProgress,
    main_mobility,
    main_pain,
    main_scale,
    visits,
)
from acudesk.domain.review import Decision, Review, decision_words
from acudesk.domain.review_words import PGIC, review_heading, sentences
from acudesk.domain.session import Moment, ScoreKey, Session
from acudesk.domain.side_effects import kind_name
from acudesk.domain.text import shortened
from acudesk.domain.trend import Trend
from acudesk.domain.wording import long_date, short_date
from acudesk.reports.typesetting import (
    PPI,
    Letterhead,
    PageFormat,
    fit,
    head_values,
    letterhead,
    pages,
)
from acudesk.translation import ntr, tr

TEMPLATE = "patient_page.typ"
GOAL_LETTERS = 280
WORDS_LETTERS = 420
CELL_LETTERS = 90
PHONE_LETTERS = 40
HEADING_LETTERS = 24
MOST_ROWS = 60
"""More rows than one page can hold; others in between are not sent to the typesetter."""
CHART_WIDTH = 6.85
CHART_HEIGHTS = (2.2, 2.65, 2.95)
"""Inches: the width between the margins of the page, and the heights by the number of panels
beside a table of a usual course."""
USUAL_ROWS = 12
ROW_HEIGHT = 0.17
MOST_TALLER, MOST_LOWER = 0.7, 0.1
"""Inches: a row of the table, and by how much a chart beside a shorter table may be taller, and
beside reviews lower."""
LINE_LETTERS = 110
"""So many letters of a review make a line."""
NOT_ASKED = "–"
REVIEW_LETTERS = 280
"""A review on paper is this long at most: what changes and why is told whole on screen."""
REVIEWS_LETTERS = 620
"""All reviews together; the earlier ones are left out where they do not fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of the table of sessions: its heading in one or two lines, and whether it holds
    numbers."""

    title: str
    detail: str = ""
    number: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientPage:
    """All that stands on the page, as text ready to be set; `rows` are as wide as `columns`.

    `between[n]` says that n sessions stand between the first row and the others. `reviews` are
    headings and texts, the close of the course last; `reviews_left_out[n]` says how many are left
    out where the first n of these are. `chart_words`
    describe the chart, `chart_sources` cite its thresholds, `chart_size` is its width and height
    in inches, `no_chart` stands in its place where nothing was scored. `done` and `watch` are
    paragraphs, empty in a course without a visit; `urgent` is the last of what to watch for.
    """

    language: str
    title: str
    document_title: str
    letterhead: Letterhead
    patient: str
    written_name: str
    facts: tuple[tuple[str, str], ...]
    goal_title: str
    goal: str
    words_title: str
    words: tuple[str, ...]
    chart_title: str
    chart_words: str
    chart_sources: str
    chart_size: tuple[float, float]
    no_chart: str
    done_title: str
    done: tuple[str, ...]
    watch_title: str
    watch: tuple[str, ...]
    urgent: str
    next_title: str
    next_visit: str
    table_title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    between: tuple[str, ...]
    table_note: str
    reviews_title: str
    reviews: tuple[tuple[str, str], ...]
    reviews_left_out: tuple[str, ...]
    printed: str
    printed_on: tuple[int, int, int]
    cause: str


def patient_page(
    *,
    practice: Practice,
    patient: Patient,
    course: Course,
    sessions: Sequence[Session],
    progress: Sequence[MeasureProgress],
    words: Sequence[str],
    side_effects: str,
    trend: Trend,
    printed: date,
    reviews: Sequence[Review] = (),
    next_visit: str = "",
    language: str = "en",
) -> PatientPage:
    """The page of one course; `sessions` in the order in which they took place, `reviews` the
    oldest first, `next_visit` as from `plain_care.next_words`.

    Long texts are shortened with an ellipsis so that all fits on one page.
    """
    cause = no_cause()
    # What was noted after treatments stands with what to watch for.
    treated = bool(visits(sessions))
    told = words if treated else (*words, side_effects)
    sentences = [sentence for sentence in told if sentence not in ("", cause)]
    if cause in words:
        sentences.append(cause)
    columns, rows, hidden, note = _table(_recorded(sessions), progress)
    decided, left_out = _reviews(course, reviews, progress)
    name = patient.display_name
    return PatientPage(
        language=language,
        title=tr("Your progress"),
        document_title=tr("Your progress: {name}", name=name),
        letterhead=letterhead(practice),
        patient=fit(name),
        written_name="" if patient.written_name == name else fit(patient.written_name),
        facts=tuple(
            (title, fit(text))
            for title, text in _facts(patient, course, sessions, progress)
            if text
        ),
        goal_title=tr("Your goal"),
        goal=fit(shortened(" ".join(course.goal.split()), GOAL_LETTERS)),
        words_title=tr("In plain words"),
        words=tuple(fit(shortened(sentence, WORDS_LETTERS)) for sentence in sentences),
        chart_title=tr("Over time"),
        chart_words=description(trend),
        chart_sources=fit(chart_sources(trend)),
        chart_size=_chart_size(len(trend.panels), len(rows) + hidden, _lines(decided, left_out)),
        no_chart=tr("The chart begins with the first score.") if trend.is_empty else "",
        done_title=tr("What was done"),
        done=tuple(fit(text) for text in done_words(sessions)),
        watch_title=tr("What to watch for"),
        watch=tuple(fit(text) for text in _watched(sessions, practice)) if treated else (),
        urgent=urgent_words() if treated else "",
        next_title=tr("Your next visit"),
        next_visit=next_visit,
        table_title=tr("Your sessions") if treated else tr("Your ratings"),
        columns=columns,
        rows=rows,
        between=tuple(
            ntr("{n} more in between", "{n} more in between", count + hidden)
            for count in range(len(rows))
        ),
        table_note=note,
        reviews_title=tr("Reviews of the course"),
        reviews=decided,
        reviews_left_out=tuple(_left_out(more + left_out) for more in range(len(decided))),
        printed=tr("Printed on {day}", day=long_date(printed)),
        printed_on=(printed.year, printed.month, printed.day),
        cause="" if cause in words else cause,
    )


def typeset(
    page: PatientPage,
    chart_svg: bytes,
    form: PageFormat = "pdf",
    *,
    ppi: float = PPI,
) -> bytes:
    """The page as a PDF file or as a PNG picture with `ppi` dots an inch; raises as
    `typesetting.pages` does."""
    made = pages(TEMPLATE, page_values(page, chart_svg), page.letterhead, form, ppi=ppi)
    if len(made) != 1:
        raise BugError("the patient's page became several pages")
    return made[0]


def page_values(page: PatientPage, chart_svg: bytes) -> dict[str, Any]:
    """The page as plain JSON values."""
    values = asdict(page) | head_values(page.letterhead)
    del values["letterhead"]
    values["chart"] = chart_svg.decode("utf-8")
    return values


def _chart_size(panels: int, rows: int, lines: int) -> tuple[float, float]:
    """Width and height of the chart in inches: taller where the table leaves room, and beside a
    long course, of which the chart tells more than a few rows; lower where reviews take lines."""
    usual = CHART_HEIGHTS[max(min(panels, len(CHART_HEIGHTS)), 1) - 1]
    spare = 2 if rows > USUAL_ROWS else USUAL_ROWS - rows
    taller = (spare - lines) * ROW_HEIGHT
    return CHART_WIDTH, usual + min(max(taller, -MOST_LOWER), MOST_TALLER)


def _watched(sessions: Sequence[Session], practice: Practice) -> tuple[str, ...]:
    return watch_words(sessions, shortened(practice.phone, PHONE_LETTERS))


def _facts(
    patient: Patient,
    course: Course,
    sessions: Sequence[Session],
    progress: Sequence[MeasureProgress],
) -> Iterable[tuple[str, str]]:
    born = "" if patient.birth_date is None else long_date(patient.birth_date)
    side = "" if course.side is None else side_name(course.side)
    planned = ntr("{n} session planned", "{n} sessions planned", course.planned_sessions)
    begun = tr("since {day}", day=long_date(course.opened))
    if course.closed is not None:
        begun = tr(
            "{first} to {last}", first=long_date(course.opened), last=long_date(course.closed)
        )
    number = tr("chart number {number}", number=patient.chart_number)
    if born:
        yield tr("Born"), f"{born} · {number}"
    else:
        yield tr("Chart number"), patient.chart_number
    if course.condition != unstated_condition():
        yield tr("Treated for"), ", ".join(part for part in (course.condition, side) if part)
    # A course of ratings from home only says nothing about a plan of visits.
    from_home = bool(sessions) and not visits(sessions)
    yield tr("Treatment"), begun if from_home else f"{begun}, {planned}"
    compared = next((one for one in progress if one.change is not None), None)
    if compared is not None:
        rule = compared.baseline_rule
        yield (
            tr("Compared"),
            tr("{latest} with {first}", latest=latest_name(rule), first=baseline_name(rule)),
        )


def _reviews(
    course: Course, reviews: Sequence[Review], progress: Sequence[MeasureProgress]
) -> tuple[tuple[tuple[str, str], ...], int]:
    """The latest reviews as headings and texts, as many as there is usually room for, and how
    many are left out."""
    ended = course.closed is not None
    closing = reviews[-1] if ended and reviews and reviews[-1].decision == Decision.CLOSE else None
    earlier = [review for review in reviews if review is not closing]
    found = [(review_heading(review), _decided(review)) for review in earlier]
    if ended:
        found.append(_close(course, closing, progress))
    kept: list[tuple[str, str]] = []
    room = REVIEWS_LETTERS
    for heading, words in reversed(found):
        told = shortened(words, REVIEW_LETTERS)
        room -= len(heading) + len(told)
        if kept and room < 0:
            break
        kept.insert(0, (tr("{review}:", review=heading), fit(told)))
    return tuple(kept), len(found) - len(kept)


def _left_out(count: int) -> str:
    if not count:
        return ""
    return ntr("{n} earlier review is left out.", "{n} earlier reviews are left out.", count)


def _lines(reviews: Sequence[tuple[str, str]], left_out: int) -> int:
    """About how many lines the reviews take, with their heading."""
    if not reviews:
        return 0
    lengths = (len(heading) + len(words) for heading, words in reviews)
    return 2 + bool(left_out) + sum(length // LINE_LETTERS + 1 for length in lengths)


def _decided(review: Review) -> str:
    advice = tr("Advice: {advice}", advice=review.advice) if review.advice else ""
    return " ".join(sentences((decision_words(review), review.changes, review.reason, advice)))


def _close(
    course: Course, closing: Review | None, progress: Sequence[MeasureProgress]
) -> tuple[str, str]:
    """How the course ended, what the patient said of it, and the advice for the time after."""
    assert course.closed is not None
    outcome = "" if course.outcome is None else outcome_name(course.outcome)
    advice = "" if closing is None else closing.advice
    texts = (
        outcome[:1].upper() + outcome[1:],
        _impression(course.closed, progress),
        tr("Advice: {advice}", advice=advice) if advice else "",
        course.outcome_note,
    )
    words = " ".join(sentences(texts)) or tr("The course has ended.")
    return tr("Closed on {day}", day=long_date(course.closed)), words


def _impression(closed: date, progress: Sequence[MeasureProgress]) -> str:
    """The patient's latest impression of change, with its day where that was another."""
    pgic = next((one for one in progress if one.measure.code == PGIC and one.readings), None)
    if pgic is None:
        return ""
    latest = pgic.readings[-1]
    answer = value_words(latest.value, pgic)
    if latest.day != closed:
        answer = tr("{answer} ({day})", answer=answer, day=long_date(latest.day))
    return tr("Your impression of change: {answer}", answer=answer)


def _recorded(sessions: Sequence[Session]) -> Sequence[Session]:
    """Without a last one that was only just begun."""
    if sessions and not (sessions[-1].scores or sessions[-1].effects_asked):
        return sessions[:-1]
    return sessions


def _table(
    sessions: Sequence[Session], progress: Sequence[MeasureProgress]
) -> tuple[tuple[Column, ...], tuple[tuple[str, ...], ...], int, str]:
    """Columns that have data, rows of cells (the first and the last ones), how many rows between
    them were left out, and the words that explain empty cells."""
    filled: list[tuple[Column, list[str]]] = []
    if any(session.number is not None for session in sessions):
        numbers = ["" if s.number is None else str(s.number) for s in sessions]
        filled.append((Column(title=tr("No.")), numbers))
    dates = [short_date(session.took_place) for session in sessions]
    filled.append((Column(title=tr("Date"), number=False), dates))
    for column, key, scale in _measured(progress):
        filled.append((column, [_cell(session, key, scale) for session in sessions]))
    if any(session.effects_asked for session in sessions):
        effects = [fit(shortened(_effects(session), CELL_LETTERS)) for session in sessions]
        filled.append((Column(title=tr("Side effects"), number=False), effects))
    rows = tuple(zip(*(cells for _column, cells in filled), strict=True))
    gaps = any(NOT_ASKED in row for row in rows)
    hidden = max(len(rows) - MOST_ROWS, 0)
    if hidden:
        rows = (rows[0], *rows[hidden + 1 :])
    note = tr("{sign} not asked", sign=NOT_ASKED) if gaps else ""
    return tuple(column for column, _cells in filled), rows, hidden, note


def _measured(
    progress: Sequence[MeasureProgress],
) -> Iterable[tuple[Column, ScoreKey, str]]:
    """Heading, key and scale of the columns of scores: pain, before and after, mobility."""
    pain = main_pain(progress)
    if pain is not None and pain.key.moment == Moment.ONCE:
        yield _column(tr("Pain"), pain.measure.short_name, pain), pain.key, pain.scale.code
    for moment, words in ((Moment.BEFORE, tr("before")), (Moment.AFTER, tr("after"))):
        for one in progress:
            if one.key.moment == moment and one.asked and one.measure.group == Group.PAIN:
                main = main_scale(progress, one.key) or one
                yield _column(tr("Pain"), words, main), main.key, main.scale.code
                break
    mobility = main_mobility(progress)
    if mobility is not None:
        column = _column(mobility.measure.short_name, "", mobility)
        yield column, mobility.key, mobility.scale.code


def _column(title: str, words: str, one: MeasureProgress) -> Column:
    detail = ", ".join(part for part in (words, one.scale.unit) if part)
    return Column(
        title=shortened(title, HEADING_LETTERS), detail=shortened(detail, HEADING_LETTERS)
    )


def _cell(session: Session, key: ScoreKey, scale: str) -> str:
    score = session.score(key)
    if score is None or score.scale != scale:
        return NOT_ASKED
    return shown(score.value)


def _effects(session: Session) -> str:
    if not session.effects_asked:
        return NOT_ASKED
    if not session.side_effects:
        return tr("none")
    return ", ".join(kind_name(effect.kind).lower() for effect in session.side_effects)
