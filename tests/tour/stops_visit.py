"""A visit from arrival to signature in the order of the page, and what comes after it."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from acudesk.domain.body_chart import MarkKind
from acudesk.domain.changes import Changes
from acudesk.domain.side_effects import SideEffectKind, kind_name
from tests.tour.practice import CORIN

if TYPE_CHECKING:
    from acudesk.bootstrap import Services
    from acudesk.ui.pages.session import SessionForm
    from tests.tour.walk import Walk

NONE = Qt.KeyboardModifier.NoModifier
WHO = "Zoë"


def visit_stops(walk: "Walk") -> None:
    """One follow-up, opened from the day."""
    _open_visit(walk)
    form = walk.desk.window.patient.form
    walk.picture("visit", "arrival-carried", fields=len(form.scores.fields))
    _go(walk, form, form.sheet.points_part)
    walk.picture("visit", "points-carried", points=len(form.sheet.points.points))
    _arrival(walk, form)
    _exam(walk, form)
    _points(walk, form)
    _needles(walk, form)
    _after(walk, form)
    _sign(walk, form)
    _open_two(walk)


def signed_stops(walk: "Walk") -> None:
    """What was written down later, and what was another patient's."""
    page = walk.desk.window.patient
    walk.choose(CORIN)
    page.commands.back.trigger()
    walk.settle()
    walk.picture("signed", "entered-in-error")
    page.commands.back.trigger()
    walk.settle()
    walk.picture("signed", "late-entry")


def _open_visit(walk: "Walk") -> None:
    today = walk.desk.window.today
    _to_today(walk)
    card = next(one for one in today.day_view.cards if WHO in one.line.patient_name)
    walk.click(card.open_button)
    page = walk.desk.window.patient
    walk.wait(lambda: page.is_shown and page.form.session_id is not None)


def _arrival(walk: "Walk", form: "SessionForm") -> None:
    sheet = form.sheet
    _go(walk, form, sheet.week_part)
    fields = list(form.scores.fields.values())
    for field, key in zip(fields[:3], "435", strict=True):
        walk.key(field, Qt.Key(ord(key)), NONE)
    walk.click(sheet.safety.unchanged)
    sheet.to_top()
    walk.picture("visit", "arrival")
    walk.click(_chip(sheet.since, kind_name(SideEffectKind.BRUISING)))
    form.sheet.scroll_to(sheet.since)
    walk.picture("visit", "since-last-time")


def _exam(walk: "Walk", form: "SessionForm") -> None:
    sheet = form.sheet
    _go(walk, form, sheet.exam_part)
    walk.picture("visit", "exam")
    sheet.more_exam.open()
    _go(walk, form, sheet.more_exam)
    walk.picture("visit", "findings")
    sheet.more_exam.close_up()
    sheet.body.open()
    walk.settle()
    chart = sheet.chart
    assert chart is not None
    for zone, digit in (("back_lumbar_l4_5_left", 6), ("gluteal_lower_left", 4)):
        chart.zones.go_to(zone)
        chart.zones.rated.emit(zone, digit)
        walk.settle()
    chart.choose_kind(MarkKind.NEEDLED)
    chart.zones.go_to("calf_upper_left")
    chart.zones.toggled.emit("calf_upper_left")
    walk.settle()
    _go(walk, form, sheet.body)
    walk.picture("visit", "body-chart", marks=len(chart.marks))
    sheet.body.close_up()


def _points(walk: "Walk", form: "SessionForm") -> None:
    points = form.sheet.points
    _go(walk, form, form.sheet.points_part)
    walk.click(points.confirm)
    walk.picture("visit", "points-confirmed", points=len(points.points))
    field = points.line.field
    field.setFocus()
    walk.type(field, "zus")
    walk.picture("visit", "points-completion")
    field.clear()
    walk.type(field, "bl68")
    walk.key(field, Qt.Key.Key_Return, NONE)
    walk.picture("visit", "points-refused")
    points.line.empty()
    walk.settle()
    points.chips.chips[0].click()
    walk.settle()
    _go(walk, form, points.chips)
    walk.picture("visit", "point-details")
    details = points.details
    assert details is not None
    walk.click(_chip(details, "electrical"))
    walk.picture("visit", "point-details-electrical")
    details.close_button.click()
    form.sheet.more_needles.open()
    _go(walk, form, form.sheet.more_needles)
    walk.picture("visit", "needle-details")
    form.sheet.more_needles.close_up()


def _needles(walk: "Walk", form: "SessionForm") -> None:
    timer = form.sheet.timer
    _go(walk, form, form.sheet.needles_part)
    walk.picture("visit", "timer")
    walk.click(timer.start)
    walk.picture("visit", "timer-running")
    session_id = form.session_id
    assert session_id is not None

    def an_hour_passed(services: "Services") -> Changes:
        session = services.sessions.session(session_id)
        began = services.clock.now() - timedelta(minutes=33)
        with services.work as work:
            work.sessions.keep_treatment(
                session_id, replace(session.treatment, timer_started_at=began)
            )
        return Changes.of(patient=session.patient_id, course=session.course_id, session=session_id)

    walk.desk.runner.write(an_hour_passed)
    walk.wait(lambda: bool(timer.over.text))
    walk.picture("visit", "timer-over")
    walk.click(timer.stop)
    form.notes.setPlainText("Slept better. Left L4-S1 less tense; needled prone.")
    form.notes.flush()
    _go(walk, form, form.sheet.notes_part)
    walk.picture("visit", "notes")


def _after(walk: "Walk", form: "SessionForm") -> None:
    sheet = form.sheet
    _go(walk, form, sheet.after_part)
    walk.picture("visit", "after")
    sheet.count.out.setText("12")
    sheet.count.out.flush()
    walk.settle()
    walk.click(_chip(sheet.effects, kind_name(SideEffectKind.FATIGUE)))
    _go(walk, form, sheet.after_part)
    walk.picture("visit", "needle-mismatch-drowsy")
    sheet.scroll.verticalScrollBar().setValue(100_000)
    walk.picture("visit", "after-below")


def _sign(walk: "Walk", form: "SessionForm") -> None:
    page = walk.desk.window.patient
    walk.click(form.sign_button)
    walk.picture("visit", "sign-hindered")
    walk.click(_chip(form.trouble, "Sign all the same…"))
    walk.picture("visit", "sign-emergency")
    _go(walk, form, form.sheet.after_part)
    walk.click(form.sheet.count.all_out)
    walk.click(form.sign_button)
    walk.wait(lambda: form.session is not None and not form.session.is_draft)
    walk.picture("signed", "just-signed")
    page.commands.addendum.trigger()
    dialog = walk.dialog()
    walk.picture("dialog", "addendum", dialog)
    dialog.reason.setText("The side was noted wrongly")  # type: ignore[attr-defined]
    dialog.text.setPlainText("GB34 was needled on the right.")  # type: ignore[attr-defined]
    dialog.do_button.click()  # type: ignore[attr-defined]
    walk.wait(walk.no_dialog)
    walk.picture("signed", "addendum")
    page.commands.error.trigger()
    dialog = walk.dialog()
    walk.picture("dialog", "entered-in-error", dialog)
    dialog.close()
    walk.settle()


def _open_two(walk: "Walk") -> None:
    """Two rooms at once: the timer of one runs on while the other is on screen."""
    needled: int | None = None
    today = walk.desk.window.today
    page = walk.desk.window.patient
    for name in ("林雅静", "ليلى"):
        _to_today(walk)
        card = next(one for one in today.day_view.cards if name in one.line.patient_name)
        card.open_button.click()
        walk.wait(lambda: page.is_shown and page.form.session_id is not None)
        if name == "林雅静":
            page.form.sheet.timer.start.click()
            walk.settle()
            needled = page.form.session_id
    walk.picture("visit", "two-open")
    _to_today(walk)
    walk.picture("today", "two-open")
    assert needled is not None
    walk.desk.window.strip.chips[needled].click()
    walk.wait(lambda: page.is_shown and page.form.session_id == needled)
    page.form.sheet.timer.stop.click()
    walk.restart()


def _to_today(walk: "Walk") -> None:
    window = walk.desk.window
    window.show_today()
    walk.wait(lambda: window.today.isVisible() and bool(window.today.day_view.cards))


def _go(walk: "Walk", form: "SessionForm", part: QWidget) -> None:
    bar = form.sheet.scroll.verticalScrollBar()
    walk.settle()
    bar.setValue(max(0, part.mapTo(form.sheet.page, part.rect().topLeft()).y() - 6))
    walk.settle()


def _chip(field: QWidget, text: str) -> QPushButton:
    return next(one for one in field.findChildren(QPushButton) if one.text().strip() == text)
