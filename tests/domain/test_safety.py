"""Rules as data, and what they say of a patient and a prescription."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from acudesk import paths
from acudesk.domain.errors import DomainError
from acudesk.domain.needles import NeedledPoint, Stimulation
from acudesk.domain.points import PointSide
from acudesk.domain.safety import (
    Finding,
    default_consent_text,
    evaluate,
    warnings_by_point,
)
from acudesk.domain.safety_rules import (
    Level,
    Means,
    QuestionGroup,
    SafetyRule,
    expanded,
    places,
    questions_from_toml,
    rule_from_table,
    rule_to_table,
    rules_from_toml,
)
from acudesk.domain.screening import Answer, Override, Screening, ScreeningAnswer

SHIPPED = paths.resource("safety.toml").read_text(encoding="utf-8")
QUESTIONS = questions_from_toml(SHIPPED)
RULES = rules_from_toml(SHIPPED)
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
RED_FLAGS = {
    "bladder_bowel", "saddle_numbness", "leg_weakness", "cancer", "weight_loss", "night_pain",
    "age_at_onset", "fever", "iv_drugs", "trauma", "osteoporosis",
}  # fmt: skip


def screening(*yes: str, unknown: tuple[str, ...] = (), note: str = "") -> Screening:
    answers = [ScreeningAnswer(item=item, answer=Answer.YES, note=note) for item in yes]
    answers += [ScreeningAnswer(item=item, answer=Answer.UNKNOWN) for item in unknown]
    return Screening(patient_id=1, answers=tuple(answers))


def point(code: str, **values: Any) -> NeedledPoint:
    return NeedledPoint(**{"code": code, "side": PointSide.BOTH, **values})


def electrical(code: str) -> NeedledPoint:
    return point(code, stimulation=Stimulation.ELECTRICAL)


def found(answers: Screening | None, *points: NeedledPoint) -> list[tuple[Level, str]]:
    return [(one.level, one.about) for one in evaluate(RULES, answers, points)]


def only(findings: tuple[Finding, ...]) -> Finding:
    (one,) = findings
    return one


def test_the_screening_asks_what_it_must() -> None:
    asked = {question.code for question in QUESTIONS}
    assert asked >= RED_FLAGS | {
        "bleeding_disorder", "anticoagulants", "pacemaker", "icd", "stimulator", "pump",
        "metal_implant", "epilepsy", "pregnancy", "lymphoedema", "skin_infection", "scar",
        "numb_skin", "immunosuppression", "valve_disease", "diabetes", "fear_of_needles",
        "uncontrolled_disease", "spinal_instability",
    }  # fmt: skip
    assert len(asked) == len(QUESTIONS)
    assert {question.code for question in QUESTIONS if question.red_flag} == RED_FLAGS
    assert [question.group for question in QUESTIONS][-11:] == [QuestionGroup.RED_FLAGS] * 11


def test_every_question_and_rule_names_its_source_and_each_question_has_a_rule() -> None:
    assert all(question.source for question in QUESTIONS)
    assert all(rule.source for rule in RULES)
    assert {rule.when for rule in RULES} == {question.code for question in QUESTIONS}
    assert len({rule.code for rule in RULES}) == len(RULES)


def test_what_no_source_settles_is_off_until_it_is_switched_on() -> None:
    unchecked = [rule for rule in RULES if rule.source.startswith("No source checked")]
    assert [rule.code for rule in unchecked] == ["metal_implant", "valve_disease_indwelling"]
    assert not any(rule.active for rule in unchecked)
    assert sum(not rule.active for rule in RULES) == 2


@pytest.mark.parametrize(
    ("age", "near"), [(19, True), (20, False), (55, False), (56, True), (40, False)]
)
def test_the_age_itself_raises_the_question_of_onset(age: int, near: bool) -> None:
    onset = next(question for question in QUESTIONS if question.code == "age_at_onset")
    assert onset.is_near(age) is near
    assert not any(one.is_near(age) for one in QUESTIONS if one is not onset)


@pytest.mark.parametrize("implant", ["pacemaker", "icd", "stimulator", "pump"])
def test_an_implant_with_a_current_stops_electro_acupuncture_not_manual_needling(
    implant: str,
) -> None:
    manual = point("BL23", stimulation=Stimulation.MANUAL)
    assert found(screening(implant), manual, point("BL25")) == []
    assert found(screening(implant), manual, electrical("BL25")) == [(Level.STOP, "electrical")]
    finding = only(evaluate(RULES, screening(implant), [electrical("BL25"), electrical("BL26")]))
    assert finding.codes == ("BL25", "BL26")
    assert finding.words.endswith("No electro-acupuncture. Manual needling is allowed with care.")


def test_a_current_that_is_noted_counts_without_the_word_electrical() -> None:
    assert found(screening("pacemaker"), point("BL25", hertz=Decimal(2))) == [
        (Level.STOP, "electrical")
    ]
    assert found(screening("pacemaker"), point("BL25", milliamp=Decimal(1))) == [
        (Level.STOP, "electrical")
    ]


def test_pregnancy_cautions_at_its_points_with_tradition_and_evidence() -> None:
    named = ["LI4", "SP6", "BL60", "BL67", "GB21", "BL31", "BL32", "BL33", "BL34"]
    finding = only(evaluate(RULES, screening("pregnancy"), [point(code) for code in named]))
    assert finding.level == Level.CAUTION
    assert finding.codes == tuple(named)
    assert "Traditionally avoided" in finding.words
    assert "no objective evidence of harm" in finding.words
    assert "BL60" in finding.tradition
    assert "15 trials with 823 women" in finding.evidence
    assert "cohort of 5,885" in finding.evidence
    assert "Carr 2015, Acupunct Med 33:413-419" in finding.source


@pytest.mark.parametrize("code", ["BL23", "BL30", "BL35", "LI5", "SP7", "BL59"])
def test_pregnancy_says_nothing_at_other_points(code: str) -> None:
    assert found(screening("pregnancy"), point(code)) == []


def test_pregnancy_cautions_at_the_lower_abdomen_and_avoids_a_current() -> None:
    assert found(screening("pregnancy"), point("CV4")) == [(Level.CAUTION, "CV4")]
    assert found(screening("pregnancy"), electrical("ST36")) == [(Level.AVOID, "electrical")]


def test_blood_thinners_warn_on_deep_needling_of_the_trunk() -> None:
    general = (Level.CAUTION, "")
    assert found(screening("anticoagulants")) == [general]
    assert found(screening("anticoagulants"), point("SP6"), point("BL40")) == [general]
    assert found(screening("anticoagulants"), point("BL23"), point("GB30"), point("LR3")) == [
        general,
        (Level.CAUTION, "BL23, GB30"),
    ]


def test_a_bleeding_disorder_stops_before_any_point_and_with_every_one() -> None:
    finding = only(evaluate(RULES, screening("bleeding_disorder"), []))
    assert (finding.level, finding.about, finding.stops) == (Level.STOP, "", True)
    assert "before a doctor has advised" in finding.words
    assert found(screening("bleeding_disorder"), point("LI4")) == [(Level.STOP, "")]


def test_epilepsy_stops_a_current_and_cautions_always() -> None:
    assert found(screening("epilepsy")) == [(Level.CAUTION, "")]
    assert found(screening("epilepsy"), electrical("LI4")) == [
        (Level.STOP, "electrical"),
        (Level.CAUTION, ""),
    ]


@pytest.mark.parametrize("flag", sorted(RED_FLAGS))
def test_a_red_flag_says_refer_and_diagnoses_nothing(flag: str) -> None:
    finding = only(evaluate(RULES, screening(flag), []))
    assert finding.level == Level.REFER
    assert finding.words.startswith("Refer: ")
    assert finding.words.endswith("(Prompt, not a diagnosis.)")
    assert not finding.stops


def test_the_note_of_the_answer_stands_in_the_words() -> None:
    finding = only(evaluate(RULES, screening("lymphoedema", note="left arm"), []))
    assert finding.level == Level.AVOID
    assert finding.words == "Lymphoedema (left arm): Do not needle that limb."


def test_no_screening_and_answers_of_no_say_nothing() -> None:
    assert found(None, electrical("BL60")) == []
    nothing = Screening(
        patient_id=1,
        answers=tuple(ScreeningAnswer(item=one.code, answer=Answer.NO) for one in QUESTIONS),
    )
    assert found(nothing, electrical("BL60"), point("CV4", moxa=True)) == []


def test_what_is_not_known_only_asks_again_and_once() -> None:
    asked = screening(unknown=("epilepsy", "pacemaker"))
    finding = only(evaluate(RULES, asked, [point("BL23")]))
    assert (finding.level, finding.is_known, finding.stops) == (Level.CAUTION, False, False)
    assert finding.words == "Epilepsy: not known yet. Please ask again."
    with_current = evaluate(RULES, asked, [electrical("BL23")])
    assert [one.rule for one in with_current] == ["pacemaker_electrical", "epilepsy_electrical"]


def test_carried_points_count_so_that_the_warning_comes_before_the_needle() -> None:
    carried = replace(point("BL60"), carried_over=True)
    assert found(screening("pregnancy"), carried) == [(Level.CAUTION, "BL60")]


def test_stops_come_first_then_referrals_areas_and_cautions() -> None:
    answers = screening("diabetes", "scar", "fever", "bleeding_disorder", "cancer")
    findings = evaluate(RULES, answers, [])
    assert [one.rule for one in findings] == [
        "bleeding_disorder", "cancer", "fever", "scar", "diabetes",
    ]  # fmt: skip
    turned = replace(answers, answers=tuple(reversed(answers.answers)))
    assert evaluate(RULES, turned, []) == findings


def test_a_stop_at_points_is_overridden_point_by_point() -> None:
    stop = SafetyRule(
        code="own_1", name="Pregnancy", when="pregnancy", points=("BL31-34",),
        level=Level.STOP, text="Not here.",
    )  # fmt: skip
    reason = Override(rule="own_1", about="BL32", reason="At term, midwife informed", at=AT)
    findings = evaluate([stop], screening("pregnancy"), [point("BL32"), point("BL33")], [reason])
    assert [(one.about, one.overridden, one.stops) for one in findings] == [
        ("BL32", True, False),
        ("BL33", False, True),
    ]
    assert findings[0].override is reason


def test_the_warnings_of_a_point_are_found_by_its_code() -> None:
    answers = screening("pregnancy", "pacemaker")
    points = [point("SP6"), electrical("LI4"), point("ST36")]
    reason = Override(rule="pacemaker_electrical", about="electrical", reason="Advised", at=AT)
    said = warnings_by_point(evaluate(RULES, answers, points))
    assert sorted(said) == ["LI4", "SP6"]
    assert said["SP6"].startswith("Pregnancy, SP6, LI4: Traditionally avoided")
    assert "No electro-acupuncture" in said["LI4"]
    kept = warnings_by_point(evaluate(RULES, answers, points, [reason]))
    assert "No electro-acupuncture" not in kept["LI4"]
    assert "Traditionally avoided" in kept["LI4"]


def test_an_override_holds_for_its_rule_and_technique_only() -> None:
    reason = Override(rule="pacemaker_electrical", about="electrical", reason="Advised", at=AT)
    answers = screening("pacemaker", "icd")
    findings = evaluate(RULES, answers, [electrical("BL23")], [reason])
    assert [(one.rule, one.stops) for one in findings] == [
        ("pacemaker_electrical", False),
        ("icd_electrical", True),
    ]


def test_a_rule_that_is_off_is_silent() -> None:
    rules = [replace(rule, active=rule.code != "diabetes") for rule in RULES]
    assert [one.level for one in evaluate(rules, screening("diabetes"), [])] == []
    assert found(screening("metal_implant")) == []


@pytest.mark.parametrize(
    ("technique", "values", "speaks"),
    [
        (Means.MOXA, {"moxa": True}, True),
        (Means.MOXA, {}, False),
        (Means.CUPPING, {"cupping": True}, True),
        (Means.CUPPING, {"moxa": True}, False),
        (Means.MANUAL, {}, True),
        (Means.MANUAL, {"stimulation": Stimulation.ELECTRICAL}, False),
        (Means.MANUAL, {"insertions": 0, "moxa": True}, False),
    ],
)
def test_a_rule_of_a_technique_speaks_where_it_is_used(
    technique: Means, values: dict[str, Any], speaks: bool
) -> None:
    rule = SafetyRule(
        code="own_1", name="Heat", technique=technique, level=Level.CAUTION, text="Gently."
    )
    assert bool(evaluate([rule], None, [point("ST36", **values)])) is speaks
    assert evaluate([rule], None, []) == ()


def test_points_of_a_rule_are_codes_and_ranges() -> None:
    assert places(["li4, bl31–34", "EX-B2;EX-B1-EX-B3 LI4"]) == (
        "LI4", "BL31-34", "EX-B2", "EX-B1-3",
    )  # fmt: skip
    assert expanded(("BL31-34", "LI4")) == {"BL31", "BL32", "BL33", "BL34", "LI4"}


@pytest.mark.parametrize("text", ["BL68", "SP22", "XX1", "BL", "BL0", "BL34-31", "GB44-45", "hip"])
def test_what_is_no_point_is_refused(text: str) -> None:
    with pytest.raises(DomainError, match="is no point") as refused:
        places([text])
    assert refused.value.field == "points"


def test_every_rule_survives_its_table() -> None:
    for rule in RULES:
        assert rule_from_table(rule_to_table(rule)) == rule


@pytest.mark.parametrize(("name", "text", "field"), [("", "Do.", "name"), ("Age", " ", "text")])
def test_a_rule_needs_a_name_and_what_to_do(name: str, text: str, field: str) -> None:
    with pytest.raises(DomainError) as refused:
        SafetyRule(name=name, level=Level.CAUTION, text=text)
    assert refused.value.field == field


def test_the_consent_text_names_risks_and_the_right_to_stop_and_claims_no_effect() -> None:
    text = default_consent_text()
    for words in ("bruise", "drive", "lung", "About 9 of 100", "1 of 10,000", "stop at any time"):
        assert words in text
    for claim in ("cure", "heal", "effective", "relieve"):
        assert claim not in text.lower()
