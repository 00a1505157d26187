"""The safety panel of a visit: two lines where all is well, prompts where not."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import chain

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from acudesk import paths
from acudesk.domain.needles import NeedledPoint, Stimulation
from acudesk.domain.points import PointSide
from acudesk.domain.safety import Finding, evaluate
from acudesk.domain.safety_rules import rules_from_toml
from acudesk.domain.screening import Answer, Consent, Override, Screening, ScreeningAnswer
from acudesk.settings import Appearance
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.safety_panel import SafetyPanel

RULES = rules_from_toml(paths.resource("safety.toml").read_text(encoding="utf-8"))
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 3, 9, 9, 32, tzinfo=UTC)
CONSENT = Consent(patient_id=1, given_on=date(2020, 8, 3))
WIDTH = 490


@pytest.fixture
def panel(qtbot: QtBot, qapp: QApplication, fonts: None) -> Iterator[SafetyPanel]:
    theme = Theme(qapp, Appearance.LIGHT)
    theme.apply()
    made = SafetyPanel(theme)
    qtbot.addWidget(made)
    made.resize(WIDTH, 80)
    made.show()
    yield made
    theme.deleteLater()


def screening(*yes: str, decision: str = "") -> Screening:
    answers = tuple(ScreeningAnswer(item=item, answer=Answer.YES) for item in yes)
    return Screening(uid="a", patient_id=1, at=AT, answers=answers, decision=decision)


def found(answers: Screening, *points: str, overrides: tuple[Override, ...] = ()) -> tuple:
    electrical = [
        NeedledPoint(code=code, side=PointSide.BOTH, stimulation=Stimulation.ELECTRICAL)
        for code in points
    ]
    return evaluate(RULES, answers, electrical, overrides)


def sights(panel: SafetyPanel) -> list[str]:
    return [row.finding.rule for row in panel.rows if not row.isHidden()]


def test_before_the_first_screening_it_offers_screening_and_consent(
    panel: SafetyPanel, qtbot: QtBot
) -> None:
    panel.show_state(None, (), (), None, is_draft=True)
    assert panel.unchanged.isHidden()
    assert panel._health.text() == "Not screened yet"
    assert panel._consent.text() == "No consent yet"
    with qtbot.waitSignal(panel.screening_wanted, timeout=500):
        qtbot.mouseClick(panel.screen_button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(panel.consent_wanted, timeout=500):
        qtbot.mouseClick(panel.consent_button, Qt.MouseButton.LeftButton)


def test_one_tap_confirms_and_one_takes_it_back(panel: SafetyPanel, qtbot: QtBot) -> None:
    panel.show_state(screening(), (CONSENT,), (), None, is_draft=True)
    told: list[bool] = []
    panel.health_confirmed.connect(told.append)
    assert panel.unchanged.text() == "Health, medicines, implants, pregnancy: unchanged"
    qtbot.mouseClick(panel.unchanged, Qt.MouseButton.LeftButton)
    panel.show_state(screening(), (CONSENT,), (), LATER, is_draft=True)
    assert panel.unchanged.isChecked()
    assert panel.unchanged.text().endswith(f"unchanged, {LATER.astimezone():%H:%M}")
    qtbot.keyClick(panel.unchanged, Qt.Key.Key_Space)
    assert told == [True, False]


def test_the_routine_case_takes_two_lines(panel: SafetyPanel, qtbot: QtBot) -> None:
    panel.show_state(screening(), (CONSENT,), (), LATER, is_draft=True)
    assert panel.consent_button.accessibleName() == "Consent given 3 Aug 2020"
    assert panel._consent.isHidden()
    assert panel.more_button.isHidden()
    qtbot.waitUntil(lambda: panel.heightForWidth(WIDTH) <= 2 * 30 + 8, timeout=1_000)


def test_a_screening_in_this_very_session_needs_no_tap(panel: SafetyPanel) -> None:
    panel.show_state(screening(), (CONSENT,), (), AT, is_draft=True)
    assert panel.unchanged.isHidden()
    assert panel._health.text() == f"Screened {AT.astimezone():%H:%M}"


def test_a_stop_is_overridden_and_taken_back(panel: SafetyPanel, qtbot: QtBot) -> None:
    answers = screening("pacemaker")
    wanted: list[Finding] = []
    panel.override_wanted.connect(wanted.append)
    panel.override_taken_back.connect(wanted.append)
    panel.show_state(answers, (CONSENT,), found(answers, "BL23"), LATER, is_draft=True)
    (row,) = panel.rows
    assert row.words.accessibleName().startswith("stop: Pacemaker, BL23")
    assert row.button is not None
    assert panel.focusProxy() is row.button
    qtbot.mouseClick(row.button, Qt.MouseButton.LeftButton)

    reason = Override(
        rule="pacemaker_electrical", about="electrical", reason="Cardiologist agreed", at=LATER
    )
    overridden = found(answers, "BL23", overrides=(reason,))
    row.button.setFocus()
    panel.show_state(answers, (CONSENT,), overridden, LATER, is_draft=True)
    assert panel.window().focusWidget() is panel.unchanged, "the row that had it is no more"
    (row,) = panel.rows
    assert row.reason.text() == "Overridden: Cardiologist agreed"
    assert not row.reason.isHidden()
    assert panel.focusProxy() is panel.unchanged
    assert row.button is not None
    assert row.button.text() == "Take back"
    qtbot.mouseClick(row.button, Qt.MouseButton.LeftButton)
    assert [(one.rule, one.about, one.overridden) for one in wanted] == [
        ("pacemaker_electrical", "electrical", False),
        ("pacemaker_electrical", "electrical", True),
    ]


def test_why_unfolds_tradition_evidence_and_source(panel: SafetyPanel, qtbot: QtBot) -> None:
    answers = screening("pregnancy")
    panel.show_state(answers, (), found(answers, "SP6"), None, is_draft=True)
    row = next(one for one in panel.rows if one.finding.rule == "pregnancy_points")
    assert row.details.isHidden()
    qtbot.keyClick(row.why, Qt.Key.Key_Space)
    assert not row.details.isHidden()
    lines = row.details.text().splitlines()
    assert [line.split(":")[0] for line in lines] == ["Tradition", "Evidence", "Source"]
    assert "Carr 2015" in row.toolTip()


def test_the_last_cautions_wait_behind_a_button_stops_never(
    panel: SafetyPanel, qtbot: QtBot
) -> None:
    cautions = ("diabetes", "valve_disease", "immunosuppression", "fear_of_needles")
    stops = ("bleeding_disorder", "uncontrolled_disease", "pacemaker", "icd")
    answers = screening(*chain(cautions, stops))
    panel.show_state(answers, (), found(answers, "LI4"), None, is_draft=True)
    assert [row.finding.level.value for row in panel.rows if not row.isHidden()] == ["stop"] * 4
    assert panel.more_button.text() == "4 more prompts…"
    qtbot.mouseClick(panel.more_button, Qt.MouseButton.LeftButton)
    assert len(sights(panel)) == 8
    assert panel.more_button.isHidden()


def test_a_decision_lets_referrals_rest(panel: SafetyPanel) -> None:
    open_flag = screening("cancer", "scar")
    panel.show_state(open_flag, (), found(open_flag), None, is_draft=True)
    assert sights(panel) == ["cancer", "scar"]
    decided = screening("cancer", "scar", decision="Letter to the doctor")
    panel.show_state(decided, (), found(decided), None, is_draft=True)
    assert sights(panel) == ["scar"]
    assert panel._decision.toolTip() == "<qt>Decided 2 Mar: Letter to the doctor</qt>".replace(
        "2 Mar", f"2 Mar{'' if date.today().year == 2026 else ' 2026'}"
    )
    assert panel.more_button.text() == "1 more prompt…"


def test_a_signed_session_shows_and_asks_nothing(panel: SafetyPanel) -> None:
    answers = screening("bleeding_disorder")
    gone = Consent(patient_id=1, given_on=date(2020, 8, 3), withdrawn_on=date(2021, 2, 1))
    panel.show_state(answers, (gone,), found(answers), LATER, is_draft=False)
    assert not panel.unchanged.isEnabled()
    assert panel.screen_button.isHidden()
    assert panel.consent_button.isHidden()
    assert panel._consent.text() == "Consent withdrawn 1 Feb 2021"
    assert panel.rows[0].button is None
