"""A prescription: points, sides, needles."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acudesk.domain.errors import DomainError
from acudesk.domain.needles import (
    MOST_POINTS,
    NeedledPoint,
    Response,
    Stimulation,
    Technique,
    carried,
    check_points,
    confirm_all,
    confirmed,
    needles_in,
    needles_words,
    points_line,
    response_name,
    stimulation_name,
    technique_name,
)
from acudesk.domain.points import PointSide

BL23 = NeedledPoint(code="BL23", side=PointSide.BOTH)
GV4 = NeedledPoint(code="GV4", side=PointSide.MIDLINE)
ASHI = NeedledPoint(code="ASHI", side=PointSide.LEFT, insertions=3)


@pytest.mark.parametrize(
    ("side", "insertions", "needles"),
    [
        (PointSide.LEFT, None, 1),
        (PointSide.RIGHT, None, 1),
        (PointSide.MIDLINE, None, 1),
        (PointSide.BOTH, None, 2),
        (PointSide.BOTH, 0, 0),
        (PointSide.BOTH, 8, 8),
    ],
)
def test_needles_follow_the_side_unless_counted(
    side: PointSide, insertions: int | None, needles: int
) -> None:
    assert NeedledPoint(code="BL23", side=side, insertions=insertions).needles == needles


def test_cherkins_prescription_is_eight_needles() -> None:
    """Cherkin 2009: GV3, BL23 x2, BL40 x2, KI3 x2, one ashi."""
    points = [
        NeedledPoint(code="GV3", side=PointSide.MIDLINE),
        *(NeedledPoint(code=code, side=PointSide.BOTH) for code in ("BL23", "BL40", "KI3")),
        NeedledPoint(code="ASHI", side=PointSide.LEFT),
    ]
    assert needles_in(points) == 8
    assert points_line(points) == "GV3, BL23 L+R, BL40 L+R, KI3 L+R, ASHI L"


@pytest.mark.parametrize(
    "fields",
    [
        {"code": " "},
        {"code": "x" * 21},
        {"insertions": -1},
        {"insertions": 61},
        {"depth_mm": 0},
        {"depth_mm": 151},
        {"hertz": Decimal(0)},
        {"hertz": Decimal("1000.1")},
        {"hertz": Decimal("NaN")},
        {"milliamp": Decimal("-1")},
        {"milliamp": Decimal("Infinity")},
        {"milliamp": Decimal(101)},
        {"note": "x" * 501},
        {"pair": "x" * 61},
        {"zone": "x" * 81},
    ],
)
def test_what_cannot_be_needled_is_a_sentence(fields: dict[str, Any]) -> None:
    with pytest.raises(DomainError) as refused:
        replace(BL23, **fields)
    assert refused.value.field == "points"
    assert refused.value.text.endswith(".")


def test_the_ends_of_every_range_are_kept() -> None:
    point = NeedledPoint(
        code=" BL23\n",
        side=PointSide.LEFT,
        insertions=60,
        depth_mm=150,
        hertz=Decimal(1000),
        milliamp=Decimal(100),
        note="a\x00\u0301",
    )
    assert (point.code, point.note) == ("BL23", "á")


def test_a_point_stands_once_on_a_side_and_zone() -> None:
    left = replace(BL23, side=PointSide.LEFT)
    lower = replace(ASHI, zone="lumbar_left")
    kept = (BL23, left, GV4, ASHI, lower)
    assert check_points(iter(kept)) == kept
    for twice in (BL23, replace(BL23, depth_mm=20), lower):
        with pytest.raises(DomainError, match="twice on the same side"):
            check_points([*kept, twice])


def test_so_many_points_fit() -> None:
    points = [NeedledPoint(code=f"X{n}", side=PointSide.LEFT) for n in range(MOST_POINTS)]
    assert len(check_points(points)) == 120
    with pytest.raises(DomainError, match="120 points fit"):
        check_points([*points, BL23])


def test_what_is_carried_over_is_no_part_of_the_record_until_confirmed() -> None:
    before = (replace(BL23, obtained=True, note="sore", depth_mm=20), replace(GV4, moxa=True))
    now = carried(before)
    assert now == (
        replace(BL23, depth_mm=20, carried_over=True),
        replace(GV4, moxa=True, carried_over=True),
    )
    assert (confirmed(now), needles_in(now), points_line(now)) == ((), 0, "")
    assert carried(now) == ()
    assert confirm_all(now) == (replace(BL23, depth_mm=20), replace(GV4, moxa=True))
    half = (BL23, now[1])
    assert (needles_in(half), points_line(half)) == (2, "BL23 L+R")


@given(st.lists(st.sampled_from([BL23, GV4, ASHI]), unique=True))
def test_carried_and_confirmed_again_means_the_same_needles(points: list[NeedledPoint]) -> None:
    again = confirm_all(carried(points))
    assert needles_in(again) == needles_in(points) == sum(point.needles for point in points)
    assert [(one.code, one.side) for one in again] == [(one.code, one.side) for one in points]


def test_words() -> None:
    assert [needles_words(n) for n in (0, 1, 8)] == ["0 needles", "1 needle", "8 needles"]
    assert [technique_name(one) for one in Technique] == ["tonifying", "reducing", "even"]
    assert [stimulation_name(one) for one in Stimulation] == ["manual", "electrical"]
    assert [response_name(one) for one in Response] == ["de qi", "muscle twitch", "none sought"]
