"""What was asked before needles."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from acudesk.domain.errors import BugError, DomainError
from acudesk.domain.screening import Answer, Consent, Override, Screening, ScreeningAnswer

WHEN = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


def test_no_answer_is_not_asked() -> None:
    screening = Screening(
        patient_id=1,
        answers=(
            ScreeningAnswer(item="pacemaker", answer=Answer.YES, note=" since 2019 "),
            ScreeningAnswer(item="pregnancy", answer=Answer.NO),
            ScreeningAnswer(item="epilepsy", answer=Answer.UNKNOWN),
        ),
        decision=" manual needling only\n",
    )
    assert screening.answer("pacemaker") == Answer.YES
    assert screening.answer("diabetes") is None
    assert screening.yes == {"pacemaker"}
    assert screening.answers[0].note == "since 2019"
    assert screening.decision == "manual needling only"


def test_a_question_is_answered_once() -> None:
    yes, no = (ScreeningAnswer(item="pacemaker", answer=one) for one in (Answer.YES, Answer.NO))
    with pytest.raises(DomainError, match="twice") as refused:
        Screening(patient_id=1, answers=(yes, no))
    assert refused.value.field == "screening"
    with pytest.raises(DomainError):
        ScreeningAnswer(item=" ", answer=Answer.YES)
    with pytest.raises(DomainError):
        Screening(patient_id=1, decision="x" * 2_001)


def test_a_consent_holds_until_it_is_withdrawn() -> None:
    given = Consent(patient_id=1, given_on=date(2026, 1, 5), text="I agree.\n")
    assert given.holds
    assert given.text == "I agree."
    same_day = Consent(
        patient_id=1, given_on=date(2026, 1, 5), withdrawn_on=date(2026, 1, 5), text="x"
    )
    assert not same_day.holds
    with pytest.raises(DomainError, match="before it was given") as refused:
        Consent(patient_id=1, given_on=date(2026, 1, 5), withdrawn_on=date(2026, 1, 4))
    assert refused.value.field == "withdrawn_on"
    for text, note in (("x" * 20_001, ""), ("", "x" * 1_001)):
        with pytest.raises(DomainError):
            replace(given, text=text, note=note)


def test_an_override_has_a_reason() -> None:
    kept = Override(rule="pacemaker", about=" BL40 ", reason=" cardiologist agreed\n", at=WHEN)
    assert (kept.about, kept.reason) == ("BL40", "cardiologist agreed")
    for reason in ("", " \n", "x" * 2_001):
        with pytest.raises(DomainError) as refused:
            Override(rule="pacemaker", reason=reason, at=WHEN)
        assert refused.value.field == "reason"
    with pytest.raises(BugError):
        Override(rule="", reason="x", at=WHEN)
