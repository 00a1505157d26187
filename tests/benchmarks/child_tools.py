"""What the measured programs share; knows nothing of AcuDesk, whose modules weigh something."""

import sys
from pathlib import Path

from PySide6.QtGui import QImage


def colours(image: QImage) -> int:
    """How many colours stand in a picture: a blank one has one."""
    return len(
        {image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}
    )


def memory() -> dict[str, int]:
    """Bytes that this process holds now, and held at its peak; Linux only."""
    found: dict[str, int] = {}
    if sys.platform != "linux":
        return found
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        name, _, rest = line.partition(":")
        if name in ("VmRSS", "VmHWM"):
            found[name] = int(rest.split()[0]) * 1024
    return found
