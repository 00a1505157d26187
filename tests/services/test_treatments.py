"""What is recorded of a treatment, and what comes along from the session before."""

import json
from dataclasses import fields, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from acudesk.bootstrap import Services
from acudesk.domain.body_chart import BodyMark, MarkKind
from acudesk.domain.errors import DomainError, NotFoundError
from acudesk.domain.needles import NeedledPoint
from acudesk.domain.points import PointSide
from acudesk.domain.session import SessionKind
from acudesk.domain.side_effects import FollowUp, Noticed, SideEffect, SideEffectKind
from acudesk.domain.treatment import Sensation, Treatment
from tests.clock import FixedClock
from tests.data.support import database_of
from tests.services.support import (
    BL23,
    FULL_POINT,
    FULL_TREATMENT,
    GV4,
    admit,
    audit,
    earlier,
    full,
    screened,
    visit,
)

FIRST, SECOND, THIRD = date(2026, 2, 1), date(2026, 2, 8), date(2026, 2, 15)
BRUISE, BURN = SideEffectKind.BRUISING, SideEffectKind.BURN


def points(services: Services, session: int) -> tuple[NeedledPoint, ...]:
    return services.sessions.session(session).points


def treatment(services: Services, session: int) -> Treatment:
    return services.sessions.session(session).treatment


def last_row(services: Services) -> tuple[str, Any, Any]:
    row = database_of(services).execute("SELECT * FROM audit ORDER BY id DESC").fetchone()
    return row["action"], json.loads(row["before"]), json.loads(row["after"])


@pytest.fixture
def course(practice: Services) -> int:
    return admit(practice)[1]


@pytest.fixture
def session(practice: Services, course: int) -> int:
    return visit(practice, course)


# Points


def test_points_are_kept_in_their_order_and_counted(practice: Services, session: int) -> None:
    practice.treatments.record_points(session, [GV4, FULL_POINT, BL23])

    assert points(practice, session) == (GV4, FULL_POINT, BL23)
    assert practice.sessions.session(session).needles_in == 1 + 2 + 2
    action, before, after = last_row(practice)
    assert (action, before) == ("points", {"points": []})
    assert [one["code"] for one in after["points"]] == ["GV4", "BL40", "BL23"]
    assert after["points"][1]["hertz"] == "2.50"


def test_the_same_point_twice_changes_nothing(practice: Services, session: int) -> None:
    practice.treatments.record_points(session, [BL23])
    with pytest.raises(DomainError, match="twice") as refused:
        practice.treatments.record_points(session, [BL23, GV4, replace(BL23, depth_mm=20)])
    assert refused.value.field == "points"
    assert points(practice, session) == (BL23,)


def test_a_count_by_hand_stands_before_that_of_the_points(practice: Services, session: int) -> None:
    practice.treatments.record_points(session, [BL23])
    practice.treatments.record_treatment(session, needles_in=0)
    assert practice.sessions.session(session).needles_in == 0
    practice.treatments.record_treatment(session, needles_in=None)
    assert practice.sessions.session(session).needles_in == 2


# The prescription of the session before


def test_the_prescription_comes_along_without_scores_effects_findings_and_notes(
    practice: Services, clock: FixedClock
) -> None:
    before = full(practice)
    clock.move(days=7)
    course = practice.sessions.session(before).course_id
    session = visit(practice, course)
    begun = practice.sessions.session(session)
    practice.treatments.carry_over(session)

    now = practice.sessions.session(session)
    assert now.points == (
        replace(FULL_POINT, obtained=None, note="", carried_over=True),
        replace(BL23, carried_over=True),
    )
    assert now.treatment == Treatment(
        needle_diameter=Decimal("0.25"),
        needle_length=Decimal("40"),
        needle_maker="Seirin",
        needle_lot="L-17",
        timer_minutes=25,
    )
    assert replace(now, points=(), treatment=Treatment()) == begun
    assert now.needles_in == 0
    action, old, new = last_row(practice)
    assert (action, old["points"]) == ("carry_over", [])
    assert [one["code"] for one in new["points"]] == ["BL40", "BL23"]
    assert new["treatment"]["needle_lot"] == "L-17"


def test_the_last_visit_that_counts_and_has_confirmed_points_is_carried(
    practice: Services, course: int
) -> None:
    first = visit(practice, course, FIRST)
    practice.treatments.record_points(first, [GV4])
    second = visit(practice, course, SECOND)
    practice.treatments.record_points(second, [BL23])
    practice.treatments.record_treatment(second, needles_out=2)
    unconfirmed = visit(practice, course, date(2026, 2, 9))
    practice.treatments.carry_over(unconfirmed)
    phoned = practice.sessions.start_session(
        course, took_place=date(2026, 2, 10), kind=SessionKind.BETWEEN
    ).session_id
    practice.treatments.record_points(phoned, [FULL_POINT])
    later = visit(practice, course, date(2026, 2, 28))
    practice.treatments.record_points(later, [FULL_POINT])
    third = visit(practice, course, THIRD)

    def source() -> int:
        found = practice.treatments.prescription_before(practice.sessions.session(third))
        assert found is not None
        return found.id

    assert source() == second
    practice.signing.sign_session(second)
    assert source() == second
    practice.signing.mark_entered_in_error(second, "another patient's")
    assert source() == first
    assert practice.treatments.prescription_before(practice.sessions.session(first)) is None


def test_nothing_is_carried_over_points_and_twice_is_once(practice: Services, course: int) -> None:
    earlier(practice, course, FIRST)
    session = visit(practice, course)
    practice.treatments.record_points(session, [BL23])
    rows = len(audit(practice))
    assert not practice.treatments.carry_over(session).sessions
    assert points(practice, session) == (BL23,)

    other = visit(practice, course)
    practice.treatments.carry_over(other)
    practice.treatments.confirm_points(other)
    assert not practice.treatments.carry_over(other).sessions
    assert len(audit(practice)) == rows + 3  # begun, carried, confirmed


def test_needles_of_today_are_not_overwritten(practice: Services, course: int) -> None:
    earlier(practice, course, FIRST)
    session = visit(practice, course)
    practice.treatments.record_treatment(session, needle_lot="L-99")
    practice.treatments.carry_over(session)

    assert treatment(practice, session).needle_lot == "L-99"
    practice.drafts.undo(session)  # after an edit it is an edit
    assert points(practice, session) == ()
    assert treatment(practice, session).needle_lot == "L-99"


def test_a_draft_with_nothing_but_a_carried_prescription_is_thrown_away(
    practice: Services, course: int
) -> None:
    earlier(practice, course, FIRST)
    session = visit(practice, course)
    practice.treatments.carry_over(session)
    practice.sessions.discard_session(session)
    with pytest.raises(NotFoundError):
        practice.sessions.session(session)


def test_one_action_confirms_all(practice: Services, course: int) -> None:
    earlier(practice, course, FIRST)
    session = visit(practice, course)
    practice.treatments.carry_over(session)
    practice.treatments.confirm_points(session)

    assert [one.carried_over for one in points(practice, session)] == [False, False]
    assert practice.sessions.session(session).needles_in == 3
    with pytest.raises(DomainError, match="cannot be thrown away"):
        practice.sessions.discard_session(session)


# The treatment as a whole


@pytest.mark.parametrize("name", FULL_TREATMENT)
def test_each_field_is_kept_alone_and_noted(practice: Services, session: int, name: str) -> None:
    practice.treatments.record_treatment(session, **{name: FULL_TREATMENT[name]})

    assert treatment(practice, session) == Treatment(**{name: FULL_TREATMENT[name]})
    action, before, after = last_row(practice)
    assert action == "treatment"
    assert before.keys() == after.keys() == {name}
    assert before != after
    assert not practice.treatments.record_treatment(
        session, **{name: FULL_TREATMENT[name]}
    ).sessions
    practice.treatments.record_treatment(session, **{name: getattr(Treatment(), name)})
    assert treatment(practice, session) == Treatment()


def test_the_fields_of_the_tests_are_all_but_those_of_clocks() -> None:
    of_clocks = {"timer_started_at", "health_confirmed_at", "screening"}
    assert {field.name for field in fields(Treatment)} == FULL_TREATMENT.keys() | of_clocks


def test_what_cannot_be_is_refused_whole(practice: Services, session: int) -> None:
    with pytest.raises(DomainError) as refused:
        practice.treatments.record_treatment(session, needle_lot="L-1", needles_out=301)
    assert refused.value.field == "needles_out"
    assert treatment(practice, session) == Treatment()
    with pytest.raises(TypeError, match="needles_lost"):
        practice.treatments.record_treatment(session, needles_lost=1)


def test_the_timer_fills_the_minutes(practice: Services, session: int, clock: FixedClock) -> None:
    with pytest.raises(DomainError, match="not started") as refused:
        practice.treatments.stop_timer(session)
    assert refused.value.field == "retention_minutes"
    practice.treatments.start_timer(session, 20)
    running = treatment(practice, session)
    assert running.timer_runs
    assert running.timer_ends_at == datetime(2026, 3, 2, 8, 50, tzinfo=UTC)
    assert [one[0] for one in practice.treatments.running_timers()] == [session]

    clock.move(minutes=23, seconds=40)
    practice.treatments.stop_timer(session)
    assert treatment(practice, session).retention_minutes == 24
    assert not treatment(practice, session).timer_runs
    assert practice.treatments.running_timers() == ()


@pytest.mark.parametrize(("seconds", "minutes"), [(5, 1), (-3600, 1), (60 * 60 * 9, 240)])
def test_a_timer_that_was_forgotten_gives_minutes_that_can_be(
    practice: Services, session: int, clock: FixedClock, seconds: int, minutes: int
) -> None:
    practice.treatments.start_timer(session, 20)
    clock.move(seconds=seconds)
    practice.treatments.stop_timer(session)
    assert treatment(practice, session).retention_minutes == minutes


def test_health_is_confirmed_of_the_screening_that_holds(
    practice: Services, clock: FixedClock
) -> None:
    patient, course = admit(practice)
    session = visit(practice, course)
    with pytest.raises(DomainError, match="no screening yet"):
        practice.treatments.confirm_health(session)
    screened(practice, patient)
    screened(practice, patient)
    clock.move(minutes=5)
    practice.treatments.confirm_health(session)

    newest = practice.safety.screenings(patient)[-1]
    kept = treatment(practice, session)
    assert kept.screening == newest.uid
    assert kept.health_confirmed_at == datetime(2026, 3, 2, 8, 35, tzinfo=UTC)
    practice.treatments.confirm_health(session, confirmed=False)
    assert treatment(practice, session) == Treatment()


def test_none_is_an_answer_of_its_own(practice: Services, session: int) -> None:
    practice.treatments.record_treatment(session, sensations=(Sensation.NONE,))
    assert treatment(practice, session).sensations == (Sensation.NONE,)
    with pytest.raises(DomainError):
        practice.treatments.record_treatment(session, sensations=(Sensation.NONE, Sensation.PAIN))


# Marks and overrides


def test_the_body_chart_is_kept_whole(practice: Services, session: int) -> None:
    pain = BodyMark(zone="lumbar_left", kind=MarkKind.PAIN, intensity=0)
    needled = BodyMark(zone="lumbar_left", kind=MarkKind.NEEDLED)
    practice.treatments.record_marks(session, [pain, needled])

    assert practice.sessions.session(session).marks == (needled, pain)
    with pytest.raises(DomainError, match="twice"):
        practice.treatments.record_marks(session, [pain, replace(pain, intensity=4)])
    assert not practice.treatments.record_marks(session, [needled, pain]).sessions


def test_an_override_stays_with_its_reason_and_is_taken_back_alone(
    practice: Services, session: int
) -> None:
    practice.treatments.override(session, "pacemaker", "first words", about="BL40")
    practice.treatments.override(session, "bleeding", "doctor's advice")
    practice.treatments.override(session, "pacemaker", "cardiologist agreed", about="BL40")
    kept = practice.sessions.session(session).overrides
    assert [(one.rule, one.about, one.reason) for one in kept] == [
        ("bleeding", "", "doctor's advice"),
        ("pacemaker", "BL40", "cardiologist agreed"),
    ]
    assert kept[1].at == datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
    with pytest.raises(DomainError, match="why"):
        practice.treatments.override(session, "pacemaker", "  ")

    practice.treatments.take_back_override(session, "pacemaker", "BL40")
    assert [one.rule for one in practice.sessions.session(session).overrides] == ["bleeding"]


# Side effects that were open


def noted(services: Services, course: int, day: date, *kinds: SideEffectKind) -> int:
    session = visit(services, course, day)
    effects = [SideEffect(kind=kind) for kind in kinds]
    services.sessions.record_side_effects(session, asked=True, effects=effects)
    return session


def uid(services: Services, session: int) -> str:
    return services.sessions.session(session).uid


def still_open(services: Services, session: int) -> list[tuple[int, SideEffectKind]]:
    found = services.treatments.open_side_effects(session)
    return [(one.id, effect.kind) for one, effect in found]


def test_a_side_effect_is_open_until_a_later_session_says_it_is_gone(
    practice: Services, course: int
) -> None:
    first = noted(practice, course, FIRST, BRUISE, BURN)
    second, third, fourth = (visit(practice, course, day) for day in (SECOND, THIRD, None))
    both = [(first, BRUISE), (first, BURN)]
    assert still_open(practice, first) == []
    assert still_open(practice, second) == still_open(practice, fourth) == both

    about = uid(practice, first)
    practice.treatments.record_follow_ups(
        second,
        [
            FollowUp(about=about, kind=BURN, gone=False, note="smaller"),
            FollowUp(about=about, kind=BRUISE, gone=True, resolved_on=date(2026, 2, 6)),
        ],
    )
    assert practice.sessions.session(second).since_asked
    assert still_open(practice, second) == both  # what was open when it began
    assert still_open(practice, third) == [(first, BURN)]

    practice.treatments.record_follow_ups(
        third, [FollowUp(about=about, kind=BURN, gone=True)], asked=False
    )
    assert not practice.sessions.session(third).since_asked
    assert still_open(practice, fourth) == []


def test_what_was_gone_at_once_or_noted_in_error_is_not_open(
    practice: Services, course: int
) -> None:
    gone = visit(practice, course, FIRST)
    effect = SideEffect(kind=BRUISE, resolved_on=FIRST)
    practice.sessions.record_side_effects(gone, asked=True, effects=[effect])
    wrong = noted(practice, course, SECOND, BURN)
    last = visit(practice, course)
    assert still_open(practice, last) == [(wrong, BURN)]

    practice.signing.sign_session(wrong)
    practice.signing.mark_entered_in_error(wrong, "another patient's")
    assert still_open(practice, last) == []


def test_a_follow_up_entered_in_error_closes_nothing(practice: Services, course: int) -> None:
    first = noted(practice, course, FIRST, BRUISE)
    second, last = visit(practice, course, SECOND), visit(practice, course)
    gone = FollowUp(about=uid(practice, first), kind=BRUISE, gone=True)
    practice.treatments.record_follow_ups(second, [gone])
    assert still_open(practice, last) == []
    practice.signing.sign_session(second)
    practice.signing.mark_entered_in_error(second, "another patient's")
    assert still_open(practice, last) == [(first, BRUISE)]


def test_both_moments_of_one_kind_are_followed_up_apart(practice: Services, course: int) -> None:
    first = noted(practice, course, FIRST, BRUISE, BURN)
    practice.sessions.record_side_effects(
        first,
        asked=True,
        effects=[SideEffect(kind=BRUISE)],
        noticed=Noticed.SINCE,
    )
    second, last = visit(practice, course, SECOND), visit(practice, course)
    about = uid(practice, first)
    ups = [
        FollowUp(about=about, kind=BURN, gone=False),
        FollowUp(about=about, kind=BRUISE, noticed=Noticed.SINCE, gone=True),
        FollowUp(about=about, kind=BRUISE, gone=False),
    ]
    practice.treatments.record_follow_ups(second, ups)

    assert still_open(practice, last) == [(first, BRUISE), (first, BURN)]
    rows = len(audit(practice))
    assert not practice.treatments.record_follow_ups(second, reversed(ups)).sessions
    assert len(audit(practice)) == rows


def test_a_draft_that_another_session_follows_up_is_not_thrown_away(
    practice: Services, course: int
) -> None:
    first = noted(practice, course, FIRST, BRUISE)
    second = visit(practice, course, SECOND)
    gone = FollowUp(about=uid(practice, first), kind=BRUISE, gone=True)
    practice.treatments.record_follow_ups(second, [gone])
    practice.sessions.record_side_effects(first, asked=False)
    with pytest.raises(DomainError, match="follows up"):
        practice.sessions.discard_session(first)
    practice.treatments.record_follow_ups(second, [])
    practice.sessions.discard_session(first)


def test_what_was_noted_in_error_is_not_followed_up(practice: Services, course: int) -> None:
    wrong = noted(practice, course, FIRST, BRUISE)
    practice.signing.sign_session(wrong)
    practice.signing.mark_entered_in_error(wrong, "another patient's")
    second = visit(practice, course, SECOND)
    assert practice.treatments.open_side_effects(second) == ()
    gone = FollowUp(about=uid(practice, wrong), kind=BRUISE, gone=True)
    with pytest.raises(DomainError, match="not noted in an earlier session"):
        practice.treatments.record_follow_ups(second, [gone])


def test_only_what_was_noted_before_is_followed_up(practice: Services, course: int) -> None:
    second = visit(practice, course, SECOND)
    later = noted(practice, course, THIRD, BRUISE)
    for about, kind in ((uid(practice, later), BRUISE), ("x" * 32, BRUISE), ("short", BURN)):
        with pytest.raises(DomainError, match="not noted in an earlier session") as refused:
            practice.treatments.record_follow_ups(
                second, [FollowUp(about=about, kind=kind, gone=True)]
            )
        assert refused.value.field == "follow_ups"
    twice = FollowUp(about=uid(practice, later), kind=BRUISE, gone=True)
    with pytest.raises(DomainError, match="twice"):
        practice.treatments.record_follow_ups(second, [twice, replace(twice, gone=False)])
    assert not practice.sessions.session(second).since_asked


def test_sessions_of_a_day_follow_each_other_by_time(practice: Services, course: int) -> None:
    evening = visit(practice, course, FIRST, time(18, 0))
    morning = visit(practice, course, FIRST, time(8, 0))
    practice.treatments.record_points(morning, [BL23])
    practice.treatments.carry_over(evening)

    assert points(practice, evening) == (
        NeedledPoint(code="BL23", side=PointSide.BOTH, carried_over=True),
    )
