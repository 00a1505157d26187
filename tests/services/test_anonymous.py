"""A course without a name: no file of it says who it is of, and the intervals are true."""

import csv
import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from acudesk.bootstrap import Services
from acudesk.domain.course import Course
from acudesk.domain.errors import DomainError, NotFoundError
from acudesk.domain.measure import Direction, Group, Measure, Scale
from acudesk.domain.needles import NeedledPoint, Response
from acudesk.domain.patient import Patient, Sex
from acudesk.domain.points import PointSide
from acudesk.domain.practice import Practice
from acudesk.domain.side_effects import Severity, SideEffect, SideEffectKind
from acudesk.domain.treatment import CoIntervention
from acudesk.services.anonymous import prepared, write_anonymous
from tests.clock import FixedClock
from tests.reports.support import facts_of, inside, poppler, text_of, traces

OPENED = date(2025, 10, 6)
FORMS = ("pdf", "csv", "json")
PATIENT = Patient(
    chart_number="QX-7731",
    display_name="Zoë Canarywood",
    family_name="Canarywood",
    given_name="Zoë",
    written_name="佐伊小明",
    birth_date=date(1984, 5, 17),
    sex=Sex.FEMALE,
    phone="+49 30 9988776655",
    email="zoe@canary.example",
    address="Birdcage Walk 5\n10115 Featherstadt",
    emergency_contact="Oskar Plumage (husband), 0171 5554443",
    occupation="Falconer of Featherstadt",
    referred_by="Wilma Sparrowhawk",
    doctor_name="Dr. med. Heron Kingfisher",
    doctor_address="Nest Lane 9",
    medicines="MEDICINECANARY",
    allergies="ALLERGYCANARY",
    history="HISTORYCANARY",
    notes="NOTESCANARY",
    alerts="ALERTCANARY",
)
PRACTICE = Practice(
    name="Quiet Nightingale Rooms",
    address="12 Willow Aviary\nLondon N1 4XX",
    phone="+44 20 7946 0123",
    practitioner="Ingrid Woodpecker",
    registration_number="BAcC-99112",
    style="Traditional Chinese acupuncture",
    setting="SETTINGCANARY of Ingrid Woodpecker",
)
CANARIES = (
    "Canarywood",
    "Zoë",
    "佐伊小明",
    "QX-7731",
    "9988776655",
    "5554443",
    "canary.example",
    "Birdcage",
    "Featherstadt",
    "Plumage",
    "Falconer",
    "Sparrowhawk",
    "Kingfisher",
    "Nest Lane",
    "Nightingale",
    "Aviary",
    "7946",
    "Woodpecker",
    "BAcC",
    "CANARY",
    "1984",
    "17 May",
    "2025",
    "2026",
)


@pytest.fixture
def course(practice: Services, clock: FixedClock) -> int:
    """Three visits in seven weeks, every free text a canary."""
    practice.practice.change_practice(PRACTICE)
    added = practice.patients.admit_patient(
        PATIENT,
        Course(
            patient_id=0,
            condition="Sciatica",
            goal="GOALCANARY",
            onset="ONSETCANARY",
            activities=("ACTIVITYCANARY", "", ""),
            opened=OPENED,
            planned_sessions=8,
        ),
    )
    for index, pain in enumerate(("8", "6", "3")):
        day = OPENED + timedelta(days=(0, 11, 49)[index])
        visit = practice.sessions.start_session(added.course_id, took_place=day).session_id
        practice.sessions.record_score(visit, "pain_7d", pain)
        practice.sessions.record_score(visit, "psfs", str(index + 2), item="1")
        practice.sessions.record_notes(visit, "VISITCANARY of Zoë")
        practice.treatments.record_points(
            visit,
            [
                NeedledPoint(
                    code="BL23",
                    side=PointSide.BOTH,
                    depth_mm=20 + index,
                    sought=Response.DE_QI,
                    obtained=True,
                    note="POINTCANARY",
                ),
                NeedledPoint(code="GV3", side=PointSide.MIDLINE),
            ],
        )
        practice.treatments.record_treatment(
            visit,
            retention_minutes=20 + 5 * index,
            rationale="RATIONALECANARY",
            advice="ADVICECANARY",
            tension_where="WHERECANARY",
            needle_lot="LOTCANARY",
            count_reason="COUNTCANARY",
            medication_note="MEDCANARY",
            co_interventions=(CoIntervention.EXERCISE,),
        )
        bruise = SideEffect(
            kind=SideEffectKind.BRUISING,
            severity=Severity.MILD,
            onset="EFFECTCANARY",
            action="ACTIONCANARY",
            note="EFFECTNOTECANARY",
            resolved_on=day + timedelta(days=3),
        )
        practice.sessions.record_side_effects(
            visit, asked=True, effects=[bruise] if index == 1 else []
        )
    practice.courses.close_course(
        added.course_id, closed=OPENED + timedelta(days=60), outcome_note="OUTCOMECANARY"
    )
    return added.course_id


def told_by(file: Path) -> str:
    """All that a person or a program can read in a file."""
    if file.suffix != ".pdf":
        return file.read_text(encoding="utf-8-sig")
    reader = PdfReader(file)
    about = [str(value) for value in (reader.metadata or {}).values()]
    xmp = reader.root_object["/Metadata"].get_object().get_data().decode()  # type: ignore[union-attr]
    return "\n".join([text_of(file), poppler("pdfinfo", "-struct-text", file), xmp, *about])


@pytest.mark.parametrize("ending", FORMS)
def test_no_canary_is_in_any_file(
    practice: Services, course: int, tmp_path: Path, ending: str
) -> None:
    file = practice.anonymous.save_anonymous(tmp_path / f"case.{ending}", course)

    told = told_by(file)
    for canary in CANARIES:
        assert canary.lower() not in told.lower(), canary
    if ending == "pdf":
        unpacked = inside(file.read_bytes())
        uids = [practice.courses.course(course).uid]
        for canary in (*CANARIES[:-4], *uids):
            assert not any(trace in unpacked for trace in traces(canary)), canary


@pytest.mark.parametrize("ending", FORMS)
def test_what_a_case_report_needs_is_there(
    practice: Services, course: int, tmp_path: Path, ending: str
) -> None:
    told = " ".join(
        told_by(practice.anonymous.save_anonymous(tmp_path / f"c.{ending}", course)).split()
    )

    for words in (
        "Sciatica",
        "Traditional Chinese acupuncture",
        "BL23",
        "recorded as free text, which is left out here",
        "none: routine care without a comparison",
        "not recorded",
        "20 to 22 mm",
        "20 to 30 minutes",
    ):
        assert words in told, words


def test_the_sheet_is_a_tagged_pdf_without_a_day_of_its_making(
    practice: Services, course: int, tmp_path: Path
) -> None:
    file = practice.anonymous.save_anonymous(tmp_path / "case.pdf", course)
    facts = facts_of(file)

    assert facts["Tagged"] == "yes"
    assert facts["Title"].startswith("Course of acupuncture, case ")
    assert "Author" not in facts
    assert not any(year in facts["CreationDate"] for year in ("2025", "2026"))
    assert "40 to 49" in text_of(file)
    assert "female" in text_of(file)


def test_days_and_intervals_are_true_and_dates_are_not(
    practice: Services, course: int, tmp_path: Path
) -> None:
    file = practice.anonymous.save_anonymous(tmp_path / "case.json", course)
    told = json.loads(file.read_bytes())
    moved = [date.fromisoformat(one["moved_to"]) for one in told["sessions"]]

    assert [one["day"] for one in told["sessions"]] == [0, 11, 49]
    assert [(day - moved[0]).days for day in moved] == [0, 11, 49]
    assert moved[0] <= OPENED - timedelta(days=730)
    assert told["closed_on_day"] == 60
    assert told["sessions"][1]["side_effects"][0]["resolved"] == 14
    assert [one["scores"][0]["value"] for one in told["sessions"]] == ["8", "6", "3"]
    assert [item["code"] for item in told["stricta"]] == [
        *("1a", "1b", "1c", "2a", "2b", "2c", "2d", "2e", "2f", "2g"),
        *("3a", "3b", "4a", "4b", "5", "6a", "6b"),
    ]


def test_the_table_opens_in_a_spreadsheet(practice: Services, course: int, tmp_path: Path) -> None:
    file = practice.anonymous.save_anonymous(tmp_path / "case.csv", course)
    rows = list(csv.DictReader(StringIO(file.read_text(encoding="utf-8-sig"))))

    scores = [row for row in rows if row["part"] == "score" and row["value"]]
    assert [row["value"] for row in scores if "Back pain" in row["item"]] == ["8.0", "6.0", "3.0"]
    assert [row["day"] for row in rows if row["part"] == "session"] == ["0", "11", "49"]
    assert [row["item"] for row in rows if row["part"] == "side effect"] == [
        "asked, none",
        "Bruising",
        "asked, none",
    ]


def test_two_exports_agree_and_two_courses_do_not(
    practice: Services, course: int, tmp_path: Path
) -> None:
    first = practice.anonymous.save_anonymous(tmp_path / "a.json", course).read_bytes()
    again = practice.anonymous.save_anonymous(tmp_path / "b.json", course).read_bytes()
    patient = practice.courses.course(course).patient_id
    other = practice.courses.open_course(
        Course(patient_id=patient, condition="Sciatica", opened=OPENED + timedelta(days=90))
    ).course_id
    practice.sessions.start_session(other, took_place=OPENED + timedelta(days=90))
    second = practice.anonymous.save_anonymous(tmp_path / "c.json", other).read_bytes()

    assert first == again
    assert json.loads(first)["case"] != json.loads(second)["case"]


def test_texts_come_along_only_where_they_are_asked_for(
    practice: Services, course: int, tmp_path: Path
) -> None:
    practice.practice.change_practice(replace(PRACTICE, setting="A quiet room"))
    file = practice.anonymous.save_anonymous(tmp_path / "case.json", course, texts=True)
    items = {one["code"]: one["words"] for one in json.loads(file.read_bytes())["stricta"]}

    assert items["1b"] == "RATIONALECANARY"
    assert items["4a"] == "exercise; ADVICECANARY"
    assert items["4b"] == "A quiet room"
    told = file.read_text(encoding="utf-8")
    assert not any(word in told for word in ("VISITCANARY", "GOALCANARY", "ONSETCANARY"))


def test_a_text_that_names_somebody_is_refused(
    practice: Services, course: int, tmp_path: Path
) -> None:
    kept = practice.courses.course(course)
    for condition, said in (
        ("Back pain of Canarywood", "canarywood"),
        ("Sciatica (ZOE)", "zoe"),
        ("Sciatica, sent by Kingfisher", "kingfisher"),
        ("Sciatica, see QX-7731", "qx-7731"),
        ("Sciatica, call 030 9988776655", "776655"),
        ("Sciatica since 17.5.1984", "17.5.1984"),
        ("Sciatica of 佐伊小明", "佐伊小明"),
        ("Sciatica after 6 October 2025", "6 october 2025"),
        ("Sciatica of Oskar", "oskar"),
        ("Sciatica, Birdcage Walk 5", "birdcage walk 5"),
    ):
        practice.courses.change_course(replace(kept, condition=condition))
        for ending in FORMS:
            with pytest.raises(DomainError, match="was not written") as refused:
                practice.anonymous.save_anonymous(tmp_path / f"case.{ending}", course)
            assert said in refused.value.text
    assert not list(tmp_path.glob("case*"))


def test_the_finished_file_is_searched_once_more(
    practice: Services, course: int, tmp_path: Path
) -> None:
    """Whatever a mistake in the making of a form may let through."""
    made = prepared(practice.anonymous.read(course))
    named = replace(made.course, condition="Canarywood")
    for one, ending in (
        (replace(made, sheet=replace(made.sheet, title="Canarywood")), "pdf"),
        (replace(made, sheet=replace(made.sheet, document_title="Zoë Canarywood")), "pdf"),
        (replace(made, course=named), "csv"),
        (replace(made, course=named), "json"),
    ):
        with pytest.raises(DomainError, match=r"(?i)canarywood"):
            write_anonymous(tmp_path / f"case.{ending}", one)
    assert not list(tmp_path.glob("case*"))


def test_a_setting_that_names_the_practitioner_is_refused(
    practice: Services, course: int, tmp_path: Path
) -> None:
    with pytest.raises(DomainError, match="woodpecker"):
        practice.anonymous.save_anonymous(tmp_path / "case.pdf", course, texts=True)


def test_a_measure_that_names_somebody_is_refused(
    practice: Services, course: int, tmp_path: Path
) -> None:
    practice.measures.add_measure(
        Measure(
            code="own_walk",
            name="Canarywood's walk",
            short_name="Walk",
            group=Group.FUNCTION,
            panel="own_walk",
            direction=Direction.HIGHER,
            scales=(Scale(code="minutes", lowest=Decimal(0), highest=Decimal(60)),),
            own=True,
        )
    )
    practice.courses.reopen_course(course)
    visit = practice.sessions.start_session(course, took_place=date(2026, 1, 5)).session_id
    practice.sessions.record_score(visit, "own_walk", "12")

    with pytest.raises(DomainError, match="canarywood"):
        practice.anonymous.save_anonymous(tmp_path / "case.csv", course)


def test_a_name_that_is_a_word_of_every_sheet_is_no_reason(
    practice: Services, course: int, tmp_path: Path
) -> None:
    """Mr. Case Day, chart number 12, of the practice “Acupuncture”."""
    patient = practice.courses.course(course).patient_id
    practice.patients.change_patient(
        replace(
            PATIENT,
            id=patient,
            display_name="Case Day",
            family_name="Day",
            given_name="Case",
            chart_number="20",
        )
    )
    practice.practice.change_practice(replace(PRACTICE, name="Acupuncture"))

    for ending in FORMS:
        practice.anonymous.save_anonymous(tmp_path / f"case.{ending}", course)


def test_the_oldest_stand_together_and_an_unknown_age_is_said(
    practice: Services, course: int, tmp_path: Path
) -> None:
    patient = practice.courses.course(course).patient_id
    for birth_date, words in ((date(1930, 1, 1), "90 or older"), (None, "not recorded")):
        practice.patients.change_patient(replace(PATIENT, id=patient, birth_date=birth_date))
        file = practice.anonymous.save_anonymous(tmp_path / "case.pdf", course)
        (line,) = [line for line in text_of(file).splitlines() if line.strip().startswith("Age")]
        assert words in line


def test_a_course_without_sessions(practice: Services, tmp_path: Path) -> None:
    added = practice.patients.admit_patient(
        Patient(display_name="Zoë Canarywood"),
        Course(patient_id=0, condition="Sciatica", opened=OPENED),
    )

    for ending in FORMS:
        file = practice.anonymous.save_anonymous(tmp_path / f"case.{ending}", added.course_id)
        assert "Sciatica" in told_by(file)


def test_an_unknown_course_and_an_unknown_ending(
    practice: Services, course: int, tmp_path: Path
) -> None:
    with pytest.raises(NotFoundError):
        practice.anonymous.save_anonymous(tmp_path / "case.pdf", 9_999)
    with pytest.raises(DomainError, match=r"\.pdf, \.csv or \.json"):
        practice.anonymous.save_anonymous(tmp_path / "case.docx", course)


def test_the_printout_names_nobody(practice: Services, course: int) -> None:
    printout = practice.anonymous.anonymous_course(course)

    assert printout.patient_uid == ""
    assert "canary" not in printout.name.lower()
    assert printout.set_pages("png", ppi=50)[0].startswith(b"\x89PNG")
