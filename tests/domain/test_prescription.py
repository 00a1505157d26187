"""A prescription as it grows: the same point twice is one, ashi is counted, sets join in."""

from dataclasses import replace

import pytest

from acudesk.domain.errors import DomainError
from acudesk.domain.needles import (
    MOST_INSERTIONS,
    MOST_POINTS,
    NeedledPoint,
    Technique,
    carried,
    needles_in,
)
from acudesk.domain.points import PointSide
from acudesk.domain.prescription import on_side, with_mention, with_set
from acudesk.services.points import point_library

LIBRARY = point_library()


def typed(*texts: str, to: tuple[NeedledPoint, ...] = ()) -> tuple[NeedledPoint, ...]:
    for text in texts:
        for mention in LIBRARY.parse(text):
            to = with_mention(to, mention)
    return to


def sides(points: tuple[NeedledPoint, ...]) -> list[tuple[str, str, int]]:
    return [(one.code, one.side.value, one.needles) for one in points]


@pytest.mark.parametrize(
    ("texts", "there"),
    [
        (("bl23 bl40",), [("BL23", "both", 2), ("BL40", "both", 2)]),
        (("bl23", "bl23"), [("BL23", "both", 2)]),
        (("bl23 l", "bl23 r"), [("BL23", "both", 2)]),
        (("bl23", "bl23 l"), [("BL23", "left", 1)]),
        (("bl23 l", "bl23"), [("BL23", "left", 1)]),
        (("bl23 l", "bl23 both"), [("BL23", "both", 2)]),
        (("bl23", "bl23 x4"), [("BL23", "both", 4)]),
        (("bafeng l", "bafeng r"), [("EX-LE10", "both", 8)]),
        (("ashi", "2 ashi"), [("ASHI", "midline", 3)]),
        (("ashi l", "ashi r", "ashi l"), [("ASHI", "left", 2), ("ASHI", "right", 1)]),
    ],
)
def test_a_point_that_is_there_takes_what_is_said_of_it(
    texts: tuple[str, ...], there: list[tuple[str, str, int]]
) -> None:
    assert sides(typed(*texts)) == there


def test_typing_a_point_confirms_what_was_carried_over_and_keeps_its_details() -> None:
    before = carried(
        (
            NeedledPoint(code="BL23", side=PointSide.LEFT, depth_mm=25, technique=Technique.TONIFY),
            NeedledPoint(code="ASHI", side=PointSide.MIDLINE, insertions=2),
        )
    )
    shenshu, ashi = typed("bl23", "ashi", to=before)

    assert shenshu == replace(before[0], carried_over=False)
    assert ashi == replace(before[1], carried_over=False)
    assert sides(typed("bl23 r", to=before[:1])) == [("BL23", "right", 1)]


def test_what_is_not_understood_adds_nothing() -> None:
    assert typed("bl68, juliao") == ()


def test_the_candidate_that_was_picked_is_added() -> None:
    (mention,) = LIBRARY.parse("juliao r")

    assert with_mention((), mention, mention.candidates[0]) == (
        NeedledPoint(code="ST3", side=PointSide.RIGHT),
    )


def test_a_set_joins_in_and_changes_nothing_that_is_there() -> None:
    here = (*typed("bl23 l"), *carried(typed("ki3")))
    added = typed("bl23 ki3 gv4")

    assert sides(with_set(here, added)) == [
        ("BL23", "left", 1),
        ("KI3", "both", 2),
        ("GV4", "midline", 1),
    ]
    assert not any(one.carried_over for one in with_set(here, added))


def test_another_side_means_another_count_of_needles() -> None:
    (bafeng,) = typed("bafeng")
    point = LIBRARY.get("EX-LE10")
    assert point is not None

    assert on_side(bafeng, PointSide.LEFT, point).needles == 4
    assert on_side(on_side(bafeng, PointSide.LEFT, point), PointSide.BOTH, point).needles == 8


def test_a_side_on_which_a_point_does_not_lie_is_refused() -> None:
    (mingmen,) = typed("gv4")
    point = LIBRARY.get("GV4")
    assert point is not None

    with pytest.raises(DomainError, match="GV4 lies on the midline"):
        on_side(mingmen, PointSide.LEFT, point)


def test_there_are_never_too_many_points_or_needles() -> None:
    points = typed("bl1-67, st1-45, li1-8")
    assert len(points) == MOST_POINTS
    with pytest.raises(DomainError, match="At most 120 points fit"):
        typed("ki3", to=points)

    assert needles_in(typed("ashi x60", "ashi x60")) == MOST_INSERTIONS


def test_the_prescription_of_cherkin_2009_takes_eight_needles() -> None:
    points = typed("GV3, BL23 x2, BL40 x2, KI3 x2, one ashi")

    assert needles_in(points) == 8
    assert [one.insertions for one in points] == [None] * 5
