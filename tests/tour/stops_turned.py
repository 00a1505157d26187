"""The screen that is turned to the patient, from the first question to thank you."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from acudesk.ui.widgets.questionnaire_rows import AnswerRow
from acudesk.ui.widgets.questionnaire_scale import BigScale

if TYPE_CHECKING:
    from tests.tour.walk import Walk

NONE = Qt.KeyboardModifier.NoModifier
BACK = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
MOST_PAGES = 20


def turned_stops(walk: "Walk") -> None:
    """Every page that the patient sees; the answers are given by mouse."""
    window = walk.desk.window
    walk.choose("Kwabena")
    window.patient.commands.turn.trigger()
    walk.wait(lambda: window.turned is not None and window.turned.isVisible())
    screen = window.turned
    assert screen is not None
    for page in range(1, MOST_PAGES):
        scale = next((one for one in screen.findChildren(BigScale) if one.isVisible()), None)
        rows = [one for one in screen.findChildren(AnswerRow) if one.isVisible()]
        if scale is not None and scale.isEnabled():
            scale.pick("6")
        for row in rows[1:3]:
            row.click()
        walk.picture("turned", f"page-{page:02}", rows=len(rows))
        turns = [one for one in screen.findChildren(QPushButton) if one.property("part") == "turn"]
        if not any(one.isVisible() for one in turns):
            break
        walk.key(screen, Qt.Key.Key_Return, NONE)
    window.activateWindow()
    walk.wait(window.isActiveWindow)
    walk.key(screen, Qt.Key.Key_B, BACK)
    walk.wait(lambda: window.patient.isVisible())
    walk.picture("turned", "given-back")
