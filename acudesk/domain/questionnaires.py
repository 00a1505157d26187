"""Questionnaires that a patient answers: what was given, item by item."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a patient answered to a questionnaire, item by item; `finished` by their own word."""

    questionnaire: str
    given: tuple[tuple[str, str], ...] = ()
    finished: bool = False
