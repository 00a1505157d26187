"""Questionnaires are asked as they were published, and scored by their own rule or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acudesk import paths
from acudesk.domain.errors import DomainError
from acudesk.domain.measure import measures_from_toml
from acudesk.domain.questionnaires import (
    TICKED,
    AnswerKind,
    Answers,
    Questionnaire,
    check_answers,
    questionnaire_from_toml,
    scores,
)

# Roland & Morris 1983, Spine 8:141-144, as the authors hand it out, letter for letter.
STATEMENTS = """\
I stay at home most of the time because of my back.
I change position frequently to try and get my back comfortable.
I walk more slowly than usual because of my back.
Because of my back I am not doing any of the jobs that I usually do around the house.
Because of my back, I use a handrail to get upstairs.
Because of my back, I lie down to rest more often.
Because of my back, I have to hold on to something to get out of an easy chair.
Because of my back, I try to get other people to do things for me.
I get dressed more slowly than usual because of my back.
I only stand for short periods of time because of my back.
Because of my back, I try not to bend or kneel down.
I find it difficult to get out of a chair because of my back.
My back is painful almost all the time.
I find it difficult to turn over in bed because of my back.
My appetite is not very good because of my back pain.
I have trouble putting on my socks (or stockings) because of the pain in my back.
I only walk short distances because of my back.
I sleep less well because of my back.
Because of my back pain, I get dressed with help from someone else.
I sit down for most of the day because of my back.
I avoid heavy jobs around the house because of my back.
Because of my back pain, I am more irritable and bad tempered with people than usual.
Because of my back, I go upstairs more slowly than usual.
I stay in bed most of the time because of my back.""".splitlines()


def shipped(code: str) -> Questionnaire:
    text = paths.resource(f"questionnaires/{code}.toml").read_text(encoding="utf-8")
    return questionnaire_from_toml(text)


def ticked(*items: int, finished: bool) -> Answers:
    given = tuple((str(item), TICKED) for item in items)
    return Answers(questionnaire="rmdq", given=given, finished=finished)


def test_the_rmdq_stands_as_it_was_published() -> None:
    rmdq = shipped("rmdq")

    assert list(rmdq.items) == STATEMENTS
    assert rmdq.instruction.endswith(rmdq.reminder)
    assert " ".join(rmdq.instruction.split()) == (
        "When your back hurts, you may find it difficult to do some of the things you normally do. "
        "This list contains sentences that people have used to describe themselves when they have "
        "back pain. When you read them, you may find that some stand out because they describe you "
        "today. As you read the list, think of yourself today. When you read a sentence that "
        "describes you today, put a tick against it. If the sentence does not describe you, then "
        "leave the space blank and go on to the next one. Remember, only tick the sentence if you "
        "are sure it describes you today."
    )
    assert "Spine 1983; 8: 141-144" in rmdq.attribution


@pytest.mark.parametrize("code", ["rmdq", "psfs", "pgic"])
def test_every_possible_answer_is_a_score_that_its_measure_takes(code: str) -> None:
    text = paths.resource("measures.toml").read_text(encoding="utf-8")
    (measure,) = (one for one in measures_from_toml(text) if one.code == code)
    asked = shipped(code)

    for item in asked.item_codes:
        for value in asked.values:
            answers = Answers(questionnaire=code, given=((item, value),), finished=True)
            for _, of, score in scores(asked, answers):
                assert measure.score(score, item=of).given == score
    if asked.kind == AnswerKind.CHOICE:
        assert asked.choices == measure.labels
    assert all((asked.attribution, asked.rule, asked.rule_source))


@pytest.mark.parametrize(
    ("items", "score"), [((), "0"), ((1,), "1"), ((2, 9, 24), "3"), (tuple(range(1, 25)), "24")]
)
def test_the_rmdq_counts_the_ticks_once_the_patient_is_finished(
    items: tuple[int, ...], score: str
) -> None:
    rmdq = shipped("rmdq")

    assert scores(rmdq, ticked(*items, finished=True)) == (("rmdq", "", score),)
    assert scores(rmdq, ticked(*items, finished=False)) == ()


def test_each_activity_of_the_psfs_is_a_score_of_its_own() -> None:
    answers = Answers(questionnaire="psfs", given=(("1", "0"), ("3", "10")))

    assert scores(shipped("psfs"), answers) == (("psfs", "1", "0"), ("psfs", "3", "10"))
    assert scores(shipped("psfs"), Answers(questionnaire="psfs", finished=True)) == ()


def test_the_pgic_is_the_step_that_was_chosen() -> None:
    pgic = shipped("pgic")

    chosen = Answers(questionnaire="pgic", given=(("1", "2"),), finished=True)
    assert scores(pgic, chosen) == (("pgic", "", "2"),)
    assert pgic.choices[1] == "much better"
    assert scores(pgic, Answers(questionnaire="pgic", finished=True)) == ()


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("rmdq", (("25", TICKED),)),
        ("rmdq", (("0", TICKED),)),
        ("rmdq", (("1", "0"),)),
        ("rmdq", (("1", TICKED), ("1", TICKED))),
        ("psfs", (("1", "11"),)),
        ("psfs", (("1", "-1"),)),
        ("psfs", (("1", "4.5"),)),
        ("psfs", (("1", ""),)),
        ("psfs", (("4", "5"),)),
        ("pgic", (("1", "0"),)),
        ("pgic", (("1", "8"),)),
        ("pgic", (("1", "٣"),)),
    ],
)
def test_an_answer_that_cannot_be_is_refused(code: str, given: tuple[tuple[str, str], ...]) -> None:
    with pytest.raises(DomainError) as refused:
        scores(shipped(code), Answers(questionnaire=code, given=given, finished=True))
    assert refused.value.field == code


def test_answers_to_another_questionnaire_are_refused() -> None:
    with pytest.raises(DomainError, match="not answers to"):
        check_answers(shipped("psfs"), ticked(1, finished=True))


def test_what_changes_is_no_longer_finished() -> None:
    finished = ticked(2, 10, finished=True)

    assert finished.with_answer("2", TICKED) is finished
    assert finished.with_answer("9", TICKED) == ticked(2, 9, 10, finished=False)
    assert finished.with_answer("10", "") == ticked(2, finished=False)
    assert finished.value("2") == TICKED
    assert finished.value("3") == ""


@given(st.lists(st.tuples(st.integers(1, 24), st.booleans()), max_size=60))
def test_the_last_word_on_each_sentence_counts(words: list[tuple[int, bool]]) -> None:
    answers = Answers(questionnaire="rmdq")
    for item, is_ticked in words:
        answers = answers.with_answer(str(item), TICKED if is_ticked else "")

    last = {item for item, is_ticked in dict(words).items() if is_ticked}
    assert answers == ticked(*sorted(last), finished=False)
