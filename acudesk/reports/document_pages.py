"""Documents of patients as pages: whether a file opens at all, and what is seen and printed.

Files of somebody else are opened here and nowhere else.
"""

import io
import math
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from acudesk.domain.document import DocumentKind
from acudesk.domain.errors import DomainError
from acudesk.reports.page_pictures import POINTS, PagePictures
from acudesk.reports.pdf_check import checked_pages
from acudesk.reports.typesetting import PPI, Letterhead, PageFormat, fit, head_values, pages
from acudesk.translation import tr

if TYPE_CHECKING:
    from PIL import Image

TEMPLATE = "document_picture.typ"
PRINT_SIDE = 3_600
"""Pixels that the longer side of a picture keeps on paper: 300 dots an inch of A4 and Letter."""
TOGETHER_PIXELS = 400_000_000
"""Pixels of all pages together: 45 pages of A4 at 300 dots an inch; more pages are coarser."""
JPEG_QUALITY = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPages:
    """A document on paper: a PDF as it is, a picture on a page of its own. Plain values."""

    kind: DocumentKind
    content: bytes
    title: str
    language: str
    letterhead: Letterhead
    added: date

    def set_pages(self, form: PageFormat, *, ppi: float = PPI) -> tuple[bytes, ...]:
        """The document as one PDF file, or as a PNG picture of each page with `ppi` dots an inch.

        A page larger than A3, and each of very many pages, has fewer dots.
        """
        if self.kind != DocumentKind.PDF:
            return _picture_page(self, form, ppi)
        if form == "pdf":
            return (self.content,)
        return _pdf_pictures(self.content, ppi)


def pages_of(content: bytes, kind: DocumentKind) -> int:
    """How many pages a file has that can be read to its end, 1 for a picture.

    Raises DomainError for a damaged one, a PDF with a password, and what is too large to open.
    """
    if kind == DocumentKind.PDF:
        return checked_pages(content)
    _read(content, kind, side=1)
    return 1


def _read(content: bytes, kind: DocumentKind, *, side: int) -> "Image.Image":
    """The pixels of a picture; a JPEG is read through to its end, but kept as small as `side`
    pixels of the longer side allow."""
    from PIL import Image

    try:
        picture = Image.open(io.BytesIO(content), formats=[_PILLOW[kind]])
        picture.draft(None, (side, side))
        picture.load()
    except (OSError, SyntaxError, ValueError, MemoryError) as error:
        raise DomainError(
            tr("This picture is damaged and cannot be read. Scan or save it again."), field="file"
        ) from error
    return picture


_PILLOW = {DocumentKind.JPEG: "JPEG", DocumentKind.PNG: "PNG"}


def _picture_page(document: DocumentPages, form: PageFormat, ppi: float) -> tuple[bytes, ...]:
    picture, wide = _for_paper(_read(document.content, document.kind, side=PRINT_SIDE))
    values: dict[str, Any] = {
        "language": document.language,
        "document_title": fit(document.title),
        "printed_on": (document.added.year, document.added.month, document.added.day),
        "wide": wide,
        "picture": list(picture),
    }
    # Nothing of the letterhead but the paper is printed, so a logo that is damaged is no matter.
    head = replace(document.letterhead, logo=b"")
    return pages(TEMPLATE, values | head_values(head), head, form, ppi=ppi)


def _for_paper(picture: "Image.Image") -> tuple[bytes, bool]:
    """A picture upright, without what the camera wrote beside it, no finer than paper shows;
    and whether it is wider than high."""
    from PIL import Image, ImageOps

    upright = ImageOps.exif_transpose(picture)
    if upright.mode == "1" and max(upright.size) <= PRINT_SIDE:
        plain = upright
    elif upright.mode in ("1", "L"):
        plain = upright.convert("L")
    elif upright.mode.startswith("I") or upright.mode == "F":
        plain = _eight_bits(upright)
    elif upright.has_transparency_data:
        seen = upright.convert("RGBA")
        plain = Image.new("RGB", seen.size, "white")
        plain.paste(seen, mask=seen.getchannel("A"))
    else:
        plain = upright.convert("RGB")
    plain.thumbnail((PRINT_SIDE, PRINT_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    plain.info.clear()
    written = io.BytesIO()
    if picture.format == "JPEG":
        plain.save(written, "JPEG", quality=JPEG_QUALITY, subsampling=0)
    else:
        plain.save(written, "PNG")
    return written.getvalue(), plain.width > plain.height


def _eight_bits(picture: "Image.Image") -> "Image.Image":
    """A grey picture of 16 bits in the 256 greys that are printed."""
    return picture.convert("I").point(lambda grey: grey / 256).convert("L")


def _pdf_pictures(pdf: bytes, ppi: float) -> tuple[bytes, ...]:
    from PIL import Image

    opened = PagePictures(pdf)
    try:
        made = []
        for n, (width, height) in enumerate(opened.sizes):
            area = max(width * height, 1.0) / POINTS**2
            most = math.sqrt(TOGETHER_PIXELS / len(opened) / area)
            drawn = opened.picture(n, min(ppi, most))
            size = drawn.width, drawn.height
            picture = Image.frombytes("RGB", size, drawn.pixels, "raw", "BGRX", drawn.stride)
            written = io.BytesIO()
            picture.save(written, "PNG", compress_level=3)
            made.append(written.getvalue())
    finally:
        opened.close()
    return tuple(made)
