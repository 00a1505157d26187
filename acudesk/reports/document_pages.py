"""Documents of patients as pages: whether a file opens at all, and what is seen and printed.

Files of somebody else are opened here and nowhere else.
"""

import base64
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
    picture = _for_paper(_read(document.content, document.kind, side=PRINT_SIDE))
    values: dict[str, Any] = {
        "language": document.language,
        "document_title": fit(document.title),
        "printed_on": (document.added.year, document.added.month, document.added.day),
        "wide": picture.width > picture.height,
        "picture": _as_drawing(picture, "JPEG" if document.kind == DocumentKind.JPEG else "PNG"),
    }
    # Nothing of the letterhead but the paper is printed, so a logo that is damaged is no matter.
    head = replace(document.letterhead, logo=b"")
    return pages(TEMPLATE, values | head_values(head), head, form, ppi=ppi)


def _for_paper(picture: "Image.Image") -> "Image.Image":
    """A picture upright, in grey or full colour on white, and no finer than paper shows. It is
    made smaller as early as can be: it may have forty million pixels."""
    from PIL import Image, ImageOps

    if picture.mode.startswith("I") or picture.mode == "F":
        picture = picture.convert("I").point(lambda grey: grey / 256).convert("L")
    elif picture.mode == "P":
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    elif picture.mode == "1" and max(picture.size) > PRINT_SIDE:
        picture = picture.convert("L")
    picture.thumbnail((PRINT_SIDE, PRINT_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    ImageOps.exif_transpose(picture, in_place=True)
    if picture.has_transparency_data:
        seen = picture.convert("RGBA")
        picture = Image.new("RGB", seen.size, "white")
        picture.paste(seen, mask=seen.getchannel("A"))
    elif picture.mode not in ("1", "L"):
        picture = picture.convert("RGB")
    return picture


def _as_drawing(picture: "Image.Image", form: str) -> str:
    """A picture without what the camera wrote beside it, as an SVG drawing that is nothing else:
    as text it costs a template a tenth of the memory that its bytes as numbers do."""
    picture.info.clear()
    written = io.BytesIO()
    options = {"quality": JPEG_QUALITY, "subsampling": 0} if form == "JPEG" else {}
    picture.save(written, form, **options)
    size = f'width="{picture.width}" height="{picture.height}"'
    data = base64.b64encode(written.getvalue()).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}>'
        f'<image {size} href="data:image/{form.lower()};base64,{data}"/></svg>'
    )


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
