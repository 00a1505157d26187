"""A window that is killed loses nothing that was typed before its last pause."""

import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

from acudesk.bootstrap import open_practice
from acudesk.domain.course import Course
from acudesk.domain.patient import Patient
from acudesk.domain.session import Moment, ScoreKey

TYPING = """
import sys
from pathlib import Path
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from acudesk.domain.session import Moment, ScoreKey
from acudesk.ui.app import Desk

application = QApplication([])
desk = Desk(application, Path(sys.argv[1]), Path(sys.argv[2]))
desk.show()
patients = desk.window.patients
while not patients.model.rowCount():
    application.processEvents()
patients.view.setCurrentIndex(patients.model.index(0))
page = desk.window.patient
while not page.is_shown:
    application.processEvents()
form = page.form
QTest.keyClick(form.scores.fields[ScoreKey(measure="pain_7d", moment=Moment.ONCE)], Qt.Key.Key_7)
floor = form.scores.fields[ScoreKey(measure="fingertip_floor", moment=Moment.ONCE)]
QTest.keyClicks(floor.focusProxy(), "18,5")
form.notes.setFocus()
QTest.keyClicks(form.notes, "Worse after the flight")
# The longest pause that a field makes, and then as long as this machine takes to write.
QTest.qWait(1200)
while form.is_busy:
    application.processEvents()
print("typed", flush=True)
QTest.qWait(60000)
"""


def test_typed_and_killed(tmp_path: Path, practice_dir: Path) -> None:
    with open_practice(practice_dir) as services:
        added = services.patients.admit_patient(
            Patient(display_name="Ana Ruiz"),
            Course(patient_id=0, condition="Sciatica", opened=date.today()),
        )
    child = subprocess.Popen(
        [sys.executable, "-c", TYPING, str(practice_dir), str(tmp_path / "settings.toml")],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        text=True,
    )
    assert child.stdout is not None
    with child, child.stdout:
        assert child.stdout.readline() == "typed\n"
        child.send_signal(signal.SIGKILL)
        child.wait()
    with open_practice(practice_dir) as services:
        view = services.courses.patient_view(added.patient_id).view
        assert view is not None
        (session,) = view.sessions
        assert session.notes == "Worse after the flight"
        kept = {score.key.measure: score.given for score in session.scores}
        assert kept == {"pain_7d": "7", "fingertip_floor": "18,5"}
        assert session.score(ScoreKey(measure="pain_7d", moment=Moment.ONCE)) is not None
