"""The practice's own particulars, and the documented way into it."""

from dataclasses import replace
from pathlib import Path

import pytest

from acudesk.bootstrap import Services, open_practice
from acudesk.domain.course import default_conditions
from acudesk.domain.errors import DomainError
from acudesk.domain.practice import BaselineRule, Paper, Practice
from tests.logos import png, svg

WHOLE = Practice(
    name="Praxis Müller",
    address="Straße 1\nOrt",
    phone="030 1",
    practitioner="王小明",
    registration_number="R-7",
    logo=png(1, 1),
    paper=Paper.LETTER,
    baseline_rule=BaselineRule.FIRST_SEVEN_DAYS,
    review_sessions=(3, 6),
    demo=True,
)


def test_a_new_practice_is_empty_and_knows_the_usual_conditions(practice: Services) -> None:
    assert practice.practice.practice() == Practice()
    assert practice.practice.conditions() == default_conditions()
    assert not practice.patients.has_patients()


def test_the_practice_comes_back_whole(practice_dir: Path) -> None:
    with open_practice(str(practice_dir)) as services:
        assert services.practice.change_practice(WHOLE).settings
        assert not services.practice.change_practice(WHOLE).settings
    with open_practice(practice_dir) as services:
        assert services.practice.practice() == WHOLE


def test_a_logo_can_be_taken_away(practice: Services) -> None:
    practice.practice.change_practice(WHOLE)
    practice.practice.change_practice(replace(WHOLE, logo=b""))

    assert practice.practice.practice().logo == b""


def test_the_list_of_conditions_is_edited(practice: Services) -> None:
    practice.practice.change_conditions([" Hüftschmerz\x00", "", "Sciatica"])
    assert practice.practice.conditions() == ("Hüftschmerz", "Sciatica")
    with pytest.raises(DomainError, match="stands twice"):
        practice.practice.change_conditions(["Sciatica", "Sciatica "])
    with pytest.raises(DomainError):
        practice.practice.change_conditions(["x" * 201])
    assert practice.practice.conditions() == ("Hüftschmerz", "Sciatica")
    practice.practice.change_conditions([])
    assert practice.practice.conditions() == ()


@pytest.mark.parametrize(
    "logo", [png(1, 1)[:-20], png(40, 40), svg("<rect/>")[:-9], svg("<text>&#0;</text>")]
)
def test_a_logo_that_no_page_can_carry_is_refused_when_it_is_chosen(
    practice: Services, logo: bytes
) -> None:
    practice.practice.change_practice(WHOLE)

    with pytest.raises(DomainError, match="damaged") as refused:
        practice.practice.change_practice(replace(WHOLE, logo=logo))

    assert refused.value.field == "logo"
    assert practice.practice.practice() == WHOLE


def test_a_letter_text_with_an_unknown_field_is_refused(practice: Services) -> None:
    kept = replace(WHOLE, letter_text="About {patient}.")
    practice.practice.change_practice(kept)

    with pytest.raises(DomainError, match=r"\{docktor\}.*It knows: \{doctor\}") as refused:
        practice.practice.change_practice(replace(kept, letter_text="Dear {docktor}"))

    assert refused.value.field == "letter_text"
    assert practice.practice.practice() == kept
