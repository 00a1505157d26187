"""The sheet of a day from a real practice; the clock stands on Monday, 2 March 2026, 9:30."""

from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader

from acudesk.bootstrap import Services
from acudesk.domain.course import Course
from acudesk.domain.day_sheet import DayLine, DayWords, day_words
from acudesk.domain.patient import Patient
from acudesk.domain.planned_visit import PlannedVisit, VisitState
from acudesk.domain.practice import Paper, Practice
from acudesk.domain.review import ReviewCause
from acudesk.domain.screening import Screening
from acudesk.domain.session import Session
from acudesk.domain.side_effects import (
    FollowUp,
    Noticed,
    Severity,
    SideEffect,
    SideEffectKind,
)
from tests.catalogues import other_resources
from tests.clock import FixedClock
from tests.reports.support import facts_of, inside, poppler, text_of, traces, written
from tests.services.support import BL23, GV4

MONDAY = date(2026, 3, 2)
TUESDAY = date(2026, 3, 3)
OPENED = date(2026, 2, 2)
BRUISE = SideEffect(kind=SideEffectKind.BRUISING, severity=Severity.MILD)


def admit(services: Services, name: str = "Ann Lee", alerts: str = "") -> tuple[int, int]:
    added = services.patients.admit_patient(
        Patient(display_name=name, alerts=alerts),
        Course(patient_id=0, condition="Sciatica", opened=OPENED),
    )
    return added.patient_id, added.course_id


def plan(services: Services, patient: int, day: date = TUESDAY, at: str = "10:00") -> PlannedVisit:
    services.planned_visits.plan_visit(
        PlannedVisit(patient_id=patient, day=day, at=time.fromisoformat(at))
    )
    return max(services.planned_visits.visits_between(day, day), key=lambda one: one.id)


def treat(services: Services, course: int, day: date, *effects: SideEffect) -> Session:
    key = services.sessions.start_session(course, took_place=day).session_id
    services.treatments.record_points(key, [BL23, GV4])
    services.sessions.record_side_effects(key, asked=True, effects=effects)
    return services.sessions.session(key)


def only(services: Services, day: date = TUESDAY) -> DayLine:
    ((line,), _) = services.day_sheets.lines(day)
    return line


def words(services: Services, day: date = TUESDAY) -> DayWords:
    return day_words(only(services, day), day)


def sheet_text(services: Services, folder: Path, day: date | None = None) -> str:
    (pdf,) = services.day_sheets.day_sheet(day).set_pages("pdf")
    return " ".join(text_of(written(folder, pdf)).split())


def test_a_first_visit_says_what_is_missing(practice: Services) -> None:
    patient, _ = admit(practice, alerts="Pacemaker\n\n  Needs an  interpreter ")
    plan(practice, patient)

    told = words(practice)

    assert (told.at, told.minutes, told.name) == ("10:00", "40 min", "Ann Lee")
    assert told.about == ("no. 0001", "Sciatica", "session 1 of 10")
    assert (told.points, told.effects, told.tasks) == ("", ("not asked yet",), ())
    assert told.alerts == (
        "Pacemaker",
        "Needs an interpreter",
        "Screening missing",
        "Consent missing",
    )


def test_points_side_effect_and_questions_come_from_the_visits_before(practice: Services) -> None:
    patient, course = admit(practice)
    treat(practice, course, OPENED, BRUISE)
    last = treat(practice, course, date(2026, 2, 9))
    practice.sessions.record_notes(last.id, "Slept well.\nDoes the knee still hurt?")
    plan(practice, patient)

    told = words(practice)

    assert (told.points, told.points_day) == ("BL23 L+R, GV4", "9 Feb")
    assert told.effects == ("Bruising, mild, 2 Feb", "not noted as gone", "none noted, asked 9 Feb")
    assert told.tasks == (
        "Still there? Bruising, mild, 2 Feb",
        "Does the knee still hurt?",
        "Overdue: RMDQ-24",
        "Not signed: 2 Feb, 9 Feb",
    )


def test_a_side_effect_that_is_gone_is_still_the_last_one(practice: Services) -> None:
    patient, course = admit(practice)
    bruised = treat(practice, course, OPENED, BRUISE)
    after = treat(practice, course, date(2026, 2, 9))
    practice.treatments.record_follow_ups(
        after.id, [FollowUp(about=bruised.uid, kind=BRUISE.kind, gone=True)]
    )
    plan(practice, patient)

    told = words(practice)

    assert told.effects[:2] == ("Bruising, mild, 2 Feb", "gone since")
    assert not any("Still there" in task for task in told.tasks)


def test_a_follow_up_of_the_other_moment_leaves_a_side_effect_open(practice: Services) -> None:
    patient, course = admit(practice)
    bruised = treat(practice, course, OPENED, BRUISE)
    after = treat(practice, course, date(2026, 2, 9))
    practice.sessions.record_side_effects(
        bruised.id, asked=True, effects=[BRUISE], noticed=Noticed.SINCE
    )
    practice.treatments.record_follow_ups(
        after.id, [FollowUp(about=bruised.uid, kind=BRUISE.kind, gone=True)]
    )
    plan(practice, patient)

    assert "not noted as gone" in words(practice).effects


def test_asked_and_none_is_told_with_its_day(practice: Services) -> None:
    patient, course = admit(practice)
    treat(practice, course, OPENED)
    plan(practice, patient)

    assert words(practice).effects == ("none noted, asked 2 Feb",)


def test_a_review_that_is_due_is_named_else_the_coming_one(practice: Services) -> None:
    patient, course = admit(practice)
    plan(practice, patient)
    for week in range(3):
        treat(practice, course, OPENED + timedelta(weeks=week))
    assert "Review with this session" in words(practice).tasks

    treat(practice, course, OPENED + timedelta(weeks=3))
    line = only(practice)
    assert line.review is not None
    assert (line.review.cause, line.review.number) == (ReviewCause.SESSION, 4)
    assert "Review: session 4" in words(practice).tasks


def test_no_gain_after_six_visits_is_named(practice: Services) -> None:
    practice.practice.change_practice(Practice(review_sessions=()))
    patient, course = admit(practice)
    plan(practice, patient)
    for day in range(6):
        session = treat(practice, course, OPENED + timedelta(days=day))
        practice.sessions.record_score(session.id, "pain_7d", "7")

    assert "No gain after 6 visits" in words(practice).tasks


def test_a_screening_of_more_than_a_year_ago_is_told(practice: Services) -> None:
    patient, _ = admit(practice)
    plan(practice, patient)
    with practice.work as work:
        at = practice.clock.now() - timedelta(days=400)
        work.safety.add_screening(Screening(uid="a" * 32, patient_id=patient, at=at))
    assert "Screened 26 Jan 2025, more than a year ago" in words(practice).alerts

    with practice.work as work:
        at = practice.clock.now() - timedelta(days=300)
        work.safety.add_screening(Screening(uid="b" * 32, patient_id=patient, at=at))
    assert words(practice).alerts == ("Consent missing",)


def test_an_unsigned_visit_of_another_course_waits_too(
    practice: Services, clock: FixedClock
) -> None:
    patient, course = admit(practice)
    treat(practice, course, OPENED)
    practice.courses.close_course(course, closed=OPENED)
    practice.courses.open_course(
        Course(patient_id=patient, condition="Neck pain", opened=clock.today)
    )
    plan(practice, patient)

    assert "Not signed: 2 Feb" in words(practice).tasks


def test_long_texts_are_shortened_and_many_lines_counted(practice: Services) -> None:
    patient, _ = admit(practice, alerts="\n".join(f"alert {n} " + "x" * 900 for n in range(9)))
    plan(practice, patient)

    alerts = words(practice).alerts

    assert alerts[4] == "5 more, see the record"
    assert all(len(one) <= 400 for one in alerts)


def test_the_day_is_the_next_with_planned_visits_and_the_sheet_says_so(
    practice: Services, tmp_path: Path
) -> None:
    text = sheet_text(practice, tmp_path)
    assert "Tuesday, 3 March 2026" in text
    assert "Tomorrow. No visit is planned in the next 14 days." in text
    assert "No visit is planned for this day." in text

    patient, _ = admit(practice)
    far = plan(practice, patient, date(2026, 3, 17))
    assert "Tuesday, 3 March 2026" in sheet_text(practice, tmp_path)  # Fifteen days are too far.
    friday = plan(practice, patient, date(2026, 3, 6))
    text = sheet_text(practice, tmp_path)
    assert "Friday, 6 March 2026 " in text
    assert "The next day with planned visits · 1 visit" in text
    assert practice.day_sheets.day_sheet().name == "Day sheet 2026-03-06"

    plan(practice, patient)
    text = sheet_text(practice, tmp_path)
    assert "Tomorrow · 1 visit" in text
    text = sheet_text(practice, tmp_path, friday.day)
    assert "Friday, 6 March 2026" in text
    assert "The next day" not in text
    practice.planned_visits.mark_visit(friday.id, VisitState.CANCELLED)
    text = sheet_text(practice, tmp_path, friday.day)
    assert "1 cancelled visit left out" in text
    assert "No visit is planned for this day." in text
    assert far.day == date(2026, 3, 17)


def full_day(services: Services, count: int = 12) -> None:
    """So many patients on Tuesday, each treated three times before."""
    for n in range(count):
        patient, course = admit(services, f"Patient Number{n:02}", alerts="Takes apixaban")
        for week in range(3):
            treat(services, course, OPENED + timedelta(weeks=week), BRUISE)
        plan(services, patient, at=f"{8 + n * 40 // 60:02}:{n * 40 % 60:02}")


@pytest.mark.parametrize("paper", list(Paper))
def test_a_day_of_twelve_fits_on_two_pages_in_the_order_of_time(
    practice: Services, tmp_path: Path, paper: Paper
) -> None:
    practice.practice.change_practice(Practice(name="Quiet Needle", paper=paper))
    full_day(practice)
    (pdf,) = practice.day_sheets.day_sheet().set_pages("pdf")
    path = written(tmp_path, pdf)
    text = text_of(path)

    assert int(facts_of(path)["Pages"]) <= 2
    places = [text.index(f"Number{n:02}") for n in range(12)]
    assert places == sorted(places)
    assert text.count("Takes apixaban") == 12
    wide, high = (float(one) for one in facts_of(path)["Page size"].split() if one[0].isdigit())
    assert wide > high


def test_the_file_is_tagged_and_its_data_about_itself_name_nobody(
    practice: Services, tmp_path: Path
) -> None:
    full_day(practice, 2)
    printout = practice.day_sheets.day_sheet()
    (pdf,) = printout.set_pages("pdf")
    path = written(tmp_path, pdf)
    facts = facts_of(path)

    assert facts["Title"] == "Day sheet, 3 March 2026"
    assert facts["Tagged"] == "yes"
    assert printout.patient_uid == ""
    about = pdf[pdf.index(b"<?xpacket") : pdf.index(b"<?xpacket end")]
    assert not any(trace in about for trace in traces("Number00"))
    assert all(claim in inside(pdf) for claim in (b"<pdfaid:conformance>A<", b"<pdfuaid:part>1<"))
    tree = poppler("pdfinfo", "-struct", path)
    assert "TH" in tree
    assert printout.set_pages("pdf") == (pdf,)


@pytest.mark.parametrize("name", ['#panic("x") *b*', "محمد عبد الله", "王小明", "x" * 190])
def test_names_are_text_whatever_they_hold(practice: Services, tmp_path: Path, name: str) -> None:
    patient, _ = admit(practice, name)
    plan(practice, patient)

    (pdf,) = practice.day_sheets.day_sheet().set_pages("pdf")
    boxes = poppler("pdftotext", "-bbox", written(tmp_path, pdf), "-")
    widest = max(float(one.split('"')[0]) for one in boxes.split('xMax="')[1:])
    assert widest <= 842 - 13 / 25.4 * 72 + 0.5


def test_archived_patients_are_left_out(practice: Services, tmp_path: Path) -> None:
    patient, _ = admit(practice)
    plan(practice, patient)
    practice.patients.archive_patient(patient)

    assert "Ann Lee" not in sheet_text(practice, tmp_path, TUESDAY)


def test_the_sheet_speaks_the_language_of_the_paper(
    practice: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other_resources(
        tmp_path,
        monkeypatch,
        {
            "xd_QX": {
                "Tuesday": "Dienstag",
                "Last points": "Letzte Punkte",
                "Consent missing": "Einwilligung fehlt",
                "RMDQ-24": "RM-24",
                "Overdue: {measure}": "Fällig: {measure}",
            }
        },
    )
    patient, course = admit(practice)
    treat(practice, course, OPENED)
    plan(practice, patient)
    practice.practice.change_practice(Practice(paper_language="xd_QX"))
    (pdf,) = practice.day_sheets.day_sheet().set_pages("pdf")
    path = written(tmp_path, pdf)
    text = " ".join(text_of(path).split())

    for told in ("Dienstag, 3 March 2026", "Letzte Punkte", "Einwilligung fehlt", "Fällig: RM-24"):
        assert told in text, told
    assert str(PdfReader(path).root_object["/Lang"]) == "xd-QX"
    assert "Overdue: RMDQ-24" in words(practice).tasks
    assert replace(only(practice)).visit.overdue[0] == "RMDQ-24"
