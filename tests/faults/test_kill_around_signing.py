"""Killed while signing, merging, planning a series or stepping back: all of it, or nothing."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from acudesk.bootstrap import Services, open_practice
from acudesk.domain.course import Course
from acudesk.domain.patient import Patient
from acudesk.domain.session import Session
from tests.clock import FixedClock
from tests.data.support import database_of

KILLS = 14
SERIES = 4
STEPS = ("moved", "back", "signed", "planned", "merged", "apart")

# Ann's course is `kept`, Bob's is `other`; Cat is merged into Ann and taken apart again.
WRITER = """
import sys
from datetime import timedelta
from acudesk.bootstrap import open_practice
from acudesk.domain.needles import NeedledPoint
from acudesk.domain.points import PointSide
from acudesk.domain.side_effects import SideEffect, SideEffectKind

folder, kept, other, ann, cat, series = sys.argv[1], *map(int, sys.argv[2:7])
point = NeedledPoint(code="BL23", side=PointSide.BOTH)
with open_practice(folder) as services:
    today = services.clock.now().date()
    for merge, _ in services.mistakes.merges_of(ann):
        services.mistakes.undo_merge(merge.id)
    while True:
        session = services.sessions.start_session(kept).session_id
        services.treatments.record_points(session, [point])
        services.treatments.record_treatment(session, needles_out=2, advice="walk")
        services.sessions.record_side_effects(
            session, asked=True, effects=[SideEffect(kind=SideEffectKind.BRUISING)]
        )
        services.sessions.record_score(session, "pain_7d", "4")
        print("filled", session, flush=True)
        services.mistakes.move_draft(session, other)
        print("moved", session, flush=True)
        services.drafts.undo(session)
        print("back", session, flush=True)
        services.signing.sign_session(session)
        print("signed", session, flush=True)
        services.planned_visits.plan_series(kept, today + timedelta(days=1), count=series)
        print("planned", session, flush=True)
        merge = services.mistakes.merge_patients(ann, cat)
        print("merged", session, flush=True)
        (made, _), *_ = services.mistakes.merges_of(ann)
        services.mistakes.undo_merge(made.id)
        print("apart", session, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of POSIX")
def test_all_of_it_or_nothing(practice_dir: Path, clock: FixedClock) -> None:
    keys: dict[str, tuple[int, int]] = {}
    with open_practice(practice_dir, clock=clock) as services:
        for name in ("Ann", "Bob", "Cat"):
            added = services.patients.admit_patient(
                Patient(display_name=name),
                Course(patient_id=0, condition="Sciatica", opened=clock.today),
            )
            keys[name] = (added.patient_id, added.course_id)
    (ann, kept), (_, other), (cat, _) = keys["Ann"], keys["Bob"], keys["Cat"]
    chance = random.Random(5)
    told: set[tuple[str, int]] = set()
    for kill in range(KILLS):
        child = subprocess.Popen(
            [
                sys.executable,
                "-c",
                WRITER,
                str(practice_dir),
                *map(str, (kept, other, ann, cat, SERIES)),
            ],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdout is not None
        # Before each of the steps in turn, at some moment while it is written.
        awaited = 1 + kill % (len(STEPS) + 1)
        lines = [child.stdout.readline() for _ in range(awaited)]
        time.sleep(chance.uniform(0, 0.006))
        child.send_signal(signal.SIGKILL)
        rest, _ = child.communicate()
        assert child.returncode == -signal.SIGKILL
        lines += rest.splitlines(keepends=True)
        fresh = {
            (what, int(session))
            for what, _, session in (line.partition(" ") for line in lines if line.endswith("\n"))
        }
        assert fresh, "the writer did not begin"
        told |= fresh
        with open_practice(practice_dir) as services:
            check(services, kept=kept, other=other, ann=ann, cat=cat)
            for what, session in fresh:
                if what == "signed":
                    assert services.signing.is_untouched(session)
    assert {what for what, _ in told} == {"filled", *STEPS}


def check(services: Services, *, kept: int, other: int, ann: int, cat: int) -> None:
    """Nothing is half, whatever was going on."""
    database = database_of(services)
    assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []

    def audited(action: str) -> int:
        row = database.execute("SELECT count(*) AS n FROM audit WHERE action = ?", [action])
        return int(row.fetchone()["n"])

    sessions = [*services.courses.course_view(kept).sessions]
    elsewhere = [*services.courses.course_view(other).sessions]
    for session in (*sessions, *elsewhere):
        if session.signature is not None or not session.is_draft:
            assert session.signature is not None
            assert not session.is_draft
            assert services.signing.is_untouched(session.id)
            assert is_whole(session)
        elif session.scores:  # The score is written last of all: what is moved is moved whole.
            assert is_whole(session)
    assert audited("sign") == sum(one.signature is not None for one in sessions)
    assert audited("move") == audited("undo") + len(elsewhere)

    visits = services.planned_visits.visits_of_course(kept)
    assert len(visits) % SERIES == 0
    assert len({(one.day, one.at) for one in visits}) == len(visits)

    standing = services.mistakes.merges_of(ann)
    is_merged = services.patients.patient(cat).merged_into == ann
    assert len(standing) == int(is_merged) == audited("merge") - audited("undo_merge")
    assert len(services.courses.courses_of(ann)) == 1 + is_merged
    assert len(services.courses.courses_of(cat)) == 1 - is_merged


def is_whole(session: Session) -> bool:
    """Whether everything that the writer keeps in a session is there."""
    return (
        [point.code for point in session.points] == ["BL23"]
        and session.treatment.needles_out == 2
        and session.treatment.advice == "walk"
        and len(session.side_effects) == 1
        and [score.given for score in session.scores] == ["4"]
    )
