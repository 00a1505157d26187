"""What a patient answered to a questionnaire, in words."""

from collections.abc import Iterator, Sequence

from acudesk.domain.course import item_name
from acudesk.domain.questionnaires import AnswerKind, Answers, Questionnaire
from acudesk.translation import ntr, tr


def answered_words(answers: Answers, asked: Questionnaire | None) -> str:
    """How much was answered: `9 of 24 statements apply`. `asked` is None for a questionnaire
    that this AcuDesk does not know."""
    count = sum(1 for _item, given in answers.given if given)
    if asked is None:
        return ntr("{n} answer", "{n} answers", count)
    if asked.kind == AnswerKind.TICK:
        return tr("{n} of {most} statements apply", n=count, most=len(asked.items))
    return tr("{n} of {most} answered", n=count, most=len(asked.items))


def answers_in_words(
    answers: Answers, asked: Questionnaire | None, activities: Sequence[str] = ()
) -> Iterator[str]:
    """Each answer in a line: the sentences that were ticked, a number behind each item, or the
    words of the step; `activities` are the patient's own."""
    for item, given in answers.given:
        if not given:
            continue
        text = "" if asked is None else _item_text(asked, item)
        if asked is None:
            yield tr("{item}: {answer}", item=item, answer=given)
        elif asked.kind == AnswerKind.TICK:
            yield tr("{n}. {statement}", n=item, statement=text)
        elif asked.kind == AnswerKind.CHOICE:
            yield _step(asked, given)
        else:
            yield tr("{item}: {answer}", item=text or item_name(item, activities), answer=given)


def _item_text(asked: Questionnaire, item: str) -> str:
    codes = asked.item_codes
    return asked.items[codes.index(item)] if item in codes else ""


def _step(asked: Questionnaire, given: str) -> str:
    values = asked.values
    place = values.index(given) if given in values else len(asked.choices)
    if place >= len(asked.choices):
        return given
    return tr("{value}: {words}", value=given, words=asked.choices[place])
