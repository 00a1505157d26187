"""Points by visits: only confirmed points of visits that count, the most used first."""

from dataclasses import replace
from datetime import UTC, datetime

from acudesk import paths
from acudesk.domain.needles import NeedledPoint, Stimulation
from acudesk.domain.point_library import library_from_csv
from acudesk.domain.point_matrix import (
    PointCell,
    build_point_matrix,
    point_cell_words,
    point_matrix_words,
)
from acudesk.domain.points import PointSide
from acudesk.domain.sealing import EnteredInError
from acudesk.domain.session import Session
from tests.charts.support import BACK, session

LIBRARY = library_from_csv(paths.resource("points.csv").read_text(encoding="utf-8"))
LEFT, RIGHT, BOTH, MIDLINE = (
    PointSide.LEFT,
    PointSide.RIGHT,
    PointSide.BOTH,
    PointSide.MIDLINE,
)


def needled(number: int | None, *points: NeedledPoint, identity: int = 0) -> Session:
    one = session(identity or number or 0, {BACK: "5"}, number=number)
    return replace(one, points=points)


def point(code: str, side: PointSide = BOTH) -> NeedledPoint:
    return NeedledPoint(code=code, side=side)


def test_the_most_used_first_then_in_the_order_of_the_channels() -> None:
    matrix = build_point_matrix(
        [
            needled(1, point("GV4", MIDLINE), point("BL40"), point("BL23"), point("ASHI", LEFT)),
            needled(2, point("BL23"), point("XX9"), point("BL40")),
            needled(3, point("BL23")),
        ],
        LIBRARY,
    )

    assert [(line.code, line.count) for line in matrix.lines] == [
        ("BL23", 3),
        ("BL40", 2),
        ("GV4", 1),
        ("ASHI", 1),
        ("XX9", 1),
    ]
    assert matrix.lines[0].title == "BL23 Shènshū"
    assert matrix.lines[4].title == "XX9"
    assert [one.number for one in matrix.visits] == [1, 2, 3]
    assert [cell is not None for cell in matrix.lines[1].cells] == [True, True, False]


def test_what_was_only_carried_over_is_not_there() -> None:
    waiting = replace(point("BL40"), carried_over=True)
    matrix = build_point_matrix([needled(1, point("BL23"), waiting), needled(2, waiting)], LIBRARY)

    assert [(line.code, line.count) for line in matrix.lines] == [("BL23", 1)]
    assert len(matrix.visits) == 2


def test_errors_and_entries_between_visits_have_no_column() -> None:
    error = EnteredInError(marked_at=datetime(2026, 3, 2, tzinfo=UTC), reason="wrong record")
    wrong = replace(needled(None, point("BL40"), identity=7), error=error)
    call = needled(None, point("BL25"), identity=8)
    matrix = build_point_matrix([needled(1, point("BL23")), wrong, call], LIBRARY)

    assert [one.session_id for one in matrix.visits] == [1]
    assert [line.code for line in matrix.lines] == ["BL23"]


def test_the_same_point_twice_is_one_cell() -> None:
    matrix = build_point_matrix(
        [
            needled(
                1,
                replace(point("BL23", LEFT), stimulation=Stimulation.ELECTRICAL),
                replace(point("BL23", RIGHT), moxa=True, insertions=2),
                replace(point("ASHI", LEFT), zone="lumbar_left"),
                replace(point("ASHI", MIDLINE), zone="sacrum", cupping=True),
            )
        ],
        LIBRARY,
    )
    (back,), (ashi,) = (line.cells for line in matrix.lines)

    assert back == PointCell(sides=(BOTH,), needles=3, electrical=True, moxa=True)
    assert ashi == PointCell(sides=(LEFT, MIDLINE), needles=2, cupping=True)
    assert point_cell_words(back) == "both sides, electrical, moxa"
    assert point_cell_words(ashi) == "left, midline, cupping"
    assert point_cell_words(None) == "not needled"


def test_in_words() -> None:
    codes = ("BL23", "BL25", "BL26", "BL40", "BL60", "GB30", "GB34")
    matrix = build_point_matrix(
        [needled(1, *map(point, codes)), needled(2, point("GB30"))], LIBRARY
    )

    assert point_matrix_words(matrix) == (
        "Points of 2 visits, most used first: GB30 Huántiào in 2 visits; BL23 Shènshū in 1 visit; "
        "BL25 Dàchángshū in 1 visit; BL26 Guānyuánshū in 1 visit; BL40 Wěizhōng in 1 visit. "
        "2 other points. What came before or after does not show what caused what."
    )


def test_nothing_yet() -> None:
    assert point_matrix_words(build_point_matrix([], LIBRARY)).startswith("No visit yet")
    bare = build_point_matrix([needled(1)], LIBRARY)
    assert bare.is_empty
    assert point_matrix_words(bare).startswith("No point is confirmed yet")
