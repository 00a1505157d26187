"""The user's own settings."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acudesk.settings import Appearance, Settings, read_settings, write_settings


def test_settings_come_back(tmp_path: Path) -> None:
    file = tmp_path / "config" / "settings.toml"
    kept = Settings(appearance=Appearance.DARK, geometry="01d9", report_folder='C:\\a "b"')

    write_settings(file, kept)

    assert read_settings(file) == kept
    assert [path.name for path in file.parent.iterdir()] == ["settings.toml"]


@given(st.text(max_size=40))
def test_any_folder_name_comes_back(tmp_path: Path, name: str) -> None:
    file = tmp_path / "settings.toml"

    write_settings(file, Settings(report_folder=name))

    assert read_settings(file).report_folder == name


def test_half_characters_do_not_lose_the_other_settings(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    write_settings(file, Settings(appearance=Appearance.LIGHT, report_folder="a\udcffb"))

    assert read_settings(file) == Settings(appearance=Appearance.LIGHT, report_folder="ab")


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"appearance = ", b"[" * 50_000, b"appearance = 3", b'appearance = "blue"'],
)
def test_damaged_settings_take_their_usual_values(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes(content)

    assert read_settings(file) == Settings()


def test_one_damaged_value_leaves_the_others(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('appearance = "blue"\ngeometry = "ff"\nunknown = "x"\n', encoding="utf-8")

    assert read_settings(file) == Settings(geometry="ff")


def test_a_place_that_cannot_be_written_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a file", encoding="utf-8")
    file = tmp_path / "config" / "settings.toml"

    write_settings(file, Settings(appearance=Appearance.DARK))

    assert read_settings(file) == Settings()
    assert (tmp_path / "config").read_text(encoding="utf-8") == "a file"
