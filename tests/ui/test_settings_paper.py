"""The settings of paper: its language, the texts of letter and leaflet, and what a logo may be."""

import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from acudesk.domain.leaflet import shipped_leaflet
from acudesk.domain.letter_text import default_letter_text, letter_fields
from acudesk.domain.practice import Practice
from acudesk.ui.pages.settings import SettingsPage
from acudesk.ui.pages.settings_paper import PaperSettings
from tests.catalogues import other_resources
from tests.logos import png, svg
from tests.ui.conftest import Desk

SHIPPED = {"letter_text": default_letter_text, "leaflet_text": shipped_leaflet}


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A language beside English, called Testish, that knows one sentence."""
    words = {"English": "Testish", "Findings: {findings}": "Gefunden: {findings}"}
    other_resources(tmp_path, monkeypatch, {"xq": words})


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> SettingsPage:
    """The settings, filled and on screen."""
    made = SettingsPage(desk.runner, desk.theme, desk.bus)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    made.activateWindow()
    made.refresh()
    desk.settle()
    return made


def paper_of(page: SettingsPage) -> PaperSettings:
    return page.paper


def stored(desk: Desk) -> Practice:
    desk.settle()
    practice = desk.ask(lambda s: s.practice.practice())
    assert isinstance(practice, Practice)
    desk.settle()
    return practice


def notice_button(page: SettingsPage) -> QPushButton:
    (found,) = [
        one for one in page.findChildren(QPushButton) if one.isVisible() and one.text() == "Undo"
    ]
    return found


@pytest.mark.parametrize("name", ["letter_text", "leaflet_text"])
def test_a_text_is_the_shipped_one_until_the_practice_writes_its_own(
    page: SettingsPage, desk: Desk, qtbot: QtBot, name: str
) -> None:
    paper = paper_of(page)
    field, back = paper.texts[name], paper.shipped_buttons[name]
    shipped = SHIPPED[name]()
    assert field.toPlainText() == shipped
    assert not back.isEnabled()

    field.setFocus()
    field.setPlainText("Mine for {patient}")
    assert page.has_unkept
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert getattr(stored(desk), name) == "Mine for {patient}"
    assert not page.has_unkept

    back.click()
    assert getattr(stored(desk), name) == ""
    assert field.toPlainText() == shipped
    notice_button(page).click()
    assert getattr(stored(desk), name) == "Mine for {patient}"
    assert field.toPlainText() == "Mine for {patient}"

    field.setPlainText(shipped)  # Typed back, it is the shipped one and follows its language.
    page.flush()
    assert getattr(stored(desk), name) == ""
    assert not back.isEnabled()


def test_an_emptied_text_is_the_shipped_one_again(page: SettingsPage, desk: Desk) -> None:
    field = paper_of(page).texts["letter_text"]
    field.setPlainText("Mine")
    page.flush()
    stored(desk)
    field.setPlainText("")
    page.flush()
    assert stored(desk).letter_text == ""
    assert field.toPlainText() == default_letter_text()


def test_an_unknown_field_is_refused_at_the_text_which_stays_to_be_mended(
    page: SettingsPage, desk: Desk
) -> None:
    paper = paper_of(page)
    field, form = paper.texts["letter_text"], paper.forms["letter_text"]
    field.setPlainText("Dear {docktor}, {measures}")
    page.flush()
    assert stored(desk).letter_text == ""
    words = form.error_of("letter_text")
    assert "{docktor}" in words
    assert all(f"{{{name}}}" in words for name in letter_fields())
    assert page.has_unkept
    page.refresh()
    desk.settle()
    assert field.toPlainText() == "Dear {docktor}, {measures}"

    field.setPlainText("Dear {doctor}, {measures}")
    page.flush()
    assert stored(desk).letter_text == "Dear {doctor}, {measures}"
    assert form.error_of("letter_text") == ""


def test_a_refused_text_goes_back_to_the_shipped_one_and_returns(
    page: SettingsPage, desk: Desk
) -> None:
    paper = paper_of(page)
    field, back = paper.texts["letter_text"], paper.shipped_buttons["letter_text"]
    field.setPlainText("{docktor}")
    page.flush()
    stored(desk)
    back.click()
    stored(desk)
    assert field.toPlainText() == default_letter_text()
    assert not page.has_unkept
    assert paper.forms["letter_text"].error_of("letter_text") == ""

    notice_button(page).click()
    assert stored(desk).letter_text == ""
    assert field.toPlainText() == "{docktor}"
    assert "{docktor}" in paper.forms["letter_text"].error_of("letter_text")


def test_english_alone_is_offered_without_a_catalogue(page: SettingsPage) -> None:
    language = paper_of(page).language
    assert [part.text() for part in language.parts] == ["English"]
    assert language.value == "en"


@pytest.mark.usefixtures("catalogue")
def test_paper_speaks_another_language_while_the_screen_stays_english(
    page: SettingsPage, desk: Desk
) -> None:
    paper = paper_of(page)
    assert [part.text() for part in paper.language.parts] == ["English", "Testish"]

    paper.language.parts[1].click()
    assert stored(desk).paper_language == "xq"
    assert "Gefunden: {findings}" in paper.texts["letter_text"].toPlainText()
    assert paper.shipped_buttons["letter_text"].accessibleName() == (
        "Text of the letter: back to the shipped text"
    )
    paper.language.parts[0].click()
    assert stored(desk).paper_language == "en"
    assert paper.texts["letter_text"].toPlainText() == default_letter_text()


def test_a_language_that_is_gone_is_named(page: SettingsPage, desk: Desk) -> None:
    desk.runner.write(
        lambda s: s.practice.change_practice(Practice(paper_language="xq", name="Mine"))
    )
    desk.settle()
    paper = paper_of(page)
    assert paper.language.value is None
    assert "“xq”" in paper.language.accessibleDescription()
    assert "English" in paper.language.accessibleDescription()


FIRST = '<g id="g0"><rect width="1" height="1"/></g>'
BOMB = FIRST + "".join(
    f'<g id="g{n}">' + f'<use href="#g{n - 1}"/>' * 10 + "</g>" for n in range(1, 12)
)


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (svg(BOMB), "repeats so many"),
        (b"<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY a 'h'>]>" + svg("&a;"), "plain SVG"),
        (svg("", 'width="1e9" height="1e9"'), "larger than fits"),
        (png(60_000, 60_000), "60000 × 60000 pixels"),
        (png(40, 40), "damaged"),
    ],
)
@pytest.mark.qt_log_ignore("libpng", extend=True)
def test_a_logo_that_would_take_long_is_refused_at_once_with_a_sentence(
    page: SettingsPage, desk: Desk, tmp_path: Path, picture: bytes, words: str
) -> None:
    paper = paper_of(page)
    file = tmp_path / "logo"
    file.write_bytes(picture)
    begun = time.perf_counter()
    paper.logo.take_file(file)
    stored(desk)
    assert time.perf_counter() - begun < 3
    assert paper.form.error_of("logo")
    assert words in paper.form.error_of("logo")
    assert stored(desk).logo == b""
