"""Killed while saving: every acknowledged score is there, and nothing is half."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from acudesk.bootstrap import open_practice
from acudesk.domain.course import Course
from acudesk.domain.patient import Patient
from tests.clock import FixedClock
from tests.data.support import database_of

KILLS = 16

WRITER = """
import sys
from acudesk.bootstrap import open_practice
from acudesk.domain.side_effects import SideEffect, SideEffectKind

folder, course, start = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
with open_practice(folder) as services:
    n = start
    while True:
        session = services.sessions.start_session(course).session_id
        services.sessions.record_score(session, "pain_7d", f"{n % 10}.{n:09}")
        print("score", session, f"{n % 10}.{n:09}", flush=True)
        effect = SideEffect(kind=SideEffectKind.BRUISING, note=f"note {n}")
        services.sessions.record_side_effects(session, asked=True, effects=[effect])
        print("effect", session, f"note {n}", flush=True)
        n += 1
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of POSIX")
def test_no_acknowledged_score_is_lost(practice_dir: Path, clock: FixedClock) -> None:
    with open_practice(practice_dir, clock=clock) as services:
        course = services.patients.admit_patient(
            Patient(display_name="Ann"),
            Course(patient_id=0, condition="Sciatica", opened=clock.today),
        ).course_id
    chance = random.Random(7)
    scores: dict[int, str] = {}
    effects: dict[int, str] = {}
    for kill in range(KILLS):
        child = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(practice_dir), str(course), str(kill * 1_000_000)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdout is not None
        # Every fourth may die while opening, the others after so many acknowledged writes.
        awaited = chance.randint(3, 14) if kill % 4 else 0
        first = "".join(child.stdout.readline() for _ in range(awaited))
        time.sleep(chance.uniform(0, 0.02 if awaited else 0.3))
        child.send_signal(signal.SIGKILL)
        rest, _ = child.communicate()
        assert child.returncode == -signal.SIGKILL
        for line in (first + rest).splitlines(keepends=True):
            if line.endswith("\n"):
                what, session, text = line.rstrip("\n").split(" ", 2)
                (scores if what == "score" else effects)[int(session)] = text

    assert len(scores) > KILLS
    with open_practice(practice_dir, clock=clock) as services:
        database = database_of(services)
        assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert database.execute("PRAGMA cipher_integrity_check").fetchall() == []
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        sessions = {one.id: one for one in services.courses.course_view(course).sessions}
        for key, given in scores.items():
            assert [score.given for score in sessions[key].scores] == [given]
        for key, note in effects.items():
            assert [effect.note for effect in sessions[key].side_effects] == [note]
        for one in sessions.values():
            assert one.due, "half a session"
            assert one.side_effects_asked == bool(one.side_effects)
        audited = database.execute(
            "SELECT count(*) AS n FROM audit WHERE subject = 'session' AND action = 'create'"
        )
        assert audited.fetchone()["n"] == len(sessions)
