"""Every write leaves a row of who, when, what, before and after."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acudesk.bootstrap import Services
from acudesk.data.audit import Audit, text_change
from acudesk.domain.course import Course
from acudesk.domain.errors import DomainError
from acudesk.domain.patient import Patient
from acudesk.domain.practice import Practice
from acudesk.domain.side_effects import SideEffect, SideEffectKind
from tests.clock import FixedClock
from tests.data.support import database_of
from tests.logos import png


def rows(services: Services) -> list[dict[str, Any]]:
    found = database_of(services).execute("SELECT * FROM audit ORDER BY id").fetchall()
    return [
        {
            **{name: row[name] for name in ("at", "who", "action", "subject", "subject_uid")},
            "before": None if row["before"] is None else json.loads(row["before"]),
            "after": None if row["after"] is None else json.loads(row["after"]),
        }
        for row in found
    ]


def last(services: Services) -> dict[str, Any]:
    return rows(services)[-1]


def start(services: Services, clock: FixedClock) -> int:
    added = services.patients.admit_patient(
        Patient(display_name="Ann"),
        Course(patient_id=0, condition="Sciatica", opened=clock.today),
    )
    return services.sessions.start_session(added.course_id).session_id


def test_a_row_says_who_when_what_before_and_after(practice: Services, clock: FixedClock) -> None:
    practice.practice.change_practice(Practice(practitioner="王小明"))
    session = start(practice, clock)
    practice.sessions.record_score(session, "pain_7d", "6")
    clock.move(minutes=1)
    practice.sessions.record_score(session, "pain_7d", "5.50")

    row = last(practice)
    about = {"measure": "pain_7d", "moment": "once", "item": ""}
    assert row["at"] == "2026-03-02T08:31:00.000000Z"
    assert row["who"] == "王小明"
    assert (row["action"], row["subject"]) == ("score", "session")
    assert row["subject_uid"] == practice.sessions.session(session).uid
    assert row["before"] == {**about, "given": "6", "scale": "nrs11"}
    assert row["after"] == {**about, "given": "5.50", "scale": "nrs11"}


def test_every_kind_of_write_leaves_one_row(practice: Services, clock: FixedClock) -> None:
    session = start(practice, clock)
    patient = practice.patients.patient(practice.sessions.session(session).patient_id)
    course = practice.sessions.session(session).course_id
    effect = SideEffect(kind=SideEffectKind.BRUISING)
    for write in (
        lambda: practice.sessions.record_score(session, "pain_7d", "6"),
        lambda: practice.sessions.record_score(session, "pain_7d", ""),
        lambda: practice.sessions.record_notes(session, "better"),
        lambda: practice.sessions.record_minutes(session, 30),
        lambda: practice.sessions.record_side_effects(session, asked=True, effects=[effect]),
        lambda: practice.sessions.move_session(session, clock.today, None),
        lambda: practice.patients.archive_patient(patient.id),
        lambda: practice.patients.restore_patient(patient.id),
        lambda: practice.courses.close_course(course),
        lambda: practice.courses.reopen_course(course),
        lambda: practice.measures.choose_measure("sleep", asked=True),
        lambda: practice.practice.change_practice(Practice(name="Praxis")),
        lambda: practice.practice.change_conditions(["Sciatica"]),
        lambda: practice.patients.add_patient(Patient(display_name="Bob")),
    ):
        count = len(rows(practice))
        write()
        assert len(rows(practice)) == count + 1
        write_again = rows(practice)[-1]
        assert write_again["before"] != write_again["after"]


def test_saying_the_same_again_leaves_no_row(practice: Services, clock: FixedClock) -> None:
    session = start(practice, clock)
    patient = practice.patients.patient(practice.sessions.session(session).patient_id)
    practice.sessions.record_score(session, "pain_7d", "6")
    count = len(rows(practice))

    assert not practice.sessions.record_score(session, "pain_7d", " 6 ").sessions
    assert not practice.sessions.record_notes(session, "").sessions
    assert not practice.patients.change_patient(patient).patients
    assert len(rows(practice)) == count


def test_what_was_refused_leaves_no_row(practice: Services, clock: FixedClock) -> None:
    session = start(practice, clock)
    count = len(rows(practice))
    with pytest.raises(DomainError):
        practice.sessions.record_score(session, "pain_7d", "11")
    with pytest.raises(DomainError):
        practice.sessions.discard_session(99)
    assert len(rows(practice)) == count


def test_a_change_without_its_audit_row_is_not_kept(
    practice: Services, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = start(practice, clock)

    def fail(self: Audit, *arguments: object, **values: object) -> None:
        raise RuntimeError("audit")

    monkeypatch.setattr(Audit, "add", fail)
    with pytest.raises(RuntimeError):
        practice.sessions.record_score(session, "pain_7d", "6")
    with pytest.raises(RuntimeError):
        practice.patients.add_patient(Patient(display_name="Bob"))
    with pytest.raises(RuntimeError):
        practice.sessions.discard_session(session)

    practice.work.check_settled()
    assert practice.sessions.session(session).scores == ()
    assert len(practice.patients.list_patients()) == 1


@given(st.text("ab\n", max_size=12), st.text("ab\n", max_size=12))
def test_a_change_of_text_can_be_done_and_undone(old: str, new: str) -> None:
    before, after = text_change(old, new)

    at = before["at"]
    assert after["at"] == at
    assert old[at : at + len(before["text"])] == before["text"]
    assert old[:at] + after["text"] + old[at + len(before["text"]) :] == new


def test_a_keystroke_is_noted_as_a_keystroke() -> None:
    before, after = text_change("sleeps wel", "sleeps well")

    assert (before["text"], after["text"]) == ("", "l")


def test_another_logo_of_the_same_size_leaves_its_trace(practice: Services) -> None:
    one, other = png(1, 1, b"\0\1\2\3"), png(1, 1, b"\0\3\2\1")
    practice.practice.change_practice(Practice(logo=one))
    practice.practice.change_practice(Practice(logo=other))
    row = last(practice)
    practice.practice.change_practice(Practice())

    before, after = row["before"]["logo"], row["after"]["logo"]
    assert len(one) == len(other)
    assert before.startswith(f"{len(one)} bytes, sha256 ")
    assert after.startswith(f"{len(one)} bytes, sha256 ")
    assert before != after
    assert last(practice)["after"] == {"logo": "0 bytes"}
