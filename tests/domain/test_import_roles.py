"""What a column of a file can be, and how a plan changes with it."""

from acudesk.domain.import_plan import ImportPlan, columns_of
from acudesk.domain.import_roles import (
    DAY,
    EFFECTS,
    NOTES,
    NOTHING,
    SEVERAL,
    role_of,
    roles,
    with_role,
)
from tests.domain.support import SHIPPED as MEASURES

HEADERS = ("who", "street", "town", "day", "before", "after", "remarks")


def test_every_role_is_found_again_in_the_plan() -> None:
    for role in roles(MEASURES):
        plan = with_role(ImportPlan(), "who", role.value, HEADERS)
        assert role_of(plan, "who", MEASURES) == role.value, role.words


def test_no_two_roles_are_called_alike() -> None:
    offered = roles(MEASURES)
    assert len({one.words for one in offered}) == len(offered)
    assert len({one.value for one in offered}) == len(offered)


def test_columns_of_one_field_are_joined_in_the_order_of_the_file() -> None:
    plan = with_role(ImportPlan(), "town", "field:address", HEADERS)
    plan = with_role(plan, "street", "field:address", HEADERS)
    assert columns_of(plan, "address") == ("street", "town")


def test_one_column_is_one_thing_and_there_is_one_date() -> None:
    plan = with_role(ImportPlan(), "day", DAY, HEADERS)
    plan = with_role(plan, "who", DAY, HEADERS)
    assert role_of(plan, "day", MEASURES) == NOTHING
    assert role_of(plan, "who", MEASURES) == DAY
    plan = with_role(plan, "who", NOTES, HEADERS)
    assert plan.date == ""
    assert role_of(plan, "who", MEASURES) == NOTES
    assert with_role(plan, "who", EFFECTS, HEADERS).notes == ""
    assert with_role(plan, "who", NOTHING, HEADERS) == ImportPlan()


def test_a_score_stands_in_one_column() -> None:
    plan = with_role(ImportPlan(), "before", "score:pain_now:before:", HEADERS)
    plan = with_role(plan, "after", "score:pain_now:after:", HEADERS)
    assert len(plan.scores) == 2
    plan = with_role(plan, "remarks", "score:pain_now:after:", HEADERS)
    assert role_of(plan, "after", MEASURES) == NOTHING
    assert role_of(plan, "remarks", MEASURES) == "score:pain_now:after:"


def test_a_column_of_several_scores_says_so() -> None:
    plan = with_role(ImportPlan(), "before", "score:pain_now:before:", HEADERS)
    both = ImportPlan(scores=(*plan.scores, *plan.scores))
    assert role_of(both, "before", MEASURES) == SEVERAL
