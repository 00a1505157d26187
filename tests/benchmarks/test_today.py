"""The first page and the way from it into the next session, beside the same work without a
window."""

import shutil
from datetime import date, datetime, time
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytest_benchmark.fixture import BenchmarkFixture
from pytestqt.qtbot import QtBot

from acudesk.bootstrap import Services, open_practice
from acudesk.domain.planned_visit import PlannedVisit
from acudesk.ui.pages.patient_look import look_at
from tests.benchmarks.driving import until, window_on
from tests.benchmarks.measuring import compare, seconds

VISITS_TODAY = 7
ROUNDS = 41
OPENED = 9
"""So many times a visit is opened in the window, and as many times without one."""
SLOTS = (time(23, 42), time(23, 48), time(23, 54))
"""Nobody else comes so late; each patient who does not come before is planned for all."""


@pytest.mark.parametrize(("practice", "patients"), [("demo", "24"), ("large", "2,000")])
def test_todays_page_is_read(
    benchmark: BenchmarkFixture, request: pytest.FixtureRequest, practice: str, patients: str
) -> None:
    with open_practice(request.getfixturevalue(practice)) as services:
        now = datetime.now().astimezone()
        connection = services.work._database.conn
        statements: list[str] = []
        connection.set_trace_callback(statements.append)
        view = services.today.view(now.date(), now)
        connection.set_trace_callback(None)
        assert len(view.visits) == VISITS_TODAY
        assert all(one.startswith(("SELECT", "\n")) for one in statements)

        def read() -> float:
            return seconds(lambda: services.today.view(now.date(), now))

        def read_bare() -> float:
            return seconds(lambda: [connection.execute(one).fetchall() for one in statements])

        compare(
            benchmark,
            f"today's page read, of {patients}",
            read,
            read_bare,
            bare_what="the statements of the page alone",
            rounds=ROUNDS,
        )


def test_next_visit(
    benchmark: BenchmarkFixture, demo: Path, tmp_path: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    folder = shutil.copytree(demo, tmp_path / "practice")
    with open_practice(folder) as services:
        planned = plan_visits(services, 2 * OPENED + 2)
    turns = count()
    with window_on(folder, tmp_path / "settings.toml", qapp, qtbot) as desk:
        window, page = desk.window, desk.window.patient

        def ask(job: Any) -> Any:
            answers: list[Any] = []
            desk.runner.read(job, answers.append)
            until(qapp, lambda: bool(answers))
            return answers[0]

        def open_next() -> float:
            visit = planned[next(turns)]
            lines = ask(lambda services: services.today.diary(date.today(), date.today()))
            (line,) = (one for one in lines if one.visit.id == visit)
            window.show_today()
            until(qapp, lambda: window.today.isVisible() and not desk.runner.is_busy)
            start = perf_counter()
            window.today.open_visit(line)
            until(
                qapp,
                lambda: (
                    page.isVisible()
                    and page.is_shown
                    and page.patient_id == line.visit.patient_id
                    and page.form.session_id is not None
                ),
            )
            page.repaint()
            taken = perf_counter() - start
            until(qapp, lambda: page.panel.chart.is_ready and not desk.runner.is_busy)
            return taken

        def begin_alone() -> float:
            visit = planned[next(turns)]

            def begin(services: Services) -> float:
                start = perf_counter()
                session = services.planned_visits.begin_visit(visit)
                look_at(services, session.patient_id, session.course_id, None)
                return perf_counter() - start

            return float(ask(begin))

        row = compare(
            benchmark,
            "click on a visit to its session",
            open_next,
            begin_alone,
            bare_what="the session begun and read, without a window",
            rounds=OPENED,
            within=1.0,
        )
    assert row.is_met, row


def plan_visits(services: Services, number: int) -> list[int]:
    """Visits late today of patients with an open course who do not come before."""
    today = date.today()
    coming = {one.patient_id for one in services.planned_visits.visits_between(today, today)}
    for row in services.patients.list_patients():
        view = services.courses.patient_view(row.id).view
        if row.id not in coming and view is not None and view.course.is_open:
            for at in SLOTS:
                services.planned_visits.plan_visit(
                    PlannedVisit(
                        patient_id=row.id, course_id=view.course.id, day=today, at=at, minutes=5
                    )
                )
    visits = services.planned_visits.visits_between(today, today)
    planned = [one.id for one in visits if one.at in SLOTS]
    assert len(planned) >= number
    return planned
