"""The library of points: what it holds, how names are compared, what a beginning may become."""

from collections import Counter

import pytest

from acudesk.domain.errors import BugError
from acudesk.domain.point_library import library_from_csv
from acudesk.domain.points import ASHI, PointKind, PointSide, name_key
from acudesk.services.points import point_library

LIBRARY = point_library()
BOTH, LEFT, RIGHT, MIDLINE = (
    PointSide.BOTH,
    PointSide.LEFT,
    PointSide.RIGHT,
    PointSide.MIDLINE,
)


def test_the_library_holds_361_points_48_extra_points_and_ashi() -> None:
    sizes = Counter(point.channel for point in LIBRARY.points)

    assert Counter(point.kind for point in LIBRARY.points) == {
        PointKind.CHANNEL: 361,
        PointKind.EXTRA: 48,
        PointKind.ASHI: 1,
    }
    assert sizes == {
        **{"LU": 11, "LI": 20, "ST": 45, "SP": 21, "HT": 9, "SI": 19, "BL": 67},
        **{"KI": 27, "PC": 9, "TE": 23, "GB": 44, "LR": 14, "GV": 28, "CV": 24},
        **{"EX-HN": 15, "EX-CA": 1, "EX-B": 9, "EX-UE": 11, "EX-LE": 12, "ASHI": 1},
    }
    assert all(point.hanzi for point in LIBRARY.points)


def test_codes_follow_each_other_without_a_gap() -> None:
    for channel, size in Counter(point.channel for point in LIBRARY.points).items():
        numbers = [point.number for point in LIBRARY.points if point.channel == channel]
        assert numbers == ([0] if channel == ASHI else list(range(1, size + 1)))


@pytest.mark.parametrize(
    ("code", "sides", "default", "needles"),
    [
        ("BL23", (LEFT, RIGHT, BOTH), BOTH, 2),
        ("GV3", (MIDLINE,), MIDLINE, 1),
        ("CV24", (MIDLINE,), MIDLINE, 1),
        ("EX-HN3", (MIDLINE,), MIDLINE, 1),
        ("EX-B8", (MIDLINE,), MIDLINE, 1),
        ("EX-HN1", (MIDLINE,), MIDLINE, 4),
        ("EX-LE10", (LEFT, RIGHT, BOTH), BOTH, 8),
        ("EX-HN12", (LEFT,), LEFT, 1),
        ("ASHI", (LEFT, RIGHT, BOTH, MIDLINE), None, 1),
    ],
)
def test_a_point_knows_its_sides_and_how_many_needles_they_mean(
    code: str, sides: tuple[PointSide, ...], default: PointSide | None, needles: int
) -> None:
    point = LIBRARY.get(code)

    assert point is not None
    assert (point.sides, point.default_side, point.insertions(None)) == (sides, default, needles)


def test_one_side_takes_half_of_the_needles() -> None:
    bafeng, shenshu = LIBRARY.get("EX-LE10"), LIBRARY.get("BL23")

    assert bafeng is not None
    assert shenshu is not None
    assert (bafeng.insertions(LEFT), shenshu.insertions(RIGHT)) == (4, 1)


def test_only_bl36_to_bl54_have_another_number_in_older_books() -> None:
    marked = [point.code for point in LIBRARY.points if point.second_numbering]

    assert marked == [f"BL{number}" for number in range(36, 55)]


def test_names_are_compared_without_tones_gaps_case_and_kind_of_characters() -> None:
    assert name_key("Zú sān-lǐ") == name_key("ZUSANLI") == name_key("zu'sanli") == "zusanli"
    assert name_key("Zhōnglǚshū") == name_key("zhonglvshu") == "zhonglushu"
    assert name_key("腎俞") == name_key("肾俞") == name_key("肾俞穴")


def test_eight_names_are_shared_by_two_points_and_no_other_is() -> None:
    named: dict[str, list[str]] = {}
    for point in LIBRARY.points:
        for key in dict.fromkeys(map(name_key, point.names)):
            named.setdefault(key, []).append(point.code)

    assert {key: codes for key, codes in named.items() if len(codes) > 1} == {
        "juliao": ["ST3", "GB29"],
        "zhongzhu": ["KI15", "TE3"],
        "futu": ["LI18", "ST32"],
        "wangu": ["SI4", "GB12"],
        "zhongdu": ["GB32", "LR6"],
        "yinjiao": ["GV28", "CV7"],
        "erjian": ["LI2", "EX-HN6"],
        "zigong": ["CV19", "EX-CA1"],
    }


def completed(text: str, limit: int = 12) -> list[str]:
    return [point.code for point in LIBRARY.complete(text, limit)]


@pytest.mark.parametrize("typed", ["bl2", "UB2", "b-2", "BL 2", "bladder 2"])
def test_a_code_is_completed_from_any_spelling_of_its_channel(typed: str) -> None:
    assert completed(typed)[:4] == ["BL2", "BL20", "BL21", "BL22"]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("zusan", "ST36"),
        ("zu san", "ST36"),
        ("Zús", "ST36"),
        ("足三", "ST36"),
        ("肾", "BL23"),
        ("shenshu", "BL23"),
        ("exb8", "EX-B8"),
        ("huatuo", "EX-B2"),
        ("ash", "ASHI"),
        ("bl23", "BL23"),
    ],
)
def test_the_likeliest_completion_stands_first(typed: str, code: str) -> None:
    assert completed(typed)[0] == code


def test_letters_may_begin_a_code_or_a_name() -> None:
    offered = completed("du")

    assert {"GV1", "ST35", "BL16"} <= set(offered)
    assert len(offered) == 12


def test_completion_is_bounded_and_silent_where_nothing_fits() -> None:
    assert len(completed("b", 5)) == 5
    assert completed("") == completed("  ") == completed("qqq") == completed("😀\x00") == []


def test_a_file_with_an_impossible_place_is_a_bug_of_ours() -> None:
    with pytest.raises(BugError):
        library_from_csv("code,pinyin,hanzi,kind,place\nBL1,Jīngmíng,睛明,channel,above\n")
