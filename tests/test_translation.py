"""Texts in the reader's language."""

import gettext
from pathlib import Path

import pytest

from acudesk import paths
from acudesk.translation import available_languages, current_language, language, ntr, tr
from tests.catalogues import catalogue


@pytest.fixture
def german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A German catalogue of two texts."""
    folder = tmp_path / "translations" / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "acudesk.mo").write_bytes(
        catalogue(
            {
                "improved": "gebessert",
                "{n} day\0{n} days": "{n} Tag\0{n} Tage",
                "At {day}, {name}": "{name} am {day}",
            }
        )
    )
    monkeypatch.setattr(paths, "resource", lambda name: tmp_path / name)
    monkeypatch.setattr(gettext, "_translations", {})


def test_english_is_the_text_itself() -> None:
    assert tr("improved") == "improved"
    assert tr("{n} %", n=30) == "30 %"
    assert ntr("{n} day", "{n} days", 1) == "1 day"
    assert ntr("{n} day", "{n} days", 0) == "0 days"


def test_braces_in_what_is_filled_in_are_left_alone() -> None:
    assert tr("Hello {name}", name="{day} {0}") == "Hello {day} {0}"
    assert tr("{name}") == "{name}"


@pytest.mark.usefixtures("german")
def test_another_language_holds_for_a_block() -> None:
    with language("de"):
        assert tr("improved") == "gebessert"
        assert ntr("{n} day", "{n} days", 2) == "2 Tage"
        assert tr("At {day}, {name}", day=3, name="Ann") == "Ann am 3"
        assert tr("worse") == "worse"
    assert tr("improved") == "improved"


@pytest.mark.usefixtures("german")
def test_a_language_without_a_catalogue_is_english() -> None:
    with language("xx"):
        assert tr("improved") == "improved"


@pytest.mark.usefixtures("german")
def test_an_exception_leaves_the_language_behind() -> None:
    with pytest.raises(KeyError), language("de"):
        raise KeyError
    assert tr("improved") == "improved"


@pytest.mark.usefixtures("german")
def test_a_page_can_say_which_language_it_speaks() -> None:
    assert current_language() == "en"
    with language("de"):
        assert current_language() == "de"
        with language("xx"):
            assert current_language() == "en"  # It is, as there is no such catalogue.
        assert current_language() == "de"
    assert current_language() == "en"


@pytest.mark.usefixtures("german")
def test_the_languages_are_english_and_every_catalogue_that_can_be_read(tmp_path: Path) -> None:
    for code, content in (
        ("fr", catalogue({"English": "Français"})),
        ("es", catalogue({"English": "Español"})[:40]),
        ("pl", b"not a catalogue"),
        ("../x", catalogue({})),
        ("READ ME", catalogue({})),
    ):
        folder = tmp_path / "translations" / code / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (folder / "acudesk.mo").write_bytes(content)
    assert available_languages() == {"en": "English", "de": "de", "fr": "Français"}
    with language("es"):
        assert (tr("improved"), current_language()) == ("improved", "en")


def test_without_any_catalogue_paper_is_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "resource", lambda name: tmp_path / name)
    assert available_languages() == {"en": "English"}
