"""Pictures for other programs: the same bytes each time, and nothing in them about anybody."""

import struct
import subprocess
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from acudesk.charts.style import load_style
from acudesk.charts.trend import MARGIN, PNG_DPI, Form, figure_bytes
from tests.charts.pictures import pixels
from tests.charts.support import told_course

PAPER = load_style("paper")
SIZE = (6.3, 5.5)
FORMS: tuple[Form, ...] = ("png", "svg", "pdf")


@cache
def saved(form: Form) -> bytes:
    return figure_bytes(told_course(), PAPER, form, SIZE)


@pytest.mark.parametrize("form", FORMS)
def test_the_same_trend_gives_the_same_bytes(form: Form) -> None:
    assert saved(form) == figure_bytes(told_course(), PAPER, form, SIZE)


def test_every_form_is_what_it_says() -> None:
    assert saved("png").startswith(b"\x89PNG")
    assert saved("svg").startswith(b"<?xml")
    assert saved("pdf").startswith(b"%PDF")


def test_a_png_holds_no_words_beside_its_pixels() -> None:
    png = saved("png")
    at, chunks = 8, []
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        chunks.append(png[at + 4 : at + 8])
        at += 12 + length

    assert set(chunks) <= {b"IHDR", b"pHYs", b"IDAT", b"IEND"}


def test_svg_and_pdf_hold_no_date_and_no_maker() -> None:
    svg, pdf = saved("svg"), saved("pdf")

    for word in (b"<dc:date>", b"<dc:creator>", b"<dc:title>", b"Created with"):
        assert word not in svg
    for word in (b"/CreationDate", b"/Creator", b"/Producer", b"/Author", b"/Title"):
        assert word not in pdf


def test_the_letters_of_a_pdf_can_be_read_and_of_an_svg_are_outlines(tmp_path: Path) -> None:
    file = tmp_path / "chart.pdf"
    file.write_bytes(saved("pdf"))
    told = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True)

    assert "back, 7 days" in told.stdout.decode()
    assert b"<text" not in saved("svg")


def test_the_picture_has_its_size_and_a_margin() -> None:
    seen = pixels(saved("png"))
    height, width = seen.shape[:2]
    inked = np.argwhere(np.abs(seen - seen[0, 0]).max(axis=2) > 0.1)
    margin = MARGIN / 72 * PNG_DPI - 2

    assert (width, height) == (SIZE[0] * PNG_DPI, SIZE[1] * PNG_DPI)
    assert inked.min() >= margin
    assert inked[:, 0].max() <= height - margin
    assert inked[:, 1].max() <= width - margin
