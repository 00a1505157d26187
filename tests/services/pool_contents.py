"""What the pool is given in tests: pages that are quick, that fail, and that take a process with
them. They stand in a module of their own, because the pool's processes import them."""

import errno
import os
import time
from dataclasses import dataclass
from pathlib import Path

from acudesk.domain.errors import DomainError
from acudesk.reports.typesetting import PPI, PageFormat
from acudesk.services.whole_files import writing_whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """A page of these bytes."""

    content: bytes = b"%PDF a page"

    def set_pages(self, form: PageFormat, *, ppi: float = PPI) -> tuple[bytes, ...]:
        return (self.content,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A page that cannot be set."""

    def set_pages(self, form: PageFormat, *, ppi: float = PPI) -> tuple[bytes, ...]:
        raise DomainError("No font on this computer can print these letters: 𒀀.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Damaged:
    """A page with a mistake in it, and in the mistake a name."""

    def set_pages(self, form: PageFormat, *, ppi: float = PPI) -> tuple[bytes, ...]:
        raise ValueError("Zoë Müller")


@dataclass(frozen=True, slots=True, kw_only=True)
class Crash:
    """A page at which the process ends; before it does, half of a file lies there."""

    folder: Path

    def set_pages(self, form: PageFormat, *, ppi: float = PPI) -> tuple[bytes, ...]:
        (self.folder / ".acudesk-half.part").write_bytes(b"half a page")
        os._exit(3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slow:
    """A page that takes a while."""

    seconds: float = 0.1

    def set_pages(self, form: PageFormat, *, ppi: float = PPI) -> tuple[bytes, ...]:
        time.sleep(self.seconds)
        return (b"%PDF slow",)


@dataclass(frozen=True, slots=True, kw_only=True)
class TellsItsProcess:
    """A page that says which process set it, and whether that one knows Qt."""

    seconds: float = 0.2

    def set_pages(self, form: PageFormat, *, ppi: float = PPI) -> tuple[bytes, ...]:
        import sys

        time.sleep(self.seconds)
        return (f"{os.getpid()} {'PySide6' in sys.modules}".encode(),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unending:
    """A page whose file is being written for ever."""

    folder: Path

    def set_pages(self, form: PageFormat, *, ppi: float = PPI) -> tuple[bytes, ...]:
        with writing_whole(self.folder / "page.pdf") as stream:
            stream.write(b"half a page")
            stream.flush()
            time.sleep(600)
        raise AssertionError


@dataclass(frozen=True, slots=True, kw_only=True)
class OnAFullDisk:
    """A page after which the disk takes nothing more from its process."""

    def set_pages(self, form: PageFormat, *, ppi: float = PPI) -> tuple[bytes, ...]:
        def refuse(_handle: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        os.fsync = refuse  # type: ignore[assignment]
        return (b"%PDF on a full disk",)
