"""What the patient answers is kept change by change, and scored by the questionnaire's rule."""

from datetime import date

import pytest

from acudesk.bootstrap import Services
from acudesk.domain.course import Course
from acudesk.domain.errors import DomainError
from acudesk.domain.patient import Patient
from acudesk.domain.questionnaires import TICKED, Answers
from acudesk.services.questionnaires import Questionnaires
from tests.data.support import database_of

PSFS = Answers(questionnaire="psfs", given=(("1", "3"), ("2", "5")), finished=True)


@pytest.fixture
def asking(practice: Services) -> Questionnaires:
    return practice.questionnaires


@pytest.fixture
def session(practice: Services) -> int:
    admitted = practice.patients.admit_patient(
        Patient(display_name="Ann"),
        Course(
            patient_id=0,
            condition="Sciatica",
            opened=date(2026, 1, 1),
            activities=("Climbing stairs", "Carrying a child"),
        ),
    )
    return practice.sessions.start_session(admitted.course_id).session_id


def ticked(*items: int, finished: bool = False) -> Answers:
    given = tuple((str(item), TICKED) for item in items)
    return Answers(questionnaire="rmdq", given=given, finished=finished)


def stored(practice: Services, session: int) -> dict[tuple[str, str], str]:
    scores = practice.sessions.session(session).scores
    return {(score.key.measure, score.key.item): score.given for score in scores}


def test_the_patient_is_asked_about_their_own_activities_first(asking: Questionnaires) -> None:
    assert [one.code for one in asking.list_questionnaires()] == ["psfs", "rmdq", "pgic"]
    assert asking.questionnaire("rmdq") is asking.list_questionnaires()[1]
    with pytest.raises(DomainError, match="odi"):
        asking.questionnaire("odi")


def test_ticks_are_kept_as_they_come_and_count_when_the_patient_is_finished(
    practice: Services, asking: Questionnaires, session: int
) -> None:
    asking.keep_answers(session, ticked(2))
    changes = asking.keep_answers(session, ticked(2, 7))

    assert changes.session_id == session
    assert asking.answers(session, "rmdq") == ticked(2, 7)
    assert stored(practice, session) == {}

    asking.keep_answers(session, ticked(2, 7, finished=True))
    assert stored(practice, session) == {("rmdq", ""): "2"}


def test_no_tick_at_all_is_a_score_of_0_only_when_finished(
    practice: Services, asking: Questionnaires, session: int
) -> None:
    asking.keep_answers(session, ticked(finished=True))

    assert stored(practice, session) == {("rmdq", ""): "0"}
    assert asking.answers(session, "rmdq").finished


def test_a_list_taken_up_again_has_no_score_until_it_is_finished_again(
    practice: Services, asking: Questionnaires, session: int
) -> None:
    asking.keep_answers(session, ticked(2, 7, finished=True))
    asking.keep_answers(session, ticked(2, 7, 9))
    assert stored(practice, session) == {}

    asking.keep_answers(session, ticked(2, 7, 9, finished=True))
    assert stored(practice, session) == {("rmdq", ""): "3"}


def test_what_was_entered_by_hand_stays(
    practice: Services, asking: Questionnaires, session: int
) -> None:
    practice.sessions.record_score(session, "rmdq", "11")
    asking.keep_answers(session, ticked(1))
    assert stored(practice, session) == {("rmdq", ""): "11"}

    asking.keep_answers(session, PSFS)
    practice.sessions.record_score(session, "psfs", "4", item="1")
    asking.keep_answers(session, PSFS.with_answer("2", "6"))
    assert stored(practice, session) == {
        ("rmdq", ""): "11",
        ("psfs", "1"): "4",
        ("psfs", "2"): "6",
    }


def test_each_activity_answered_has_a_score_and_one_left_out_has_none(
    practice: Services, asking: Questionnaires, session: int
) -> None:
    asking.keep_answers(session, PSFS)
    asking.keep_answers(session, PSFS.with_answer("1", ""))

    assert stored(practice, session) == {("psfs", "2"): "5"}


def test_answers_are_one_step_back(
    practice: Services, asking: Questionnaires, session: int
) -> None:
    asking.keep_answers(session, PSFS)
    asking.keep_answers(session, ticked(2, 7, finished=True))

    practice.drafts.undo(session)
    assert stored(practice, session) == {("psfs", "1"): "3", ("psfs", "2"): "5"}
    assert asking.answers(session, "rmdq") == Answers(questionnaire="rmdq")

    practice.drafts.undo(session)
    assert stored(practice, session) == {}
    assert practice.sessions.session(session).answers == ()

    practice.drafts.redo(session)
    practice.drafts.redo(session)
    assert stored(practice, session)["rmdq", ""] == "2"


def test_answers_that_cannot_be_leave_nothing_behind(
    practice: Services, asking: Questionnaires, session: int
) -> None:
    wrong = Answers(questionnaire="psfs", given=(("1", "4"), ("2", "11")))

    with pytest.raises(DomainError, match="question 2"):
        asking.keep_answers(session, wrong)
    assert practice.sessions.session(session).answers == ()
    assert stored(practice, session) == {}


def test_a_signed_session_takes_no_answers(
    practice: Services, asking: Questionnaires, session: int
) -> None:
    database_of(practice).execute("UPDATE sessions SET state = 'signed'")

    with pytest.raises(DomainError, match="signed"):
        asking.keep_answers(session, ticked(1))


def test_every_answer_and_score_is_in_the_audit_log(
    practice: Services, asking: Questionnaires, session: int
) -> None:
    asking.keep_answers(session, ticked(4, finished=True))
    asking.keep_answers(session, ticked(4, finished=True))

    rows = database_of(practice).execute("SELECT action FROM audit ORDER BY id").fetchall()
    assert [row["action"] for row in rows][-2:] == ["answers", "score"]
    assert [row["action"] for row in rows].count("answers") == 1


def test_oswestry_and_promis_are_taken_as_scores_alone(
    practice: Services, asking: Questionnaires, session: int
) -> None:
    practice.sessions.record_score(session, "odi", "42 %")
    practice.sessions.record_score(session, "promis_physical", "44.9")

    assert stored(practice, session) == {("odi", ""): "42", ("promis_physical", ""): "44.9"}
    assert {"odi", "promis_physical"}.isdisjoint(one.code for one in asking.list_questionnaires())
