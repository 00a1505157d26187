"""A signed session is sealed: no service changes it, and any change of it is noticed."""

# What happens inside a block of work that is taken back is the subject here.
# ruff: noqa: PT012

import inspect
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from acudesk.bootstrap import Services, open_practice
from acudesk.domain.changes import Changes
from acudesk.domain.errors import DomainError, NotFoundError
from acudesk.domain.needles import Stimulation
from acudesk.domain.practice import Practice
from acudesk.domain.questionnaires import Answers
from acudesk.domain.screening import Answer, Override, ScreeningAnswer
from acudesk.domain.session import (
    Session,
    SessionKind,
    SessionState,
    entered_late,
)
from acudesk.domain.side_effects import SideEffect, SideEffectKind
from acudesk.services.signing import COUNT_RULE
from tests.clock import FixedClock
from tests.data.support import database_of
from tests.services.support import (
    BL23,
    GV4,
    admit,
    audit,
    earlier,
    full,
    noted,
    screened,
    visit,
)


def hindered(services: Services, session: int) -> list[str]:
    return [one.field for one in services.signing.hindrances(session)]


def signed(services: Services) -> int:
    """A signed session with something of everything."""
    session = full(services)
    services.signing.sign_session(session)
    return session


# Signing


def test_signing_seals_all_of_it(practice: Services, clock: FixedClock) -> None:
    practice.practice.change_practice(Practice(practitioner="王小明"))
    session = full(practice)
    draft = practice.sessions.session(session)
    clock.move(minutes=40)
    changes = practice.signing.sign_session(session)

    kept = practice.sessions.session(session)
    assert kept.signature is not None
    assert kept.signature.signed_at == datetime(2026, 3, 2, 9, 10, tzinfo=UTC)
    assert kept.signature.who == "王小明"
    assert kept.signature.patient_uid == practice.patients.patient(draft.patient_id).uid
    assert kept.signature.version == 1
    assert replace(kept, state=SessionState.DRAFT, signature=None) == draft
    assert (changes.patient_id, changes.session_id) == (draft.patient_id, session)
    assert practice.signing.is_untouched(session)
    assert practice.signing.seal_holds(kept)
    assert audit(practice)[-1] == ("sign", "session")


def test_the_seal_holds_after_the_practice_was_closed(
    practice_dir: Path, clock: FixedClock
) -> None:
    with open_practice(practice_dir, clock=clock) as services:
        session = signed(services)
    with open_practice(practice_dir, clock=clock) as services:
        assert services.signing.is_untouched(session)
        view = services.courses.course_view(services.sessions.session(session).course_id)
        assert [services.signing.seal_holds(one) for one in view.sessions] == [True, True]


def test_every_practice_has_a_key_of_its_own(tmp_path: Path) -> None:
    keys = set()
    for name in ("one", "two"):
        with open_practice(tmp_path / name) as services:
            keys.add(services.work.seals.key())
    assert len(keys) == 2
    assert {len(key) for key in keys} == {32}


def test_an_empty_session_and_an_entry_between_visits_are_not_signed(practice: Services) -> None:
    _, course = admit(practice)
    empty = visit(practice, course)
    with pytest.raises(DomainError, match="Nothing is recorded"):
        practice.signing.sign_session(empty)
    phoned = practice.sessions.start_session(course, kind=SessionKind.BETWEEN).session_id
    practice.sessions.record_notes(phoned, "x")
    with pytest.raises(DomainError, match="not signed"):
        practice.signing.sign_session(phoned)
    with pytest.raises(NotFoundError):
        practice.signing.sign_session(99)


def test_signing_twice_is_refused(practice: Services) -> None:
    session = noted(practice)
    practice.signing.sign_session(session)
    before = practice.sessions.session(session)
    with pytest.raises(DomainError, match="signed"):
        practice.signing.sign_session(session)
    assert practice.sessions.session(session) == before


def test_points_from_last_time_are_confirmed_first(practice: Services) -> None:
    _, course = admit(practice)
    earlier(practice, course, date(2026, 2, 1))
    session = visit(practice, course)
    practice.treatments.carry_over(session)
    practice.sessions.record_notes(session, "x")
    assert hindered(practice, session) == ["points"]
    with pytest.raises(DomainError, match="2 points from last time are not confirmed"):
        practice.signing.sign_session(session)

    practice.treatments.confirm_points(session)
    practice.treatments.record_treatment(session, needles_out=3)
    assert hindered(practice, session) == []


def test_needles_are_counted_out(practice: Services) -> None:
    session = noted(practice)
    practice.treatments.record_points(session, [BL23, GV4])
    with pytest.raises(DomainError, match="3 needles went in") as refused:
        practice.signing.sign_session(session)
    assert refused.value.field == "needles_out"

    practice.treatments.record_treatment(session, needles_out=2)
    with pytest.raises(DomainError, match="3 in, 2 out") as refused:
        practice.signing.sign_session(session)
    assert refused.value.field == "count_reason"
    practice.treatments.record_treatment(session, count_reason="one was never placed")
    practice.signing.sign_session(session)
    assert practice.sessions.session(session).overrides == ()


@pytest.mark.parametrize(
    ("into", "out", "field"),
    [
        (None, None, None),
        (0, None, None),
        (0, 0, None),
        (None, 1, "count_reason"),
        (2, 2, None),
        (2, 3, "count_reason"),
        (2, 0, "count_reason"),
    ],
)
def test_counts_by_hand_without_points(
    practice: Services, into: int | None, out: int | None, field: str | None
) -> None:
    session = noted(practice)
    practice.treatments.record_treatment(session, needles_in=into, needles_out=out)
    assert hindered(practice, session) == ([] if field is None else [field])


def test_in_an_emergency_a_reason_stands_for_the_count(
    practice: Services, clock: FixedClock
) -> None:
    session = noted(practice)
    practice.treatments.record_points(session, [BL23])
    with pytest.raises(DomainError):
        practice.signing.sign_session(session, emergency="  ")
    practice.signing.sign_session(session, emergency=" fire alarm ")

    kept = practice.sessions.session(session)
    assert kept.overrides == (
        Override(
            rule=COUNT_RULE,
            words="2 needles went in. Please count them out before you sign.",
            reason="fire alarm",
            at=clock.now(),
        ),
    )
    assert practice.signing.is_untouched(session)
    row = database_of(practice).execute("SELECT after FROM audit ORDER BY id DESC").fetchone()
    assert json.loads(row["after"])["emergency"] == "fire alarm"


def test_an_emergency_overrides_the_count_only(practice: Services) -> None:
    session = noted(practice)
    patient = practice.sessions.session(session).patient_id
    practice.safety.screen(patient, [ScreeningAnswer(item="pacemaker", answer=Answer.YES)])
    practice.treatments.record_points(session, [replace(BL23, stimulation=Stimulation.ELECTRICAL)])
    with pytest.raises(DomainError) as refused:
        practice.signing.sign_session(session, emergency="fire alarm")
    assert refused.value.field == "overrides"
    now = practice.sessions.session(session)
    assert (now.state, now.overrides) == (SessionState.DRAFT, ())
    assert audit(practice)[-1][0] == "points"


# What comes after


def test_an_addendum_stands_beside_the_original(practice: Services, clock: FixedClock) -> None:
    session = signed(practice)
    original = practice.sessions.session(session)
    clock.move(days=1)
    practice.signing.add_addendum(session, reason="wrong side", text="BL40 was on the right.")
    clock.move(days=1)
    practice.signing.add_addendum(session, reason="forgotten", text="Walks 2 km.")

    kept = practice.sessions.session(session)
    assert replace(kept, addenda=()) == original
    assert [(one.reason, one.text, one.written_at.date()) for one in kept.addenda] == [
        ("wrong side", "BL40 was on the right.", date(2026, 3, 3)),
        ("forgotten", "Walks 2 km.", date(2026, 3, 4)),
    ]
    assert practice.signing.is_untouched(session)
    for reason, text in (("", "x"), ("x", " \n ")):
        with pytest.raises(DomainError):
            practice.signing.add_addendum(session, reason=reason, text=text)


def test_a_draft_is_simply_changed(practice: Services) -> None:
    session = noted(practice)
    for call in (
        lambda: practice.signing.add_addendum(session, reason="x", text="x"),
        lambda: practice.signing.mark_entered_in_error(session, "x"),
        lambda: practice.signing.is_untouched(session),
    ):
        with pytest.raises(DomainError, match="still a draft"):
            call()
    assert practice.signing.seal_holds(practice.sessions.session(session))


def test_entered_in_error_stays_readable_and_counts_in_no_number(
    practice: Services, clock: FixedClock
) -> None:
    patient, course = admit(practice)
    keys = [visit(practice, course, date(2026, 2, day)) for day in (1, 8, 15)]
    for key, pain in zip(keys, ("8", "1", "6"), strict=True):
        practice.sessions.record_score(key, "pain_7d", pain)
        practice.sessions.record_side_effects(
            key, asked=True, effects=[SideEffect(kind=SideEffectKind.BURN)]
        )
    practice.signing.sign_session(keys[1])
    original = practice.sessions.session(keys[1])
    practice.signing.mark_entered_in_error(keys[1], "was Bob's visit")

    kept = practice.sessions.session(keys[1])
    assert kept.error is not None
    assert (kept.error.reason, kept.error.marked_at) == ("was Bob's visit", clock.now())
    assert replace(kept, error=None, number=2) == original
    assert practice.signing.is_untouched(keys[1])
    assert [practice.sessions.session(key).number for key in keys] == [1, None, 2]

    view = practice.courses.course_view(course)
    assert [one.number for one in view.sessions] == [1, None, 2]
    assert [one.id for one in view.counted] == [keys[0], keys[2]]
    (week,) = [one for one in view.progress if one.measure.code == "pain_7d"]
    assert [week.asked, week.baseline, week.latest, week.best] == [2, 8, 6, 6]
    assert "2 sessions" in " ".join(view.words)
    assert view.side_effects == "Side effects noted: burn (moxa, heat) 2 times."
    (row,) = practice.patients.list_patients()
    assert (row.visits, row.first_pain, row.latest_pain, row.pains) == (2, "8", "6", 2)
    (totals,) = practice.patients.patient_totals()
    assert (totals.visits, totals.entries) == (2, 0)
    page = practice.reports.page_data(patient, course).page
    assert [row[:2] for row in page.rows] == [("1", "1 Feb 2026"), ("2", "15 Feb 2026")]


def test_the_last_one_entered_in_error_is_not_when_the_patient_was_seen(
    practice: Services,
) -> None:
    patient, course = admit(practice)
    visit(practice, course, date(2026, 2, 1))
    wrong = visit(practice, course, date(2026, 2, 20))
    practice.sessions.record_notes(wrong, "x")
    practice.signing.sign_session(wrong)
    practice.signing.mark_entered_in_error(wrong, "x")

    (row,) = practice.patients.list_patients()
    assert row.last_day == date(2026, 2, 1)
    assert row.last_seen.startswith("2026-02-01")
    (totals,) = practice.patients.patient_totals()
    assert totals.last_day == date(2026, 2, 1)
    practice.courses.close_course(course, closed=date(2026, 2, 10))
    assert practice.courses.course(course).closed == date(2026, 2, 10)
    assert patient == practice.sessions.session(wrong).patient_id


def test_an_error_is_marked_once_and_with_a_reason(practice: Services) -> None:
    session = noted(practice)
    practice.signing.sign_session(session)
    with pytest.raises(DomainError, match="what went wrong"):
        practice.signing.mark_entered_in_error(session, " ")
    practice.signing.mark_entered_in_error(session, "x")
    with pytest.raises(DomainError, match="already"):
        practice.signing.mark_entered_in_error(session, "y")
    practice.signing.add_addendum(session, reason="x", text="It was Bob's visit.")


def test_the_course_of_a_signed_session_may_change(practice: Services) -> None:
    session = signed(practice)
    course = practice.courses.course(practice.sessions.session(session).course_id)
    practice.courses.change_course(replace(course, goal="Walk", planned_sessions=6))
    practice.courses.close_course(course.id)
    practice.patients.change_patient(
        replace(practice.patients.patient(course.patient_id), display_name="Anna")
    )
    assert practice.signing.is_untouched(session)


def test_a_back_dated_visit_is_marked_as_a_late_entry(
    practice: Services, clock: FixedClock
) -> None:
    _, course = admit(practice)
    now = visit(practice, course)
    yesterday = visit(practice, course, date(2026, 3, 1), time(17, 0))
    clock.move(hours=14, minutes=45)  # 0:15 of the next day here, still the same day in UTC
    after_midnight = visit(practice, course)
    phoned = practice.sessions.start_session(
        course, took_place=date(2026, 2, 1), kind=SessionKind.BETWEEN
    ).session_id

    late = {key: entered_late(practice.sessions.session(key)) for key in (now, yesterday, phoned)}
    assert late == {now: False, yesterday: True, phoned: False}
    assert not entered_late(practice.sessions.session(after_midnight))
    practice.sessions.move_session(after_midnight, date(2026, 3, 2), time(23, 0))
    assert entered_late(practice.sessions.session(after_midnight))


# No service changes a signed session

Call = Callable[[Services, int], Any]
WRITES: dict[str, Call] = {
    "sessions.record_score": lambda s, key: s.sessions.record_score(key, "pain_7d", "5"),
    "sessions.record_side_effects": lambda s, key: s.sessions.record_side_effects(key, asked=False),
    "sessions.record_notes": lambda s, key: s.sessions.record_notes(key, "other"),
    "sessions.record_minutes": lambda s, key: s.sessions.record_minutes(key, 5),
    "sessions.move_session": lambda s, key: s.sessions.move_session(
        key, date(2026, 2, 28), time(8, 0)
    ),
    "treatments.record_points": lambda s, key: s.treatments.record_points(key, [GV4]),
    "treatments.carry_over": lambda s, key: s.treatments.carry_over(key),
    "treatments.confirm_points": lambda s, key: s.treatments.confirm_points(key),
    "treatments.record_treatment": lambda s, key: s.treatments.record_treatment(key, advice="x"),
    "treatments.start_timer": lambda s, key: s.treatments.start_timer(key, 30),
    "treatments.stop_timer": lambda s, key: s.treatments.stop_timer(key),
    "treatments.confirm_health": lambda s, key: s.treatments.confirm_health(key),
    "treatments.record_marks": lambda s, key: s.treatments.record_marks(key, []),
    "treatments.record_follow_ups": lambda s, key: s.treatments.record_follow_ups(key, []),
    "treatments.override": lambda s, key: s.treatments.override(key, "bleeding", "agreed"),
    "treatments.take_back_override": lambda s, key: s.treatments.take_back_override(
        key, "pacemaker", "BL40"
    ),
    "questionnaires.keep_answers": lambda s, key: s.questionnaires.keep_answers(
        key, Answers(questionnaire="rmdq", given=(("2", "1"),))
    ),
    "safety.screen": lambda s, key: screened(s, s.sessions.session(key).patient_id, key),
    "mistakes.move_draft": lambda s, key: s.mistakes.move_draft(key, admit(s, "Bob")[1]),
    "drafts.editing": lambda s, key: entered(s.drafts.editing(key)),
    "drafts.undo": lambda s, key: s.drafts.undo(key),
    "drafts.redo": lambda s, key: s.drafts.redo(key),
    "signing.sign_session": lambda s, key: s.signing.sign_session(key),
}
"""A call with good arguments for every function that changes a session."""
ONLY_EMPTY = {
    "sessions.discard_session": lambda s, key: s.sessions.discard_session(key),
}
AFTERWARDS = {
    "signing.add_addendum",
    "signing.mark_entered_in_error",
    "planned_visits.take_up",
}
"""What is done with a signed session, and changes nothing of it."""
READS = {
    "sessions.session",
    "treatments.prescription_before",
    "treatments.open_side_effects",
    "signing.hindrances",
    "signing.is_untouched",
    "signing.seal_holds",
    "safety.open_stops",
    "questionnaires.answers",
    "drafts.can_undo",
    "drafts.can_redo",
    "drafts.forget",
    "records.record",
    "records.record_data",
    "records.session_printout",
    "records.session_record",
    "records.save_record",
}
"""What changes nothing that is kept."""


def entered(block: AbstractContextManager[Any]) -> None:
    with block:
        pass


def of_a_session(practice: Services) -> set[str]:
    """Every public function of a service that is handed a session or its key."""
    found = set()
    names = {*Services.__annotations__, *(one for one in dir(Services) if one[0] != "_")}
    for name in names - {"work", "clock"}:
        service = type(getattr(practice, name))
        for function, member in inspect.getmembers(service, inspect.isfunction):
            if function.startswith("_"):
                continue
            for parameter in inspect.signature(member).parameters.values():
                if parameter.name in ("session_id", "session") or parameter.annotation == Session:
                    found.add(f"{name}.{function}")
    return found


def test_every_function_of_a_session_is_known_here(practice: Services) -> None:
    found = of_a_session(practice)
    known = WRITES.keys() | ONLY_EMPTY.keys() | AFTERWARDS | READS
    assert found - known == set(), "say whether it writes, with a call that is good"
    assert known - found == set()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A practice with a draft of everything, what was taken back in it, and a signed one."""
    with open_practice(tmp_path_factory.mktemp("shared"), clock=FixedClock()) as services:
        yield services, full(services), signed(services)


@pytest.mark.parametrize("name", WRITES)
def test_each_write_works_on_a_draft_and_not_on_a_signed_session(
    shared: tuple[Services, int, int], name: str
) -> None:
    services, draft, sealed = shared
    unsigned, rows = services.sessions.session(draft), audit(services)
    with pytest.raises(RuntimeError, match="back"), services.work:
        done = WRITES[name](services, draft)
        assert done is None or isinstance(done, Changes)
        if services.sessions.session(draft) != unsigned:
            assert len(audit(services)) > len(rows)
        raise RuntimeError("back")

    before, rows = services.sessions.session(sealed), audit(services)
    with pytest.raises(DomainError) as refused, services.work:
        WRITES[name](services, sealed)
    assert "signed" in refused.value.text
    assert services.sessions.session(sealed) == before
    assert services.signing.is_untouched(sealed)
    assert audit(services) == rows


def test_a_signed_session_is_not_thrown_away(shared: tuple[Services, int, int]) -> None:
    services, _, sealed = shared
    empty = visit(services, services.sessions.session(sealed).course_id)
    ONLY_EMPTY["sessions.discard_session"](services, empty)
    with pytest.raises(DomainError, match="signed"):
        ONLY_EMPTY["sessions.discard_session"](services, sealed)
    assert services.signing.is_untouched(sealed)
