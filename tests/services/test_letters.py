"""Letters drafted from a real practice; the clock stands on Monday, 2 March 2026."""

import io
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from acudesk.bootstrap import Services
from acudesk.domain.course import Course
from acudesk.domain.errors import DomainError, NotFoundError
from acudesk.domain.letter import LetterDraft, LetterKind
from acudesk.domain.letter_text import LetterPart, PartKind
from acudesk.domain.patient import Patient
from acudesk.domain.practice import Practice
from acudesk.domain.side_effects import SideEffect, SideEffectKind
from acudesk.domain.treatment import Tension
from tests.catalogues import other_resources
from tests.reports.support import facts_of, inside, poppler, text_of, traces, written
from tests.services.support import BL23, GV4

OPENED = date(2026, 1, 5)
PRACTICE = Practice(
    name="Quiet Needle",
    address="12 Willow Lane\nLondon",
    practitioner="Mara Ellison",
    registration_number="R-7",
)
QUESTION = "Is an examination called for?"


@pytest.fixture
def ann(practice: Services) -> tuple[int, int]:
    """Ann with three visits: pain from 8 to 3, a bruise, needles, a doctor."""
    practice.practice.change_practice(PRACTICE)
    added = practice.patients.admit_patient(
        Patient(
            display_name="Ann Ødegård",
            birth_date=date(1984, 5, 17),
            doctor_name="Dr Weber",
            doctor_address="4 High Street\nLondon N1",
        ),
        Course(patient_id=0, condition="Sciatica", opened=OPENED),
    )
    for place, pain in enumerate((8, 5, 3)):
        day = OPENED + timedelta(weeks=place)
        key = practice.sessions.start_session(added.course_id, took_place=day).session_id
        practice.sessions.record_score(key, "pain_7d", str(pain))
        bruise = [SideEffect(kind=SideEffectKind.BRUISING)] if place == 1 else []
        practice.sessions.record_side_effects(key, asked=True, effects=bruise)
        practice.treatments.record_points(key, [BL23, GV4])
        practice.treatments.record_treatment(
            key, tension=Tension.MODERATE, tension_where="left gluteal", retention_minutes=20
        )
    return added.patient_id, added.course_id


def words_of(draft: LetterDraft) -> str:
    return "\n".join(part.text for part in draft.parts)


def letter_text(services: Services, draft: LetterDraft, folder: Path) -> str:
    (pdf,) = services.letters.letter(draft).set_pages("pdf")
    return " ".join(text_of(written(folder, pdf)).split())


def test_a_draft_says_what_the_record_has(practice: Services, ann: tuple[int, int]) -> None:
    draft = practice.letters.draft(ann[0])

    assert draft.course_id == ann[1]
    assert draft.addressee == "Dr Weber\n4 High Street\nLondon N1"
    assert (draft.salutation, draft.closing) == ("Dear Dr Weber,", "Yours sincerely,")
    words = words_of(draft)
    for told in (
        "Ann Ødegård (date of birth: 17 May 1984)",
        "Reason for treatment: Sciatica.",
        "Course so far: 3 of 10 planned sessions, from 5 January 2026 to 19 January 2026.",
        "Findings: muscle tension moderate, left gluteal (19 January 2026).",
        "At 1 of 3 sessions where asked",
        "Not noted as gone: Bruising, noted on 12 January 2026.",
        "Treatment: needles at BL23 L+R, GV4, for 20 minutes (19 January 2026).",
    ):
        assert told in words, told


def test_a_patient_without_course_or_doctor_gets_a_letter_that_names_what_is_missing(
    practice: Services, tmp_path: Path
) -> None:
    patient = practice.patients.add_patient(Patient(display_name="Bo")).patient_id
    draft = practice.letters.draft(patient)
    text = letter_text(practice, draft, tmp_path)

    assert (draft.course_id, draft.addressee, draft.salutation) == (None, "", "Dear colleague,")
    assert words_of(draft).count("not recorded") == 6
    assert "No measure has been recorded." in text
    assert "caused it" not in text


def test_everything_stands_on_the_letter(
    practice: Services, ann: tuple[int, int], tmp_path: Path
) -> None:
    draft = practice.letters.draft(
        ann[0],
        to="Physio Lee\n9 Back Road",
        kind=LetterKind.QUESTION,
        question="Is it {measures} or {doctor}?\nPlease tell.",
    )
    text = letter_text(practice, draft, tmp_path)

    for words in (
        "Quiet Needle · 12 Willow Lane · London",
        "Physio Lee 9 Back Road",
        "2 March 2026",
        "About Ann Ødegård",
        "born 17 May 1984, chart number 0001",
        "Dear Physio Lee,",
        "0 to 10, lower is better",
        "−5 (−63 %)",
        "[1] Farrar 2001, Pain 94:149-158; [2] Ostelo 2008, Spine 33(1):90-94",
        "not what caused it",
        "Question Is it {measures} or {doctor}? Please tell.",
        "Yours sincerely, Mara Ellison R-7",
    ):
        assert words in text, words
    assert "Dr Weber" not in text
    assert "Page 1" not in text  # There is one page only.


def test_a_report_keeps_its_question_to_itself(
    practice: Services, ann: tuple[int, int], tmp_path: Path
) -> None:
    draft = replace(practice.letters.draft(ann[0]), question=QUESTION)

    assert QUESTION not in letter_text(practice, draft, tmp_path)
    advice = replace(draft, kind=LetterKind.ADVICE)
    assert f"Advice {QUESTION}" in letter_text(practice, advice, tmp_path)


def test_what_the_practitioner_changed_is_what_is_printed(
    practice: Services, ann: tuple[int, int], tmp_path: Path
) -> None:
    own = LetterPart(kind=PartKind.TEXT, text="My own words about {patient}.")
    draft = replace(practice.letters.draft(ann[0]), parts=(own,), salutation="Hello", closing="Bye")
    text = letter_text(practice, draft, tmp_path)

    assert "Hello My own words about {patient}. Bye" in text
    assert "Farrar" not in text
    assert "lower is better" not in text


def test_a_long_letter_has_numbered_pages_that_say_whose_it_is(
    practice: Services, ann: tuple[int, int], tmp_path: Path
) -> None:
    draft = practice.letters.draft(ann[0])
    long = "\n\n".join(f"Paragraph {n}. " + "It goes on. " * 40 for n in range(30))
    draft = replace(draft, parts=(LetterPart(kind=PartKind.TEXT, text=long), *draft.parts))
    printout = practice.letters.letter(draft)
    path = written(tmp_path, printout.set_pages("pdf")[0])
    count = int(facts_of(path)["Pages"])

    assert count > 2
    for n in range(1, count + 1):
        page = poppler("pdftotext", "-layout", "-f", str(n), "-l", str(n), path, "-")
        assert f"Page {n} of {count}" in page
        assert ("About Ann Ødegård, born 17 May 1984" in page) == (n > 1)
    assert all(f"Paragraph {n}." in text_of(path) for n in range(30))
    assert len(printout.set_pages("png", ppi=30)) == count


def test_the_addressee_stands_in_the_window_of_the_envelope(
    practice: Services, ann: tuple[int, int], tmp_path: Path
) -> None:
    (pdf,) = practice.letters.letter(practice.letters.draft(ann[0])).set_pages("pdf")
    boxes = poppler("pdftotext", "-bbox", written(tmp_path, pdf), "-")
    (weber,) = [line for line in boxes.splitlines() if ">Weber<" in line]
    left, top = (
        float(weber.split(f'{name}="')[1].split('"')[0]) / 72 * 25.4 for name in ("xMin", "yMin")
    )

    assert 20 <= left <= 35
    assert 45 <= top <= 62


def test_the_file_is_tagged_and_its_data_about_itself_name_nobody(
    practice: Services, ann: tuple[int, int], tmp_path: Path
) -> None:
    printout = practice.letters.letter(practice.letters.draft(ann[0]))
    (pdf,) = printout.set_pages("pdf")
    facts = facts_of(written(tmp_path, pdf))
    metadata = pdf[pdf.index(b"<?xpacket") : pdf.index(b"<?xpacket end")]

    assert facts["Tagged"] == "yes"
    assert facts["Title"] == "Letter about a course of treatment, 2 March 2026"
    assert not any(trace in metadata for trace in traces("Ann"))
    assert all(claim in inside(pdf) for claim in (b"<pdfaid:conformance>A<", b"<pdfuaid:part>1<"))
    assert printout.name == "Letter Ann Ødegård 2026-03-02"
    assert printout.patient_uid == practice.patients.patient(ann[0]).uid
    assert printout.set_pages("pdf") == (pdf,)


def test_the_practices_own_text_is_filled(practice: Services, ann: tuple[int, int]) -> None:
    own = replace(PRACTICE, letter_text="To {doctor} from {practitioner}: {goal}.\n{measures}")
    practice.practice.change_practice(own)
    draft = practice.letters.draft(ann[0], to="Dr X")

    assert [part.kind for part in draft.parts] == ["text", "measures", "question"]
    assert words_of(draft).startswith("To Dr X from Mara Ellison: not recorded.")


def test_an_unknown_field_in_the_stored_text_is_named(
    practice: Services, ann: tuple[int, int]
) -> None:
    with practice.work as work:  # As an older or newer AcuDesk may have left it.
        work.practice.change(replace(PRACTICE, letter_text="{salary}"))

    with pytest.raises(DomainError, match=r"does not know: \{salary\}"):
        practice.letters.draft(ann[0])


def test_a_course_of_somebody_else_is_refused(practice: Services, ann: tuple[int, int]) -> None:
    bo = practice.patients.add_patient(Patient(display_name="Bo")).patient_id

    for patient, course in ((bo, ann[1]), (ann[0], 99), (99, None)):
        with pytest.raises(NotFoundError):
            practice.letters.draft(patient, course)
    with pytest.raises(NotFoundError):
        practice.letters.letter(replace(practice.letters.draft(ann[0]), patient_id=bo))


def test_nothing_is_written(practice: Services, ann: tuple[int, int]) -> None:
    before = practice.work._database.execute("SELECT count(*) AS n FROM audit").fetchone()["n"]
    practice.letters.letter(practice.letters.draft(ann[0])).set_pages("pdf")
    after = practice.work._database.execute("SELECT count(*) AS n FROM audit").fetchone()["n"]
    assert before == after


def test_a_letter_speaks_the_language_of_the_paper_and_the_screen_stays_english(
    practice: Services,
    ann: tuple[int, int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    english = [one.name for one in practice.measures.list_measures()]
    other_resources(
        tmp_path,
        monkeypatch,
        {
            "xl": {
                "English": "Testish",
                "Dear {name},": "Sehr geehrte {name},",
                "Findings: {findings}": "Befund: {findings}",
                "not recorded": "nicht notiert",
                "Back pain, average of the last 7 days": "Rückenschmerz, sieben Tage",
                "Measures of the course": "Messwerte",
                "{low} to {high}, lower is better": "{low} bis {high}, weniger ist besser",
                "March": "März",
                "{day} {month} {year}": "{day}. {month} {year}",
            }
        },
    )
    practice.practice.change_practice(replace(PRACTICE, paper_language="xl"))
    draft = practice.letters.draft(ann[0])
    (pdf,) = practice.letters.letter(draft).set_pages("pdf")
    text = " ".join(text_of(written(tmp_path, pdf)).split())

    assert draft.salutation == "Sehr geehrte Dr Weber,"
    assert "Befund: muscle tension" in text
    for words in ("Messwerte", "Rückenschmerz", "weniger ist besser", "2. März 2026"):
        assert words in text
    assert str(PdfReader(written(tmp_path, pdf)).root_object["/Lang"]) == "xl"
    assert [one.name for one in practice.measures.list_measures()] == english
    assert practice.courses.course_view(ann[1]).progress[0].measure.name == english[0]
    with pytest.raises(NotFoundError, match="This patient has no such course"):
        practice.letters.draft(ann[0], 99)


def test_a_practice_of_long_words_keeps_the_window_of_the_envelope(
    practice: Services, ann: tuple[int, int], tmp_path: Path
) -> None:
    address = "\n".join(f"Line {n} of an address" for n in range(1, 30))
    practice.practice.change_practice(replace(PRACTICE, address=address))
    (pdf,) = practice.letters.letter(practice.letters.draft(ann[0])).set_pages("pdf")
    boxes = poppler("pdftotext", "-l", "1", "-bbox", written(tmp_path, pdf), "-")

    found = [line for line in boxes.splitlines() if ">Quiet<" in line or ">address<" in line]
    smallest = [line for line in found if _height(line) < 9]
    assert smallest, "the line of the sender above the addressee"
    assert len({re.search(r'yMin="([\d.]+)"', line)[1] for line in smallest}) == 1  # type: ignore[index]


def _height(box: str) -> float:
    top, bottom = (float(found) for found in re.findall(r'y(?:Min|Max)="([\d.]+)"', box))
    return bottom - top


def test_a_practice_without_a_name_has_no_line_for_one(
    practice: Services, ann: tuple[int, int]
) -> None:
    draft = practice.letters.draft(ann[0])
    (named,) = practice.letters.letter(draft).set_pages("png", ppi=30)[:1]
    practice.practice.change_practice(Practice())
    (bare,) = practice.letters.letter(draft).set_pages("png", ppi=30)[:1]

    assert _inked(named) < 30 / 25.4 * 20
    assert _inked(bare) > 30 / 25.4 * 40  # the addressee in the window is the first


def _inked(picture: bytes) -> int:
    """The first row of a picture in which something is printed."""
    page = Image.open(io.BytesIO(picture)).convert("L")
    wide, high = page.size
    # Right of the marks for folding.
    inked = page.crop((20, 0, wide, high)).point(lambda shade: 255 if shade < 200 else 0)
    box = inked.getbbox()
    assert box is not None
    return box[1]
