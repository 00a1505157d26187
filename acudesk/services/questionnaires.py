"""Questionnaires that the patient answers on the turned screen: the answers and their scores."""

from functools import cache

from acudesk import paths
from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.changes import Changes
from acudesk.domain.errors import DomainError
from acudesk.domain.questionnaires import (
    Answers,
    Questionnaire,
    check_answers,
    questionnaire_from_toml,
    scores,
)
from acudesk.domain.sealing import plain
from acudesk.domain.session import ScoreKey, Session
from acudesk.services.drafts import Drafts, touched
from acudesk.services.measures import Measures
from acudesk.translation import current_language, tr

SHIPPED = ("psfs", "rmdq", "pgic")
"""In the order in which a patient is asked: their own activities first."""


class Questionnaires:
    """The questionnaires that may be shown, and what patients answered."""

    def __init__(self, work: UnitOfWork, drafts: Drafts, measures: Measures) -> None:
        self._work = work
        self._drafts = drafts
        self._measures = measures

    def list_questionnaires(self) -> tuple[Questionnaire, ...]:
        """Every questionnaire, in the order in which a patient is asked."""
        return self._library

    def questionnaire(self, code: str) -> Questionnaire:
        """One questionnaire by the code of its measure; raises DomainError."""
        for one in self._library:
            if one.code == code:
                return one
        raise DomainError(
            tr(
                "There is no questionnaire called “{code}”. Known: {known}.",
                code=code,
                known=", ".join(SHIPPED),
            ),
            field="questionnaire",
        )

    def answers(self, session_id: int, code: str) -> Answers:
        """What was answered in a session, finished or not; no answers where nothing was."""
        return _given(self._work.sessions.get(session_id), code)

    def keep_answers(self, session_id: int, answers: Answers) -> Changes:
        """Keep answers as they stand, with the scores that follow by the questionnaire's rule.

        A score that followed from the answers before, and no longer does, is taken back; one
        that was entered by hand stays. Raises DomainError for answers that cannot be.
        """
        asked = self.questionnaire(answers.questionnaire)
        check_answers(asked, answers)
        with self._drafts.editing(session_id, f"answers {asked.code}") as session:
            before = _given(session, asked.code)
            if answers == before:
                return Changes()
            others = [one for one in session.answers if one.questionnaire != asked.code]
            is_some = bool(answers.given) or answers.finished
            self._work.sessions.keep_answers(session_id, [*others, *([answers] if is_some else [])])
            self._work.audit.add(
                "answers", "session", session.uid, before=plain(before), after=plain(answers)
            )
            was, now = _by_key(asked, before), _by_key(asked, answers)
            for (measure, item), given in was.items():
                if (measure, item) not in now:
                    self._take_back(session, measure, item, given)
            for (measure, item), given in now.items():
                self._score(
                    session, measure, item, given, changed=was.get((measure, item)) != given
                )
        return touched(session)

    def _score(
        self, session: Session, measure: str, item: str, given: str, *, changed: bool
    ) -> None:
        """Keep a score that follows; one corrected by hand stays until its answer changes."""
        score = self._measures.measure(measure).score(given, item=item)
        old = session.score(score.key)
        if old == score or (old is not None and not changed):
            return
        self._work.sessions.keep_score(session.id, score)
        about = _about(score.key)
        before = {} if old is None else {"given": old.given, "scale": old.scale}
        after = {"given": score.given, "scale": score.scale}
        self._work.audit.add(
            "score", "session", session.uid, before=about | before, after=about | after
        )

    def _take_back(self, session: Session, measure: str, item: str, given: str) -> None:
        """Take a score back where it is still the one that followed from the answers."""
        score = self._measures.measure(measure).score(given, item=item)
        if session.score(score.key) != score:
            return
        self._work.sessions.remove_score(session.id, score.key)
        about = _about(score.key)
        before = {"given": score.given, "scale": score.scale}
        self._work.audit.add("score", "session", session.uid, before=about | before, after=about)

    @property
    def _library(self) -> tuple[Questionnaire, ...]:
        return _shipped(current_language())


@cache
def _shipped(_spoken: str) -> tuple[Questionnaire, ...]:
    return tuple(
        questionnaire_from_toml(
            paths.resource(f"questionnaires/{code}.toml").read_text(encoding="utf-8")
        )
        for code in SHIPPED
    )


def _given(session: Session, code: str) -> Answers:
    for answers in session.answers:
        if answers.questionnaire == code:
            return answers
    return Answers(questionnaire=code)


def _by_key(asked: Questionnaire, answers: Answers) -> dict[tuple[str, str], str]:
    return {(measure, item): given for measure, item, given in scores(asked, answers)}


def _about(key: ScoreKey) -> dict[str, str]:
    return {"measure": key.measure, "moment": key.moment.value, "item": key.item}
