"""Whether a PDF file of somebody else can be opened, tried in a process of its own.

A few kilobytes of PDF can keep a reader busy for ever, fill the memory or end the whole process.
None of that may happen to the program that has a patient's record open.
"""

import multiprocessing
from contextlib import suppress
from multiprocessing.connection import Connection

from acudesk.domain.document import check_pages, check_pixels
from acudesk.domain.errors import DomainError
from acudesk.translation import tr

START_SECONDS = 60.0
"""The longest that the process may take to begin, on a computer that is very busy."""
SECONDS = 30.0
"""The longest that opening and drawing all pages may take; a scan of 200 pages takes about ten."""
MEMORY = 2_000_000_000
"""Bytes that the trial may take, where the system lets a process be held to that."""
SIDE = 200
"""Pixels of the longer side of a page as it is drawn for trial."""
POINTS = 72
_Answer = tuple[str, tuple[int, ...]]


def checked_pages(pdf: bytes) -> int:
    """How many pages a PDF has, each of which can be drawn.

    Raises DomainError for a file that is damaged, wants a password, has too many pages, holds
    pictures that are too large, or takes too long.
    """
    what, numbers = _tried(pdf)
    if what == "pages":
        check_pages(numbers[0])
        return numbers[0]
    if what == "pixels":
        check_pixels(*numbers)
    raise DomainError(_refusal(what), field="file")


def _refusal(what: str) -> str:
    if what == "password":
        return tr(
            "This PDF wants a password. Open it with the password, print it to a new PDF, "
            "and add that: the record is encrypted as a whole."
        )
    if what == "slow":
        return tr("This PDF takes too long to read. Print it to a new PDF, and add that.")
    if what == "no trial":
        return tr(
            "The PDF could not be tried, because AcuDesk could not start a process for it. "
            "Close other programs, and add it again."
        )
    return tr(
        "This PDF is damaged and cannot be read. Open it in another program, print it to a new "
        "PDF, and add that."
    )


def _tried(pdf: bytes) -> _Answer:
    # A fork would copy the window's threads and locks in any state.
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    trial = context.Process(target=_try, args=(there,), daemon=True)
    try:
        trial.start()
    except OSError:
        return "no trial", ()
    begun = False
    try:
        there.close()
        if not here.poll(START_SECONDS):
            return "no trial", ()
        begun = bool(here.recv())
        here.send_bytes(pdf)
        if not here.poll(SECONDS):
            return "slow", ()
        answer: _Answer = here.recv()
        return answer
    except (EOFError, OSError):  # It ended without an answer.
        return ("damaged" if begun else "no trial"), ()
    finally:
        trial.kill()
        trial.join()
        trial.close()
        here.close()


def _try(pipe: Connection) -> None:
    """In the process of the trial: take a PDF, say what it is."""
    _hold_back()
    pipe.send(True)
    pdf = pipe.recv_bytes()
    pipe.send(_looked_into(pdf))


def _hold_back() -> None:
    """Let the system end this process before it takes the memory of all others."""
    with suppress(ImportError, OSError, ValueError):  # Windows has no such thing.
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _looked_into(pdf: bytes) -> _Answer:
    import pypdfium2
    from pypdfium2 import raw

    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError:
        wants = raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD
        return ("password" if wants else "damaged"), ()
    document.init_forms()
    pages = len(document)
    try:
        check_pages(pages)
    except DomainError:
        return "pages", (pages,)
    try:
        for page in document:
            for part in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]):
                width, height = part.get_px_size()
                try:
                    check_pixels(width, height)
                except DomainError:
                    return "pixels", (width, height)
            page.render(scale=SIDE / max(*page.get_size(), 1))
            page.close()
    except (pypdfium2.PdfiumError, MemoryError):
        return "damaged", ()
    return "pages", (pages,)
