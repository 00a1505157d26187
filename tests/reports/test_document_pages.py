"""Documents as pages: a PDF as it is, a picture upright on a page, each also as PNG."""

import io
import pickle
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from acudesk.bootstrap import Services
from acudesk.domain.document import DocumentKind
from acudesk.domain.practice import Paper, Practice
from acudesk.reports import document_pages
from acudesk.reports.document_pages import DocumentPages
from acudesk.reports.typesetting import letterhead
from tests.services.scans import filled_form, jpeg, pdf, png
from tests.services.support import admit


def pages(content: bytes, kind: DocumentKind, paper: Paper = Paper.A4) -> DocumentPages:
    return DocumentPages(
        kind=kind,
        content=content,
        title="X-ray of the knee",
        language="en",
        letterhead=letterhead(Practice(paper=paper)),
        added=date(2026, 3, 2),
    )


def opened(picture: bytes) -> Image.Image:
    return Image.open(io.BytesIO(picture)).convert("L")


def grey(picture: Image.Image, x: int, y: int) -> int:
    """How light a pixel is, 0 for black."""
    value = picture.getpixel((x, y))
    assert isinstance(value, int)
    return value


def catalogue(pdf_file: bytes) -> Any:
    return PdfReader(io.BytesIO(pdf_file)).trailer["/Root"]


def test_a_pdf_is_handed_on_as_it_is_and_drawn_page_by_page() -> None:
    letter = pdf(pages=3)
    document = pages(letter, DocumentKind.PDF)
    assert document.set_pages("pdf") == (letter,)
    drawn = document.set_pages("png", ppi=72)
    assert [opened(one).size for one in drawn] == [(595, 842)] * 3
    assert len(set(drawn)) == 3
    assert document.set_pages("png", ppi=72) == drawn
    # The words stand a third of the way down at the most, ink on white.
    words = opened(drawn[0]).crop((50, 100, 545, 160))
    assert min(words.tobytes()) < 100
    assert grey(opened(drawn[0]), 5, 5) == 255


def test_what_was_filled_into_a_form_is_seen() -> None:
    (drawn,) = pages(filled_form(), DocumentKind.PDF).set_pages("png", ppi=72)
    assert grey(opened(drawn), 150, 180) < 10
    assert grey(opened(drawn), 150, 80) == 255


def test_many_pages_together_stay_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_pages, "TOGETHER_PIXELS", 500_000)
    drawn = pages(pdf(pages=5), DocumentKind.PDF).set_pages("png", ppi=300)
    assert all(opened(one).width * opened(one).height < 101_000 for one in drawn)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (jpeg(), DocumentKind.JPEG),
        (jpeg(mode="L"), DocumentKind.JPEG),
        (jpeg(mode="CMYK"), DocumentKind.JPEG),
        (png(), DocumentKind.PNG),
        (png(mode="RGBA"), DocumentKind.PNG),
        (png(mode="P"), DocumentKind.PNG),
        (png(mode="1"), DocumentKind.PNG),
        (png(mode="I;16"), DocumentKind.PNG),
    ],
    ids=lambda value: "" if isinstance(value, bytes) else value.value,
)
def test_a_picture_stands_on_a_page_that_is_turned_its_way(
    content: bytes, kind: DocumentKind
) -> None:
    document = pages(content, kind)
    (drawn,) = document.set_pages("png", ppi=72)
    picture = opened(drawn)
    assert picture.size == (842, 595)  # Wider than high, as the picture is.
    # 10 mm of margin; the picture is 3 to 2 and as high as the page allows.
    left = (842 - 538.6 * 1.5) / 2
    assert grey(picture, round(left) + 20, 50) < 60
    assert grey(picture, round(left) + 20, 400) > 200
    assert grey(picture, 700, 50) > 200


def test_the_page_is_archivable_accessible_and_says_nothing_of_the_camera(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "TELLTALE CAMERA"
    exif[0x0112] = 6  # Turn by a quarter to the right.
    document = pages(jpeg(exif=exif), DocumentKind.JPEG, Paper.LETTER)
    (page,) = document.set_pages("pdf")
    assert document.set_pages("pdf") == (page,)
    assert b"TELLTALE" not in page
    read = PdfReader(io.BytesIO(page))
    assert read.metadata is not None
    assert read.metadata.title == "X-ray of the knee"
    assert catalogue(page)["/Lang"] == "en"
    assert read.pages[0].mediabox.width == 612  # Letter, upright: the picture was turned.
    assert b"pdfaid" in catalogue(page)["/Metadata"].get_data()
    file = tmp_path / "page.pdf"
    file.write_bytes(page)
    told = subprocess.run(["pdfinfo", "-struct", file], capture_output=True, text=True, check=True)
    assert "Figure" in told.stdout
    # The dark corner went from the top left to the top right.
    picture = opened(document.set_pages("png", ppi=72)[0])
    assert grey(picture, 540, 60) < 60
    assert grey(picture, 80, 60) > 200


def test_a_large_picture_is_made_smaller_for_paper() -> None:
    content = jpeg((6_000, 4_000), mode="L")
    (page,) = pages(content, DocumentKind.JPEG).set_pages("pdf")
    (image,) = PdfReader(io.BytesIO(page)).pages[0].images
    assert image.image is not None
    assert max(image.image.size) <= 3_600


def test_a_document_becomes_a_printout(practice: Services) -> None:
    practice.practice.change_practice(Practice(paper_language="xx", paper=Paper.LETTER))
    ann = admit(practice, "Ann")[0]
    letter = pdf()
    practice.documents.add_document(ann, letter, name="GP: letter/1")
    practice.documents.add_document(ann, png(), name="Knee")
    picture, pdf_document = sorted(
        practice.documents.list_documents(ann), key=lambda one: one.kind, reverse=True
    )
    printout = practice.documents.document_printout(pdf_document.id)
    assert printout.patient_uid == practice.patients.patient(ann).uid
    assert printout.name == "GP: letter/1"
    assert printout.set_pages("pdf") == (letter,)
    other = practice.documents.document_printout(picture.id)
    again = pickle.loads(pickle.dumps(other))
    assert again.set_pages("pdf") == other.set_pages("pdf")
    assert catalogue(other.set_pages("pdf")[0])["/Lang"] == "en"
