"""The sheet of a day on paper: each visit in its order, with what to know and to ask before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from acudesk.domain.planned_visit import VisitState, state_name
from acudesk.domain.review import ReviewDue, cause_words
from acudesk.domain.session import Session
from acudesk.domain.text import shortened
from acudesk.domain.today import OpenEffect, VisitLine, effect_words
from acudesk.domain.wording import short_date
from acudesk.translation import ntr, tr

DAYS_AHEAD = 14
"""AcuDesk's own: so many days are looked through for the next one with visits."""
SCREENING_DAYS = 365
"""AcuDesk's own: a screening that is older is asked for again on the sheet."""
ALERT_LETTERS = 400
POINTS_LETTERS = 220
QUESTION_LETTERS = 160
MOST_LISTED = 4
"""Of one kind of line so many stand on the sheet, with how many more there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLine:
    """A visit with what the sheet says beside the first page.

    `last_effects` are those of the latest session that noted any, `gone` says that none of them
    is open any more; `asked_on` is when the checklist was asked last. `drafts` are the days of
    visits that are not signed, `review` is one that is due, `screened_on` when the newest
    screening was made.
    """

    visit: VisitLine
    last_effects: tuple[OpenEffect, ...] = ()
    gone: bool = False
    asked_on: date | None = None
    drafts: tuple[date, ...] = ()
    review: ReviewDue | None = None
    screened_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayWords:
    """A line of the sheet in words. `tasks` and `alerts` are ticked off by hand."""

    at: str
    minutes: str
    name: str
    about: tuple[str, ...]
    points: str
    points_day: str
    effects: tuple[str, ...]
    tasks: tuple[str, ...]
    alerts: tuple[str, ...]


def last_effects(sessions: Sequence[Session]) -> tuple[tuple[OpenEffect, ...], bool, date | None]:
    """The side effects of the latest session that noted any, whether all of them are gone, and
    when they were asked last; `sessions` are those before a visit, in their order."""
    asked = next((one.took_place for one in reversed(sessions) if one.effects_asked), None)
    noted = next((one for one in reversed(sessions) if one.side_effects), None)
    if noted is None:
        return (), False, asked
    ended = {
        (follow_up.noticed, follow_up.kind)
        for session in sessions
        for follow_up in session.follow_ups
        if follow_up.about == noted.uid and follow_up.gone
    }
    gone = all(
        effect.resolved_on is not None or (effect.noticed, effect.kind) in ended
        for effect in noted.side_effects
    )
    found = tuple(OpenEffect(effect=one, day=noted.took_place) for one in noted.side_effects)
    return found, gone, asked


def day_words(line: DayLine, day: date) -> DayWords:
    """A line of the sheet of a day."""
    seen = line.visit
    return DayWords(
        at=f"{seen.visit.at:%H:%M}",
        minutes=ntr("{n} min", "{n} min", seen.visit.minutes),
        name=seen.patient_name,
        about=tuple(_about(seen)),
        points=shortened(seen.points, POINTS_LETTERS),
        points_day="" if seen.points_day is None else short_date(seen.points_day, day),
        effects=tuple(_effects(line, day)),
        tasks=tuple(_tasks(line, day)),
        alerts=tuple(_alerts(line, day)),
    )


def _about(seen: VisitLine) -> list[str]:
    said = [tr("no. {number}", number=seen.chart_number)]
    if seen.condition:
        said.append(seen.condition)
    if seen.number is not None and seen.planned_sessions is not None:
        if seen.number > seen.planned_sessions:
            words = tr(
                "session {n}, {planned} planned", n=seen.number, planned=seen.planned_sessions
            )
        else:
            words = tr("session {n} of {planned}", n=seen.number, planned=seen.planned_sessions)
        said.append(words)
    elif seen.course_id is None:
        said.append(tr("no open course"))
    if seen.visit.state != VisitState.PLANNED:
        said.append(state_name(seen.visit.state))
    return said


def _effects(line: DayLine, day: date) -> list[str]:
    if not line.last_effects:
        if line.asked_on is None:
            return [tr("not asked yet")]
        return [tr("none noted, asked {day}", day=short_date(line.asked_on, day))]
    said = _few([effect_words(one, day) for one in line.last_effects])
    said.append(tr("gone since") if line.gone else tr("not noted as gone"))
    noted = line.last_effects[0].day
    if line.asked_on is not None and line.asked_on > noted:
        said.append(tr("none noted, asked {day}", day=short_date(line.asked_on, day)))
    return said


def _tasks(line: DayLine, day: date) -> list[str]:
    """Open questions and what is overdue."""
    seen = line.visit
    tasks = [
        *_few([tr("Still there? {effect}", effect=effect_words(one, day)) for one in seen.effects]),
        *_few([shortened(one, QUESTION_LETTERS) for one in seen.questions]),
        *_few([tr("Overdue: {measure}", measure=name) for name in seen.overdue]),
    ]
    if line.review is not None:
        tasks.append(cause_words(line.review))
    elif seen.is_review:
        tasks.append(tr("Review with this session"))
    if line.drafts:
        days = ", ".join(_few([short_date(one, day) for one in line.drafts]))
        tasks.append(tr("Not signed: {days}", days=days))
    if seen.visit.note:
        tasks.append(tr("Note: {note}", note=shortened(seen.visit.note, QUESTION_LETTERS)))
    if seen.clashes:
        tasks.append(tr("Overlaps another visit"))
    return tasks


def _alerts(line: DayLine, day: date) -> list[str]:
    seen = line.visit
    written = [" ".join(one.split()) for one in seen.alerts.splitlines() if one.strip()]
    alerts = _few([shortened(one, ALERT_LETTERS) for one in written])
    if seen.screening_missing:
        alerts.append(tr("Screening missing"))
    elif line.screened_on is not None and (day - line.screened_on).days > SCREENING_DAYS:
        alerts.append(
            tr("Screened {day}, more than a year ago", day=short_date(line.screened_on, day))
        )
    if seen.consent_missing:
        alerts.append(tr("Consent missing"))
    return alerts


def _few(lines: Sequence[str]) -> list[str]:
    """The first of some lines, and how many more there are."""
    more = len(lines) - MOST_LISTED
    if more <= 0:
        return list(lines)
    return [*lines[:MOST_LISTED], ntr("{n} more, see the record", "{n} more, see the record", more)]
