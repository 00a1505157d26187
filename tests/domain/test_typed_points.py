"""Typing among the points: sides and counts behind a point, shorthands, what stays."""

import pytest

from acudesk.domain.needles import NeedledPoint
from acudesk.domain.point_sets import PointSet
from acudesk.domain.points import PointSide
from acudesk.domain.typed_points import Taken, is_whole, sets_by_shorthand, take
from acudesk.services.points import point_library

LIBRARY = point_library()
SETS = sets_by_shorthand(
    (
        PointSet(
            name="LBP basic",
            shorthand="LBP",
            points=(
                NeedledPoint(code="BL23", side=PointSide.BOTH),
                NeedledPoint(code="GV4", side=PointSide.MIDLINE),
            ),
        ),
        PointSet(name="Nameless", points=(NeedledPoint(code="LI4", side=PointSide.BOTH),)),
    )
)


def typed(*texts: str) -> Taken:
    taken = Taken(points=())
    for text in texts:
        taken = take(LIBRARY, taken.points, text, sets=SETS, latest=taken.latest)
    return taken


def shown(taken: Taken) -> str:
    return " ".join(f"{one.code}:{one.side.value[0]}{one.needles}" for one in taken.points)


@pytest.mark.parametrize(
    ("texts", "points"),
    [
        (("bl23", "l"), "BL23:l1"),
        (("bl23", "l", "r"), "BL23:b2"),
        (("bl23", "x4"), "BL23:b4"),
        (("bl23 l", "x2"), "BL23:l2"),
        (("ki3", "bl23", "left"), "KI3:b2 BL23:l1"),
        (("bl23", "- 25"), "BL23:b2 BL24:b2 BL25:b2"),
        (("bl23-25", "r"), "BL23:r1 BL24:r1 BL25:r1"),
        (("ashi", "x3"), "ASHI:m3"),
        (("ashi", "ashi", "x2"), "ASHI:m3"),
        (("bl23", "bl40 l", "gv4"), "BL23:b2 BL40:l1 GV4:m1"),
        (("lbp",), "BL23:b2 GV4:m1"),
        (("ki3, lbp, ashi",), "KI3:b2 BL23:b2 GV4:m1 ASHI:m1"),
        (("Lbp", "lbp"), "BL23:b2 GV4:m1"),
    ],
)
def test_what_is_typed_becomes_points(texts: tuple[str, ...], points: str) -> None:
    taken = typed(*texts)

    assert (shown(taken), taken.left) == (points, ())


def test_what_is_not_understood_is_left() -> None:
    taken = typed("bl23, bl68, juliao, ki3")

    assert shown(taken) == "BL23:b2 KI3:b2"
    assert [one.text for one in taken.left] == ["bl68", "juliao"]


def test_a_side_follows_only_what_was_typed_last() -> None:
    taken = typed("bl23", "lbp", "l")
    assert shown(taken) == "BL23:b2 GV4:m1"
    assert [one.text for one in taken.left] == ["l"]

    assert [one.text for one in typed("gv4", "l").left] == ["l"]


@pytest.mark.parametrize(
    ("before", "text", "whole"),
    [
        ("", "bl23", True),
        ("", "bl23 bl40", True),
        ("", "zusanli", True),
        ("", "qihai", True),
        ("", "qi hai", False),
        ("", "b 23", True),
        ("", "one ashi", True),
        ("", "zu san", False),
        ("", "zu san li", True),
        ("", "lbp", True),
        ("", "bl", False),
        ("", "one", False),
        ("", "juliao", False),
        ("", "bl68", False),
        ("", "", False),
        ("", "l", False),
        ("bl23", "l", True),
        ("bl23", "x2", True),
        ("bl23", "b", False),
        ("gv4", "l", False),
    ],
)
def test_a_space_ends_what_is_whole(before: str, text: str, whole: bool) -> None:
    assert is_whole(LIBRARY, text, sets=SETS, latest=typed(before).latest) is whole
