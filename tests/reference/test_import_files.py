"""Files of other people brought in as the assistant does: the list of patients of another system,
the diaries, and a registry of 21,658 people.

`ACUDESK_REFERENCE_DATA` names the folder that holds them; they are not part of AcuDesk. The list
is output of Synthea (UNMC-CRANE/database-stats-lecture, MIT).
"""

import csv
import gzip
import os
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import process_time

import pytest

from acudesk.bootstrap import Services
from acudesk.domain.import_plan import FileKind
from acudesk.domain.long_work import StoppedError
from tests.services.importing import Bench, holds

FOLDER = os.environ.get("ACUDESK_REFERENCE_DATA", "")
PATIENTS = Path(FOLDER) / "synthea_patients.csv"
DIARY = Path(FOLDER) / "pain_diary.csv"
REGISTRY = Path(FOLDER) / "pain_registry.csv.gz"

pytestmark = [
    pytest.mark.skipif(
        not FOLDER, reason="ACUDESK_REFERENCE_DATA does not name the folder of the files"
    ),
    pytest.mark.timeout(300),
]


@pytest.fixture
def bench(practice: Services) -> Bench:
    return Bench(practice)


def test_the_list_of_another_system_comes_in_by_a_saved_mapping(
    bench: Bench, practice: Services
) -> None:
    empty = holds(practice)
    seen = bench.look(PATIENTS)
    assert (seen.kind, seen.rows, seen.questions, seen.problems) == (FileKind.CSV, 60, (), ())
    assert seen.preview is not None
    practice.imports.keep_mapping("Synthea", seen.preview.headers, seen.plan)
    again = bench.look(PATIENTS)
    assert again.mapping == "Synthea"
    done, _ = bench.carry_out(PATIENTS, again.plan)

    with PATIENTS.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert (done.added.total, done.refused.total, len(rows)) == (60, 0, 60)
    for row in rows:
        patient = practice.patients.find_patient(row["Id"])
        assert patient.display_name == f"{row['FIRST']} {row['LAST']}"
        assert patient.birth_date == date.fromisoformat(row["BIRTHDATE"])
        assert patient.sex is not None
        assert patient.sex.value[0].upper() == row["GENDER"]
        assert patient.address.splitlines()[:2] == [row["ADDRESS"], row["CITY"]]
    assert bench.dry_run(PATIENTS).matched.total == 60
    assert done.import_id is not None
    practice.imports.undo_import(done.import_id)
    assert holds(practice) == empty


def test_the_diaries_leave_nothing_open(bench: Bench) -> None:
    seen = bench.look(DIARY)
    assert (seen.rows, seen.questions, seen.problems) == (994, (), ())
    (score,) = seen.plan.scores
    assert (score.measure, score.form.scale) == ("pain_7d", "nrs11")
    done, _ = bench.carry_out(DIARY, seen.plan)
    assert (done.people, done.entries_added, done.scores_added, done.blanks) == (71, 994, 974, 20)


def test_a_registry_comes_in_at_once_can_be_stopped_and_is_taken_back(
    bench: Bench, practice: Services, tmp_path: Path
) -> None:
    """By the processor's time: what else runs on the machine is not the import's doing."""
    file = tmp_path / "registry.csv"
    with gzip.open(REGISTRY) as packed, file.open("wb") as plain:
        shutil.copyfileobj(packed, plain)
    plan = replace(bench.plan(file), close=True)
    empty = holds(practice)
    bench.steps.clear()
    bench.stop_after = 3 * 43_316 // 500 - 20  # Near the end of what is written.
    with pytest.raises(StoppedError):
        bench.carry_out(file, plan)
    assert bench.steps[-1].what == "Bringing in"
    assert holds(practice) == empty

    bench.stop_after = None
    start = process_time()
    done, changes = bench.carry_out(file, plan)
    assert process_time() - start < 12
    assert (done.people, done.entries_added, done.scores_added) == (21_658, 43_316, 28_796)
    assert (done.courses_closed, done.blanks, len(changes.patients)) == (21_658, 14_520, 21_658)
    assert done.import_id is not None
    practice.imports.undo_import(done.import_id)
    assert holds(practice) == empty
