"""Screening, rules of the practice, consent, and the stop that keeps a session unsigned."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from acudesk.bootstrap import Services
from acudesk.domain.course import Course
from acudesk.domain.errors import DomainError, NotFoundError
from acudesk.domain.needles import NeedledPoint, Stimulation
from acudesk.domain.patient import Patient
from acudesk.domain.points import PointSide
from acudesk.domain.safety_rules import Level, SafetyRule
from acudesk.domain.screening import Answer, ScreeningAnswer
from acudesk.services.safety import Safety
from tests.clock import FixedClock

TODAY = date(2026, 3, 2)


def answer(item: str, given: Answer = Answer.YES, note: str = "") -> ScreeningAnswer:
    return ScreeningAnswer(item=item, answer=given, note=note)


def point(code: str, stimulation: Stimulation | None = None) -> NeedledPoint:
    return NeedledPoint(code=code, side=PointSide.BOTH, stimulation=stimulation)


def admitted(practice: Services) -> tuple[int, int]:
    """A patient with a course, and a draft session."""
    course = Course(patient_id=0, condition="Low back pain", opened=TODAY)
    added = practice.patients.admit_patient(Patient(display_name="Ana Ruiz"), course)
    session = practice.sessions.start_session(added.course_id).session_id
    return added.patient_id, session


@pytest.fixture
def patient(practice: Services) -> int:
    return admitted(practice)[0]


@pytest.fixture
def safety(practice: Services) -> Safety:
    return practice.safety


def audited(practice: Services, subject: str) -> list[tuple[str, str | None, str | None]]:
    rows = practice.work._database.execute(
        "SELECT action, before, after FROM audit WHERE subject = ? ORDER BY id", [subject]
    )
    return [(row["action"], row["before"], row["after"]) for row in rows.fetchall()]


# Screening


def test_a_screening_is_kept_with_its_time_and_the_ones_before_stay(
    practice: Services, patient: int, clock: FixedClock
) -> None:
    first = clock.now()
    practice.safety.screen(patient, [answer("diabetes", note="type 2")], "Clean technique")
    clock.move(days=30)
    changes = practice.safety.screen(patient, [answer("diabetes", Answer.NO)])
    assert changes.patients == {patient}
    kept = practice.safety.screenings(patient)
    assert [one.at for one in kept] == [first, clock.now()]
    assert kept[0].answers == (answer("diabetes", note="type 2"),)
    assert kept[0].decision == "Clean technique"
    assert practice.safety.screening(patient) == kept[1]
    assert practice.safety.findings(patient) == ()
    action, before, after = audited(practice, "screening")[0]
    assert (action, before) == ("create", None)
    assert json.loads(str(after))["answers"][0]["note"] == "type 2"


def test_a_screening_in_a_session_is_what_that_session_is_based_on(
    practice: Services, clock: FixedClock
) -> None:
    patient, session_id = admitted(practice)
    changes = practice.safety.screen(patient, [answer("diabetes")], session_id=session_id)
    assert changes.sessions == {session_id}
    screening = practice.safety.screening(patient)
    assert screening is not None
    treatment = practice.sessions.session(session_id).treatment
    assert screening.session_id == session_id
    assert treatment.health_confirmed_at == screening.at == clock.now()
    assert treatment.screening == screening.uid
    practice.drafts.undo(session_id)
    assert practice.sessions.session(session_id).treatment.health_confirmed_at is None
    assert practice.safety.screening(patient) == screening


def test_nothing_asked_an_unknown_question_and_nobody_are_refused(
    safety: Safety, patient: int
) -> None:
    with pytest.raises(DomainError, match="Nothing was asked"):
        safety.screen(patient, [])
    with pytest.raises(DomainError, match="no question"):
        safety.screen(patient, [answer("height")])
    with pytest.raises(DomainError, match="answered twice"):
        safety.screen(patient, [answer("diabetes"), answer("diabetes", Answer.NO)])
    with pytest.raises(NotFoundError):
        safety.screen(patient + 100, [answer("diabetes")])
    assert safety.screenings(patient) == ()


def test_a_screening_belongs_to_the_patient_of_its_session_and_to_a_draft(
    practice: Services,
) -> None:
    patient, session_id = admitted(practice)
    other, _ = admitted(practice)
    with pytest.raises(DomainError, match="another patient"):
        practice.safety.screen(other, [answer("diabetes")], session_id=session_id)
    practice.sessions.record_notes(session_id, "Spoke only")
    practice.signing.sign_session(session_id)
    with pytest.raises(DomainError, match="is signed"):
        practice.safety.screen(patient, [answer("diabetes")], session_id=session_id)
    assert practice.safety.screenings(patient) == practice.safety.screenings(other) == ()


# Findings and signing


def test_a_pacemaker_lets_manual_needles_be_signed_and_stops_a_current(
    practice: Services,
) -> None:
    patient, session_id = admitted(practice)
    practice.safety.screen(patient, [answer("pacemaker")], session_id=session_id)
    practice.treatments.record_treatment(session_id, needles_out=2)
    practice.treatments.record_points(session_id, [point("BL23", Stimulation.MANUAL)])
    assert practice.signing.hindrances(session_id) == ()

    practice.treatments.record_points(session_id, [point("BL23", Stimulation.ELECTRICAL)])
    (hindrance,) = practice.signing.hindrances(session_id)
    assert hindrance.field == "overrides"
    assert "No electro-acupuncture" in hindrance.text
    with pytest.raises(DomainError, match="No electro-acupuncture"):
        practice.signing.sign_session(session_id)
    with pytest.raises(DomainError, match="No electro-acupuncture"):
        practice.signing.sign_session(session_id, emergency="In a hurry")

    (stop,) = practice.safety.open_stops(practice.sessions.session(session_id))
    practice.treatments.override(
        session_id, stop.rule, "Cardiologist agreed", about=stop.about, words=stop.words
    )
    practice.signing.sign_session(session_id)
    (override,) = practice.sessions.session(session_id).overrides
    assert (override.reason, override.about) == ("Cardiologist agreed", "electrical")
    assert override.words == stop.words


def test_an_override_that_is_taken_back_stops_again(practice: Services) -> None:
    patient, session_id = admitted(practice)
    practice.safety.screen(patient, [answer("bleeding_disorder")])
    practice.treatments.record_points(session_id, [point("LI4")])
    practice.treatments.record_treatment(session_id, needles_out=2)
    practice.treatments.override(session_id, "bleeding_disorder", "Haematologist agreed")
    assert practice.signing.hindrances(session_id) == ()
    practice.treatments.take_back_override(session_id, "bleeding_disorder")
    assert [one.field for one in practice.signing.hindrances(session_id)] == ["overrides"]


def test_a_stop_for_the_whole_patient_asks_nothing_of_a_visit_without_needles(
    practice: Services,
) -> None:
    patient, session_id = admitted(practice)
    practice.safety.screen(patient, [answer("bleeding_disorder")])
    practice.sessions.record_notes(session_id, "Advice only; letter to the doctor")
    assert practice.signing.hindrances(session_id) == ()
    practice.treatments.record_treatment(session_id, needles_in=4, needles_out=4)
    assert [one.field for one in practice.signing.hindrances(session_id)] == ["overrides"]


# Rules


def test_a_changed_rule_holds_until_it_is_restored(practice: Services, patient: int) -> None:
    safety = practice.safety
    safety.screen(patient, [answer("pregnancy")])
    shipped = safety.rule("pregnancy_points")
    safety.change_rule(replace(shipped, level=Level.STOP, points=("SP6",), text="Not in my room."))
    assert safety.changed_rules() == {"pregnancy_points"}
    assert safety.findings(patient, [point("LI4")]) == ()
    (finding,) = safety.findings(patient, [point("SP6")])
    assert (finding.level, finding.about) == (Level.STOP, "SP6")
    assert [rule.code for rule in safety.rules()].index("pregnancy_points") > 0

    safety.restore_rule("pregnancy_points")
    assert safety.changed_rules() == frozenset()
    assert safety.rule("pregnancy_points") == shipped
    (finding,) = safety.findings(patient, [point("LI4")])
    assert finding.level == Level.CAUTION
    actions = audited(practice, "safety_rule")
    assert [action for action, _, _ in actions] == ["change", "change"]
    assert json.loads(str(actions[0][1]))["level"] == "caution"
    assert json.loads(str(actions[0][2]))["level"] == "stop"


def test_a_rule_is_switched_off_and_on(safety: Safety, patient: int) -> None:
    order = [rule.code for rule in safety.rules()]
    safety.screen(patient, [answer("diabetes"), answer("metal_implant")])
    safety.switch_rule("diabetes", active=False)
    safety.switch_rule("metal_implant", active=True)
    assert [one.rule for one in safety.findings(patient)] == ["metal_implant"]
    assert safety.changed_rules() == {"diabetes", "metal_implant"}
    safety.switch_rule("diabetes", active=True)
    assert safety.changed_rules() == {"metal_implant"}
    assert [rule.code for rule in safety.rules()] == order


def test_the_practice_adds_and_removes_rules_of_its_own(safety: Safety, patient: int) -> None:
    shipped = len(safety.rules())
    own = SafetyRule(
        name="Lung", points=("GB21", "BL13"), level=Level.CAUTION, text="Slant the needle."
    )
    assert safety.add_rule(own).settings
    added = safety.rules()[-1]
    assert added == replace(own, code=added.code, own=True)
    (finding,) = safety.findings(patient, [point("GB21"), point("ST36")])
    assert finding.words == "Lung, GB21: Slant the needle."
    safety.change_rule(replace(added, text="Obliquely."))
    assert safety.rule(added.code).text == "Obliquely."
    assert safety.changed_rules() == frozenset()
    with pytest.raises(DomainError, match="remove it or switch it off"):
        safety.restore_rule(added.code)
    safety.remove_rule(added.code)
    assert len(safety.rules()) == shipped
    with pytest.raises(DomainError, match="switch it off instead"):
        safety.remove_rule("diabetes")


def test_a_rule_about_no_question_and_an_unknown_rule_are_refused(safety: Safety) -> None:
    rule = safety.rule("diabetes")
    with pytest.raises(DomainError, match="no question") as refused:
        safety.change_rule(replace(rule, when="height"))
    assert refused.value.field == "when"
    with pytest.raises(DomainError, match="not in the practice"):
        safety.change_rule(replace(rule, code="height"))
    assert safety.changed_rules() == frozenset()


# Consent


def test_consent_is_given_and_withdrawn_on_days(practice: Services, patient: int) -> None:
    safety = practice.safety
    assert not safety.has_consent(patient)
    assert safety.give_consent(patient, TODAY - timedelta(days=1), note="on paper").patients == {
        patient
    }
    (consent,) = safety.consents(patient)
    assert (consent.given_on, consent.note) == (date(2026, 3, 1), "on paper")
    assert "stop at any time" in consent.text
    assert safety.has_consent(patient)
    safety.withdraw_consent(consent.id, TODAY)
    assert safety.consents(patient) == (replace(consent, withdrawn_on=TODAY),)
    assert not safety.has_consent(patient)
    safety.give_consent(patient, TODAY, "Shorter words")
    assert safety.has_consent(patient)
    assert [one.text for one in safety.consents(patient)][-1] == "Shorter words"
    assert [action for action, _, _ in audited(practice, "consent")] == [
        "create", "withdraw", "create",
    ]  # fmt: skip


@pytest.mark.parametrize("day", [date(2026, 3, 3), date(1899, 12, 31)])
def test_a_consent_of_a_day_to_come_or_long_past_is_refused(
    safety: Safety, patient: int, day: date
) -> None:
    with pytest.raises(DomainError) as refused:
        safety.give_consent(patient, day)
    assert refused.value.field == "given_on"
    assert safety.consents(patient) == ()


def test_a_consent_is_withdrawn_once_not_before_it_was_given_nor_in_the_future(
    safety: Safety, patient: int
) -> None:
    safety.give_consent(patient, TODAY)
    (consent,) = safety.consents(patient)
    for day in (date(2026, 3, 1), date(2026, 3, 3)):
        with pytest.raises(DomainError) as refused:
            safety.withdraw_consent(consent.id, day)
        assert refused.value.field == "withdrawn_on"
    safety.withdraw_consent(consent.id, TODAY)
    with pytest.raises(DomainError, match="already"):
        safety.withdraw_consent(consent.id, TODAY)
    with pytest.raises(NotFoundError):
        safety.withdraw_consent(consent.id + 1, TODAY)


def test_the_practices_own_text_is_what_is_agreed_to(practice: Services, patient: int) -> None:
    own = replace(practice.practice.practice(), consent_text="Our own words.")
    practice.practice.change_practice(own)
    assert practice.safety.consent_text() == "Our own words."
    practice.safety.give_consent(patient, TODAY)
    assert practice.safety.consents(patient)[0].text == "Our own words."
