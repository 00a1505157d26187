"""Marks on the body chart, and how they are told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acudesk import paths
from acudesk.domain.body_chart import (
    BodyMark,
    BodySide,
    BodyView,
    MarkKind,
    PainQuality,
    Zone,
    check_marks,
    figure_from_svg,
    mark_words,
    quality_name,
    side_letters,
    zones_from_toml,
)
from acudesk.domain.errors import BugError, DomainError

TOML = """
[[region]]
name = "Back"
zones = [
  { code = "lumbar", view = "back", name = "lower back L4-L5" },
  { code = "flank", view = "side", name = "flank" },
]
[[region]]
name = "Leg"
zones = [{ code = "calf", view = "back", name = "upper calf" }]
"""
SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 30">
<path id="calf_left" data-middle="3 4.5 2" d="M0 0L6 0L6 9Z"/>
<path id="lines" d="M1 1L2 2"/><path id="outline" d="M0 0L20 0L20 30Z"/></svg>"""
ZONES = zones_from_toml(TOML)


def pain(
    zone: str, intensity: int | None = None, quality: PainQuality | None = None, note: str = ""
) -> BodyMark:
    return BodyMark(zone=zone, kind=MarkKind.PAIN, intensity=intensity, quality=quality, note=note)


def needled(zone: str) -> BodyMark:
    return BodyMark(zone=zone, kind=MarkKind.NEEDLED)


@pytest.mark.parametrize("intensity", [-1, 11, 100])
def test_an_intensity_beyond_the_scale_is_refused(intensity: int) -> None:
    with pytest.raises(DomainError, match="0 to 10"):
        pain("calf_left", intensity)


@pytest.mark.parametrize("values", [{"intensity": 3}, {"quality": PainQuality.NUMB}])
def test_a_needle_has_neither_intensity_nor_kind_of_pain(values: dict[str, object]) -> None:
    with pytest.raises(DomainError, match="Only a mark of pain"):
        BodyMark(zone="calf_left", kind=MarkKind.NEEDLED, **values)  # type: ignore[arg-type]


def test_none_is_not_asked_and_differs_from_no_pain() -> None:
    assert pain("calf_left").intensity is None
    assert pain("calf_left", 0) != pain("calf_left")


def test_a_note_is_cleaned_and_has_a_limit() -> None:
    assert pain("calf_left", note="  since\n March ").note == "since March"
    with pytest.raises(DomainError, match="500"):
        pain("calf_left", note="x" * 501)


def test_a_zone_is_marked_once_of_a_kind() -> None:
    both = check_marks([pain("calf_left", 4), needled("calf_left")])

    assert {mark.kind for mark in both} == {MarkKind.PAIN, MarkKind.NEEDLED}
    with pytest.raises(DomainError, match="twice"):
        check_marks([pain("calf_left", 4), pain("calf_left", 5)])


@given(st.permutations(["calf_left", "calf_right", "lumbar_left", "gone_left"]))
def test_the_order_of_marking_does_not_matter(order: list[str]) -> None:
    kept = check_marks([pain(zone) for zone in order])

    assert [mark.zone for mark in kept] == ["calf_left", "calf_right", "gone_left", "lumbar_left"]


def test_what_is_marked_is_told_from_head_to_foot() -> None:
    marks = [
        needled("calf_right"),
        pain("calf_left", note="at night"),
        pain("lumbar_left", 7, PainQuality.ACHING),
    ]

    assert mark_words(marks, ZONES) == (
        "Pain: lower back L4-L5, left (7 of 10, aching); upper calf, left (at night). "
        "Needled: upper calf, right."
    )


def test_two_sides_marked_alike_are_told_in_one() -> None:
    assert mark_words([pain("lumbar_right", 5), pain("lumbar_left", 5)], ZONES) == (
        "Pain: lower back L4-L5, both sides (5 of 10)."
    )
    assert mark_words([pain("lumbar_right", 5), pain("lumbar_left", 6)], ZONES) == (
        "Pain: lower back L4-L5, left (6 of 10); lower back L4-L5, right (5 of 10)."
    )


def test_nothing_marked_says_nothing_and_a_zone_of_old_is_still_told() -> None:
    assert mark_words([], ZONES) == ""
    assert mark_words([needled("old_zone_left"), needled("calf_left")], ZONES) == (
        "Needled: upper calf, left; old zone left."
    )
    assert mark_words((mark for mark in [needled("calf_left")]), ZONES) == (
        "Needled: upper calf, left."
    )


def test_each_zone_is_there_left_and_right_and_a_side_is_seen_from_its_side() -> None:
    assert [zone.code for zone in ZONES] == [
        "lumbar_left",
        "lumbar_right",
        "flank_left",
        "flank_right",
        "calf_left",
        "calf_right",
    ]
    assert ZONES[3] == Zone(
        code="flank_right",
        title="flank",
        side=BodySide.RIGHT,
        view=BodyView.RIGHT,
        region="Back",
    )
    assert (ZONES[0].name, ZONES[0].words) == (
        "Lower back L4-L5, left",
        "lower back L4-L5, left",
    )


def test_the_letters_are_of_the_patients_own_sides() -> None:
    assert side_letters(BodyView.BACK) == ("L", "R")
    assert side_letters(BodyView.FRONT) == ("R", "L")


def test_every_kind_of_pain_has_a_word() -> None:
    assert [quality_name(quality) for quality in PainQuality] == [
        "aching",
        "burning",
        "stabbing",
        "tingling",
        "numb",
        "cramping",
    ]


def test_a_figure_is_read() -> None:
    figure = figure_from_svg(BodyView.BACK, SVG)

    assert (figure.width, figure.height) == (20, 30)
    assert (figure.outline, figure.lines) == ("M0 0L20 0L20 30Z", "M1 1L2 2")
    (shape,) = figure.shapes
    assert (shape.zone, shape.path) == ("calf_left", "M0 0L6 0L6 9Z")
    assert (shape.x, shape.y, shape.room) == (3, 4.5, 2)


@pytest.mark.parametrize(
    "wrong", [("outline", "skin"), ('viewBox="0 0 20 30"', ""), ("3 4.5 2", "3 4.5")]
)
def test_another_drawing_is_not_a_figure(wrong: tuple[str, str]) -> None:
    with pytest.raises(BugError, match=r"back\.svg"):
        figure_from_svg(BodyView.BACK, SVG.replace(*wrong))


def test_the_zones_of_sciatica_can_be_followed() -> None:
    zones = zones_from_toml(paths.resource("body/zones.toml").read_text(encoding="utf-8"))
    codes = [zone.code for zone in zones]

    assert len(codes) == len(set(codes)) == 120
    assert len({zone.title for zone in zones}) == 60
    for code in (
        "back_lumbar_l1_3",
        "back_lumbar_l4_5",
        "sacrum",
        "sacroiliac",
        "gluteal_upper",
        "gluteal_lower",
        "hip",
        "thigh_outer",
        "thigh_back_upper",
        "thigh_back_lower",
        "knee_back",
        "calf_upper",
        "calf_lower",
        "heel",
        "sole",
        "foot_outer",
        "big_toe_side",
    ):
        assert {f"{code}_left", f"{code}_right"} <= set(codes)
