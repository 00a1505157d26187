"""The whole course in the real window: by keys, by mouse, and while the record changes."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from acudesk.bootstrap import Services
from acudesk.domain.changes import Changes
from acudesk.domain.practice import BaselineRule
from acudesk.domain.trend import Axis
from acudesk.ui.pages.whole_course import Sight
from tests.ui.whole_window import CONTROL, Program

KEY = Qt.Key
pytestmark = pytest.mark.qt_log_ignore("does not support raise", extend=True)


def test_ctrl_g_shows_the_whole_course_and_escape_the_session_again(program: Program) -> None:
    program.choose("Ana Ruiz")
    whole = program.open_whole()
    assert whole.isVisible()
    assert program.focused() is whole.sights.part(Sight.CHART)
    assert "Chart of 8 sessions." in whole.chart.description
    assert "Side effects: Bruising at session 3." in whole.chart.description

    program.key(program.focused(), KEY.Key_Escape)

    assert not whole.isVisible()
    assert program.page.form.isVisible()
    assert program.page.form.isAncestorOf(program.focused())


def test_a_click_on_a_score_opens_its_session(program: Program) -> None:
    program.choose("Ana Ruiz")
    whole = program.open_whole()

    program.click(*program.point_at(whole.chart, 0, 0, 4))

    assert not whole.isVisible()
    assert program.page.form.session is not None
    assert program.page.form.session.number == 5


def test_a_click_on_a_mark_opens_its_session(program: Program) -> None:
    program.choose("Ana Ruiz")
    whole = program.open_whole()

    program.click(*program.point_at(whole.chart, 0))

    assert program.page.form.session is not None
    assert program.page.form.session.number == 3


def test_marks_and_axis_are_seen_beside_the_pain_in_a_small_window(program: Program) -> None:
    program.choose("Ana Ruiz")
    chart = program.open_whole().chart
    seen = chart.visibleRegion().boundingRect()

    pain, bruise = chart.place((0, 0, 7)), chart.place((0,))
    second = chart.place((1, 0, 7))

    assert pain is not None
    assert bruise is not None
    assert second is not None
    assert seen.height() < chart.height(), "all of it fits: this window is not small"
    assert pain.y() < bruise.y() < second.y()
    assert seen.contains(bruise.toPoint())


def test_what_the_keys_read_is_scrolled_into_sight(program: Program) -> None:
    program.choose("Ana Ruiz")
    chart = program.open_whole().chart
    chart.setFocus(Qt.FocusReason.TabFocusReason)
    read = []
    for _ in range(6):
        program.key(chart, KEY.Key_Down)
        read.append(chart.spoken)

    assert "Side effect at session 3: Bruising" in read
    assert read.index("Side effect at session 3: Bruising") == 1, "marks follow the pain"
    assert "ODI" in chart.spoken
    place = chart.place((4, 0, 0))
    assert place is not None
    assert chart.visibleRegion().boundingRect().contains(place.toPoint())


def test_one_stop_of_tab_then_arrows_choose_the_sight(program: Program) -> None:
    program.choose("Ana Ruiz")
    whole = program.open_whole()
    sights = whole.sights

    program.key(program.focused(), KEY.Key_Right)
    assert (whole.sight, program.focused()) == (Sight.VISITS, sights.part(Sight.VISITS))
    program.key(program.focused(), KEY.Key_Right)
    assert whole.sight == Sight.POINTS
    program.key(program.focused(), KEY.Key_Left)
    program.key(program.focused(), KEY.Key_Left)
    assert (whole.sight, program.focused()) == (Sight.CHART, sights.part(Sight.CHART))
    program.key(program.focused(), KEY.Key_Tab)
    assert not sights.isAncestorOf(program.focused())

    program.click(sights.part(Sight.POINTS))
    assert program.focused() is sights.part(Sight.POINTS)
    whole.choose(Sight.CHART)
    assert program.focused() is sights.part(Sight.CHART)


def test_two_courses_side_by_side(program: Program) -> None:
    program.choose("Ana Ruiz")
    whole = program.open_whole(Sight.BESIDE)
    left, right = whole.beside.charts
    program.drawn(left)
    program.drawn(right)

    assert "back, 7 days from 8 at session 1 to 4 at session 8, 8 scores" in left.description
    assert "back, 7 days from 6 at session 1 to 3 at session 3, 3 scores" in right.description
    assert "not asked in this course" in right.description
    six = left.place((0, 0, 3)), right.place((0, 0, 0))
    assert six[0] is not None
    assert six[1] is not None
    assert six[0].y() == pytest.approx(six[1].y()), "a 6 stands as high as a 6"


def test_a_click_in_the_other_course_opens_its_session(program: Program) -> None:
    program.choose("Ana Ruiz")
    _left, right = program.open_whole(Sight.BESIDE).beside.charts
    program.drawn(right)

    program.click(*program.point_at(right, 0, 0, 1))

    session = program.page.form.session
    assert session is not None
    assert session.number == 2
    assert program.page.look is not None
    assert session.course_id == program.page.look.course_view.course.id
    assert not program.page.look.course_view.course.is_open
    assert program.page.form.isVisible()


def test_a_patient_with_one_course_is_offered_no_second(program: Program) -> None:
    program.choose("Ana Ruiz")
    program.open_whole(Sight.BESIDE)

    program.choose("Bo Lind")
    whole = program.open_whole()

    assert whole.sight == Sight.CHART
    assert not whole.sights.part(Sight.BESIDE).isVisible()
    assert "Chart of 2 sessions." in whole.chart.description


def test_a_score_that_changes_is_drawn_and_the_view_stays(program: Program, qtbot: QtBot) -> None:
    program.choose("Ana Ruiz")
    chart = program.open_whole().chart
    program.key(chart, KEY.Key_Plus)
    program.drawn(chart)
    assert chart.place((0, 0, 0)) is None, "the first session is not seen when near"
    before = chart.place((0, 0, 4))
    last = program.page.look.course_view.sessions[-1].id  # type: ignore[union-attr]

    program.write(lambda services: services.sessions.record_score(last, "pain_7d", "1"))
    program.drawn(chart)

    assert "to 1 at session 8" in chart.description
    assert chart.place((0, 0, 4)) == before
    assert chart.place((0, 0, 0)) is None
    assert "Back pain, average of the last 7 days: from 8 to 1" in program.table_words()


def test_a_session_moved_or_entered_in_error_leaves_the_chart_true(program: Program) -> None:
    program.choose("Ana Ruiz")
    chart = program.open_whole().chart
    view = program.page.look.course_view  # type: ignore[union-attr]
    first, last = view.sessions[0], view.sessions[-1]

    program.write(
        lambda services: services.sessions.move_session(
            last.id, last.took_place + timedelta(days=2), None
        )
    )
    assert program.page.pile.shows_whole
    program.write(lambda services: services.signing.sign_session(first.id))
    program.write(lambda services: services.signing.mark_entered_in_error(first.id, "Mixed up"))
    program.drawn(chart)

    assert program.page.pile.shows_whole
    assert "back, 7 days from 7 at session 1 to 4 at session 7, 7 scores" in chart.description


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (BaselineRule.MEAN_OF_TWO, "mean of the first two"),
        (BaselineRule.FIRST_SEVEN_DAYS, "mean of the first seven days"),
    ],
)
def test_the_rule_of_the_baseline_stands_beside_every_number(
    program: Program, rule: BaselineRule, words: str
) -> None:
    program.choose("Ana Ruiz")
    program.open_whole()

    def choose(services: Services) -> Changes:
        practice = services.practice.practice()
        return services.practice.change_practice(replace(practice, baseline_rule=rule))

    program.write(choose)
    program.drawn(program.whole.chart)

    assert words in program.whole.chart.description
    assert words in program.page.panel.words
    assert words in program.whole.card.accessibleDescription()
    assert words in program.table_words()


def test_patients_chosen_fast_end_with_the_last_and_only_theirs(
    program: Program, qtbot: QtBot
) -> None:
    program.choose("Ana Ruiz")
    program.open_whole()
    for name in ("Bo Lind", "Ana Ruiz", "Cem Kaya", "Bo Lind"):
        program.row(name)
        QApplication.processEvents()
    program.settle()
    qtbot.waitUntil(lambda: program.page.is_shown)

    assert not program.page.pile.shows_whole
    assert program.page.look.view.patient.display_name == "Bo Lind"  # type: ignore[union-attr]
    assert "Chart of 2 sessions." in program.page.panel.chart.description


def test_a_course_without_a_session_says_so_in_every_sight(program: Program) -> None:
    program.choose("Cem Kaya")
    whole = program.open_whole()
    assert whole.chart.description == "No score yet: the chart is empty."
    for sight in (Sight.VISITS, Sight.POINTS):
        program.click(whole.sights.part(sight))
        assert whole.sight == sight
    program.key(program.focused(), KEY.Key_Escape)
    assert program.page.form.isVisible()


def test_by_date_and_by_session(program: Program) -> None:
    program.choose("Ana Ruiz")
    whole = program.open_whole()
    program.click(program.axes.part(Axis.DATE))
    program.drawn(whole.chart)
    assert whole.chart.description.startswith("Chart by date")
    program.click(program.axes.part(Axis.NUMBER))
    program.drawn(whole.chart)
    assert whole.chart.description.startswith("Chart of 8 sessions.")


def test_form_card_and_chart_stand_beside_each_other_in_the_smallest_window(
    program: Program,
) -> None:
    program.window.resize(program.window.minimumSize())
    program.choose("Ana Ruiz")
    program.drawn(program.page.panel.chart)
    page = program.page
    page.notice.hide()
    program.settle()
    form, panel = page.form, page.panel

    assert panel.card.is_wanted
    assert form.mapTo(page, form.rect().topRight()).x() < panel.mapTo(page, QPoint()).x()
    for part in (panel.card, panel.chart):
        inside = part.mapTo(page, part.rect().bottomRight())
        assert page.rect().contains(inside), part
    for one in panel.card.buttons:
        assert one.width() >= one.sizeHint().width()


def test_no_key_works_in_a_session_that_is_out_of_sight(program: Program) -> None:
    program.choose("Ana Ruiz")
    commands = program.page.commands
    assert commands.timer.isEnabled()
    program.open_whole()

    program.key(program.window, KEY.Key_R, CONTROL)
    program.key(program.window, KEY.Key_Return, CONTROL)

    view = program.page.look.course_view  # type: ignore[union-attr]
    assert len(view.sessions) == 8, "a session began behind the chart"
    assert not commands.sign.isEnabled()
    assert commands.new_session.isEnabled()
    program.key(program.focused(), KEY.Key_Escape)
    assert commands.timer.isEnabled()


def test_the_keys_of_the_chart_stand_in_the_help(program: Program) -> None:
    program.key(program.window, KEY.Key_F1)
    told = program.dialog()
    assert isinstance(told, QMessageBox)
    assert "In a chart: arrows, Home and End" in told.text()
    assert "Shift+F10" in told.text()
    assert told.height() <= program.window.height()
    program.done(told.close)
