"""The page over the whole practice, on real practices: what stands there, for whom, and when."""

import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from acudesk.bootstrap import Services, prepare_demo
from acudesk.charts.change_words import ChangeForm
from acudesk.domain.changes import Changes
from acudesk.domain.patient import Patient, Sex
from acudesk.domain.practice_figures import PracticeFilter
from acudesk.ui.pages.practice import PracticePage
from tests.services.treated import many, treated
from tests.ui.conftest import Desk
from tests.ui.practice_screen import figures, settle, seventeen, shown_page, table

KEY = Qt.Key


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> PracticePage:
    """The page over seventeen courses."""
    desk.ask(seventeen)
    return shown_page(desk, qtbot)


def texts(widget: QWidget) -> list[str]:
    """What can be read in a widget."""
    found = [one for one in widget.findChildren(QLabel) if one.isVisible()]
    return [one.text() for one in found if one.text()]


def test_both_shares_stand_beside_each_other_with_what_they_are_of(page: PracticePage) -> None:
    tiles = page.tiles
    # 7 of 12 and 7 of 17, with Wilson's interval worked out by hand.
    assert tiles.of_closed.number.text() == "58 %"
    assert tiles.of_closed.of.text() == "of those closed with data"
    assert tiles.of_closed.count.text() == "7 of 12, 32 to 81 %"
    assert tiles.of_started.number.text() == "41 %"
    assert tiles.of_started.of.text() == "of all started"
    assert tiles.of_started.count.text() == "7 of 17, 22 to 64 %"
    for figure in (tiles.of_closed, tiles.of_started):
        assert figure.isVisible()
        assert "Farrar 2001" in figure.toolTip()
        assert "Ostelo 2008" in figure.toolTip()
        assert "2 points and 30 %" in figure.toolTip()
        assert figure.accessibleDescription()
    assert tiles.of_closed.accessibleName() == (
        "Reached the usual threshold, of those closed with data: "
        "58 %, 7 of 12, 95 % interval 32 to 81 %"
    )
    assert "2 of 14 closed courses are left out" in tiles.of_closed.toolTip()
    assert "3 still run" in tiles.of_started.toolTip()
    assert tiles.started.accessibleName().startswith("Courses started: 17.")
    assert tiles.closed.accessibleName() == "Closed: 14. 12 with data"
    assert tiles.running.accessibleName().startswith("Still running: 3.")
    # Seven courses of three sessions, five of two, two of one.
    assert tiles.median.accessibleName().startswith("Sessions in a course: 2.5. median")


def test_conditions_side_effects_and_completeness_are_tables(page: PracticePage) -> None:
    assert table(page, "conditions") == [
        ["Sciatica", "12", "9", "9", "too few", "58 % · 7 of 12"],
        ["Neck pain", "5", "5", "3", "too few", "too few"],
    ]
    assert page.conditions.spoken(0, 5) == (
        "Sciatica, Reached, of all started: 58 %, 7 of 12, 95 % interval 32 to 81 %"
    )
    # 2 of 17 sessions of ten courses with the checklist; 22 of seventeen without it.
    assert table(page, "effects") == [
        ["Any side effect", "11.8 (3.3 to 34.3)", "not known"],
        ["Bruising", "11.8 (3.3 to 34.3)", "not known"],
    ]
    assert page.effects.spoken(1, 2) == (
        "Bruising, Not asked 22 sessions: "
        "not known: nobody asked at 22 sessions, which is no rate of 0"
    )
    model = page.effects.model()
    heads = [model.headerData(column, Qt.Orientation.Horizontal) for column in (1, 2)]
    assert heads == ["Asked by checklist\n17 sessions", "Not asked\n22 sessions"]
    assert any("never added up" in text and "Chung 2015" in text for text in texts(page))
    pain = table(page, "completeness")[0]
    assert pain == ["Back pain, average of the last 7 days", "100 % · 39 of 39", "17", "15"]


def test_published_figures_stand_apart_as_footnotes(page: PracticePage) -> None:
    read = texts(page)

    assert "Published figures, not a forecast for anybody" in read
    assert any("Haake 2007" in text and "47.6 %" in text for text in read)


def test_the_chart_shows_the_closed_courses_in_two_ways(
    desk: Desk, page: PracticePage, qtbot: QtBot
) -> None:
    canvas = page.chart.canvas
    qtbot.waitUntil(lambda: canvas.is_ready)

    assert canvas.chart is not None
    assert [bar.points for bar in canvas.chart.bars()] == [-5] * 7 + [-1, -1, 0, 1, 3]
    assert "12 closed courses with data. Better, reached the threshold: 7." in canvas.description
    assert canvas.description.endswith("Baseline: first score. Against it: latest score.")
    with qtbot.waitSignal(canvas.drawn):
        page.chart.forms.part(ChangeForm.DOTS).click()
    assert canvas.chart.form == ChangeForm.DOTS
    assert {(dot.baseline, dot.latest): dot.count for dot in canvas.chart.dots()}[(8, 3)] == 7
    with qtbot.waitSignal(canvas.pictures.told):
        menu = canvas.menu()
        assert menu is not None
        menu.actions()[0].trigger()
    assert not QGuiApplication.clipboard().image().isNull()
    assert page.notice.text == "The chart is on the clipboard, as a picture."


def test_a_picture_is_saved_where_it_was_asked_for(
    page: PracticePage, qtbot: QtBot, tmp_path: Path
) -> None:
    qtbot.waitUntil(lambda: page.chart.canvas.is_ready)
    picture = page.chart.canvas.picture
    assert picture is not None
    assert picture.changes == figures(page).changes
    # Away from the page it still says of which courses it is, and what is compared with what.
    assert picture.notes == (
        "All courses with at least one session.",
        "Baseline: first score. Against it: latest score.",
    )
    with qtbot.waitSignal(page.chart.canvas.pictures.told):
        page.chart.canvas.pictures.save(picture, tmp_path / "practice.svg")
    drawn = (tmp_path / "practice.svg").read_text("utf-8")
    assert drawn.startswith("<?xml")
    assert all(note in drawn for note in picture.notes)

    with qtbot.waitSignal(page.chart.canvas.pictures.refused):
        page.chart.canvas.pictures.save(picture, tmp_path / "missing" / "practice.svg")
    assert page.notice.isVisible()


FILTERS: dict[str, tuple[Callable[[PracticePage], object], PracticeFilter, int]] = {
    "condition": (
        lambda page: page.filter.condition.setCurrentIndex(
            page.filter.condition.findData("Neck pain")
        ),
        PracticeFilter(condition="Neck pain"),
        5,
    ),
    "from a day": (
        lambda page: page.filter.opened_from.setText("2025-02-01"),
        PracticeFilter(opened_from=date(2025, 2, 1)),
        2,
    ),
    "up to a day": (
        lambda page: page.filter.opened_to.setText("6 Jan 2025"),
        PracticeFilter(opened_to=date(2025, 1, 6)),
        15,
    ),
    "from an age": (
        lambda page: page.filter.age_from.setText("65"),
        PracticeFilter(age_from=65),
        7,
    ),
    "up to an age": (lambda page: page.filter.age_to.setText("64"), PracticeFilter(age_to=64), 0),
    "sex": (
        lambda page: page.filter.sex.setCurrentIndex(page.filter.sex.findData(Sex.FEMALE)),
        PracticeFilter(sex=Sex.FEMALE),
        7,
    ),
}


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_leaves_what_the_service_counts(
    desk: Desk, page: PracticePage, qtbot: QtBot, name: str
) -> None:
    change, chosen, started = FILTERS[name]

    with qtbot.waitSignal(page.filter.changed):
        change(page)
        page.filter.flush()
    settle(desk, page, qtbot)

    assert figures(page) == desk.ask(lambda services: services.practice_figures.view(chosen))
    assert figures(page).started == started
    page.filter.all_button.click()
    settle(desk, page, qtbot)
    assert figures(page).started == 17
    assert page.filter.chosen == PracticeFilter()


def test_a_choice_is_read_after_a_pause_without_enter(
    desk: Desk, page: PracticePage, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(page.filter.changed, timeout=3_000):
        qtbot.keyClicks(page.filter.age_from, "65")
    settle(desk, page, qtbot)
    assert figures(page).started == 7


def test_what_is_no_date_is_said_and_the_figures_stay(
    desk: Desk, page: PracticePage, qtbot: QtBot
) -> None:
    qtbot.waitUntil(desk.window.isActiveWindow)
    page.filter.opened_from.setFocus()
    qtbot.keyClicks(page.filter.opened_from, "2025-1")
    qtbot.wait(700)
    assert page.filter.trouble == ""  # still being written

    qtbot.keyClick(page.filter.opened_from, KEY.Key_Return)
    assert "2025-1" in page.filter.trouble
    assert "still those of the filter before" in page.filter.trouble
    assert figures(page).started == 17

    page.filter.empty()
    page.filter.age_from.setText("70")
    page.filter.age_to.setText("60")
    page.filter.flush()
    assert "The lower age is above the higher one." in page.filter.trouble
    page.filter.age_to.setText("sixty")
    page.filter.flush()
    assert "not an age" in page.filter.trouble
    page.filter.empty()
    assert page.filter.trouble == ""


def test_below_ten_courses_no_share_is_shown(desk: Desk, page: PracticePage, qtbot: QtBot) -> None:
    page.filter.condition.setCurrentIndex(page.filter.condition.findData("Neck pain"))
    page.filter.flush()
    settle(desk, page, qtbot)

    assert page.words.startswith(
        "5 courses fit this filter. Shares, changes and rates are shown from 10"
    )
    read = texts(page)
    assert "5" in [text.strip("\u2066\u2069") for text in read]
    assert not [text for text in read if "%" in text]
    for part in (page.chart, page.conditions, page.effects, page.completeness, page.tiles.shares):
        assert not part.isVisible()


def test_ten_courses_with_few_closed_ones_draw_nothing_and_say_so(desk: Desk, qtbot: QtBot) -> None:
    def write(services: Services) -> None:
        many(services, 9, "6", "5", close=False)
        many(services, 2, "6", "3")

    desk.ask(write)
    page = shown_page(desk, qtbot)

    assert page.tiles.of_closed.number.text() == "too few"
    assert page.tiles.of_closed.count.text() == "2 courses"
    assert page.tiles.of_started.count.text() == "2 of 11, 5 to 48 %"
    assert not page.chart.canvas.isVisible()
    assert "2 closed courses with data: too few to draw." in texts(page.chart)


def test_an_empty_practice_is_told_in_a_sentence(desk: Desk, qtbot: QtBot) -> None:
    page = shown_page(desk, qtbot)

    assert page.words.startswith("No course has a session yet.")
    assert not page.filter.isVisible()
    assert not [text for text in texts(page) if "%" in text]


def test_a_filter_that_leaves_nothing_says_so_and_stays(
    desk: Desk, page: PracticePage, qtbot: QtBot
) -> None:
    page.filter.opened_from.setText("2030-01-01")
    page.filter.flush()
    settle(desk, page, qtbot)

    assert page.words == "No course fits this filter."
    assert page.filter.isVisible()
    assert not page.tiles.isVisible()


def test_escape_stops_a_reading_and_keeps_the_figures(
    desk: Desk, page: PracticePage, qtbot: QtBot
) -> None:
    before = figures(page)
    qtbot.waitUntil(desk.window.isActiveWindow)
    page.filter.age_from.setFocus()
    page.filter.sex.setCurrentIndex(page.filter.sex.findData(Sex.FEMALE))
    page.filter.flush()
    assert page.reading.is_running

    qtbot.keyClick(page.filter.age_from, KEY.Key_Escape)
    qtbot.waitUntil(lambda: not desk.runner.is_busy)

    assert not page.reading.is_running
    assert figures(page) == before
    assert page.state.words.text() == "Cancelled: these figures are of the filter before."
    page.state.again_button.click()
    settle(desk, page, qtbot)
    assert figures(page).started == 7
    assert not page.state.again_button.isVisible()


def test_a_long_reading_shows_a_line_and_a_button(
    desk: Desk, page: PracticePage, qtbot: QtBot
) -> None:
    gate = threading.Event()
    desk.runner.read(lambda _: gate.wait(20), lambda _: None)
    page.refresh()
    assert not page.state.line.isVisible()  # nothing flickers where it is quick

    qtbot.waitUntil(page.state.line.isVisible)
    assert page.state.cancel_button.isVisible()
    assert page.tiles.isVisible()
    page.state.cancel_button.click()
    gate.set()
    qtbot.waitUntil(lambda: not desk.runner.is_busy)

    assert not page.state.line.isVisible()
    assert page.state.words.text() == "Cancelled: these are the figures of before."


def test_another_filter_drops_the_reading_before(
    desk: Desk, page: PracticePage, qtbot: QtBot
) -> None:
    heard: list[int] = []
    page.reading.found.connect(lambda view: heard.append(view.figures.started))
    page.filter.sex.setCurrentIndex(page.filter.sex.findData(Sex.FEMALE))
    page.filter.flush()
    page.filter.empty()
    page.filter.condition.setCurrentIndex(page.filter.condition.findData("Neck pain"))
    page.filter.flush()
    settle(desk, page, qtbot)

    assert heard == [5]


def test_a_save_passes_between_two_slices(desk: Desk, page: PracticePage, qtbot: QtBot) -> None:
    order: list[str] = []
    page.reading.moved.connect(lambda done, of: order.append(f"{done} of {of}"))

    def save(services: Services) -> Changes:
        order.append("saved")
        return services.patients.add_patient(Patient(display_name="Bo"))

    page.refresh()
    desk.runner.write(save)
    settle(desk, page, qtbot)

    assert order.index("saved") < order.index("1 of 1")


def test_what_was_saved_meanwhile_is_read_anew(
    desk: Desk, page: PracticePage, qtbot: QtBot
) -> None:
    def treat(services: Services) -> Changes:
        treated(services, "6")
        return services.patients.add_patient(Patient(display_name="Bo"))

    desk.runner.write(treat)
    qtbot.waitUntil(lambda: not desk.runner.is_busy)
    assert "read anew" in page.state.words.text()
    assert figures(page).started == 17

    qtbot.waitUntil(lambda: figures(page).started == 18, timeout=5_000)
    assert not page.state.words.isVisible()


def test_a_hidden_page_reads_nothing_until_it_is_shown(
    desk: Desk, page: PracticePage, qtbot: QtBot
) -> None:
    page.hide()

    def treat(services: Services) -> Changes:
        treated(services, "6")
        return services.patients.add_patient(Patient(display_name="Bo"))

    desk.runner.write(treat)
    qtbot.waitUntil(lambda: not desk.runner.is_busy)
    qtbot.wait(50)
    assert figures(page).started == 17

    page.show()
    settle(desk, page, qtbot)
    assert figures(page).started == 18


@pytest.fixture
def demo(qtbot: QtBot, qapp: QApplication, fonts: None, tmp_path: Path) -> Iterator[Desk]:
    """A demo practice of forty patients."""
    prepare_demo(tmp_path / "demo", patients=40)
    opened = Desk(tmp_path / "demo", qtbot, qapp)
    yield opened
    opened.close()


def test_the_demo_shows_what_the_service_counts(demo: Desk, qtbot: QtBot) -> None:
    page = shown_page(demo, qtbot)

    counted = demo.ask(lambda services: services.practice_figures.view())
    assert figures(page) == counted
    assert figures(page).started == 40
    assert [row[0] for row in table(page, "conditions")] == [
        one.condition for one in counted.conditions
    ]
    asked = counted.completeness[0]
    share = round(100 * asked.asked / (asked.asked + asked.missing))
    assert table(page, "completeness")[0][1] == (
        f"{share} % · {asked.asked} of {asked.asked + asked.missing}"
    )
    assert [
        page.filter.condition.itemData(place) for place in range(1, page.filter.condition.count())
    ] == [one.condition for one in counted.conditions]


def test_a_wide_window_sets_the_cards_beside_each_other(
    desk: Desk, page: PracticePage, qtbot: QtBot
) -> None:
    def left(widget: QWidget) -> int:
        return widget.mapTo(page, widget.rect().topLeft()).x()

    assert left(page.conditions) == left(page.effects) == left(page.completeness)
    page.resize(1_640, 1_000)
    qtbot.waitUntil(lambda: left(page.conditions) > 700)
    assert left(page.completeness) == left(page.conditions)
    assert left(page.effects) < 100
    page.resize(1_000, 672)
    qtbot.waitUntil(lambda: left(page.conditions) < 100)
