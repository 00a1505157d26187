"""The way in on real numbers: 71 people's pain diaries, compared one by one with their file.

The file is other people's (R package bda, data set Pain, licence Unlimited) and not part of
AcuDesk; `ACUDESK_REFERENCE_DATA` names the folder that holds it.
"""

import csv
import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from acudesk.bootstrap import Services, open_practice
from acudesk.cli.main import run
from acudesk.domain.progress import main_pain
from acudesk.domain.ratings import RatingPlan, parse_measure_column
from acudesk.domain.session import Moment, ScoreKey, SessionKind
from acudesk.services.imports import ImportReport

FOLDER = os.environ.get("ACUDESK_REFERENCE_DATA", "")
DIARY = Path(FOLDER) / "pain_diary.csv"
PAIN = ScoreKey(measure="pain_7d", moment=Moment.ONCE)
PLAN = RatingPlan(person="person", date="date", measures=(parse_measure_column("pain_7d=pain"),))

pytestmark = pytest.mark.skipif(
    not FOLDER, reason="ACUDESK_REFERENCE_DATA does not name the folder of pain_diary.csv"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice into which the diary was imported by the command line."""
    place = tmp_path_factory.mktemp("diary") / "practice"
    columns = ["--person", "person", "--date", "date", "--score", "pain_7d=pain"]
    assert run(["--data", str(place), "import", str(DIARY), *columns]).code == 0
    return place


@pytest.fixture
def diary(folder: Path) -> Iterator[Services]:
    with open_practice(folder) as practice:
        yield practice


def test_people_entries_scores_and_gaps(diary: Services) -> None:
    everyone = list(diary.patients.patient_totals())

    assert len(everyone) == 71
    assert sum(one.entries for one in everyone) == 994
    assert sum(one.visits for one in everyone) == 0
    asked = missing = 0
    for one in everyone:
        patient = diary.patients.find_patient(one.chart_number)
        (course,) = diary.courses.courses_of(patient.id)
        pain = main_pain(diary.courses.course_view(course.id).progress)
        assert pain is not None
        asked += pain.asked
        missing += pain.missing
    assert (asked, missing) == (974, 20)


def test_every_number_is_that_of_the_file(diary: Services) -> None:
    with DIARY.open(encoding="utf-8", newline="") as stream:
        rows = [(row["person"], row["date"], row["pain"]) for row in csv.DictReader(stream)]
    stored = []
    for person in dict.fromkeys(person for person, _, _ in rows):
        view = diary.courses.patient_view(diary.patients.find_patient(person).id).view
        assert view is not None
        for entry in view.sessions:
            assert entry.kind == SessionKind.BETWEEN
            score = entry.score(PAIN)
            stored.append((person, entry.took_place.isoformat(), score.given if score else ""))
            if score is not None:
                assert score.value == Decimal(score.given)
                assert score.scale == "nrs11"

    assert len(rows) == 994
    assert stored == rows
    for row in diary.work._database.execute("SELECT value, given FROM scores"):
        assert row["value"] == float(row["given"])


def test_the_same_file_again_adds_nothing(diary: Services) -> None:
    report, _ = diary.imports.import_ratings(DIARY, PLAN)

    assert report == ImportReport(people=71, skipped=994)


def test_the_page_of_one_person(folder: Path, tmp_path: Path) -> None:
    page = tmp_path / "a.pdf"

    assert run(["--data", str(folder), "report", "AUS-001", "--out", str(page)]).code == 0
    assert page.read_bytes().startswith(b"%PDF-")
