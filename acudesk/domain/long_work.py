"""Work of minutes: how far it is, how long it will take, and that it was stopped."""

from dataclasses import dataclass

from acudesk.domain.errors import DomainError
from acudesk.translation import ntr, tr

SHORTEST_GUESS = 3.0
"""Seconds after which what is done says something about what is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """`done` of `total` things are done; `what` names what is being done now. With `is_share` they
    are no things to be counted but shares of the whole work."""

    done: int
    total: int
    what: str = ""
    is_share: bool = False

    @property
    def count_words(self) -> str:
        """How far it is in words."""
        if self.is_share:
            return tr("{share} %", share=self.done * 100 // max(self.total, 1))
        return tr("{done} of {total}", done=self.done, total=self.total)


class StoppedError(DomainError):
    """Work that was stopped on request; what was not finished is not kept."""

    def __init__(self) -> None:
        super().__init__(tr("Stopped. What was not finished is not kept."))


def seconds_left(step: Step, seconds: float) -> float | None:
    """How long the rest will take at the pace so far; None where it is too early to say."""
    if seconds < SHORTEST_GUESS or step.done <= 0 or step.total <= 0:
        return None
    return seconds / step.done * max(step.total - step.done, 0)


def left_words(step: Step, seconds: float) -> str:
    """The time left in words, empty where it is too early to say."""
    left = seconds_left(step, seconds)
    if left is None:
        return ""
    if left < 60:
        return ntr("{n} second left", "{n} seconds left", max(round(left), 1))
    return ntr("{n} minute left", "{n} minutes left", round(left / 60))
