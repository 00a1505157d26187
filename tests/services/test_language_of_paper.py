"""Paper speaks the practice's language of paper, whatever the screen speaks."""

import gettext
import io
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from acudesk import paths
from acudesk.bootstrap import Services
from acudesk.domain.course import Course
from acudesk.domain.errors import DomainError
from acudesk.domain.patient import Patient
from acudesk.reports.printout import Printout
from acudesk.translation import tr
from tests.catalogues import catalogue
from tests.reports.support import text_of, written

GERMAN = {
    "Full record": "Gesamte Akte",
    "No consent is on record.": "Keine Einwilligung.",
    "What to expect from acupuncture": "Was Sie von Akupunktur erwarten können",
    "Page {n} of {m}": "Seite {n} von {m}",
    "Tell us before we start": "Sagen Sie uns vorher",
    "Your progress": "Ihr Verlauf",
    "These records show what was felt and measured, not what caused it.": "Nicht die Ursache.",
    "Session record": "Protokoll der Sitzung",
    "Draft, not signed": "Entwurf, nicht unterschrieben",
    "Progress {name} {day}": "Verlauf {name} {day}",
    "This patient has no course of treatment yet, so there is nothing to report.": "Kein Verlauf.",
}


@pytest.fixture
def german(practice: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Services:
    """A practice that prints in German; the screen stays English."""
    folder = tmp_path / "translations" / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "acudesk.mo").write_bytes(catalogue(GERMAN))
    real = paths.resource
    monkeypatch.setattr(
        paths, "resource", lambda name: tmp_path / name if name == "translations" else real(name)
    )
    monkeypatch.setattr(gettext, "_translations", {})
    practice.practice.change_practice(replace(practice.practice.practice(), paper_language="de"))
    return practice


def pages_of(printout: Printout, folder: Path) -> tuple[str, str]:
    """The text of a printout, and the language that its file names."""
    (pdf,) = printout.set_pages("pdf")
    reader = PdfReader(io.BytesIO(pdf))
    return text_of(written(folder, pdf)), str(reader.trailer["/Root"]["/Lang"])  # type: ignore[index]


def test_the_full_record(german: Services, tmp_path: Path) -> None:
    key = german.patients.add_patient(Patient(display_name="Ada")).patient_id
    text, code = pages_of(german.full_records.full_record(key), tmp_path)

    assert code == "de"
    assert "Gesamte Akte" in text
    assert "Keine Einwilligung." in text
    assert "Seite 1 von 1" in text
    assert tr("Full record") == "Full record"


def test_the_leaflet(german: Services, tmp_path: Path) -> None:
    text, code = pages_of(german.leaflets.leaflet(), tmp_path)

    assert code == "de"
    assert "Was Sie von Akupunktur erwarten können" in text
    assert "Sagen Sie uns vorher" in text
    assert "Tell us before we start" not in text


def test_progress_page_and_session_record(german: Services, tmp_path: Path) -> None:
    added = german.patients.admit_patient(
        Patient(display_name="Ada"),
        Course(patient_id=0, condition="Sciatica", opened=german.clock.now().date()),
    )
    visit = german.sessions.start_session(added.course_id).session_id
    german.sessions.record_score(visit, "pain_7d", "7")
    page = german.reports.progress_printout(added.patient_id)

    assert page.name == "Progress Ada 2026-03-02"  # a file is found by whoever sits at the screen
    text, code = pages_of(page, tmp_path)
    assert code == "de"
    assert "Ihr Verlauf" in text
    assert "Nicht die Ursache." in text
    assert "Your progress" not in text
    text, code = pages_of(german.records.session_printout(visit), tmp_path)
    assert code == "de"
    assert "Protokoll der Sitzung" in text
    assert "Entwurf, nicht unterschrieben" in text


def test_a_refusal_speaks_the_language_of_the_screen(german: Services) -> None:
    key = german.patients.add_patient(Patient(display_name="Ada")).patient_id

    with pytest.raises(DomainError, match="has no course of treatment yet"):
        german.reports.progress_printout(key)
