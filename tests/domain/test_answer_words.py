"""The answers to a questionnaire in words."""

from acudesk.domain.answer_words import answered_words, answers_in_words
from acudesk.domain.questionnaires import AnswerKind, Answers, Questionnaire


def asked(kind: AnswerKind, *items: str, **more: object) -> Questionnaire:
    return Questionnaire(
        code="q",
        title="Q",
        kind=kind,
        items=items,
        instruction="",
        attribution="",
        rule="",
        rule_source="",
        **more,  # type: ignore[arg-type]
    )


def answers(*given: tuple[str, str]) -> Answers:
    return Answers(questionnaire="q", given=given)


def test_ticked_sentences_stand_with_their_numbers() -> None:
    ticks = asked(AnswerKind.TICK, "I stay at home.", "I walk slowly.", "I sit down.")
    given = answers(("1", "1"), ("3", "1"))

    assert answered_words(given, ticks) == "2 of 3 statements apply"
    assert list(answers_in_words(given, ticks)) == ["1. I stay at home.", "3. I sit down."]


def test_numbers_stand_behind_the_patients_own_activities() -> None:
    numbers = asked(AnswerKind.NUMBER, "", "", "", highest=10)
    given = answers(("1", "4"), ("2", "0"), ("3", ""))

    assert answered_words(given, numbers) == "2 of 3 answered"
    assert list(answers_in_words(given, numbers, ("walking the dog", "", ""))) == [
        "walking the dog: 4",
        "activity 2: 0",
    ]


def test_a_step_is_told_by_its_words() -> None:
    steps = asked(AnswerKind.CHOICE, "", choices=("better", "same", "worse"), lowest=1, highest=3)

    assert list(answers_in_words(answers(("1", "2")), steps)) == ["2: same"]
    assert list(answers_in_words(answers(("1", "9")), steps)) == ["9"]


def test_an_unknown_questionnaire_is_told_as_it_is() -> None:
    given = answers(("1", "5"), ("2", ""))

    assert answered_words(given, None) == "1 answer"
    assert list(answers_in_words(given, None)) == ["1: 5"]
