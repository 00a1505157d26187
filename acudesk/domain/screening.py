"""What was asked of a patient before needles: contraindications, red flags, consent.

A screening is kept whole each time; the newest one holds. It prompts, the practitioner decides:
a stop that was overridden stays in the record with its reason.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from acudesk.domain.errors import BugError, DomainError
from acudesk.domain.text import cleaned
from acudesk.translation import tr

CONSENT_LIMIT = 20_000


class Answer(StrEnum):
    """The answer to a question of the screening; no answer at all is *not asked*."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningAnswer:
    """The answer to one question, with a word on it."""

    item: str
    answer: Answer
    note: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "item", cleaned(self.item, limit=60, field="screening"))
        note = cleaned(self.note, limit=1_000, field="screening", lines=True)
        object.__setattr__(self, "note", note)
        if not self.item:
            raise DomainError(tr("An answer belongs to a question."), field="screening")


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """What a patient answered at a moment (UTC), in which session, and what was decided on it."""

    id: int = 0
    uid: str = ""
    patient_id: int
    session_id: int | None = None
    at: datetime | None = None
    answers: tuple[ScreeningAnswer, ...] = ()
    decision: str = ""

    def __post_init__(self) -> None:
        text = cleaned(self.decision, limit=2_000, field="decision", lines=True)
        object.__setattr__(self, "decision", text)
        items = [answer.item for answer in self.answers]
        if len(set(items)) != len(items):
            raise DomainError(tr("A question is answered twice."), field="screening")

    def answer(self, item: str) -> Answer | None:
        """The answer to a question, None where it was not asked."""
        return next((one.answer for one in self.answers if one.item == item), None)

    @property
    def yes(self) -> frozenset[str]:
        """The questions that were answered with yes."""
        return frozenset(one.item for one in self.answers if one.answer == Answer.YES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A patient's consent: the text that was agreed to, given on, withdrawn on."""

    id: int = 0
    uid: str = ""
    patient_id: int
    given_on: date
    withdrawn_on: date | None = None
    text: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        for name, limit in (("text", CONSENT_LIMIT), ("note", 1_000)):
            kept = cleaned(getattr(self, name), limit=limit, field=name, lines=True)
            object.__setattr__(self, name, kept)
        if self.withdrawn_on is not None and self.withdrawn_on < self.given_on:
            raise DomainError(
                tr("A consent cannot be withdrawn before it was given."), field="withdrawn_on"
            )

    @property
    def holds(self) -> bool:
        """Whether the consent was not withdrawn."""
        return self.withdrawn_on is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A stop or a mismatch that the practitioner overrode in a session, and why (time in UTC).

    `rule` is the code of the rule, `about` the point or technique, `words` what was shown.
    """

    rule: str
    about: str = ""
    words: str = ""
    reason: str
    at: datetime

    def __post_init__(self) -> None:
        for name, limit in (("rule", 60), ("about", 200)):
            object.__setattr__(self, name, cleaned(getattr(self, name), limit=limit, field=name))
        for name in ("words", "reason"):
            text = cleaned(getattr(self, name), limit=2_000, field=name, lines=True)
            object.__setattr__(self, name, text)
        if not self.rule:
            raise BugError("an override without its rule")
        if not self.reason:
            raise DomainError(
                tr("Please write why; the reason stays in the record."), field="reason"
            )
