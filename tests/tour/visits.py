"""A routine follow-up and a first visit on the real window, counted action by action.

The promise: a routine follow-up takes at most 15 actions, by mouse or by keys alone.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from acudesk.domain.needles import confirmed
from acudesk.domain.session import Moment, ScoreKey, Session, SessionState
from acudesk.domain.side_effects import Noticed
from tests.tour.actions import ALT, CONTROL, Actions

if TYPE_CHECKING:
    from acudesk.bootstrap import Services
    from tests.tour.walk import Walk

MOST_ACTIONS = 15
BACK = ScoreKey(measure="pain_7d", moment=Moment.ONCE)
LEG = ScoreKey(measure="leg_pain_7d", moment=Moment.ONCE)
AFTER = ScoreKey(measure="pain_now", moment=Moment.AFTER)
FLOOR = ScoreKey(measure="fingertip_floor", moment=Moment.ONCE)


def routine_by_mouse(walk: "Walk") -> Actions:
    """The follow-up of whoever is next today, with the mouse and a few typed words."""
    do = Actions(walk)
    window = walk.desk.window
    do.press("open the next visit", Qt.Key.Key_O, CONTROL)
    page = window.patient
    walk.wait(lambda: page.is_shown and page.form.session_id is not None)
    sheet = page.form.sheet
    do.click("back pain 3", _step(sheet.scores.fields[BACK], "3"))
    do.click("leg pain 2", _step(sheet.scores.fields[LEG], "2"))
    do.click("since last time: nothing new", sheet.since.none)
    do.click("health unchanged", sheet.safety.unchanged)
    do.type("fingertip-to-floor 11", _line(sheet.scores.fields[FLOOR]), "11")
    do.click("confirm the points", sheet.points.confirm)
    do.click("start the timer", sheet.timer.start)
    do.type("notes", sheet.notes, "Slept well, walked 4 km.")
    do.click("needles out", sheet.timer.stop)
    do.click("all needles counted out", sheet.count.all_out)
    do.click("side effects: asked, none", sheet.effects.none)
    do.click("pain after 2", _step(sheet.scores.fields[AFTER], "2"))
    do.click("advice: exercise", _chip(sheet.after, "exercise"))
    _finish(walk, do, by_key=False)
    return do


def routine_by_keys(walk: "Walk") -> Actions:
    """The same without a mouse: commands, Alt and a digit for the parts, Tab and Enter."""
    do = Actions(walk)
    window = walk.desk.window
    do.press("open the next visit", Qt.Key.Key_O, CONTROL)
    page = window.patient
    walk.wait(lambda: page.is_shown and page.form.session_id is not None)
    sheet = page.form.sheet
    walk.wait(lambda: sheet.scores.fields[BACK].hasFocus())
    do.write("back pain 3", "3")
    do.move(Qt.Key.Key_Return)
    do.write("leg pain 2", "2")
    do.go_to(sheet.since.none)
    do.press("since last time: nothing new", Qt.Key.Key_Space)
    do.move(Qt.Key.Key_1, ALT)
    do.go_to(sheet.safety.unchanged)
    do.press("health unchanged", Qt.Key.Key_Space)
    do.move(Qt.Key.Key_2, ALT)
    do.go_to(sheet.scores.fields[FLOOR])
    do.write("fingertip-to-floor 11", "11")
    do.press("confirm the points", Qt.Key.Key_K, CONTROL)
    do.press("start the timer", Qt.Key.Key_R, CONTROL)
    do.move(Qt.Key.Key_5, ALT)
    do.go_to(sheet.notes)
    do.write("notes", "Slept well, walked 4 km.")
    do.press("needles out", Qt.Key.Key_R, CONTROL)
    do.move(Qt.Key.Key_6, ALT)
    do.go_to(sheet.count.all_out)
    do.press("all needles counted out", Qt.Key.Key_Space)
    do.go_to(sheet.effects.none)
    do.press("side effects: asked, none", Qt.Key.Key_Space)
    do.go_to(sheet.scores.fields[AFTER])
    do.write("pain after 2", "2")
    do.go_to(sheet.after)
    do.press("advice: exercise", Qt.Key.Key_Space)
    _finish(walk, do, by_key=True)
    return do


def first_visit(walk: "Walk") -> Actions:
    """A new patient from the first key to the signature, with full screening and consent."""
    do = Actions(walk)
    window = walk.desk.window
    do.press("new patient", Qt.Key.Key_N, CONTROL)
    dialog = walk.dialog()
    fields = dialog.person.fields  # type: ignore[attr-defined]
    for name, text in (("given_name", "Ines"), ("family_name", "Maro")):
        fields[name].setFocus()
        walk.type(fields[name], text)
        do.done.append(name)
    do.press("add the patient", Qt.Key.Key_Return, CONTROL)
    page = window.patient
    walk.wait(lambda: page.is_shown and page.look.view.patient.family_name == "Maro")  # type: ignore[union-attr]
    sheet = page.form.sheet
    do.click("screening", sheet.safety.screen_button)
    dialog = walk.dialog()
    do.click("all the rest: no", dialog.rest_button)  # type: ignore[attr-defined]
    do.click("save the screening", dialog.do_button)  # type: ignore[attr-defined]
    walk.wait(lambda: walk.no_dialog() and page.is_shown)
    do.click("consent", sheet.safety.consent_button)
    dialog = walk.dialog()
    do.click("consent is given", dialog.do_button)  # type: ignore[attr-defined]
    walk.wait(lambda: walk.no_dialog() and page.is_shown)
    do.click("back pain 7", _step(sheet.scores.fields[BACK], "7"))
    do.click("leg pain 5", _step(sheet.scores.fields[LEG], "5"))
    do.type("fingertip-to-floor 28", _line(sheet.scores.fields[FLOOR]), "28")
    do.type("points by shorthand", sheet.points.line.field, "lbp ")
    do.click("start the timer", sheet.timer.start)
    do.type("notes", sheet.notes, "Ache across L4-S1 for three months.")
    do.click("needles out", sheet.timer.stop)
    do.click("all needles counted out", sheet.count.all_out)
    do.click("side effects: asked, none", sheet.effects.none)
    do.click("pain after 5", _step(sheet.scores.fields[AFTER], "5"))
    do.press("sign", Qt.Key.Key_Return, CONTROL)
    session = _signed(walk)
    assert confirmed(session.points), "the set brought no points"
    return do


def _finish(walk: "Walk", do: Actions, *, by_key: bool) -> None:
    """Sign, and prove that everything that was entered is in the sealed record."""
    form = walk.desk.window.patient.form
    if by_key:
        do.press("sign", Qt.Key.Key_Return, CONTROL)
    else:
        do.click("sign", form.sign_button)
    session = _signed(walk)
    given = {key: score.given for key, score in ((one.key, one) for one in session.scores)}
    assert {key: given.get(key) for key in (BACK, LEG, AFTER, FLOOR)} == {
        BACK: "3",
        LEG: "2",
        AFTER: "2",
        FLOOR: "11",
    }
    assert session.since_asked
    assert session.side_effects_asked
    assert not session.effects(Noticed.DURING)
    assert session.treatment.health_confirmed_at is not None
    assert session.treatment.retention_minutes is not None
    assert session.needles_in > 0
    assert session.treatment.needles_out == session.needles_in
    assert len(session.points) == len(confirmed(session.points)) > 0
    assert session.notes == "Slept well, walked 4 km."
    assert [one.value for one in session.treatment.co_interventions] == ["exercise"]
    assert do.count <= MOST_ACTIONS, f"{do.count} actions: {do.done}"


def _signed(walk: "Walk") -> Session:
    form = walk.desk.window.patient.form
    walk.wait(lambda: form.session is not None and not form.session.is_draft)
    session_id = form.session_id
    assert session_id is not None
    found: list[Session] = []

    def read(services: "Services") -> Session:
        assert services.signing.is_untouched(session_id)
        return services.sessions.session(session_id)

    walk.desk.runner.read(read, found.append)
    walk.wait(lambda: bool(found))
    assert found[0].state == SessionState.SIGNED
    return found[0]


def _step(field: QWidget, text: str) -> QPushButton:
    return next(one for one in field.findChildren(QPushButton) if one.text() == text)


def _line(field: QWidget) -> QWidget:
    proxy = field.focusProxy()
    assert proxy is not None
    return proxy


def _chip(field: QWidget, text: str) -> QPushButton:
    return next(one for one in field.findChildren(QPushButton) if one.text() == text)
