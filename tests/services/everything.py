"""A practice in which every table has rows, and names that systems and spreadsheets dislike."""

import csv
import io
import zipfile
from datetime import date, time
from pathlib import Path

from acudesk.bootstrap import Services, open_practice
from acudesk.data.imports import MappingRow
from acudesk.domain.course import Course
from acudesk.domain.patient import Patient
from acudesk.domain.planned_visit import PlannedVisit
from acudesk.domain.practice import Practice
from acudesk.domain.ratings import RatingPlan, parse_measure_column
from acudesk.services.export_folder import MANIFEST, UNFINISHED
from acudesk.services.leaving import LeaveReport, leave
from acudesk.services.long_work import here
from acudesk.services.restoring import RestoreReport, restore
from tests.clock import FixedClock
from tests.services.scans import pdf
from tests.services.support import full, noted

PATIENTS = 6
"""Ann twice, one merged into the other; an Arabic name; two alike; one from a file."""
LETTER = pdf("Referral letter")
FORMULA = "=HYPERLINK(\"http://x\")\n'quoted'\t＝2"
RATINGS = "person,date,pain\nP1,2026-01-05,6\nP1,2026-01-12,\n"


def fill(services: Services) -> None:
    """Something of everything."""
    services.practice.change_practice(
        Practice(name="=Quiet Needle", practitioner="Mara Ellison", address="1 Pier\nHarbour")
    )
    last = services.measures.list_measures()[-1]
    services.measures.choose_measure(last.code, asked=not last.asked)
    signed = full(services)
    services.signing.sign_session(signed)
    services.signing.add_addendum(signed, reason="wrong side", text=FORMULA)
    patient = services.sessions.session(signed).patient_id
    services.safety.give_consent(patient, date(2026, 1, 1))
    services.safety.switch_rule(services.safety.rules()[0].code, active=False)
    # Chart numbers that Windows keeps for devices, that are long, and that differ in case.
    for number, name in (("NUL", "ليلى الحداد"), ("aux." + "很" * 80, "林 林"), ("AUX", "林 林")):
        added = services.patients.admit_patient(
            Patient(display_name=name, chart_number=number, notes=FORMULA, birth_date=None),
            Course(patient_id=0, condition="-1", opened=date(2026, 1, 1)),
        )
    key, course = added.patient_id, added.course_id
    for name, content in (("CON", LETTER), ("con", pdf("Another")), ("a/b\\..", pdf("Third"))):
        services.documents.add_document(key, content, name=name, note=FORMULA)
    services.planned_visits.plan_visit(
        PlannedVisit(patient_id=key, course_id=course, day=date(2026, 3, 20), at=time(10, 0))
    )
    wrong = noted(services, "not hers")
    gone = services.sessions.session(wrong)
    services.signing.sign_session(wrong)
    services.signing.mark_entered_in_error(wrong, "the other one")
    services.mistakes.merge_patients(patient, gone.patient_id)
    services.reviews.adjust_course(course, changes="fewer needles", reason="bruises")
    services.imports.import_ratings(
        io.BytesIO(RATINGS.encode()),
        RatingPlan(person="person", date="date", measures=(parse_measure_column("pain_7d=pain"),)),
    )
    with services.work as work:
        row = MappingRow(name="diary", kind="csv", headers=("=a", "b"), mapping="{}")
        work.imports.keep_mapping(row, services.clock.now())


def exported(services: Services, out: Path) -> LeaveReport:
    """Everything of a practice in a folder or a ZIP."""
    return leave(here(services), out)


def restored(folder: Path, source: Path) -> RestoreReport:
    """A new practice in a folder, filled from an export."""
    with open_practice(folder, clock=FixedClock()) as services:
        return restore(here(services), source)


def contents(folder: Path, *but: str) -> dict[str, bytes]:
    """Every file of a folder, some left out."""
    return {
        name: path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and (name := path.relative_to(folder).as_posix()) not in but
    }


def cells(file: Path | io.BytesIO) -> list[list[str]]:
    """The cells of a CSV file, as a stranger reads them."""
    content = file.read_bytes() if isinstance(file, Path) else file.read()
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def packed(folder: Path, file: Path) -> Path:
    """A folder as a ZIP, as any other program packs it."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                made.write(path, path.relative_to(folder).as_posix())
    return file


def is_marked_unfinished(folder: Path) -> bool:
    """Whether nobody can take a folder for a whole export."""
    return (folder / UNFINISHED).is_file() and not (folder / MANIFEST).exists()
