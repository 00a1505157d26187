"""Named sets of points: one in every practice, the practitioner's own beside it."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from acudesk.bootstrap import Services, open_practice
from acudesk.data.schema_of_the_visit import low_back_points
from acudesk.data.session_parts import point_values
from acudesk.domain.changes import Changes
from acudesk.domain.errors import DomainError, NotFoundError
from acudesk.domain.needles import NeedledPoint, Stimulation, points_line
from acudesk.domain.point_sets import PointSet, default_sets
from acudesk.domain.points import PointSide
from acudesk.services.points import point_library
from tests.clock import FixedClock
from tests.data.support import database_of
from tests.services.support import BL23, FULL_POINT, GV4, audit, noted

LOW_BACK = (
    "BL23 L+R, BL25 L+R, BL26 L+R, BL40 L+R, BL60 L+R, GB30 L+R, GB34 L+R, KI3 L+R, GV3, GV4, "
    "SI3 L+R, BL62 L+R, EX-B2 L+R, EX-B7 L+R, EX-B8"
)


def named(services: Services) -> list[tuple[str, str]]:
    return [(one.name, one.shorthand) for one in services.point_sets.list_sets()]


def keep(services: Services, name: str, shorthand: str = "", *points: NeedledPoint) -> Changes:
    made = PointSet(name=name, shorthand=shorthand, points=points or (BL23,))
    return services.point_sets.keep_set(made)


def last_row(services: Services) -> tuple[Any, ...]:
    row = database_of(services).execute("SELECT * FROM audit ORDER BY id DESC").fetchone()
    before, after = (row[name] and json.loads(row[name]) for name in ("before", "after"))
    return row["action"], row["subject"], before, after


def test_a_new_practice_begins_with_one_for_low_back_pain(practice: Services) -> None:
    (low_back,) = practice.point_sets.list_sets()

    assert (low_back.name, low_back.shorthand) == ("LBP basic", "lbp")
    assert points_line(low_back.points) == LOW_BACK
    library = {point.code: point for point in point_library().points}
    for point in low_back.points:
        assert point.side == library[point.code].default_side
        assert replace(point, code="X", side=PointSide.LEFT) == NeedledPoint(
            code="X", side=PointSide.LEFT
        )


def test_an_older_practice_begins_with_the_same(practice: Services) -> None:
    (low_back,) = default_sets()
    assert json.loads(low_back_points()) == [point_values(one) for one in low_back.points]


def test_a_set_that_was_removed_does_not_come_back(practice_dir: Path, clock: FixedClock) -> None:
    with open_practice(practice_dir, clock=clock) as services:
        services.point_sets.remove_set(services.point_sets.list_sets()[0].id)
    with open_practice(practice_dir, clock=clock) as services:
        assert services.point_sets.list_sets() == ()


def test_a_set_keeps_how_its_points_are_needled_and_no_findings(practice: Services) -> None:
    carried = replace(FULL_POINT, carried_over=True)
    assert keep(practice, " Sciatica  left ", "sci", carried, GV4) == Changes(settings=True)

    kept = practice.point_sets.list_sets()[-1]
    assert (kept.name, kept.shorthand) == ("Sciatica left", "sci")
    assert kept.points == (replace(FULL_POINT, obtained=None), GV4)
    assert kept.points[0].hertz == Decimal("2.50")
    assert kept.points[0].stimulation == Stimulation.ELECTRICAL
    action, subject, before, after = last_row(practice)
    assert (action, subject, before) == ("create", "point_set", None)
    assert [one["code"] for one in after["points"]] == ["BL40", "GV4"]


def test_a_set_is_changed_in_its_place(practice: Services) -> None:
    keep(practice, "Neck", "nk")
    low_back = practice.point_sets.list_sets()[0]
    practice.point_sets.keep_set(replace(low_back, name="Back", points=(GV4,)))

    assert named(practice) == [("Back", "lbp"), ("Neck", "nk")]
    assert practice.point_sets.list_sets()[0].points == (GV4,)
    action, _, before, after = last_row(practice)
    assert (action, before["name"], after["name"]) == ("change", "LBP basic", "Back")
    rows = len(audit(practice))
    same = practice.point_sets.list_sets()[0]
    assert practice.point_sets.keep_set(same) == Changes()
    assert len(audit(practice)) == rows


def test_sessions_keep_the_points_of_a_set_that_is_gone(practice: Services) -> None:
    session = noted(practice)
    low_back = practice.point_sets.list_sets()[0]
    practice.treatments.record_points(session, low_back.points)
    practice.point_sets.remove_set(low_back.id)

    assert practice.point_sets.list_sets() == ()
    assert points_line(practice.sessions.session(session).points) == LOW_BACK
    action, _, before, after = last_row(practice)
    assert (action, before["shorthand"], after) == ("remove", "lbp", None)


@pytest.mark.parametrize("name", ["LBP basic", "lbp BASIC", " Lbp  Basic"])
def test_a_name_is_given_once(practice: Services, name: str) -> None:
    with pytest.raises(DomainError, match="called LBP basic already") as refused:
        keep(practice, name)
    assert refused.value.field == "name"
    assert len(named(practice)) == 1


@pytest.mark.parametrize("shorthand", ["lbp", "LBP", "Lbp"])
def test_a_shorthand_is_given_once_in_capitals_or_not(practice: Services, shorthand: str) -> None:
    with pytest.raises(DomainError, match="shorthand of LBP basic already") as refused:
        keep(practice, "Other", shorthand)
    assert refused.value.field == "shorthand"


def test_several_sets_have_no_shorthand(practice: Services) -> None:
    keep(practice, "One")
    keep(practice, "Two")
    assert named(practice)[1:] == [("One", ""), ("Two", "")]


@pytest.mark.parametrize(
    ("shorthand", "title"),
    [
        ("bl23", "BL23 Shènshū"),
        ("UB-40", "BL40 Wěizhōng"),
        ("p6", "PC6 Nèiguān"),
        ("zusanli", "ST36 Zúsānlǐ"),
        ("ashi", "ASHI Āshì"),
        ("juliao", "ST3 Jùliáo"),
    ],
)
def test_a_shorthand_that_means_a_point_is_refused(
    practice: Services, shorthand: str, title: str
) -> None:
    with pytest.raises(DomainError, match=title) as refused:
        keep(practice, "Other", shorthand)
    assert refused.value.field == "shorthand"
    assert len(named(practice)) == 1


def test_what_is_no_set_is_a_sentence(practice: Services) -> None:
    for fields in (
        {"name": " ", "points": (BL23,)},
        {"name": "x" * 61, "points": (BL23,)},
        {"name": "x", "points": ()},
        {"name": "x", "points": (BL23, BL23)},
        {"name": "x", "shorthand": "two words", "points": (BL23,)},
        {"name": "x", "shorthand": "x" * 21, "points": (BL23,)},
    ):
        with pytest.raises(DomainError):
            PointSet(**fields)
    for call in (
        lambda: practice.point_sets.remove_set(99),
        lambda: practice.point_sets.keep_set(PointSet(id=99, name="x", points=(BL23,))),
    ):
        with pytest.raises(NotFoundError):
            call()
