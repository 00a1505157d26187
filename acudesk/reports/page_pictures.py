"""Pages of a PDF as pictures: for the screen and for the printer, one page at a time."""

import math
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from acudesk.domain.errors import BugError

if TYPE_CHECKING:
    import pypdfium2

POINTS = 72
"""Points of a PDF to an inch."""
PAGE_PIXELS = 20_000_000
"""Pixels of one page at most: A3 at 300 dots an inch has 17 million. Larger ones are coarser."""
PDFIUM = threading.Lock()
"""Held during every call of pypdfium2: the library crashes when two threads are in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Pixels, four bytes each (blue, green, red, unused), `stride` bytes a row."""

    width: int
    height: int
    stride: int
    pixels: bytes


class PagePictures:
    """The pages of a PDF file that is in memory; any thread may ask, one is answered at a time.

    `sizes` are the width and height of each page in points.
    """

    def __init__(self, pdf: bytes) -> None:
        import pypdfium2

        self.pdf = pdf
        with PDFIUM:
            try:
                self._document: pypdfium2.PdfDocument | None = pypdfium2.PdfDocument(pdf)
            except pypdfium2.PdfiumError as error:
                raise BugError("a printout is no PDF") from error
            self._document.init_forms()  # Else what was filled into a form is not drawn.
            self.sizes: tuple[tuple[float, float], ...] = tuple(
                self._document.get_page_size(n) for n in range(len(self._document))
            )

    def __len__(self) -> int:
        return len(self.sizes)

    def picture(self, n: int, ppi: float) -> Picture:
        """Page `n`, counted from 0, with `ppi` dots an inch; fewer where the page is larger than
        A3."""
        width, height = self.sizes[n]
        scale = min(ppi / POINTS, math.sqrt(PAGE_PIXELS / max(width * height, 1.0)))
        with PDFIUM:
            page = self._open[n]
            bitmap = page.render(scale=scale, prefer_bgrx=True)
            made = Picture(
                width=bitmap.width,
                height=bitmap.height,
                stride=bitmap.stride,
                pixels=bytes(bitmap.buffer),
            )
            bitmap.close()
            page.close()
        return made

    def text(self, n: int) -> str:
        """What stands on page `n`, as text."""
        with PDFIUM:
            page = self._open[n]
            text = page.get_textpage()
            words = str(text.get_text_range())
            text.close()
            page.close()
        return words.replace("\r\n", "\n")

    def close(self) -> None:
        """Let go of the file; nothing can be asked after that."""
        with PDFIUM:
            if self._document is not None:
                self._document.close()
                self._document = None

    @property
    def _open(self) -> "pypdfium2.PdfDocument":
        if self._document is None:
            raise BugError("pages were asked of a closed file")
        return self._document
