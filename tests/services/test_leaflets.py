"""The leaflet in a real practice: the practice's words, its paper, and the patient's name."""

import io
import pickle
import re
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from acudesk.bootstrap import Services
from acudesk.domain.errors import NotFoundError
from acudesk.domain.patient import Patient
from acudesk.domain.practice import Paper
from tests.record_of_a_visit import PRACTICE
from tests.reports.support import facts_of, inside, poppler, text_of, traces, written


@pytest.fixture
def named(practice: Services) -> Services:
    practice.practice.change_practice(PRACTICE)
    return practice


def pdf(practice: Services, patient: int | None = None) -> bytes:
    (content,) = practice.leaflets.leaflet(patient).set_pages("pdf")
    return content


def test_the_shipped_words_stand_under_the_letterhead(named: Services, tmp_path: Path) -> None:
    content = pdf(named)
    path = written(tmp_path, content)
    text = " ".join(text_of(path).split())
    facts = facts_of(path)
    reader = PdfReader(io.BytesIO(content))
    unpacked = inside(content)

    for words in (
        "Quiet Needle Acupuncture",
        "What to expect from acupuncture",
        "One session takes about 20 to 40 minutes.",
        "When to get medical help at once",
        "Questions? Call us: +44 20 7946 0000",
        "Page 1 of 2",
        "Printed on 2 March 2026",
    ):
        assert words in text, words
    assert "For " not in text
    assert (facts["Pages"], facts["Tagged"]) == ("2", "yes")
    assert facts["Title"] == "What to expect from acupuncture"
    assert "A4" in facts["Page size"]
    assert reader.trailer["/Root"]["/Lang"] == "en"  # type: ignore[index]
    for claim in (b"<pdfaid:part>2<", b"<pdfaid:conformance>A<", b"<pdfuaid:part>1<"):
        assert claim in unpacked
    tree = poppler("pdfinfo", "-struct", path)
    for tag in ("H1", "H2", "P", "L", "LI"):
        assert re.search(rf"^ *{tag}\b", tree, re.MULTILINE), tag
    for line in poppler("pdffonts", path).splitlines()[2:]:
        assert re.search(r" yes +yes +(yes|no) +\d+ +0$", line), line


def test_it_is_made_out_to_one_patient_alone(named: Services, tmp_path: Path) -> None:
    ada = named.patients.add_patient(Patient(display_name="王小明")).patient_id
    named.patients.add_patient(Patient(display_name="Bartholomäus Quakenbrück"))
    printout = named.leaflets.leaflet(ada)
    (content,) = printout.set_pages("pdf")
    text = text_of(written(tmp_path, content))

    assert "For 王小明" in text
    assert printout.patient_uid == named.patients.patient(ada).uid
    assert printout.name == "What to expect from acupuncture"
    assert not any(trace in inside(content) for trace in traces("Quakenbrück"))
    assert "王小明" not in str(PdfReader(io.BytesIO(content)).metadata)
    with pytest.raises(NotFoundError):
        named.leaflets.leaflet(99)


def test_the_practices_own_words_take_their_place(named: Services, tmp_path: Path) -> None:
    own = "Welcome.\n# Parking\n- Behind the house.\n! In an emergency\nCall 112. #panic(1) *b*"
    named.practice.change_practice(
        replace(PRACTICE, phone="", paper=Paper.LETTER, leaflet_text=own)
    )
    path = written(tmp_path, pdf(named))
    text = " ".join(text_of(path).split())

    assert "Welcome. Parking • Behind the house. In an emergency Call 112. #panic(1) *b*" in text
    assert "tingling" not in text.lower()
    assert "Call us" not in text
    assert "Page 1" not in text  # one page alone needs no number
    assert "letter" in facts_of(path)["Page size"]


def test_a_text_of_the_longest_kind_is_set(named: Services, tmp_path: Path) -> None:
    text = "! Everything\n" + "- A point that goes on and on for a while.\n" * 400
    named.practice.change_practice(replace(PRACTICE, leaflet_text=text))
    path = written(tmp_path, pdf(named))

    assert text_of(path).count("A point that goes on") == 400
    assert int(facts_of(path)["Pages"]) > 5


def test_it_can_be_set_anywhere_and_is_the_same_again(named: Services) -> None:
    printout = named.leaflets.leaflet()
    there = pickle.loads(pickle.dumps(printout))

    assert there.set_pages("pdf") == printout.set_pages("pdf")
    assert len(printout.set_pages("png", ppi=30)) == 2
