"""Questionnaires that a patient answers: what is asked, what was given, and what it scores.

The shipped ones are in `resources/questionnaires`. The code of a questionnaire is that of the
measure that keeps its score.
"""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from acudesk.domain.errors import DomainError
from acudesk.translation import tr

TICKED = "1"
"""What stands for a ticked sentence; one that is not ticked has no answer at all."""


class AnswerKind(StrEnum):
    """How a questionnaire is answered: sentences ticked, a number each, or one step of several."""

    TICK = "tick"
    NUMBER = "number"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire:
    """What a patient is asked.

    `items` are the texts of the items, which are numbered from "1"; an empty text is the
    patient's own activity of that number, or the only question. `choices` are the words of the
    steps from `lowest` on. `reminder` stands above the items. `rule` says how it is scored,
    `rule_source` where that is published.
    """

    code: str
    title: str
    kind: AnswerKind
    items: tuple[str, ...]
    instruction: str
    attribution: str
    rule: str
    rule_source: str
    reminder: str = ""
    choices: tuple[str, ...] = ()
    lowest: int = 0
    highest: int = 0
    low_words: str = ""
    high_words: str = ""

    @property
    def item_codes(self) -> tuple[str, ...]:
        """The items by number, "1" first."""
        return tuple(str(n + 1) for n in range(len(self.items)))

    @property
    def values(self) -> tuple[str, ...]:
        """Every answer that one item can have."""
        if self.kind == AnswerKind.TICK:
            return (TICKED,)
        return tuple(str(n) for n in range(self.lowest, self.highest + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a patient answered to a questionnaire, item by item; `finished` by their own word."""

    questionnaire: str
    given: tuple[tuple[str, str], ...] = ()
    finished: bool = False

    def value(self, item: str) -> str:
        """The answer to an item, or an empty text: not answered."""
        return dict(self.given).get(item, "")

    def with_answer(self, item: str, value: str) -> "Answers":
        """The same with another answer to an item, none with an empty text.

        What has changed is no longer finished: the patient says so anew.
        """
        if self.value(item) == value:
            return self
        given = {**dict(self.given), item: value}
        kept = sorted((pair for pair in given.items() if pair[1]), key=lambda pair: int(pair[0]))
        return replace(self, given=tuple(kept), finished=False)


def check_answers(questionnaire: Questionnaire, answers: Answers) -> Answers:
    """The answers as given; raises DomainError for any that the questionnaire cannot have."""
    if answers.questionnaire != questionnaire.code:
        raise DomainError(
            tr("These are not answers to “{title}”.", title=questionnaire.title),
            field=questionnaire.code,
        )
    items = [item for item, _ in answers.given]
    if len(set(items)) < len(items) or not set(items) <= set(questionnaire.item_codes):
        raise DomainError(
            tr("“{title}” has no such question.", title=questionnaire.title),
            field=questionnaire.code,
        )
    for item, value in answers.given:
        if value not in questionnaire.values:
            raise DomainError(
                tr(
                    "{title}, question {item}: “{value}” is not one of the answers.",
                    title=questionnaire.title,
                    item=item,
                    value=value[:40],
                ),
                field=questionnaire.code,
            )
    return answers


def scores(questionnaire: Questionnaire, answers: Answers) -> tuple[tuple[str, str, str], ...]:
    """What the answers score, as measure, item and text, by the questionnaire's own rule.

    Nothing stands for an item that was not answered, nor for a sum of what was not finished.
    Raises DomainError for answers that cannot be.
    """
    check_answers(questionnaire, answers)
    code = questionnaire.code
    if questionnaire.kind == AnswerKind.TICK:
        # A blank says "does not describe me" only once the patient has gone through the list
        # (Roland & Fairbank 2000, Spine 25:3115-24: an item marked not applicable counts as no).
        return ((code, "", str(len(answers.given))),) if answers.finished else ()
    if questionnaire.kind == AnswerKind.CHOICE:
        return tuple((code, "", value) for _, value in answers.given)
    return tuple((code, item, value) for item, value in answers.given)


def questionnaire_from_toml(text: str) -> Questionnaire:
    """The questionnaire written in a TOML text such as `resources/questionnaires/rmdq.toml`.

    A validated wording is data and stays as it is; other texts are read in the reader's language.
    """
    values = tomllib.loads(text)
    worded: Callable[[str], str] = str if values.pop("fixed_wording", False) else _translated
    values["kind"] = AnswerKind(values["kind"])
    for name in ("items", "choices"):
        values[name] = tuple(worded(one) for one in values.get(name, ()))
    for name in ("title", "instruction", "reminder", "low_words", "high_words"):
        values[name] = worded(values.get(name, "").strip())
    for name in ("rule", "rule_source"):
        values[name] = _translated(values[name])
    return Questionnaire(**values)


def _translated(text: str) -> str:
    return tr(text) if text else ""  # A catalogue's answer to an empty text is its own header.
