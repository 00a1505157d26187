"""Which measures are asked, and those of the practice's own."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from acudesk.bootstrap import Services, open_practice
from acudesk.domain.course import Course
from acudesk.domain.errors import DomainError
from acudesk.domain.measure import Direction, Due, Group, Measure, Scale
from acudesk.domain.patient import Patient
from acudesk.domain.session import Moment
from tests.clock import FixedClock


def own(**values: Any) -> Measure:
    scale = Scale(
        code="floors",
        lowest=Decimal("-1.5"),
        highest=Decimal(30),
        step=Decimal("0.5"),
        unit="Stockwerke",
        error=Decimal("2.25"),
        error_source="own",
    )
    return Measure(
        **{
            "code": "stairs",
            "name": "Treppensteigen",
            "short_name": "Treppe",
            "group": Group.FUNCTION,
            "panel": "stairs",
            "direction": Direction.HIGHER,
            "scales": (scale,),
            "moments": (Moment.BEFORE, Moment.AFTER),
            "due": Due.REVIEWS,
            "labels": ("none", "all"),
            "note": "without a rest",
            **values,
        }
    )


def test_a_measure_is_asked_or_not(practice_dir: Path) -> None:
    with open_practice(practice_dir) as services:
        assert not services.measures.measure("sleep").asked
        assert services.measures.choose_measure("sleep", asked=True).settings
        assert services.measures.choose_measure("pain_now", asked=False).settings
        assert not services.measures.choose_measure("sleep", asked=True).settings
    with open_practice(practice_dir) as services:
        assert services.measures.measure("sleep").asked
        assert not services.measures.measure("pain_now").asked
        assert services.measures.measure("pain_7d").asked


def test_an_own_measure_comes_back_whole_and_is_asked(
    practice_dir: Path, clock: FixedClock
) -> None:
    with open_practice(practice_dir, clock=clock) as services:
        services.measures.add_measure(own())
    with open_practice(practice_dir, clock=clock) as services:
        assert services.measures.measure("stairs") == own(own=True, asked=True)
        assert services.measures.list_measures()[-1].code == "stairs"
        added = services.patients.admit_patient(
            Patient(display_name="Ann"),
            Course(patient_id=0, condition="Sciatica", opened=clock.today),
        )
        session = services.sessions.start_session(added.course_id).session_id
        services.sessions.record_score(session, "stairs", "-1.5", moment=Moment.AFTER)
        (score,) = services.sessions.session(session).scores
        assert (score.given, score.scale) == ("-1.5", "floors")
        (found,) = (
            one
            for one in services.courses.course_view(added.course_id).progress
            if one.key == score.key
        )
        assert found.latest == Decimal("-1.5")


def test_an_own_measure_with_items_is_asked_for_named_activities(
    practice: Services, clock: FixedClock
) -> None:
    practice.measures.add_measure(own(items=3, due=Due.EVERY_VISIT))
    added = practice.patients.admit_patient(
        Patient(display_name="Ann"),
        Course(patient_id=0, condition="Sciatica", opened=clock.today, activities=("walk",)),
    )
    session = practice.sessions.start_session(added.course_id).session_id

    due = {key.item for key in practice.sessions.session(session).due if key.measure == "stairs"}
    assert due == {"1"}


@pytest.mark.parametrize("code", ["pain_7d", "stairs"])
def test_a_code_is_taken_once(practice: Services, code: str) -> None:
    practice.measures.add_measure(own())
    with pytest.raises(DomainError, match="already a measure"):
        practice.measures.add_measure(own(code=code, name="Another", panel="another"))


@pytest.mark.parametrize("name", ["Energy", "ÉNERGY", "treppensteigen"])
def test_a_name_is_taken_once(practice: Services, name: str) -> None:
    practice.measures.add_measure(own())
    before = practice.measures.list_measures()
    with pytest.raises(DomainError, match="already a measure") as refused:
        practice.measures.add_measure(own(code="another", name=name, panel="another"))
    assert refused.value.field == "name"
    assert practice.measures.list_measures() == before


def test_an_own_measure_fits_its_panel(practice: Services) -> None:
    with pytest.raises(DomainError, match="cannot share a panel"):
        practice.measures.add_measure(own(panel="pain"))
    assert "stairs" not in {one.code for one in practice.measures.list_measures()}


def test_an_unknown_measure_is_a_sentence(practice: Services) -> None:
    with pytest.raises(DomainError, match="pain_7d"):
        practice.measures.measure("pain")
    with pytest.raises(DomainError):
        practice.measures.choose_measure("pain", asked=True)
