"""The checklist of side effects: what was asked, how bad, more where it is wanted, prompts."""

from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from acudesk.domain.course import Course
from acudesk.domain.patient import Patient
from acudesk.domain.side_effects import (
    Causality,
    Noticed,
    Severity,
    SideEffect,
    SideEffectKind,
)
from acudesk.domain.treatment import Driving
from acudesk.ui.widgets.side_effect_details import SideEffectDetails
from acudesk.ui.widgets.side_effect_row import SideEffectRow
from acudesk.ui.widgets.side_effects_field import SideEffectsField
from tests.ui.conftest import Desk

Kind = SideEffectKind


@pytest.fixture
def field(qtbot: QtBot, fonts: None) -> SideEffectsField:
    """A checklist that was not asked yet."""
    made = SideEffectsField()
    qtbot.addWidget(made)
    made.resize(480, 600)
    made.show()
    return made


def press(qtbot: QtBot, inside: QWidget, name: str) -> None:
    """Click the button with this text or accessible name."""
    QApplication.processEvents()  # Qt shows a new row when its layout next runs.
    found = next(
        one
        for one in inside.findChildren(QPushButton)
        if name in (one.text(), one.accessibleName()) and one.isVisible()
    )
    qtbot.mouseClick(found, Qt.MouseButton.LeftButton)


def unfolded(qtbot: QtBot, field: SideEffectsField, kind: str) -> SideEffectDetails:
    """What is behind "more" of the only side effect."""
    press(qtbot, field, f"{kind}: more")
    row = next(one for one in field.findChildren(SideEffectRow) if one.more.isChecked())
    assert row.details is not None
    return row.details


def test_details_are_folded_until_they_are_wanted(field: SideEffectsField, qtbot: QtBot) -> None:
    press(qtbot, field, "Bruising")
    assert field.findChildren(SideEffectDetails) == []
    details = unfolded(qtbot, field, "Bruising")
    assert details.isVisible()
    press(qtbot, field, "Bruising: more")
    assert not details.isVisible()


def test_every_detail_is_told(field: SideEffectsField, qtbot: QtBot) -> None:
    press(qtbot, field, "Bruising")
    details = unfolded(qtbot, field, "Bruising")
    press(qtbot, details, "Bruising: serious: no")
    press(qtbot, details, "Bruising: caused by the treatment: probable")
    qtbot.keyClicks(details.onset, "next morning")
    qtbot.keyClicks(details.resolved, "3.3.2025")
    qtbot.keyClicks(details.action, "arnica")
    field.flush()
    (effect,) = field.effects
    assert effect == SideEffect(
        kind=Kind.BRUISING,
        serious=False,
        causality=Causality.PROBABLE,
        onset="next morning",
        resolved_on=date(2025, 3, 3),
        action="arnica",
    )
    press(qtbot, details, "Bruising: serious: no")
    (effect,) = field.effects
    assert effect.serious is None


def test_details_fold_into_one_line_of_words(field: SideEffectsField, qtbot: QtBot) -> None:
    effect = SideEffect(kind=Kind.HEADACHE, serious=True, onset="at night", action="doctor")
    field.show_record(asked=True, effects=(effect,), fresh=True)
    (row,) = field.findChildren(SideEffectRow)
    assert row.more.accessibleDescription() == "serious · began: at night · doctor"


@pytest.mark.parametrize(
    "text", ["32.3.2025", "soon", (date.today() + timedelta(days=1)).isoformat()]
)
def test_a_day_that_cannot_be_stays_on_screen(
    field: SideEffectsField, qtbot: QtBot, text: str
) -> None:
    press(qtbot, field, "Bruising")
    details = unfolded(qtbot, field, "Bruising")
    qtbot.keyClicks(details.resolved, text)
    field.flush()
    assert field.effects[0].resolved_on is None
    assert details.resolved.text() == text
    (reason,) = field.unkept()
    assert reason in details.resolved.accessibleDescription()
    field.show_record(asked=False, effects=(), fresh=True)
    assert field.unkept() == []


def test_what_is_severe_asks_at_once_whether_it_is_serious(
    field: SideEffectsField, qtbot: QtBot
) -> None:
    press(qtbot, field, "More…")
    press(qtbot, field, "Nausea")
    press(qtbot, field, "Nausea: mild")
    (row,) = field.findChildren(SideEffectRow)
    assert row.details is None
    press(qtbot, field, "Nausea: severe")
    assert row.details is not None
    assert row.details.serious.isVisible()
    assert field.effects[0].severity == Severity.SEVERE


def test_breathlessness_prompts_at_once(field: SideEffectsField, qtbot: QtBot) -> None:
    assert field.prompt == ""
    press(qtbot, field, "More…")
    press(qtbot, field, "Breathlessness or chest pain")
    assert "can be a pneumothorax: examine now" in field.prompt
    press(qtbot, field, "Breathlessness or chest pain")
    assert field.prompt == ""


@pytest.mark.parametrize("kind", ["Broken needle", "Forgotten needle"])
def test_a_lost_needle_prompts_to_count(field: SideEffectsField, qtbot: QtBot, kind: str) -> None:
    press(qtbot, field, "More…")
    press(qtbot, field, kind)
    assert field.prompt == "Count the needles, in and out, and note where the needle is."


@pytest.mark.parametrize("kind", ["Fatigue or drowsiness", "Dizziness", "Fainting"])
def test_who_is_drowsy_is_asked_about_driving(
    field: SideEffectsField, qtbot: QtBot, kind: str
) -> None:
    chosen: list[object] = []
    field.driving_chosen.connect(chosen.append)
    press(qtbot, field, "More…")
    with pytest.raises(StopIteration):
        press(qtbot, field, "waits until awake")
    press(qtbot, field, kind)
    press(qtbot, field, "waits until awake")
    press(qtbot, field, "waits until awake")
    assert chosen == [Driving.WAITS, None]


def test_a_settled_drive_stays_in_sight(field: SideEffectsField, qtbot: QtBot) -> None:
    field.show_driving(Driving.ADVISED)
    chip = next(
        one for one in field.findChildren(QPushButton) if one.text() == "advised not to drive"
    )
    assert chip.isVisible()
    assert chip.isChecked()


def test_driving_is_not_asked_of_the_time_since(qtbot: QtBot, fonts: None) -> None:
    field = SideEffectsField(Noticed.SINCE)
    qtbot.addWidget(field)
    field.show()
    press(qtbot, field, "Dizziness")
    assert field.effects == (SideEffect(kind=Kind.DIZZINESS, noticed=Noticed.SINCE),)
    with pytest.raises(StopIteration):
        press(qtbot, field, "waits until awake")


def test_the_tab_key_comes_by_the_details_of_its_own_row(
    field: SideEffectsField, qtbot: QtBot
) -> None:
    press(qtbot, field, "Bruising")
    press(qtbot, field, "Bleeding")
    press(qtbot, field, "Bruising: more")
    row = field.findChildren(SideEffectRow)[0]
    other = field.findChildren(SideEffectRow)[1]
    details = row.details
    assert details is not None
    wanted = [row.note, row.more, *details.stops(), *other.stops()]
    found: list[QWidget] = []
    one: QWidget | None = row.note
    while one is not None and one not in found:
        found.append(one)
        one = one.nextInFocusChain()
    assert [one for one in found if one in wanted] == wanted


def test_what_was_typed_survives_a_refresh_and_not_another_session(
    field: SideEffectsField, qtbot: QtBot
) -> None:
    effect = SideEffect(kind=Kind.BRUISING)
    field.show_record(asked=True, effects=(effect,), fresh=True)
    details = unfolded(qtbot, field, "Bruising")
    qtbot.keyClicks(details.onset, "at ho")
    field.show_record(asked=True, effects=(effect,))
    assert details.onset.text() == "at ho"
    told: list[object] = []
    field.changed.connect(lambda: told.append(None))
    field.show_record(asked=True, effects=(effect,), fresh=True)
    qtbot.wait(700)
    assert told == []
    assert field.effects == (effect,)


@pytest.fixture
def session_id(desk: Desk) -> int:
    """A draft session in a real practice."""

    def begin(services: Any) -> int:
        added = services.patients.admit_patient(
            Patient(display_name="Ana Ruiz"),
            Course(patient_id=0, condition="Sciatica", opened=date.today()),
        )
        started: int = services.sessions.start_session(added.course_id).session_id
        return started

    begun: int = desk.ask(begin)
    return begun


def test_what_is_entered_is_what_the_record_holds(
    desk: Desk, session_id: int, qtbot: QtBot
) -> None:
    field = SideEffectsField()
    qtbot.addWidget(field)
    field.resize(480, 600)
    field.show()
    press(qtbot, field, "Bleeding")
    press(qtbot, field, "Bleeding: severe")
    (row,) = field.findChildren(SideEffectRow)
    assert row.details is not None
    press(qtbot, row.details, "Bleeding: serious: yes")
    qtbot.keyClicks(row.details.action, "pressed 5 min")
    field.flush()
    asked, effects = field.asked, field.effects
    desk.ask(
        lambda services: services.sessions.record_side_effects(
            session_id, asked=asked, effects=effects
        )
    )
    stored = desk.ask(lambda services: services.sessions.session(session_id))
    assert stored.side_effects == (
        SideEffect(
            kind=Kind.BLEEDING, severity=Severity.SEVERE, serious=True, action="pressed 5 min"
        ),
    )
    field.show_record(asked=True, effects=stored.side_effects, fresh=True)
    assert field.effects == stored.side_effects
