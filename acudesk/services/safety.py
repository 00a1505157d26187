"""What the practitioner does before needles: screen, look at the prompts, take consent."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from acudesk import paths
from acudesk.data.unit_of_work import UnitOfWork
from acudesk.domain.changes import Changes
from acudesk.domain.clock import EARLIEST, Clock
from acudesk.domain.errors import DomainError
from acudesk.domain.needles import NeedledPoint, confirmed
from acudesk.domain.patient import check_not_merged
from acudesk.domain.safety import Finding, default_consent_text, evaluate
from acudesk.domain.safety_rules import (
    Question,
    SafetyRule,
    questions_from_toml,
    rule_from_table,
    rule_to_table,
    rules_from_toml,
)
from acudesk.domain.screening import Consent, Override, Screening, ScreeningAnswer
from acudesk.domain.sealing import plain
from acudesk.domain.session import Session, SessionKind
from acudesk.services.drafts import Drafts
from acudesk.translation import current_language, tr


def shipped_questions() -> tuple[Question, ...]:
    """The questions that AcuDesk ships, group by group, in the reader's language."""
    return _questions(current_language())


@cache
def _questions(_spoken: str) -> tuple[Question, ...]:
    return questions_from_toml(_shipped_text())


@cache
def _rules(_spoken: str) -> dict[str, SafetyRule]:
    return {rule.code: rule for rule in rules_from_toml(_shipped_text())}


def _shipped_text() -> str:
    return paths.resource("safety.toml").read_text(encoding="utf-8")


class Safety:
    """Screenings, the rules that they are read by, and consents."""

    def __init__(self, work: UnitOfWork, clock: Clock, drafts: Drafts) -> None:
        self._work = work
        self._clock = clock
        self._drafts = drafts

    # Questions and rules

    @property
    def _shipped(self) -> dict[str, SafetyRule]:
        return _rules(current_language())

    def questions(self) -> tuple[Question, ...]:
        """What is asked, group by group."""
        return shipped_questions()

    def rules(self) -> tuple[SafetyRule, ...]:
        """Every rule as it holds here: the shipped ones in their order, then the practice's own."""
        own = {code: rule_from_table(row) for code, row in self._work.safety.own_rules().items()}
        shipped = (own.pop(code, rule) for code, rule in self._shipped.items())
        return (*shipped, *own.values())

    def changed_rules(self) -> frozenset[str]:
        """The codes of the shipped rules that the practice changed or switched off."""
        return frozenset(self._work.safety.own_rules()) & frozenset(self._shipped)

    def rule(self, code: str) -> SafetyRule:
        """One rule as it holds here; raises DomainError."""
        for rule in self.rules():
            if rule.code == code:
                return rule
        raise DomainError(tr("This rule is not in the practice."))

    def change_rule(self, rule: SafetyRule) -> Changes:
        """Keep another state of a rule, as read and changed."""
        before = self.rule(rule.code)
        kept = replace(rule, own=before.own)
        if kept == before:
            return Changes()
        self._check_question(kept)
        with self._work as work:
            if kept == self._shipped.get(kept.code):
                work.safety.forget_rule(kept.code)
            else:
                work.safety.keep_rule(kept.code, rule_to_table(kept))
            old, new = rule_to_table(before), rule_to_table(kept)
            touched_names = [name for name in new if new[name] != old[name]]
            work.audit.add(
                "change",
                "safety_rule",
                kept.code,
                before={name: old[name] for name in touched_names},
                after={name: new[name] for name in touched_names},
            )
        return Changes(settings=True)

    def switch_rule(self, code: str, *, active: bool) -> Changes:
        """Let a rule speak, or be silent."""
        return self.change_rule(replace(self.rule(code), active=active))

    def restore_rule(self, code: str) -> Changes:
        """Go back to a shipped rule as it was shipped."""
        shipped = self._shipped.get(code)
        if shipped is None:
            raise DomainError(tr("AcuDesk ships no such rule; remove it or switch it off."))
        return self.change_rule(shipped)

    def add_rule(self, rule: SafetyRule) -> Changes:
        """Add a rule of the practice's own."""
        kept = replace(rule, code=f"own_{uuid.uuid4().hex[:16]}", own=True)
        self._check_question(kept)
        with self._work as work:
            work.safety.keep_rule(kept.code, rule_to_table(kept))
            work.audit.add("create", "safety_rule", kept.code, after=rule_to_table(kept))
        return Changes(settings=True)

    def remove_rule(self, code: str) -> Changes:
        """Drop a rule of the practice's own; a shipped one can only be switched off."""
        before = self.rule(code)
        if code in self._shipped:
            raise DomainError(tr("AcuDesk ships this rule; switch it off instead."))
        with self._work as work:
            work.safety.forget_rule(code)
            work.audit.add("remove", "safety_rule", code, before=rule_to_table(before))
        return Changes(settings=True)

    # Screening

    def screen(
        self,
        patient_id: int,
        answers: Iterable[ScreeningAnswer],
        decision: str = "",
        session_id: int | None = None,
    ) -> Changes:
        """Keep what a patient answered just now; screenings before it stay.

        In a session it is also what that session was based on, with the same time. Raises
        DomainError where nothing was asked, and for a session that is signed or another's.
        """
        patient = check_not_merged(self._work.patients.get(patient_id))
        screening = Screening(
            uid=uuid.uuid4().hex,
            patient_id=patient_id,
            session_id=session_id,
            at=self._clock.now(),
            answers=tuple(answers),
            decision=decision,
        )
        self._check_answers(screening)
        with self._work as work:
            if session_id is not None:
                self._base_on(session_id, screening)
            work.safety.add_screening(screening)
            work.audit.add(
                "create",
                "screening",
                screening.uid,
                after={
                    "patient": patient.uid,
                    "answers": plain(screening.answers, sparse=True),
                    "decision": screening.decision,
                },
            )
        return Changes(
            patients=frozenset({patient_id}),
            sessions=frozenset() if session_id is None else frozenset({session_id}),
        )

    def screening(self, patient_id: int) -> Screening | None:
        """The newest screening of a patient, the one that holds."""
        return self._work.safety.screening(patient_id)

    def screenings(self, patient_id: int) -> tuple[Screening, ...]:
        """All screenings of a patient, the oldest first."""
        return self._work.safety.screenings(patient_id)

    def findings(
        self,
        patient_id: int,
        points: Sequence[NeedledPoint] = (),
        overrides: Sequence[Override] = (),
    ) -> tuple[Finding, ...]:
        """What the rules say of a patient and a prescription."""
        return evaluate(self.rules(), self.screening(patient_id), points, overrides)

    def open_stops(self, session: Session) -> tuple[Finding, ...]:
        """The stops that a visit with needles goes against and that were not overridden."""
        points = confirmed(session.points)
        if session.kind != SessionKind.VISIT or not (points or session.needles_in):
            return ()
        found = self.findings(session.patient_id, points, session.overrides)
        return tuple(finding for finding in found if finding.stops)

    # Consent

    def consent_text(self) -> str:
        """What a patient agrees to: the practice's own words, else those that AcuDesk ships."""
        return self._work.practice.get().consent_text or default_consent_text()

    def give_consent(
        self, patient_id: int, given_on: date, text: str = "", note: str = ""
    ) -> Changes:
        """Note that a patient consented on a day, to a text (else the one that holds now)."""
        patient = check_not_merged(self._work.patients.get(patient_id))
        self._check_day(given_on, "given_on")
        consent = Consent(
            uid=uuid.uuid4().hex,
            patient_id=patient_id,
            given_on=given_on,
            text=text.strip() or self.consent_text(),
            note=note,
        )
        with self._work as work:
            work.safety.add_consent(consent, self._clock.now())
            work.audit.add(
                "create",
                "consent",
                consent.uid,
                after={
                    "patient": patient.uid,
                    "given_on": consent.given_on.isoformat(),
                    "text": consent.text,
                    "note": consent.note,
                },
            )
        return Changes.of(patient=patient_id)

    def withdraw_consent(self, consent_id: int, day: date) -> Changes:
        """Note that a consent was withdrawn on a day; that it was given stays in the record."""
        before = self._work.safety.consent(consent_id)
        self._check_day(day, "withdrawn_on")
        if not before.holds:
            raise DomainError(tr("This consent is withdrawn already."), field="withdrawn_on")
        replace(before, withdrawn_on=day)
        with self._work as work:
            work.safety.withdraw_consent(consent_id, day)
            work.audit.add(
                "withdraw", "consent", before.uid, after={"withdrawn_on": day.isoformat()}
            )
        return Changes.of(patient=before.patient_id)

    def consents(self, patient_id: int) -> tuple[Consent, ...]:
        """All consents of a patient, the oldest first."""
        return self._work.safety.consents(patient_id)

    def has_consent(self, patient_id: int) -> bool:
        """Whether a patient gave a consent that was not withdrawn."""
        return any(consent.holds for consent in self.consents(patient_id))

    def _base_on(self, session_id: int, screening: Screening) -> None:
        with self._drafts.editing(session_id) as session:
            if session.patient_id != screening.patient_id:
                raise DomainError(tr("This session is of another patient."), field="screening")
            kept = replace(
                session.treatment, health_confirmed_at=screening.at, screening=screening.uid
            )
            self._work.sessions.keep_treatment(session_id, kept)
            names = ("health_confirmed_at", "screening")
            self._work.audit.add(
                "treatment",
                "session",
                session.uid,
                before={name: plain(getattr(session.treatment, name)) for name in names},
                after={name: plain(getattr(kept, name)) for name in names},
            )

    def _check_answers(self, screening: Screening) -> None:
        if not screening.answers:
            raise DomainError(tr("Nothing was asked yet."), field="screening")
        known = {question.code for question in shipped_questions()}
        for one in screening.answers:
            if one.item not in known:
                raise DomainError(
                    tr("“{code}” is no question of the screening.", code=one.item),
                    field="screening",
                )

    def _check_question(self, rule: SafetyRule) -> None:
        if rule.when and all(question.code != rule.when for question in shipped_questions()):
            raise DomainError(
                tr("“{code}” is no question of the screening.", code=rule.when), field="when"
            )

    def _check_day(self, day: date, field: str) -> None:
        if day > self._clock.now().date():
            raise DomainError(tr("This day lies in the future."), field=field)
        if day < EARLIEST:
            raise DomainError(tr("This day is before 1900. Please check the year."), field=field)


def stop_words(stop: Finding) -> DomainError:
    """Why a stop keeps a session from being signed."""
    return DomainError(
        tr(
            "Stop. {words} Override it with a written reason, or change the treatment.",
            words=stop.words,
        ),
        field="overrides",
    )
