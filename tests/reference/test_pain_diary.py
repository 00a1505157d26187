"""The way in on real numbers: 71 people's pain diaries, compared one by one with their file.

The file is other people's (R package bda, data set Pain, licence Unlimited) and not part of
AcuDesk; `ACUDESK_REFERENCE_DATA` names the folder that holds it.
"""

import csv
import io
import json
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import theilslopes

from acudesk.bootstrap import Services, open_practice
from acudesk.cli.main import run
from acudesk.domain.practice import BaselineRule
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


# Week against week, as the diaries are meant to be read


Diary = tuple[list[date], np.ndarray[Any, Any]]


@pytest.fixture(scope="module")
def diaries() -> dict[str, Diary]:
    """The file once more: each person's days and scores, a blank as "not a number"."""
    read: dict[str, tuple[list[date], list[float]]] = {}
    with DIARY.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            days, scores = read.setdefault(row["person"], ([], []))
            days.append(date.fromisoformat(row["date"]))
            scores.append(float(row["pain"] or "nan"))
    return {person: (days, np.array(scores)) for person, (days, scores) in read.items()}


@pytest.fixture(scope="module")
def weekly(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same practice, which compares with the mean of the first seven days."""
    place = tmp_path_factory.mktemp("weekly") / "practice"
    shutil.copytree(folder, place)
    with open_practice(place) as services:
        settings = services.practice.practice()
        services.practice.change_practice(
            replace(settings, baseline_rule=BaselineRule.FIRST_SEVEN_DAYS)
        )
    return place


@pytest.fixture(scope="module")
def told(weekly: Path, diaries: dict[str, Diary]) -> dict[str, dict[str, Any]]:
    """What `acudesk progress CHART --json` says of each person's pain."""
    found = {}
    for person in diaries:
        outcome, text = json_of(weekly, person)
        assert outcome == 0
        (course,) = text["courses"]
        (found[person],) = course["measures"]
    return found


def json_of(place: Path, person: str) -> tuple[int, Any]:
    """The command's exit code and its output."""
    with redirect_stdout(io.StringIO()) as out:
        code = run(["--data", str(place), "progress", person, "--json"]).code
    return code, json.loads(out.getvalue())


def by_hand(first: float, last: float) -> str:
    """The status by the rules of the numeric scale: two points and 30 %."""
    change = last - first
    if np.isnan(last):
        return "single"
    points = abs(change) >= 2
    if change < 0:
        return "reached_threshold" if points and first > 2 and -change >= 0.3 * first else "better"
    if change > 0:
        both = points and (first <= 2 or change >= 0.3 * first)
        return "worse_by_threshold" if both else "worse"
    return "unchanged"


def test_both_weeks_change_and_status_of_everybody(
    told: dict[str, dict[str, Any]], diaries: dict[str, Diary]
) -> None:
    statuses: dict[str, str] = {}
    for person, (_, scores) in diaries.items():
        ours = told[person]
        first = float(np.nanmean(scores[:7]))
        last = np.nan if np.isnan(scores[7:]).all() else float(np.nanmean(scores[7:]))
        assert ours["baseline"] == pytest.approx(first, abs=1e-6)
        assert ours["asked"] == np.isfinite(scores).sum()
        assert ours["missing"] == np.isnan(scores).sum()
        assert ours["best"] == np.nanmin(scores)
        assert ours["status"] == by_hand(first, last)
        if np.isnan(last):
            assert (ours["latest"], ours["change"], ours["percent"]) == (None, None, None)
            continue
        assert ours["latest"] == pytest.approx(last, abs=1e-6)
        assert ours["change"] == pytest.approx(last - first, abs=1e-6)
        if first > 2:
            assert ours["percent"] == pytest.approx((last - first) / first * 100, abs=0.005)
        else:
            assert ours["percent"] is None
        statuses[person] = ours["status"]

    assert len(diaries) == 71
    assert Counter(statuses.values()) == {"reached_threshold": 37, "better": 24, "worse": 9}
    assert diaries.keys() - statuses.keys() == {"AUS-042"}


def test_whose_last_week_is_blank_is_named_as_missing(told: dict[str, dict[str, Any]]) -> None:
    ours = told["AUS-042"]

    assert (ours["status"], ours["latest"]) == ("single", None)
    assert (ours["asked"], ours["missing"]) == (7, 7)
    assert ours["baseline"] == pytest.approx(38.56 / 7, abs=1e-6)


def test_the_slope_of_everybody_is_that_of_scipy(
    told: dict[str, dict[str, Any]], diaries: dict[str, Diary]
) -> None:
    for person, (days, scores) in diaries.items():
        there = np.isfinite(scores)
        weeks = np.array([(day - days[0]).days for day in days]) / 7
        theirs = theilslopes(scores[there], weeks[there], 0.95)

        ours = told[person]
        assert ours["slope_per_week"] == pytest.approx(theirs.slope, abs=1e-6)
        assert ours["slope_low"] == pytest.approx(theirs.low_slope, abs=1e-6)
        assert ours["slope_high"] == pytest.approx(theirs.high_slope, abs=1e-6)


def test_the_services_say_the_same_without_rounding(
    weekly: Path, diaries: dict[str, Diary]
) -> None:
    with open_practice(weekly) as services:
        for person, (_, scores) in diaries.items():
            view = services.courses.patient_view(services.patients.find_patient(person).id).view
            assert view is not None
            pain = main_pain(view.progress)
            assert pain is not None
            assert float(pain.baseline or 0) == pytest.approx(np.nanmean(scores[:7]), abs=1e-12)
            if person != "AUS-042":
                last = np.nanmean(scores[7:])
                assert float(pain.latest or 0) == pytest.approx(last, abs=1e-12)
