"""Colours: complete, readable, and told apart without colour."""

import subprocess
import sys
from itertools import combinations

import pytest

from acudesk.charts.style import STYLES, Style, colour_names, contrast, load_style, luminance
from acudesk.domain.errors import BugError

GROUNDS = ("window", "sidebar", "card", "field")
TEXTS = ("text", "text_muted", "text_faint", "accent", "warn", "warn_text", "danger")
MARKS = ("mark_side_effect", "mark_medication", "mark_review", "mark_addendum", "mark_gap")
LINES = ("danger_text", *MARKS, "series_main", "series_second", "series_before", "series_after")
READ_ON = {
    **dict.fromkeys(TEXTS + LINES, GROUNDS),
    "accent_text": ("accent", "accent_strong"),
    "accent_soft_text": ("accent_soft",),
    "baseline": ("card", "band"),
    "level": ("card", "band"),
}


@pytest.fixture(params=STYLES)
def style(request: pytest.FixtureRequest) -> Style:
    return load_style(request.param)


@pytest.mark.parametrize(("text", "grounds"), READ_ON.items())
def test_text_can_be_read(style: Style, text: str, grounds: tuple[str, ...]) -> None:
    for ground in grounds:
        assert contrast(getattr(style, text), getattr(style, ground)) >= 4.5, ground


def test_selected_rows_and_warnings_can_be_read(style: Style) -> None:
    for text, ground in (
        ("text", "accent_soft"),
        ("text_muted", "accent_soft"),
        ("text", "warn_soft"),
        ("warn_text", "warn_soft"),
    ):
        assert contrast(getattr(style, text), getattr(style, ground)) >= 4.5


def test_edges_of_fields_and_focus_can_be_seen(style: Style) -> None:
    for edge in ("border_strong", "focus"):
        for ground in ("card", "window"):
            assert contrast(getattr(style, edge), getattr(style, ground)) >= 3


def test_the_accent_is_that_of_the_design() -> None:
    assert load_style("light").accent == "#0f766e"
    assert load_style("dark").accent == "#2dd4bf"
    assert [load_style(name).dark for name in STYLES] == [False, True, False]


def test_all_files_name_the_same_colours() -> None:
    assert len(colour_names()) == 34
    assert {load_style(name).name for name in STYLES} == set(STYLES)


def test_before_and_after_differ_in_grey(style: Style) -> None:
    assert abs(luminance(style.series_before) - luminance(style.series_after)) > 0.04
    for one, two in combinations(("series_main", "series_second", "series_after"), 2):
        assert getattr(style, one) != getattr(style, two)


def test_another_name_is_a_mistake_of_ours() -> None:
    with pytest.raises(BugError, match="sepia"):
        load_style("sepia")


def test_a_colour_that_is_none_is_told() -> None:
    values = {name: getattr(load_style("light"), name) for name in colour_names()}

    with pytest.raises(BugError, match="accent is not a colour"):
        Style(name="light", dark=False, **(values | {"accent": "teal"}))


def test_colours_come_without_matplotlib() -> None:
    code = (
        "import sys, acudesk.charts.style as s; s.load_style('light');"
        "sys.exit('matplotlib' in sys.modules or 'numpy' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
