"""The visits beside each other: not due, not asked and none stay apart; an error counts nowhere."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from acudesk.domain.adherence import VisitGap
from acudesk.domain.needles import NeedledPoint, Stimulation, Technique
from acudesk.domain.points import PointSide
from acudesk.domain.review import Decision, Review
from acudesk.domain.sealing import Addendum, EnteredInError
from acudesk.domain.session import Moment, ScoreKey, Session, SessionKind, SessionState
from acudesk.domain.side_effects import (
    FollowUp,
    Noticed,
    Severity,
    SideEffect,
    SideEffectKind,
)
from acudesk.domain.treatment import (
    CoIntervention,
    MedicationChange,
    Reaction,
    Treatment,
)
from acudesk.domain.visit_fields import Cell, CellState, Change, RowGroup, Turn
from acudesk.domain.visit_matrix import (
    ColumnKind,
    VisitMatrix,
    VisitRow,
    build_visit_matrix,
    cell_words,
    change_mark,
    change_words,
    column_words,
    group_name,
)
from tests.charts.support import BACK, BEFORE, FIRST, FLOOR, MEASURES, session, visits

NOW = datetime(2026, 3, 2, tzinfo=UTC)
ERROR = EnteredInError(marked_at=NOW, reason="Another patient's visit\nseen at once")
RMDQ = ScoreKey(measure="rmdq", moment=Moment.ONCE)
RAISE = ScoreKey(measure="leg_raise_left", moment=Moment.ONCE)
PGIC = ScoreKey(measure="pgic", moment=Moment.ONCE)
PSFS_2 = ScoreKey(measure="psfs", moment=Moment.ONCE, item="2")


def built(sessions: Sequence[Session]) -> VisitMatrix:
    return build_visit_matrix(MEASURES, sessions)


def row(matrix: VisitMatrix, label: str) -> VisitRow:
    (found,) = (one for one in matrix.rows if one.label == label)
    return found


def texts(matrix: VisitMatrix, label: str) -> list[str]:
    return [cell.text for cell in row(matrix, label).cells]


def marks(matrix: VisitMatrix, label: str) -> list[str]:
    changes = [cell.change for cell in row(matrix, label).cells]
    return ["" if one is None else f"{change_mark(one)} {one.turn}" for one in changes]


def labels(matrix: VisitMatrix) -> list[str]:
    return [one.label for one in matrix.rows]


def in_error(one: Session) -> Session:
    return replace(one, error=ERROR, number=None)


def test_not_due_not_asked_and_none_stay_apart() -> None:
    first = session(1, {BACK: "7", RMDQ: "12"}, number=1, effects=())
    second = session(2, {BACK: None}, number=2)
    third = session(3, {BACK: "5", RMDQ: None}, number=3, effects=[SideEffectKind.BRUISING])
    matrix = built([first, second, third])

    assert [cell.state for cell in row(matrix, "Back, 7 days").cells] == [
        CellState.VALUE,
        CellState.NOT_ASKED,
        CellState.VALUE,
    ]
    assert texts(matrix, "Back, 7 days") == ["7", "–", "5"]
    assert row(matrix, "Back, 7 days").cells[1].whole == "due, not asked"
    assert texts(matrix, "RMDQ-24") == ["12", "", "–"]
    assert row(matrix, "RMDQ-24").cells[1].state == CellState.EMPTY
    assert texts(matrix, "During or after treatment") == ["none", "–", "Bruising"]
    assert row(matrix, "During or after treatment").cells[0].state == CellState.NONE


def test_nobody_is_asked_about_last_time_at_the_first_visit_or_on_the_phone() -> None:
    first = session(1, {BACK: "7"}, number=1)
    call = session(2, {BACK: "6"})
    asked = replace(session(3, {BACK: "5"}, number=2), since_asked=True)
    forgotten = session(4, {BACK: "4"}, number=3)
    matrix = built([first, call, asked, forgotten])

    assert texts(matrix, "New since last time") == ["", "", "none", "–"]


def test_a_row_stands_there_only_where_something_was_recorded() -> None:
    matrix = built([session(1, {BACK: "7", FLOOR: None}, number=1)])

    assert labels(matrix) == ["Back, 7 days"]
    assert built([]) == VisitMatrix(columns=(), rows=())
    assert built([session(1, {}, number=1)]).rows == ()


def test_a_score_knows_the_one_before_it() -> None:
    back = [7, 5, None, 6, 6]
    matrix = built(visits({BACK: back}))
    assert marks(matrix, "Back, 7 days") == ["", "−2 better", "", "+1 worse", "= same"]

    change = row(matrix, "Back, 7 days").cells[3].change
    assert change is not None
    assert (change.difference, change.since) == (Decimal(1), "session 2")
    assert change_words(change) == "1 more than in session 2, worse"


def test_higher_is_better_where_the_measure_says_so() -> None:
    matrix = built(visits({RAISE: [40, 55, 50]}))

    assert texts(matrix, "Leg raise left") == ["40°", "55°", "50°"]
    assert marks(matrix, "Leg raise left") == ["", "+15 better", "−5 worse"]


@pytest.mark.parametrize(
    ("second", "turn"),
    [
        (15.5, Turn.WITHIN_ERROR),  # 4.5 cm is the error of the measure
        (15.0, Turn.BETTER),
        (24.5, Turn.WITHIN_ERROR),
        (25.0, Turn.WORSE),
        (20, Turn.SAME),
    ],
)
def test_inside_the_error_of_measurement_nothing_is_claimed(second: float, turn: Turn) -> None:
    (_, cell) = row(built(visits({FLOOR: [20, second]})), "Fingertip-to-floor, cm").cells

    assert cell.change is not None
    assert cell.change.turn == turn


def test_two_scales_are_not_compared() -> None:
    sessions = [
        session(1, {BACK: "7"}, number=1),
        session(2, {BACK: "67"}, number=2, scale="vas100"),
        session(3, {BACK: "52"}, number=3, scale="vas100"),
    ]
    matrix = built(sessions)

    assert texts(matrix, "Back, 7 days") == ["7", "67 mm", "52 mm"]
    assert marks(matrix, "Back, 7 days") == ["", "", "−15 better"]


def test_a_measure_that_is_itself_a_change_has_no_difference() -> None:
    matrix = built(visits({PGIC: [3, 2]}))

    assert texts(matrix, "PGIC") == ["3: a little better", "2: much better"]
    assert marks(matrix, "PGIC") == ["", ""]


def test_an_activity_is_called_in_the_patients_words() -> None:
    matrix = build_visit_matrix(
        MEASURES, visits({PSFS_2: [3, 5]}), activities=("", "putting on socks", "")
    )

    assert row(matrix, "PSFS: putting on socks").group == RowGroup.FUNCTION
    assert row(matrix, "PSFS: putting on socks").name.endswith(": putting on socks")


def test_an_entry_in_error_is_shown_and_counts_nowhere() -> None:
    first = session(1, {BACK: "7"}, number=1)
    wrong = in_error(session(2, {BACK: "1", FLOOR: None}, number=2))
    second = session(3, {BACK: "6", FLOOR: "20"}, number=2)
    matrix = built([first, wrong, second])

    assert [column.kind for column in matrix.columns] == [
        ColumnKind.DRAFT,
        ColumnKind.ERROR,
        ColumnKind.DRAFT,
    ]
    assert texts(matrix, "Back, 7 days") == ["7", "1", "6"]
    assert marks(matrix, "Back, 7 days") == ["", "", "−1 better"]
    change = row(matrix, "Back, 7 days").cells[2].change
    assert change is not None
    assert change.since == ""
    assert texts(matrix, "Fingertip-to-floor, cm") == ["", "", "20"]
    assert texts(matrix, "Entered in error") == ["", "Another patient's visit", ""]
    assert [line.label for line in matrix.rows if line.explains] == ["Entered in error"]
    assert "During or after treatment" not in labels(matrix)


def test_columns_know_what_they_are() -> None:
    signed = replace(session(1, {BACK: "7"}, number=1), state=SessionState.SIGNED)
    call = session(2, {BACK: "6"}, day=FIRST + timedelta(days=3))
    draft = session(3, {BACK: "5"}, number=2, day=FIRST + timedelta(days=7))
    columns = built([signed, call, draft]).columns

    assert [(one.session_id, one.number, one.kind) for one in columns] == [
        (1, 1, ColumnKind.SIGNED),
        (2, None, ColumnKind.BETWEEN),
        (3, 2, ColumnKind.DRAFT),
    ]
    assert [column_words(one) for one in columns] == [
        "Session 1, 3 November 2025",
        "Between visits, 6 November 2025",
        "Session 2, 10 November 2025, draft",
    ]
    assert call.kind == SessionKind.BETWEEN


def test_the_treatment_is_summed_up() -> None:
    points = (
        NeedledPoint(code="BL23", side=PointSide.BOTH, technique=Technique.EVEN, moxa=True),
        NeedledPoint(code="GV4", side=PointSide.MIDLINE, technique=Technique.EVEN),
        NeedledPoint(
            code="BL40",
            side=PointSide.LEFT,
            technique=Technique.REDUCE,
            stimulation=Stimulation.ELECTRICAL,
        ),
        NeedledPoint(code="LR3", side=PointSide.BOTH, carried_over=True),
    )
    treatment = Treatment(
        needles_out=3,
        count_reason="one fell out",
        retention_minutes=20,
        co_interventions=(CoIntervention.HEAT, CoIntervention.ADVICE),
        medication_change=MedicationChange.LESS,
        medication_note="ibuprofen",
        reactions=(Reaction.RELAXED,),
    )
    one = replace(
        session(1, {BACK: "7"}, number=1),
        points=points,
        treatment=treatment,
        minutes=35,
        notes="slept better\nالحمد لله",
    )
    matrix = built([one])

    found = {line.label: line.cells[0] for line in matrix.rows}
    assert found["Points"] == Cell(text="3", state=CellState.VALUE, whole="BL23 L+R, GV4, BL40 L")
    assert found["Needles in"].text == "4 in, 3 out"
    assert found["Needles in"].whole == "4 in, 3 out\none fell out"
    assert found["Needles stayed in, minutes"].text == "20"
    assert found["Technique"].text == "even 2, reducing 1"
    assert found["Stimulation"].text == "electrical 1"
    assert found["Moxa, cupping"].text == "moxa 1"
    assert found["Other care"].text == "heat"
    assert found["Advice"].text == "given"
    assert found["Reactions"].text == "relaxed"
    assert found["Change of medicines"].text == "takes less: ibuprofen"
    assert found["Minutes"].text == "35"
    assert found["Notes"].text == "slept better"
    assert found["Notes"].whole == "slept better\nالحمد لله"


def test_points_that_only_came_along_are_none() -> None:
    waiting = NeedledPoint(code="BL23", side=PointSide.BOTH, carried_over=True)
    matrix = built([replace(session(1, {BACK: "7"}, number=1), points=(waiting,))])

    assert labels(matrix) == ["Back, 7 days"]


def test_needles_that_all_came_out_are_one_number() -> None:
    points = (NeedledPoint(code="BL23", side=PointSide.BOTH),)
    one = replace(session(1, {}, number=1), points=points, treatment=Treatment(needles_out=2))

    (cell,) = row(built([one]), "Needles in").cells
    assert (cell.text, cell.whole) == ("2", "2 in, 2 out")


def test_side_effects_reviews_addenda_and_gaps() -> None:
    effects = (
        SideEffect(kind=SideEffectKind.BRUISING, severity=Severity.MILD),
        SideEffect(kind=SideEffectKind.FAINTING, severity=Severity.SEVERE, serious=True),
        SideEffect(kind=SideEffectKind.OTHER, noticed=Noticed.SINCE, note="hiccups"),
    )
    one = replace(
        session(1, {BACK: "7"}, number=1),
        side_effects=effects,
        side_effects_asked=True,
        since_asked=True,
        addenda=(Addendum(written_at=NOW, reason="Wrong side", text="It was the left knee."),),
    )
    two = replace(
        session(2, {BACK: "7"}, number=2),
        follow_ups=(FollowUp(about="s1", kind=SideEffectKind.BRUISING, gone=True),),
    )
    review = Review(
        course_id=1,
        session_id=2,
        number=2,
        day=FIRST,
        decision=Decision.ADJUST,
        changes="distal points only",
        made_at=NOW,
    )
    matrix = build_visit_matrix(
        MEASURES,
        [one, two],
        reviews=[review],
        gaps=[VisitGap(session_id=2, number=2, days=24)],
    )

    assert texts(matrix, "During or after treatment") == [
        "Bruising, mild; Fainting, severe, serious",
        "–",
    ]
    assert texts(matrix, "New since last time") == ["hiccups", "–"]
    assert texts(matrix, "Noted earlier") == ["", "Bruising gone"]
    assert texts(matrix, "Addenda") == ["Wrong side", ""]
    assert row(matrix, "Addenda").cells[0].whole == (
        "2 Mar 2026, Wrong side: It was the left knee."
    )
    assert texts(matrix, "Review") == ["", "adjust"]
    assert row(matrix, "Review").cells[1].whole == "adjust: distal points only"
    assert texts(matrix, "Time since the visit before") == ["", "3 weeks"]


def test_rows_stand_in_the_order_of_their_groups() -> None:
    one = replace(session(1, {FLOOR: "20", BACK: "7"}, number=1, effects=()), minutes=30, notes="x")
    matrix = built([one])

    assert [group_name(line.group) for line in matrix.rows] == [
        "Visit",
        "Pain",
        "Mobility",
        "Side effects",
        "Record",
    ]
    assert all(len(line.cells) == 1 for line in matrix.rows)


def test_a_cell_is_read_aloud() -> None:
    matrix = built(
        [
            session(1, {BEFORE: "5", FLOOR: "20"}, number=1, effects=()),
            session(2, {BEFORE: "4", FLOOR: None}, number=2),
            session(3, {BEFORE: "4"}, day=date(2025, 12, 1)),
        ]
    )

    def said(label: str, column: int) -> str:
        line = row(matrix, label)
        return cell_words(matrix.columns[column], line, line.cells[column])

    assert said("Now, before", 1) == "Session 2, Pain now, before: 4, 1 less, better"
    assert said("Now, before", 2) == (
        "Between visits, 1 December 2025, Pain now, before: 4, the same as before"
    )
    assert said("Fingertip-to-floor, cm", 1) == (
        "Session 2, Fingertip-to-floor distance, cm: due, not asked"
    )
    assert said("During or after treatment", 0) == (
        "Session 1, During or after treatment: asked, none"
    )
    assert said("During or after treatment", 2) == (
        "Between visits, 1 December 2025, During or after treatment: nothing recorded"
    )


def test_a_difference_in_words() -> None:
    assert change_words(Change(difference=Decimal("-2.5"), turn=Turn.WITHIN_ERROR)) == (
        "2.5 less, within measurement error"
    )
    assert change_words(Change(difference=Decimal(0), turn=Turn.SAME, since="session 3")) == (
        "the same as in session 3"
    )
