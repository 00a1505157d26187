"""Fills the sheet of a visit with what is stored; what is not on the disk stays on the screen."""

from collections.abc import Callable, Hashable
from datetime import date, time
from typing import TYPE_CHECKING

from acudesk.domain.needles import needles_in
from acudesk.domain.numbers import with_unit
from acudesk.domain.safety import warnings_by_point
from acudesk.domain.session import ScoreKey, Session
from acudesk.domain.wording import short_date
from acudesk.translation import tr
from acudesk.ui.pages.patient_look import Look
from acudesk.ui.pages.visit_entries import EFFECTS, HEALTH, MARKS, POINTS, SINCE, TIMER
from acudesk.ui.pages.visit_sheet import VisitSheet

if TYPE_CHECKING:
    from acudesk.services.courses import CourseView

Unkept = Callable[[Hashable], bool]


def fill_visit(
    sheet: VisitSheet, look: Look, session: Session | None, unkept: Unkept, *, fresh: bool
) -> None:
    """Show a visit, or with None one that has not begun: then the prescription of the session
    before, unconfirmed. `fresh` says that nothing of what was shown before stays."""
    state = look.visit(session)
    if fresh or not unkept(HEALTH):
        sheet.safety.show_state(
            screening=look.screening,
            consents=look.consents,
            findings=state.findings,
            health_confirmed_at=state.treatment.health_confirmed_at,
            is_draft=True,
        )
    sheet.before.show_state(
        screened=look.screening is not None, consented=any(one.holds for one in look.consents)
    )
    asked = session is not None and (session.since_asked or bool(state.since))
    sheet.since.setVisible(asked or not look.is_first(session))
    if fresh or not (unkept(SINCE) or unkept("follow-ups")):
        sheet.since.show_record(
            open_effects=state.open_effects,
            follow_ups=session.follow_ups if session else (),
            asked=session.since_asked if session else False,
            effects=state.since,
            fresh=fresh,
        )
    if fresh or not unkept(EFFECTS):
        sheet.effects.show_record(
            asked=session.side_effects_asked if session else False,
            effects=state.during,
            fresh=fresh,
        )
        sheet.effects.show_driving(state.treatment.driving)
    sheet.points.show_sets(look.sets)
    if fresh or not unkept(POINTS):
        sheet.points.show_points(state.points, fresh=fresh)
    sheet.points.show_warnings(warnings_by_point(state.findings))
    practice = look.course_view.practice
    sheet.exam.show_treatment(
        state.treatment, fresh=fresh, tongue_and_pulse=practice.tongue_and_pulse
    )
    for details in (sheet.needles, sheet.after, sheet.reactions):
        details.show_treatment(state.treatment, fresh=fresh)
    sheet.count.show_count(needles_in(state.points), state.treatment, fresh=fresh)
    if fresh or not unkept(TIMER):
        sheet.timer.show_timer(state.treatment, usual=practice.retention_minutes, fresh=fresh)
    fill_chart(sheet, session, unkept, fresh=fresh)
    sheet.body.say(look.body_words(session))
    sheet.more_needles.say(look.needle_words(state.treatment))
    sheet.more_exam.say(look.exam_words(state.treatment))


def fill_chart(sheet: VisitSheet, session: Session | None, unkept: Unkept, *, fresh: bool) -> None:
    """Show the marks on the body chart, once it was unfolded."""
    if sheet.chart is not None and (fresh or not unkept(MARKS)):
        sheet.chart.show_marks(session.marks if session else (), fresh=fresh)


def last_values(view: "CourseView", session: Session | None) -> dict[ScoreKey, str]:
    """What each number was the last time before this session."""
    last: dict[ScoreKey, str] = {}
    units = {measure.code: measure.scale.unit for measure in view.measures}
    today = date.today()
    for earlier in view.sessions:
        if session is not None and earlier.id == session.id:
            break
        if not earlier.counts:
            continue
        for score in earlier.scores:
            unit = units.get(score.key.measure, "")
            last[score.key] = tr(
                "last {value}, {day}",
                value=with_unit(score.given, unit),
                day=short_date(earlier.took_place, today),
            )
    return last


def is_time_of_entry(session: Session, at: time | None) -> bool:
    """Whether a time was taken from the clock when the session began, not given by anybody."""
    begun = session.entered_at.astimezone().time()
    same = at is not None and (at.hour, at.minute) == (begun.hour, begun.minute)
    return same and at == session.at
