"""The full record of a patient in a real practice: what stands on the pages, and of whom."""

import io
import pickle
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import Destination

from acudesk.bootstrap import Services, open_practice
from acudesk.domain.body_chart import BodyMark, MarkKind
from acudesk.domain.course import Course
from acudesk.domain.errors import NotFoundError
from acudesk.domain.patient import Patient
from acudesk.domain.practice import Paper
from acudesk.domain.screening import Answer, ScreeningAnswer
from acudesk.reports.printout import Printout
from tests.clock import FixedClock
from tests.data.support import database_of
from tests.record_of_a_patient import Kept, whole_patient
from tests.reports.support import facts_of, inside, poppler, traces, written

MARKS = re.compile("[\u200b\u2060\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture(scope="module")
def printout(tmp_path_factory: pytest.TempPathFactory) -> Printout:
    """The record of a patient of whom there is something of everything."""
    clock = FixedClock()
    with open_practice(tmp_path_factory.mktemp("record") / "practice", clock=clock) as practice:
        kept = whole_patient(practice, clock)
        return practice.full_records.full_record(kept.patient)


@pytest.fixture(scope="module")
def content(printout: Printout) -> bytes:
    """The same as a PDF."""
    (pdf,) = printout.set_pages("pdf")
    return pdf


@pytest.fixture(scope="module")
def file(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as a file."""
    return written(tmp_path_factory.mktemp("file"), content)


def said(path: Path, first: int = 1, last: int = 0) -> str:
    """The text of some pages, in the order of reading, each space one."""
    pages = [] if not last else ["-f", str(first), "-l", str(last)]
    return MARKS.sub("", " ".join(poppler("pdftotext", *pages, path, "-").split()))


def each_page(path: Path) -> Iterator[str]:
    for number in range(1, int(facts_of(path)["Pages"]) + 1):
        yield said(path, number, number)


def bookmarks(content: bytes) -> list[tuple[int, str, int]]:
    """Depth, title and page of every bookmark."""
    reader = PdfReader(io.BytesIO(content))

    def listed(outline: list[object], depth: int) -> Iterator[tuple[int, str, int]]:
        for one in outline:
            if isinstance(one, list):
                yield from listed(one, depth + 1)
            else:
                assert isinstance(one, Destination)
                page = reader.get_destination_page_number(one)
                assert page is not None
                yield depth, str(one.title), page + 1

    return list(listed(list(reader.outline), 0))


def test_who_the_patient_is_stands_on_the_first_page(file: Path) -> None:
    cover = said(file, 1, 1)

    for words in (
        "Full record",
        "Zoë Müller 穆佐伊",
        "born 17 May 1984, chart number 0001",
        "2 courses, 4 visits, 1 entry between visits, 1 session in error",
        "17 May 1984 41 years",
        "female",
        "Cellist",
        "0301234567",
        "zoe@example.org",
        "3 Pier Street Harbourside",
        "Jan Müller, 555-0199",
        "Alerts Faints easily: treat lying down.",
        "Allergies Nickel",
        "Medicines Apixaban 5 mg Ramipril 5 mg",
        "History Disc prolapse L4-L5 in 2019.",
        "Family doctor Dr. L. Okonjo Harbourside Surgery",
        "Referral letter PNG picture, 1 page, of 1 February 2026",
        "MacPherson 2010, PLoS Med 7:e1000261",
    ):
        assert words in cover, words


def test_everything_else_follows_in_its_order(file: Path) -> None:
    text = said(file, 3, 99)
    place = 0
    for words in (
        "Screening of 2 March 2026, 09:30",
        "Asked in the session of 23 February 2026",
        "yes Apixaban, 5 mg",
        "Answered no A pacemaker? Epilepsy or seizures?",
        "Not asked A bleeding disorder, such as haemophilia?",
        "Decision Shallow needling, press after.",
        "Screening of 6 March 2026",
        "Go on as before.",
        "Consent of 23 February 2026",
        "Withdrawn 5 March 2026",
        "What happens. Thin sterile needles",
        "Consent of 6 March 2026",
        "Withdrawn no, it holds",
        "given again after a talk",
        "the same as on 23 February 2026",
        "Course 1: Sciatica, left, since 2 Feb 2026",
        "Side left",
        "Onset since lifting a crate",
        "Walk the dog for an hour",
        "walking the dog · playing standing up",
        "Plan 8 sessions, 1 a week",
        "Style of acupuncture Western medical",
        "no, the course is open",
        "Review: Session 2, 6 March 2026",
        "Decision adjust, 6 more sessions",
        "What changes Add the calf",
        "Reason Pain moved down.",
        "Session 1 of 8 planned, 23 February 2026",
        "Late entry: made on 2 March 2026",
        "Session 2 of 8 planned, 2 March 2026",
        "1 addendum below belongs to this session.",
        "gone on 26 February 2026",
        "mild, not serious · began: the same evening",
        "confirmed unchanged at 09:32",
        "reason: Doctor agreed by telephone.",
        "Kidney qi deficiency",
        "Pain: lower back L4-L5, left (6 of 10, aching).",
        "Dàchángshū",
        "8 in, 7 out: the count does not match",
        "LOT-77",
        "21 minutes from 09:32",
        "9 of 24 statements apply",
        "5. Because of my back, I use a handrail to get upstairs.",
        "Wants to walk the dog again.",
        "Signed 2 March 2026 09:53 by Mara Ellison.",
        "The record is unchanged since it was signed.",
        "Addendum 3 March 2026 09:53 by Mara Ellison Reason: Wrong side It was the right side.",
        "Entry between visits, 3 March 2026",
        "Telephoned: worse after the garden.",
        "Visit that does not count, 6 March 2026: Entered in error",
        "Entered in error: The visit of another patient, 6 March 2026.",
        "Session 3 of 8 planned, 12 March 2026",
        "This is a draft. It is not signed and may still change.",
        "Half written",
        "Course 2: Tension headache, both sides, since 6 Mar 2026",
        "Closed 12 March 2026",
        "Outcome improved Asked to stop.",
        "Session 1 of 10 planned, 6 March 2026",
    ):
        found = text.find(words, place)
        assert found >= 0, words
        place = found
    assert "de qi not obtained" in text
    assert "Felt down to the heel." in text


def test_every_page_says_whose_it_is_and_which_of_how_many(file: Path) -> None:
    found = list(each_page(file))

    assert len(found) > 6
    for number, text in enumerate(found, 1):
        assert "Zoë Müller" in text
        assert "born 17 May 1984, chart number 0001" in text
        assert f"Page {number} of {len(found)}" in text


def test_contents_and_bookmarks_lead_to_the_pages(file: Path, content: bytes) -> None:
    pages = list(each_page(file))
    contents = pages[1]
    marks = bookmarks(content)

    assert [title for depth, title, _page in marks if depth <= 1 and title != "Contents"] == [
        "Full record",
        "The patient",
        "Screenings",
        "Consents",
        "Course 1: Sciatica, left, since 2 Feb 2026",
        "Course 2: Tension headache, both sides, since 6 Mar 2026",
    ]
    titles = {title: page for _depth, title, page in marks}
    assert "Entry between visits, 3 March 2026" in titles
    for title in (
        "Screening of 6 March 2026, 09:53",
        "Consent of 6 March 2026",
        "Review: Session 2, 6 March 2026",
        "Session 2 of 8 planned, 2 March 2026",
        "Visit that does not count, 6 March 2026: Entered in error",
        "Session 1 of 10 planned, 6 March 2026",
    ):
        assert title in pages[titles[title] - 1], title
        assert re.search(rf"{re.escape(title)}[ .]+{titles[title]}\b", contents), title


def test_only_what_was_entered_in_error_is_struck_through(file: Path) -> None:
    tree = poppler("pdfinfo", "-struct-text", file)
    texts = " ".join(re.findall(r'LineThrough.*?"(.*?)"', tree, re.DOTALL))

    assert "Shoulder is better." in texts
    assert "Half written" not in texts
    assert "Slept better." not in texts


def test_the_file_is_tagged_and_says_what_it_is(content: bytes, file: Path) -> None:
    facts = facts_of(file)
    tree = poppler("pdfinfo", "-struct", file)
    reader = PdfReader(io.BytesIO(content))
    unpacked = inside(content)

    assert facts["Tagged"] == "yes"
    assert facts["Title"] == "Full record, chart number 0001"
    assert "Author" not in facts
    assert "A4" in facts["Page size"]
    assert reader.trailer["/Root"]["/Lang"] == "en"  # type: ignore[index]
    for claim in (b"<pdfaid:part>2<", b"<pdfaid:conformance>A<", b"<pdfuaid:part>1<"):
        assert claim in unpacked
    for tag in ("H1", "H2", "H3", "H4", "TOC", "TOCI", "Table", "TH", "TD", "Figure"):
        assert re.search(rf"^ *{tag}\b", tree, re.MULTILINE), tag
    told = "Pain: lower back L4-L5, left (6 of 10, aching). Needled: upper calf, left."
    assert any(trace in unpacked for trace in traces(told))
    for line in poppler("pdffonts", file).splitlines()[2:]:
        assert re.search(r" yes +yes +(yes|no) +\d+ +0$", line), line


def test_nobody_else_is_in_it(content: bytes, file: Path, printout: Printout) -> None:
    unpacked = inside(content) + said(file).encode() + pickle.dumps(printout)

    for words in (
        "Bartholomäus",
        "Quakenbrück",
        "欧阳修远",
        "A secret of somebody else",
        "Words for another one",
        "Spinal stenosis",
    ):
        assert not any(trace in unpacked for trace in traces(words)), words


def test_metadata_name_nobody(content: bytes) -> None:
    reader = PdfReader(io.BytesIO(content))
    told = f"{reader.metadata}{reader.xmp_metadata and reader.xmp_metadata.dc_title}"

    assert "chart number 0001" in told
    assert "Zoë" not in told


def test_it_can_be_set_anywhere_and_is_the_same_again(
    printout: Printout, content: bytes, file: Path
) -> None:
    there = pickle.loads(pickle.dumps(printout))

    assert there.set_pages("pdf") == (content,)
    pictures = printout.set_pages("png", ppi=20)
    assert len(pictures) == int(facts_of(file)["Pages"])
    assert all(picture.startswith(b"\x89PNG") for picture in pictures)


def test_it_is_named_after_its_patient_and_day(printout: Printout) -> None:
    assert printout.name == "Record Zoë Müller 2026-03-12"
    assert len(printout.patient_uid) == 32


def test_a_broken_seal_is_told_in_its_session_only(
    practice: Services, clock: FixedClock, tmp_path: Path
) -> None:
    kept = whole_patient(practice, clock)
    database = database_of(practice)
    # As somebody with the key and another program could.
    for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        database.execute(f"DROP TRIGGER {row['name']}")
    with practice.work:
        database.execute("UPDATE sessions SET notes = 'All well' WHERE id = ?", [kept.whole])
    record = practice.full_records.record(kept.patient)
    signed = {
        one.session.id: one.signed.holds
        for course in record.courses
        for one in course.sessions
        if one.signed is not None
    }

    assert [key for key, holds in signed.items() if not holds] == [kept.whole]
    assert len(signed) == 3
    (pdf,) = practice.full_records.full_record(kept.patient).set_pages("pdf")
    # At its head and at its stamp.
    assert said(written(tmp_path, pdf)).count("The seal does not match") == 2


def test_a_patient_without_anything_has_a_record_too(practice: Services, tmp_path: Path) -> None:
    practice.practice.change_practice(replace(practice.practice.practice(), paper=Paper.LETTER))
    key = practice.patients.add_patient(Patient(display_name="Ada")).patient_id
    (pdf,) = practice.full_records.full_record(key).set_pages("pdf")
    path = written(tmp_path, pdf)
    text = said(path)

    assert "letter" in facts_of(path)["Page size"]
    assert facts_of(path)["Pages"] == "1"
    assert "0 courses, 0 visits" in text
    assert text.count("Nothing recorded.") == 6
    for words in ("No screening", "No consent", "No course of treatment"):
        assert f"{words} is on record." in text
    assert "STRICTA" not in text


def test_an_unknown_patient_is_refused(practice: Services) -> None:
    with pytest.raises(NotFoundError):
        practice.full_records.full_record(77)


@pytest.mark.parametrize(
    "name",
    ["Nguyễn Thị Ánh Tuyết", "王小明", "محمد عبد الله", "Wolfeschlegelsteinhausenbergerdorff " * 5],
)
def test_names_of_any_script_and_length_stand_on_every_page(
    practice: Services, tmp_path: Path, name: str
) -> None:
    name = name.strip()
    added = practice.patients.admit_patient(
        Patient(display_name=name, written_name="محمد عبد الله"),
        Course(
            patient_id=0, condition="Very long words of a condition " * 6, opened=date(2026, 1, 1)
        ),
    )
    visit = practice.sessions.start_session(added.course_id).session_id
    practice.sessions.record_notes(visit, '#panic("x") *bold* $y$ <a> @b [c]')
    (pdf,) = practice.full_records.full_record(added.patient_id).set_pages("pdf")
    path = written(tmp_path, pdf)

    start = name[:30]
    pages = list(each_page(path))
    assert all(start in page for page in pages)
    # The head of a page is the beginning of one line, and a stamp never stands alone.
    assert all(page.startswith("Course 1: Very long words") for page in pages[1:])
    assert "Notes" in pages[-1]
    assert "Draft, not signed" in pages[-1]
    assert name in said(path).replace("- ", "-")
    assert '#panic("x") *bold* $y$ <a> @b [c]' in said(path)
    widest = max(
        float(found)
        for found in re.findall(r'xMax="([\d.]+)"', poppler("pdftotext", "-bbox", path, "-"))
    )
    assert widest <= 595.3 - 18 / 25.4 * 72 + 0.5


def test_a_merged_record_names_the_number_it_had(practice: Services, clock: FixedClock) -> None:
    kept = whole_patient(practice, clock)
    double = practice.patients.add_patient(Patient(display_name="Z. Müller")).patient_id
    practice.safety.screen(double, [ScreeningAnswer(item="pacemaker", answer=Answer.YES)])
    practice.mistakes.merge_patients(kept.patient, double)
    record = practice.full_records.record(kept.patient)
    person = {line.label: line.text for line in record.about[0].lines}

    assert person["Earlier chart numbers"] == "0003"
    assert len(record.screenings) == 3


def test_forty_sessions_with_pictures_are_read_at_once_and_set_in_seconds(
    practice: Services, clock: FixedClock, tmp_path: Path
) -> None:
    kept: Kept = whole_patient(practice, clock)
    for _ in range(37):
        clock.move(days=7)
        visit = practice.sessions.start_session(kept.course).session_id
        practice.sessions.record_score(visit, "pain_7d", "4")
        practice.sessions.record_notes(visit, "Long notes go on. " * 40)
        practice.treatments.record_marks(
            visit, [BodyMark(zone="calf_upper_left", kind=MarkKind.PAIN, intensity=3)]
        )
    started = time.perf_counter()
    printout = practice.full_records.full_record(kept.patient)
    read = time.perf_counter() - started
    (pdf,) = printout.set_pages("pdf")
    whole = time.perf_counter() - started
    tree = poppler("pdfinfo", "-struct", written(tmp_path, pdf))

    assert len(re.findall(r"^ *Figure\b", tree, re.MULTILINE)) == 38
    # Some ten times what it takes on an idle computer.
    assert read < 2
    assert whole < 30
