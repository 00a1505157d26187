"""Killed while a course is reviewed and closed: the whole decision, or nothing of it."""

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from acudesk.bootstrap import Services, open_practice
from acudesk.domain.course import Outcome
from acudesk.domain.review import Decision
from acudesk.domain.session import SessionKind
from tests.clock import FixedClock
from tests.data.support import database_of
from tests.services.support import admit

KILLS = 12
STEPS = ("continued", "closed", "reopened")

# Every other time a draft of the day takes the impression, else an entry of its own.
WRITER = """
import sys
from acudesk.bootstrap import open_practice
from acudesk.domain.course import Outcome

folder, course = sys.argv[1], int(sys.argv[2])

def sign(services):
    for session in services.courses.course_view(course).sessions:
        if session.is_draft and session.number and session.scores:
            services.signing.sign_session(session.id)

with open_practice(folder) as services:
    sign(services)
    if not services.courses.course(course).is_open:
        services.courses.reopen_course(course)
    turn = len(services.reviews.reviews_of(course))
    while True:
        turn += 1
        print("began", flush=True)
        if turn % 2:
            services.sessions.start_session(course)
        services.reviews.continue_course(course, more=3 + turn % 2)
        print("continued", flush=True)
        services.reviews.close_course(
            course, pgic="2", outcome=Outcome.IMPROVED, advice="walk", reason="goal reached"
        )
        print("closed", flush=True)
        services.courses.reopen_course(course)
        print("reopened", flush=True)
        sign(services)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of POSIX")
def test_all_of_a_close_or_nothing(practice_dir: Path, clock: FixedClock) -> None:
    with open_practice(practice_dir, clock=clock) as services:
        _, course = admit(services)
    chance = random.Random(11)
    told: set[str] = set()
    closes = 0
    for kill in range(KILLS):
        child = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(practice_dir), str(course)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdout is not None
        # Before each of the steps in turn, at some moment while it is written.
        lines = [child.stdout.readline() for _ in range(1 + kill % (len(STEPS) + 1))]
        time.sleep(chance.uniform(0, 0.006))
        child.send_signal(signal.SIGKILL)
        rest, _ = child.communicate()
        assert child.returncode == -signal.SIGKILL
        fresh = [line.strip() for line in (*lines, *rest.splitlines(keepends=True))]
        assert "began" in fresh, "the writer did not begin"
        told |= set(fresh)
        with open_practice(practice_dir) as services:
            known = check(services, course)
        # What was said to be done is there.
        assert known >= closes + fresh.count("closed")
        closes = known
    assert told >= {"began", *STEPS}


def check(services: Services, course: int) -> int:
    """Nothing is half, whatever was going on; returns how often the course was closed."""
    database = database_of(services)
    assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    rows = database.execute("SELECT subject, action, after FROM audit ORDER BY id").fetchall()
    written = [(row["subject"], row["action"], json.loads(row["after"] or "{}")) for row in rows]

    view = services.courses.course_view(course)
    closes = [one for one in view.reviews if one.decision == Decision.CLOSE]
    reviewed = [after for subject, _, after in written if subject == "review"]
    assert len(reviewed) == len(view.reviews)
    assert all((one.advice, one.reason) == ("walk", "goal reached") for one in closes)

    # Each close has its impression, in a draft or in an entry that holds nothing else.
    impressions = [s for s in view.sessions for one in s.scores if one.key.measure == "pgic"]
    entries = [one for one in view.sessions if one.kind == SessionKind.BETWEEN]
    assert len(impressions) == len(closes)
    assert all(one.scores for one in entries)
    scored = [after for _, action, after in written if action == "score"]
    assert len(scored) == len(closes)

    # And the course was closed as often, with its outcome.
    changed = [after for subject, _, after in written if subject == "course" and "closed" in after]
    assert sum(after["closed"] is not None for after in changed if "outcome" in after) == len(
        closes
    )
    assert view.course.is_open == (len(changed) % 2 == 1)  # The first of them opened it.
    assert view.course.outcome == (None if view.course.is_open else Outcome.IMPROVED)

    # A plan is that of the last review that made one.
    planned = [one for one in view.reviews if one.more_sessions]
    if planned:
        last = planned[-1]
        assert view.course.planned_sessions == last.number + (last.more_sessions or 0)
    return len(closes)
