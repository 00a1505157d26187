"""Pages of a PDF as pictures."""

import threading
from io import BytesIO

import pytest
from pypdf import PdfWriter

from acudesk.domain.errors import BugError
from acudesk.reports.page_pictures import PAGE_PIXELS, PagePictures
from tests.reports.papers import three_pages

A4 = (595, 842)


def blank(width: float, height: float) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(width, height)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def test_each_page_has_its_size_and_its_words() -> None:
    pages = PagePictures(three_pages())

    assert len(pages) == 3
    assert [(round(width), round(height)) for width, height in pages.sizes] == [A4] * 3
    assert "Leaf 2" in pages.text(1)
    assert "Leaf 1" not in pages.text(1)


def test_a_picture_has_the_dots_that_were_asked_for() -> None:
    picture = PagePictures(three_pages()).picture(0, 144)

    assert (picture.width, picture.height) == (1191, 1684)
    assert len(picture.pixels) == picture.stride * picture.height
    colours = {picture.pixels[n : n + 3] for n in range(0, len(picture.pixels), 4)}
    assert b"\xff\xff\xff" in colours  # paper
    assert b"\x00\x00\x00" in colours  # ink


def test_a_page_as_large_as_a_wall_does_not_fill_the_memory() -> None:
    picture = PagePictures(blank(14_400, 14_400)).picture(0, 300)

    assert PAGE_PIXELS * 0.99 < picture.width * picture.height < PAGE_PIXELS * 1.01


def test_two_threads_ask_at_once() -> None:
    pages = PagePictures(three_pages())
    made = []

    def ask(n: int) -> None:
        for _ in range(10):
            made.append((n, pages.picture(n, 60).width))

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(made) == [(n, 497) for n in range(3) for _ in range(10)]


def test_a_closed_file_and_one_that_is_none() -> None:
    pages = PagePictures(three_pages())
    pages.close()
    pages.close()

    with pytest.raises(BugError):
        pages.picture(0, 96)
    with pytest.raises(BugError):
        PagePictures(b"no PDF")
