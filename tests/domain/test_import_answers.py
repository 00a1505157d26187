"""Answers about a file can be given otherwise; what hung on them is asked anew."""

from acudesk.domain.import_answers import Answers
from acudesk.domain.import_dates import DateOrder
from acudesk.domain.import_plan import (
    FieldColumn,
    FileKind,
    ImportLook,
    ImportPlan,
    Offer,
    Question,
    QuestionKind,
    ScoreColumn,
)

PLAN = ImportPlan(
    fields=(FieldColumn(field="display_name", column="name"),),
    date="day",
    scores=(ScoreColumn(column="pain", measure="pain_7d"),),
)
OFFERS = (Offer(value="a", words="A"), Offer(value="b", words="B"))
ORDER = Question(kind=QuestionKind.ORDER, column="day", text="Which?", offers=OFFERS)
CENTURY = Question(kind=QuestionKind.CENTURY, column="day", text="When?", offers=OFFERS)
PART = Question(kind=QuestionKind.PART, column="pain", text="Which one?", offers=OFFERS)
SCALE = Question(kind=QuestionKind.SCALE, column="pain", text="Of what?", offers=OFFERS)


def look(answers: Answers, *questions: Question) -> ImportLook:
    """What is seen with the plan of now."""
    return ImportLook(kind=FileKind.CSV, preview=None, plan=answers.plan(), questions=questions)


def test_an_answered_question_stays_to_be_answered_otherwise() -> None:
    answers = Answers(base=PLAN)
    assert answers.see(look(answers, ORDER)) == ((ORDER, ""),)
    answers.answer(ORDER.key, "day_first")
    assert answers.see(look(answers)) == ((ORDER, "day_first"),)
    assert answers.plan().dates.order == DateOrder.DAY_FIRST
    answers.answer(ORDER.key, "month_first")
    assert answers.plan().dates.order == DateOrder.MONTH_FIRST


def test_another_number_of_a_cell_can_be_meant_after_all() -> None:
    answers = Answers(base=PLAN)
    answers.see(look(answers, PART))
    answers.answer(PART.key, "Worst")
    answers.answer(PART.key, "Current")
    assert answers.plan().scores[0].form.part == "Current"


def test_what_hung_on_an_answer_is_asked_anew() -> None:
    answers = Answers(base=PLAN)
    answers.see(look(answers, ORDER, CENTURY, SCALE))
    for question, value in ((ORDER, "day_first"), (CENTURY, "1926"), (SCALE, "nrs11")):
        answers.answer(question.key, value)
    answers.answer(ORDER.key, "month_first")
    assert answers.see(look(answers, CENTURY)) == (
        (ORDER, "month_first"),
        (CENTURY, ""),
        (SCALE, "nrs11"),
    )
    assert answers.plan().dates.century is None


def test_a_column_that_is_something_else_forgets_its_answers() -> None:
    answers = Answers(base=PLAN)
    answers.see(look(answers, SCALE, ORDER))
    answers.answer(SCALE.key, "vas100")
    answers.answer(ORDER.key, "day_first")
    answers.choose("pain", "", ("name", "day", "pain"))
    assert answers.plan().scores == ()
    assert answers.see(look(answers)) == ((ORDER, "day_first"),)


def test_an_answer_that_does_not_fit_the_file_is_asked_again() -> None:
    answers = Answers(base=PLAN)
    answers.see(look(answers, ORDER))
    answers.answer(ORDER.key, "day_first")
    assert answers.see(look(answers, ORDER)) == ((ORDER, ""),)
    assert answers.plan().dates.order is None
