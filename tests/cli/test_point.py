"""`acudesk point`: what is made of points as they are typed, without a practice."""

import json
from pathlib import Path
from typing import Any

import pytest

from acudesk.cli.main import run


def asked(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(["point", *arguments]).code
    out, err = capsys.readouterr()
    return code, out, err


def as_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    code, out, err = asked(capsys, *arguments, "--json")
    assert (code, err) == (0, "")
    listed = json.loads(out)
    assert isinstance(listed, list)
    return listed


def test_points_are_listed_with_code_name_side_and_needles(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, err = asked(capsys, "UB-23 l, gv3", "one ashi")
    lines = [line.split() for line in out.splitlines()]

    assert (code, err) == (0, "")
    assert lines == [
        ["Typed", "Code", "Name", "Side", "Needles"],
        ["UB-23", "l", "BL23", "Shènshū", "腎俞", "left", "1"],
        ["gv3", "GV3", "Yāoyángguān", "腰陽關", "midline", "1"],
        ["one", "ashi", "ASHI", "Āshì", "阿是", "side", "not", "said", "1"],
    ]


def test_json_carries_code_side_and_pinyin(capsys: pytest.CaptureFixture[str]) -> None:
    listed = as_json(capsys, "GV3, BL23 x2, BL40 L, one ashi")

    assert [(one["code"], one["side"], one["pinyin"], one["count"]) for one in listed] == [
        ("GV3", "midline", "Yāoyángguān", 1),
        ("BL23", "both", "Shènshū", 2),
        ("BL40", "left", "Wěizhōng", 1),
        ("ASHI", None, "Āshì", 1),
    ]
    assert all(one["error"] is None and one["candidates"] == [] for one in listed)


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        (("bl23", "l"), ["BL23"]),
        (("one", "ashi"), ["ASHI"]),
        (("zu", "san", "li"), ["ST36"]),
        (("bl23", "bl40"), ["BL23", "BL40"]),
        (("BL23", "UB23"), ["BL23", "BL23"]),
        (("bl23", "-", "25"), ["BL23", "BL24", "BL25"]),
    ],
)
def test_arguments_are_read_as_they_are_meant(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], codes: list[str]
) -> None:
    assert [one["code"] for one in as_json(capsys, *arguments)] == codes


def test_an_ambiguous_name_offers_both_and_is_no_refusal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    (one,) = as_json(capsys, "juliao")
    code, out, _ = asked(capsys, "juliao")

    assert (one["code"], one["side"], one["pinyin"]) == (None, None, None)
    assert [point["code"] for point in one["candidates"]] == ["ST3", "GB29"]
    assert code == 0
    assert "ST3 " in out
    assert "GB29" in out


@pytest.mark.parametrize("way", [(), ("--json",)])
def test_one_refusal_ends_with_1_after_all_is_told(
    capsys: pytest.CaptureFixture[str], way: tuple[str, ...]
) -> None:
    code, out, err = asked(capsys, "bl23", "BL68", "bl40", *way)

    assert code == 1
    assert err == "BL68 does not exist: the Bladder channel has 67 points.\n"
    assert "BL23" in out
    assert "BL40" in out


def test_several_refusals_are_named_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = asked(capsys, "SP22", "LU12")

    assert (code, err) == (1, "2 are refused: SP22, LU12.\n")
    assert "SP22 does not exist: the Spleen channel has 21 points." in out
    assert "LU12 does not exist: the Lung channel has 11 points." in out


def test_nothing_typed_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(capsys, " , ") == (1, "", "No point was typed.\n")
    assert run(["point"]).code == 2


def test_no_practice_is_opened(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    folder = tmp_path / "practice"

    assert run(["--data", str(folder), "point", "bl23"]).code == 0
    assert not folder.exists()
