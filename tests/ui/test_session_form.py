"""The session form: digits, decimals, clearing, refusing, side effects, notes, time and day."""

from datetime import date, time, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from acudesk.domain.course import Course
from acudesk.domain.patient import Patient
from acudesk.domain.screening import Answer, ScreeningAnswer
from acudesk.domain.session import Moment, ScoreKey, Session
from acudesk.domain.side_effects import Severity, SideEffectKind
from acudesk.settings import Settings
from acudesk.ui.dialogs.consent import ConsentDialog
from acudesk.ui.pages.patient import PatientPage
from acudesk.ui.widgets.number_field import NumberField
from acudesk.ui.widgets.pain_scale import PainScale
from acudesk.ui.widgets.score_fields import Part
from tests.ui.conftest import Desk

PAIN = ScoreKey(measure="pain_7d", moment=Moment.ONCE)
LEG = ScoreKey(measure="leg_pain_7d", moment=Moment.ONCE)
AFTER = ScoreKey(measure="pain_now", moment=Moment.AFTER)
FLOOR = ScoreKey(measure="fingertip_floor", moment=Moment.ONCE)


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> PatientPage:
    """A patient's page with a session that has not begun."""
    added = desk.ask(
        lambda services: services.patients.admit_patient(
            Patient(display_name="Ana Ruiz"),
            Course(patient_id=0, condition="Sciatica", opened=date.today()),
        )
    )
    page = PatientPage(desk.runner, desk.theme, desk.bus, Settings())
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    page.activateWindow()
    page.show_patient(added.patient_id)
    qtbot.waitUntil(lambda: page.is_shown)
    return page


def stored(desk: Desk, qtbot: QtBot, page: PatientPage) -> Session:
    """The session on screen as it is in the database."""
    page.form.flush()
    qtbot.waitUntil(lambda: not page.form.is_busy and not desk.runner.is_busy)
    session_id = page.form.session_id
    assert session_id is not None
    return desk.ask(lambda services: services.sessions.session(session_id))


def value(session: Session, key: ScoreKey) -> Decimal | None:
    score = session.score(key)
    return None if score is None else score.value


def scale(page: PatientPage, key: ScoreKey) -> PainScale:
    field = page.form.scores.fields[key]
    assert isinstance(field, PainScale)
    return field


def number(page: PatientPage, key: ScoreKey) -> NumberField:
    field = page.form.scores.fields[key]
    assert isinstance(field, NumberField)
    return field


def test_zero_after_one_makes_ten(desk: Desk, page: PatientPage, qtbot: QtBot) -> None:
    qtbot.keyClick(scale(page, PAIN), Qt.Key.Key_1)
    assert value(stored(desk, qtbot, page), PAIN) == 1
    qtbot.keyClick(scale(page, PAIN), Qt.Key.Key_0)
    assert value(stored(desk, qtbot, page), PAIN) == 10
    qtbot.keyClick(scale(page, PAIN), Qt.Key.Key_0)
    assert value(stored(desk, qtbot, page), PAIN) == 0


def test_one_click_scores_and_the_same_click_takes_it_back(
    desk: Desk, page: PatientPage, qtbot: QtBot
) -> None:
    seven = next(b for b in scale(page, PAIN).findChildren(QPushButton) if b.text() == "7")
    qtbot.mouseClick(seven, Qt.MouseButton.LeftButton)
    assert value(stored(desk, qtbot, page), PAIN) == 7
    qtbot.mouseClick(seven, Qt.MouseButton.LeftButton)
    session = stored(desk, qtbot, page)
    assert session.score(PAIN) is None
    assert PAIN in session.missing
    assert not seven.isChecked()


@pytest.mark.parametrize("earlier", [0, 1])
def test_enter_moves_on_in_the_order_of_the_visit(
    desk: Desk, page: PatientPage, qtbot: QtBot, earlier: int
) -> None:
    sheet = page.form.sheet
    if earlier:
        _treat_last_week(desk, page)
    qtbot.waitUntil(lambda: sheet.since.isVisible() == bool(earlier))
    since = [sheet.since.none] if earlier else []
    week, exam, after = (sheet.scores.of(part) for part in Part)
    way = [*week, *since, *exam, sheet.points.line.field, sheet.timer.start]
    for stops in (way, [sheet.effects.none, *after]):
        stops[0].setFocus()
        for here, there in pairwise(stops):
            qtbot.waitUntil(lambda here=here: page.focusWidget() in (here, here.focusProxy()))  # type: ignore[misc]
            qtbot.keyClick(page.focusWidget(), Qt.Key.Key_Return)
            assert page.focusWidget() in (there, there.focusProxy())
    qtbot.keyClick(page.focusWidget(), Qt.Key.Key_Return)
    sign = page.focusWidget()
    assert isinstance(sign, QPushButton)
    assert sign.text().strip() == "Sign"


def test_decimals_are_kept_as_given(desk: Desk, page: PatientPage, qtbot: QtBot) -> None:
    field = scale(page, PAIN)
    qtbot.keyClick(field, Qt.Key.Key_6)
    qtbot.keyClick(field, Qt.Key.Key_Comma)
    qtbot.keyClicks(page.focusWidget(), "75")
    qtbot.keyClick(page.focusWidget(), Qt.Key.Key_Return)
    score = stored(desk, qtbot, page).score(PAIN)
    assert score is not None
    assert (score.value, score.given, score.scale) == (Decimal("6.75"), "6,75", "nrs11")
    assert not any(button.isChecked() for button in field.findChildren(QPushButton))


def test_a_line_of_100_mm_is_kept_on_its_own_scale(
    desk: Desk, page: PatientPage, qtbot: QtBot
) -> None:
    field = scale(page, PAIN)
    field.pick("67 mm")
    score = stored(desk, qtbot, page).score(PAIN)
    assert score is not None
    assert (score.value, score.given, score.scale) == (Decimal(67), "67", "vas100")
    qtbot.waitUntil(lambda: not desk.runner.is_busy)
    assert field.given == "67 mm"
    field.pick("101 mm")
    assert "0 to 100 mm" in field.trouble


def test_a_number_out_of_range_stays_on_screen_and_is_not_saved(
    desk: Desk, page: PatientPage, qtbot: QtBot
) -> None:
    qtbot.keyClick(scale(page, PAIN), Qt.Key.Key_4)
    edit = number(page, FLOOR).focusProxy()
    assert isinstance(edit, QLineEdit)
    qtbot.keyClicks(edit, "900")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert stored(desk, qtbot, page).score(FLOOR) is None
    assert edit.property("wrong")
    assert "0 to 120" in edit.accessibleDescription()
    assert edit.text() == "900"
    edit.selectAll()
    qtbot.keyClicks(edit, "12.5")
    assert value(stored(desk, qtbot, page), FLOOR) == Decimal("12.5")


def test_asked_none_differs_from_not_asked(desk: Desk, page: PatientPage, qtbot: QtBot) -> None:
    qtbot.keyClick(scale(page, PAIN), Qt.Key.Key_4)
    assert not stored(desk, qtbot, page).side_effects_asked
    chips = {chip.text(): chip for chip in page.form.effects.findChildren(QPushButton)}
    qtbot.mouseClick(chips["Asked, none"], Qt.MouseButton.LeftButton)
    session = stored(desk, qtbot, page)
    assert session.side_effects_asked
    assert session.side_effects == ()


def test_a_side_effect_with_its_severity(desk: Desk, page: PatientPage, qtbot: QtBot) -> None:
    chips = {chip.text(): chip for chip in page.form.effects.findChildren(QPushButton)}
    qtbot.mouseClick(chips["Bruising"], Qt.MouseButton.LeftButton)
    parts = {one.accessibleName(): one for one in page.form.effects.findChildren(QPushButton)}
    qtbot.mouseClick(parts["Bruising: moderate"], Qt.MouseButton.LeftButton)
    (effect,) = stored(desk, qtbot, page).side_effects
    assert (effect.kind, effect.severity) == (SideEffectKind.BRUISING, Severity.MODERATE)


def test_notes_are_kept_while_they_are_written(desk: Desk, page: PatientPage, qtbot: QtBot) -> None:
    page.form.notes.setFocus()
    qtbot.keyClicks(page.form.notes, "dull ache")
    qtbot.waitUntil(lambda: page.form.session_id is not None)
    session_id = page.form.session_id
    assert session_id is not None
    qtbot.waitUntil(
        lambda: (
            desk.ask(lambda services: services.sessions.session(session_id)).notes == "dull ache"
        )
    )
    assert page.form.notes.hasFocus()


def test_a_session_is_back_dated(desk: Desk, page: PatientPage, qtbot: QtBot) -> None:
    day = date.today() - timedelta(days=9)
    page.form.head.day.setDate(QDate(day.year, day.month, day.day))
    page.form.head.time.setText("1430")
    page.form.flush()
    qtbot.keyClick(scale(page, LEG), Qt.Key.Key_3)
    session = stored(desk, qtbot, page)
    assert (session.took_place, session.at) == (day, time(14, 30))
    assert session.entered_at.date() >= day
    page.form.head.minutes.setText("45")
    assert stored(desk, qtbot, page).minutes == 45


def test_a_refused_entry_stays_on_screen_until_it_can_be_kept(
    desk: Desk, page: PatientPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from acudesk.domain.errors import StorageError
    from acudesk.services.sessions import Sessions

    keep = Sessions.record_score

    def full(*arguments: object, **named: object) -> None:
        raise StorageError("The disk is full.")

    monkeypatch.setattr(Sessions, "record_score", full)
    qtbot.keyClick(scale(page, PAIN), Qt.Key.Key_4)
    qtbot.waitUntil(page.notice.isVisible)
    assert page.notice.text.startswith("The disk is full.")
    assert scale(page, PAIN).given == "4"
    monkeypatch.setattr(Sessions, "record_score", keep)
    page.form.save()
    assert value(stored(desk, qtbot, page), PAIN) == 4


def test_an_empty_session_can_be_thrown_away(desk: Desk, page: PatientPage, qtbot: QtBot) -> None:
    qtbot.keyClick(scale(page, AFTER), Qt.Key.Key_2)
    gone = stored(desk, qtbot, page).id
    qtbot.keyClick(scale(page, AFTER), Qt.Key.Key_Delete)
    discard = next(b for b in page.form.findChildren(QPushButton) if "Discard" in b.text())
    qtbot.waitUntil(discard.isVisible)
    qtbot.mouseClick(discard, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.form.session_id is None)
    patient_id = page.patient_id
    assert patient_id is not None
    view = desk.ask(lambda services: services.courses.patient_view(patient_id))
    assert gone not in [session.id for session in view.view.sessions]


def test_the_part_of_the_points_begins_in_their_line(
    desk: Desk, page: PatientPage, qtbot: QtBot
) -> None:
    sheet = page.form.sheet
    assert sheet.points.set_chips, "no set that could take the focus"
    qtbot.keyClick(page, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert sheet.points.line.field.hasFocus()
    qtbot.keyClicks(sheet.points.line.field, "st36 ")
    assert [one.code for one in stored(desk, qtbot, page).points] == ["ST36"]


def test_a_session_that_was_just_signed_says_so_and_keeps_the_focus(
    desk: Desk, page: PatientPage, qtbot: QtBot
) -> None:
    qtbot.keyClick(scale(page, PAIN), Qt.Key.Key_4)
    stored(desk, qtbot, page)
    page.form.sign_button.setFocus()
    page.form.sign()
    qtbot.waitUntil(lambda: page.form.session is not None and not page.form.session.is_draft)
    said = [one.text() for one in page.form.findChildren(QLabel) if one.isVisible()]
    assert "Signed and sealed" in said
    assert not any("Draft" in one for one in said)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert page.form.sealed.isAncestorOf(focus)


def test_what_the_disk_refused_is_not_signed_away(
    desk: Desk, page: PatientPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from acudesk.domain.errors import StorageError
    from acudesk.services.sessions import Sessions

    qtbot.keyClick(scale(page, PAIN), Qt.Key.Key_4)
    stored(desk, qtbot, page)
    keep = Sessions.record_score

    def full(*arguments: object, **named: object) -> None:
        raise StorageError("The disk is full.")

    monkeypatch.setattr(Sessions, "record_score", full)
    qtbot.keyClick(scale(page, LEG), Qt.Key.Key_2)
    page.form.sign()
    qtbot.waitUntil(lambda: "not saved yet" in page.form.trouble.text)
    assert stored(desk, qtbot, page).is_draft
    monkeypatch.setattr(Sessions, "record_score", keep)
    page.form.save()
    stored(desk, qtbot, page)
    page.form.sign()
    qtbot.waitUntil(lambda: page.form.session is not None and not page.form.session.is_draft)
    assert value(stored(desk, qtbot, page), LEG) == 2


def test_a_count_that_differs_leads_to_the_reason_for_it(
    desk: Desk, page: PatientPage, qtbot: QtBot
) -> None:
    sheet = page.form.sheet
    qtbot.keyClicks(sheet.points.line.field, "st36 ")
    stored(desk, qtbot, page)
    qtbot.keyClicks(sheet.count.out, "1")
    stored(desk, qtbot, page)
    page.form.sign()
    qtbot.waitUntil(lambda: "does not match" in page.form.trouble.text)
    assert sheet.count.reason.hasFocus()


def test_what_is_missing_before_the_first_needle_is_said_at_the_points(
    desk: Desk, page: PatientPage, qtbot: QtBot
) -> None:
    before = page.form.sheet.before
    patient_id = page.patient_id
    assert patient_id is not None
    assert before.text == "Before the first needle: screening and consent are missing."
    before.consent_button.click()
    qtbot.waitUntil(lambda: bool(page.findChildren(ConsentDialog)))
    page.findChildren(ConsentDialog)[0].close()

    answers = [ScreeningAnswer(item="diabetes", answer=Answer.NO)]
    desk.runner.write(lambda services: services.safety.screen(patient_id, answers))
    qtbot.waitUntil(lambda: before.text == "Before the first needle: consent is missing.")
    desk.runner.write(lambda services: services.safety.give_consent(patient_id, date.today()))
    qtbot.waitUntil(lambda: before.text == "")


def _treat_last_week(desk: Desk, page: PatientPage) -> None:
    assert page.look is not None
    course_id = page.look.course_view.course.id
    day = date.today() - timedelta(days=7)
    desk.runner.write(lambda services: services.sessions.start_session(course_id, took_place=day))
