"""What was answered about a file, so that each answer can be given otherwise as long as nothing
is kept."""

from dataclasses import dataclass, field
from typing import NamedTuple

from acudesk.domain.errors import DomainError
from acudesk.domain.import_plan import ImportLook, ImportPlan, Question, answered
from acudesk.domain.import_roles import with_role


class Asked(NamedTuple):
    """A question and its answer; the answer is empty as long as nobody gave it."""

    question: Question
    answer: str


@dataclass(slots=True)
class Answers:
    """The plan of a file before anything was answered, and the answers in their order."""

    base: ImportPlan
    _asked: dict[str, Question] = field(default_factory=dict)
    _given: dict[str, str] = field(default_factory=dict)

    def see(self, look: ImportLook) -> tuple[Asked, ...]:
        """The questions of a file, those answered among them, in the order in which they came
        up."""
        for question in look.questions:
            # Asked again: what was answered does not fit the file.
            self._given.pop(question.key, None)
            self._asked[question.key] = question
        still = {question.key for question in look.questions} | self._given.keys()
        self._asked = {key: one for key, one in self._asked.items() if key in still}
        return tuple(Asked(one, self._given.get(key, "")) for key, one in self._asked.items())

    def answer(self, key: str, value: str) -> None:
        """Answer a question; one that was answered before takes back what was asked because of
        it."""
        if key in self._given and self._given[key] != value:
            keys = list(self._asked)
            column = self._asked[key].column
            for later in keys[keys.index(key) + 1 :]:
                if self._asked[later].column == column:
                    self._given.pop(later, None)
        self._given[key] = value

    def choose(self, column: str, role: str, headers: tuple[str, ...]) -> None:
        """Say what a column is; what was answered of it is asked anew."""
        self.base = with_role(self.base, column, role, headers)
        for key, question in self._asked.items():
            if question.column == column:
                self._given.pop(key, None)

    def plan(self) -> ImportPlan:
        """The plan with every answer that it still has a place for."""
        plan = self.base
        for key in list(self._given):
            try:
                plan = answered(plan, key, self._given[key])
            except DomainError:
                del self._given[key]
        return plan
