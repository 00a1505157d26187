"""Measures, their scales and their scores."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acudesk import paths
from acudesk.domain.errors import DomainError
from acudesk.domain.measure import (
    Direction,
    Due,
    Group,
    Measure,
    Scale,
    check_panels,
    measure_from_table,
    measure_to_table,
    measures_from_toml,
)
from acudesk.domain.session import Moment

SHIPPED = measures_from_toml(paths.resource("measures.toml").read_text(encoding="utf-8"))
BY_CODE = {measure.code: measure for measure in SHIPPED}
PAIN = BY_CODE["pain_7d"]


def measure(**values: Any) -> Measure:
    return Measure(
        **{
            "code": "stairs",
            "name": "Stairs",
            "short_name": "Stairs",
            "group": Group.FUNCTION,
            "panel": "stairs",
            "direction": Direction.HIGHER,
            "scales": (scale(),),
            **values,
        }
    )


def scale(**values: Any) -> Scale:
    return Scale(**{"code": "floors", "lowest": Decimal(0), "highest": Decimal(30), **values})


def test_every_shipped_scale_says_from_which_baseline_a_percentage_counts() -> None:
    lowest = {
        (one.code, on.code): on.percent_above
        for one in SHIPPED
        for on in one.scales
        if on.threshold_percent is not None or on.highest == 10
    }

    assert {key: int(value) for key, value in lowest.items() if key[1] != "nrs11"} == {
        ("pain_7d", "vas100"): 20,
        ("leg_pain_7d", "vas100"): 20,
        ("pain_now", "vas100"): 20,
        ("rmdq", "rmdq24"): 2,
        ("psfs", "psfs"): 2,
        ("odi", "percent"): 2,
    }
    assert {int(value) for key, value in lowest.items() if key[1] == "nrs11"} == {2}


def test_no_percentage_hangs_on_a_rule_that_nobody_wrote_down() -> None:
    assert scale().percent_above == 0


def test_the_measures_of_the_issue_are_shipped() -> None:
    assert set(BY_CODE) == {
        "pain_now",
        "pain_7d",
        "leg_pain_7d",
        "fingertip_floor",
        "schober",
        "lumbar_flexion",
        "lumbar_extension",
        "side_bend_left",
        "side_bend_right",
        "leg_raise_left",
        "leg_raise_right",
        "walking_time",
        "rmdq",
        "psfs",
        "pgic",
        "odi",
        "promis_physical",
        "sleep",
        "muscle_tension",
        "energy",
        "analgesic_doses",
    }
    assert BY_CODE["pain_now"].moments == (Moment.BEFORE, Moment.AFTER)
    assert BY_CODE["psfs"].items == 3
    assert not BY_CODE["pgic"].compared


@pytest.mark.parametrize(
    ("code", "on", "error", "points", "percent"),
    [
        ("pain_7d", "nrs11", None, "2", "30"),
        ("pain_now", "nrs11", None, "2", "30"),
        ("pain_7d", "vas100", None, "15", "30"),
        ("rmdq", "rmdq24", None, "5", "30"),
        ("odi", "percent", None, "10", "30"),
        ("fingertip_floor", "cm", "4.5", None, None),
        ("schober", "cm", "1.0", None, None),
    ],
)
def test_thresholds_and_errors_are_those_of_the_literature(
    code: str, on: str, error: str | None, points: str | None, percent: str | None
) -> None:
    found = BY_CODE[code].scale_named(on)

    assert found.error == (None if error is None else Decimal(error))
    assert found.threshold == (None if points is None else Decimal(points))
    assert found.threshold_percent == (None if percent is None else Decimal(percent))


@pytest.mark.parametrize("one", SHIPPED, ids=lambda one: one.code)
def test_every_published_figure_names_its_source(one: Measure) -> None:
    for on in one.scales:
        assert (on.error is None) == (on.error_source == "")
        assert (on.threshold is None) == (on.threshold_source == "")


@pytest.mark.parametrize("code", ["fingertip_floor", "pain_7d", "rmdq", "pgic", "analgesic_doses"])
def test_less_is_better(code: str) -> None:
    assert BY_CODE[code].direction == Direction.LOWER


@pytest.mark.parametrize("code", ["schober", "lumbar_flexion", "leg_raise_left", "psfs", "energy"])
def test_more_is_better(code: str) -> None:
    assert BY_CODE[code].direction == Direction.HIGHER


@pytest.mark.parametrize("one", SHIPPED, ids=lambda one: one.code)
def test_a_measure_comes_back_from_its_table(one: Measure) -> None:
    assert measure_from_table(measure_to_table(one)) == one.chosen(False)


@pytest.mark.parametrize("text", ["0", "10", "10.0", "6.750000000000001", "7,5", " 4 "])
def test_a_score_keeps_what_was_given(text: str) -> None:
    score = PAIN.score(text)

    assert score.given == text.strip()
    assert score.value == Decimal(text.strip().replace(",", "."))
    assert score.scale == "nrs11"
    assert score.key.moment == Moment.ONCE


@pytest.mark.parametrize(
    "text", ["-0.1", "10.00000000000000000001", "11", "NaN", "inf", "1e3", "1e-1", "", "7.7 /10"]
)
def test_no_score_is_clamped(text: str) -> None:
    with pytest.raises(DomainError) as refused:
        PAIN.score(text)
    assert refused.value.field == "pain_7d"


def test_the_scale_decides_on_the_range() -> None:
    assert PAIN.score("62", scale="vas100").scale == "vas100"
    with pytest.raises(DomainError, match=r"100\.5 lies outside 0 to 100 mm"):
        PAIN.score("100.5", scale="vas100")
    with pytest.raises(DomainError, match="“nrs21”; known: nrs11, vas100"):
        PAIN.score("6", scale="nrs21")


@pytest.mark.parametrize(
    ("code", "moment", "item"),
    [
        ("pain_7d", Moment.BEFORE, ""),
        ("pain_now", Moment.ONCE, ""),
        ("pain_7d", None, "1"),
        ("psfs", None, ""),
        ("psfs", None, "4"),
    ],
)
def test_a_measure_is_asked_in_its_own_way(code: str, moment: Moment | None, item: str) -> None:
    with pytest.raises(DomainError, match="not asked in this way"):
        BY_CODE[code].score("5", moment=moment, item=item)


def test_the_keys_of_a_measure() -> None:
    assert [key.item for key in BY_CODE["psfs"].keys()] == ["1", "2", "3"]
    assert [key.moment for key in BY_CODE["pain_now"].keys()] == [Moment.BEFORE, Moment.AFTER]


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-5, max_value=15))
def test_exactly_the_range_is_accepted(value: Decimal) -> None:
    text = format(value, "f")
    inside = 0 <= value <= 10 and len(text) <= 40
    try:
        score = PAIN.score(text)
    except DomainError:
        assert not inside
    else:
        assert inside
        assert score.value == value


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"lowest": Decimal(30)}, "lowest"),
        ({"step": Decimal(0)}, "step"),
        ({"step": Decimal("NaN")}, "step"),
        ({"highest": Decimal("Infinity")}, "highest"),
        ({"lowest": Decimal("NaN")}, "lowest"),
        ({"error": Decimal(-1)}, "error"),
        ({"threshold": Decimal(-2)}, "threshold"),
        ({"code": " "}, "code"),
        ({"unit": "x" * 201}, "unit"),
        ({"code": "nrs11"}, "code"),
        ({"code": "vas100", "highest": Decimal(10)}, "code"),
    ],
)
def test_a_scale_that_cannot_be(values: dict[str, Any], field: str) -> None:
    with pytest.raises(DomainError) as refused:
        scale(**values)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"code": ""}, "code"),
        ({"name": "x" * 121}, "name"),
        ({"scales": ()}, "scales"),
        ({"moments": ()}, "scales"),
        ({"items": -1}, "items"),
        ({"items": 4}, "items"),
        ({"note": "x" * 1_001}, "note"),
        ({"labels": ("x" * 121,)}, "labels"),
    ],
)
def test_a_measure_that_cannot_be(values: dict[str, Any], field: str) -> None:
    with pytest.raises(DomainError) as refused:
        measure(**values)
    assert refused.value.field == field


def test_every_text_of_a_measure_can_be_kept() -> None:
    odd = measure(
        note="a\ud800b", panel="s\x00", labels=("lo\x00w",), scales=(scale(unit="\ud8ff"),)
    )

    assert (odd.note, odd.panel, odd.labels, odd.scale.unit) == ("ab", "s", ("low",), "")


@pytest.mark.parametrize(
    "other",
    [
        measure(scales=(scale(highest=Decimal(31)),)),
        measure(scales=(scale(unit="m"),)),
        measure(direction=Direction.LOWER),
    ],
)
def test_one_panel_holds_one_kind_of_scale(other: Measure) -> None:
    check_panels((measure(), replace(measure(), code="steps")))
    with pytest.raises(DomainError, match="cannot share a panel"):
        check_panels((measure(), other))


def test_questionnaires_are_due_at_reviews_and_pain_at_every_visit() -> None:
    assert {code for code, one in BY_CODE.items() if one.due == Due.REVIEWS} == {
        "rmdq",
        "psfs",
        "pgic",
        "odi",
        "promis_physical",
    }


def test_every_word_of_a_measure_can_be_translated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("acudesk.domain.measure.tr", lambda text: f"<{text}>")

    pgic = measure_from_table(measure_to_table(BY_CODE["pgic"]))
    psfs = measure_from_table(measure_to_table(BY_CODE["psfs"]))

    assert pgic.labels[0] == "<very much better>"
    assert pgic.note == "<Not asked at the first session.>"
    assert pgic.panel_name == ""
    assert (psfs.panel_name, psfs.low_words) == ("<PSFS activities>", "<unable>")
    assert psfs.name.startswith("<")


@pytest.mark.parametrize(
    ("text", "kept", "scale"),
    [("67 mm", "67", "vas100"), ("67mm", "67", "vas100"), ("6,7", "6,7", "nrs11")],
)
def test_a_unit_names_the_scale(text: str, kept: str, scale: str) -> None:
    shipped = measures_from_toml(paths.resource("measures.toml").read_text(encoding="utf-8"))
    pain = next(one for one in shipped if one.code == "pain_7d")
    score = pain.score(text)
    assert (score.given, score.scale) == (kept, scale)
