"""The fields about a treatment beside points and count."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from acudesk.domain.course import Course
from acudesk.domain.patient import Patient
from acudesk.domain.treatment import (
    CoIntervention,
    MedicationChange,
    Reaction,
    Sensation,
    Tension,
    Treatment,
)
from acudesk.ui.widgets.reactions_field import ReactionsField
from acudesk.ui.widgets.treatment_details import (
    AfterCare,
    ExamDetails,
    NeedleDetails,
    TreatmentFields,
)
from tests.ui.conftest import Desk
from tests.ui.test_side_effects import press

FULL = Treatment(
    needle_diameter=Decimal("0.25"),
    needle_length=Decimal("40"),
    needle_maker="Seirin",
    needle_lot="A17",
    sensations=(Sensation.TINGLING, Sensation.HEAVINESS),
    tension=Tension.MARKED,
    tension_where="left QL",
    tongue="pale\nscalloped",
    pulse="wiry",
    pattern="qi stagnation",
    rationale="local and distal",
    changed_because="leg pain moved",
    co_interventions=(CoIntervention.EXERCISE, CoIntervention.HEAT),
    advice="walk daily",
    medication_change=MedicationChange.LESS,
    medication_note="ibuprofen 400",
)


def made(qtbot: QtBot, *fields: TreatmentFields) -> dict[str, object]:
    """Show fields of a session about which nothing is recorded; what they tell is collected."""
    told: dict[str, object] = {}
    for field in fields:
        qtbot.addWidget(field)
        field.resize(480, 400)
        field.show_treatment(Treatment(), fresh=True)
        field.show()
        field.given.connect(told.update)
    return told


def test_the_exam(qtbot: QtBot, fonts: None) -> None:
    exam = ExamDetails()
    told = made(qtbot, exam)
    press(qtbot, exam, "takes less")
    press(qtbot, exam, "moderate")
    qtbot.keyClicks(exam.lines["medication_note"], "ibuprofen")
    qtbot.keyClicks(exam.lines["tension_where"], "right piriformis")
    exam.flush()
    assert told == {
        "medication_change": MedicationChange.LESS,
        "medication_note": "ibuprofen",
        "tension": Tension.MODERATE,
        "tension_where": "right piriformis",
    }
    press(qtbot, exam, "moderate")
    assert told["tension"] is None


def test_tongue_and_pulse_are_there_where_wanted_or_recorded(qtbot: QtBot, fonts: None) -> None:
    exam = ExamDetails()
    made(qtbot, exam)
    assert not exam.lines["tongue"].isVisible()
    exam.show_treatment(Treatment(), tongue_and_pulse=True)
    assert exam.lines["tongue"].isVisible()
    exam.show_treatment(Treatment(pulse="wiry"), tongue_and_pulse=False)
    assert exam.lines["pulse"].isVisible()
    assert exam.lines["pulse"].text() == "wiry"


def test_needles(qtbot: QtBot, fonts: None) -> None:
    needles = NeedleDetails()
    told = made(qtbot, needles)
    qtbot.keyClicks(needles.lines["needle_diameter"], "0,25")
    qtbot.keyClicks(needles.lines["needle_length"], "40")
    qtbot.keyClicks(needles.lines["needle_lot"], "A17")
    qtbot.keyClicks(needles.texts["rationale"], "local and distal")
    needles.flush()
    assert told == {
        "needle_diameter": Decimal("0.25"),
        "needle_length": Decimal(40),
        "needle_lot": "A17",
        "rationale": "local and distal",
    }


def test_no_sensation_goes_with_none(qtbot: QtBot, fonts: None) -> None:
    needles = NeedleDetails()
    told = made(qtbot, needles)
    press(qtbot, needles, "warmth")
    press(qtbot, needles, "tingling")
    assert told.pop("sensations") == (Sensation.TINGLING, Sensation.WARMTH)
    press(qtbot, needles, "none")
    assert told.pop("sensations") == (Sensation.NONE,)
    press(qtbot, needles, "pain")
    assert told.pop("sensations") == (Sensation.PAIN,)


@pytest.mark.parametrize(
    ("name", "text"),
    [("needle_diameter", "25"), ("needle_length", "0.25"), ("needle_length", "4o")],
)
def test_a_needle_that_cannot_be_stays_on_screen(
    qtbot: QtBot, fonts: None, name: str, text: str
) -> None:
    needles = NeedleDetails()
    told = made(qtbot, needles)
    qtbot.keyClicks(needles.lines[name], text)
    needles.flush()
    assert told == {}
    assert needles.lines[name].text() == text
    assert len(needles.unkept()) == 1
    needles.show_treatment(Treatment(), fresh=True)
    assert needles.lines[name].text() == ""
    assert needles.unkept() == []


def test_care_is_one_tap_each(qtbot: QtBot, fonts: None) -> None:
    after = AfterCare()
    told = made(qtbot, after)
    press(qtbot, after, "exercise")
    press(qtbot, after, "advice")
    assert told == {"co_interventions": (CoIntervention.EXERCISE, CoIntervention.ADVICE)}
    press(qtbot, after, "exercise")
    assert told == {"co_interventions": (CoIntervention.ADVICE,)}


def test_chips_by_keyboard(qtbot: QtBot, fonts: None) -> None:
    after = AfterCare()
    told = made(qtbot, after)
    chips = after.chips["co_interventions"].parts
    after.activateWindow()
    after.setFocus()
    qtbot.waitUntil(chips[0].hasFocus)
    qtbot.keyClick(chips[0], Qt.Key.Key_Right)
    qtbot.keyClick(chips[1], Qt.Key.Key_Right)
    assert chips[2].hasFocus()
    qtbot.keyClick(chips[2], Qt.Key.Key_Space)
    assert told == {"co_interventions": (CoIntervention.CHIROPRACTIC,)}
    qtbot.keyClick(chips[2], Qt.Key.Key_Tab)
    assert after.lines["advice"].hasFocus()
    qtbot.keyClick(after.lines["advice"], Qt.Key.Key_Backtab)
    assert chips[2].hasFocus()


def test_welcome_reactions_are_kept_apart(qtbot: QtBot, fonts: None) -> None:
    field = ReactionsField()
    qtbot.addWidget(field)
    field.show()
    told: list[object] = []
    field.given.connect(told.append)
    press(qtbot, field, "energised")
    press(qtbot, field, "relaxed")
    assert told[-1] == {"reactions": (Reaction.RELAXED, Reaction.ENERGISED)}
    field.show_treatment(Treatment(reactions=(Reaction.RELAXED,)), fresh=True)
    assert field.chips.values == (Reaction.RELAXED,)


def test_showing_a_record_tells_nothing(qtbot: QtBot, fonts: None) -> None:
    fields = (ExamDetails(), NeedleDetails(), AfterCare())
    told = made(qtbot, *fields)
    for field in fields:
        field.show_treatment(FULL, fresh=True)
        field.flush()
    assert told == {}
    assert fields[1].lines["needle_diameter"].text() == "0.25"
    assert fields[2].chips["co_interventions"].values == FULL.co_interventions
    assert fields[0].choices["tension"].value == Tension.MARKED


def test_what_is_typed_is_kept_after_a_pause(qtbot: QtBot, fonts: None) -> None:
    after = AfterCare()
    told = made(qtbot, after)
    qtbot.keyClicks(after.lines["advice"], "walk")
    qtbot.waitUntil(lambda: told == {"advice": "walk"}, timeout=2000)


def test_the_record_holds_what_is_told(desk: Desk, qtbot: QtBot) -> None:
    def begin(services: Any) -> int:
        added = services.patients.admit_patient(
            Patient(display_name="Ana Ruiz"),
            Course(patient_id=0, condition="Sciatica", opened=date.today()),
        )
        begun: int = services.sessions.start_session(added.course_id).session_id
        return begun

    session_id = desk.ask(begin)
    exam, needles, after = ExamDetails(), NeedleDetails(), AfterCare()
    told = made(qtbot, exam, needles, after)
    for field in (exam, needles, after):
        for name, line in field.lines.items():
            value = getattr(FULL, name)
            line.setText(str(value).replace("\n", " "))
        for name, text in field.texts.items():
            text.setPlainText(getattr(FULL, name))
        field.flush()
    for chip in ("tingling", "heaviness"):
        press(qtbot, needles, chip)
    for chip in ("exercise", "heat"):
        press(qtbot, after, chip)
    press(qtbot, exam, "takes less")
    press(qtbot, exam, "marked")
    desk.ask(lambda services: services.treatments.record_treatment(session_id, **told))
    stored = desk.ask(lambda services: services.sessions.session(session_id)).treatment
    for name in told:
        wanted = getattr(FULL, name)
        wanted = wanted.replace("\n", " ") if isinstance(wanted, str) else wanted
        assert getattr(stored, name) == wanted, name
    assert len(told) == 16
