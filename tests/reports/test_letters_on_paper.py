"""Letters that nobody sees, and letters that nothing can print."""

import pytest

from acudesk.bootstrap import Services
from acudesk.domain.course import Course
from acudesk.domain.errors import DomainError
from acudesk.domain.patient import Patient
from acudesk.domain.practice import Practice
from tests.services.support import OPENED


def patient(practice: Services, text: str) -> int:
    """Somebody with a text in the places that get onto paper."""
    return practice.patients.admit_patient(
        Patient(display_name="Ann", notes=text, history=text, alerts=text),
        Course(patient_id=0, condition="Sciatica", goal=text, opened=OPENED),
    ).patient_id


@pytest.mark.parametrize("text", ["\ufeffpasted", "two\ufefffiles", "\ufeff"])
def test_the_mark_at_the_begin_of_a_file_costs_no_page(practice: Services, text: str) -> None:
    practice.practice.change_practice(Practice(name=text, address=text))
    key = patient(practice, text)

    for printout in (practice.full_records.full_record(key), practice.leaflets.leaflet(key)):
        (pdf,) = printout.set_pages("pdf")
        assert pdf.startswith(b"%PDF")
    (pdf,) = practice.reports.progress_printout(key).set_pages("pdf")
    assert pdf.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("\ue000", "U+E000"),  # For private use: no two programs agree what it is.
        ("\ufffe", "U+FFFE"),
        ("a\ufdd0b\ufdd1", "U+FDD0 U+FDD1"),
        ("\U00012000\U00012000", "\U00012000"),
    ],
)
def test_a_letter_that_nothing_prints_is_named(practice: Services, text: str, letters: str) -> None:
    key = patient(practice, text)

    with pytest.raises(DomainError) as refused:
        practice.full_records.full_record(key).set_pages("pdf")

    assert refused.value.text.startswith(
        f"No font on this computer can print these letters: {letters}. "
    )
