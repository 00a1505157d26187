"""Names of files that every system takes, and no two the same."""

import re
import unicodedata
from collections.abc import Iterable

LONGEST = 120
"""Bytes of a name without its ending: file systems take 255, and paths have limits too."""
_UNFIT = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|clock\$|com[0-9¹²³]|lpt[0-9¹²³])(?=$|[ .])")
"""Names that Windows keeps for devices, whatever ending follows."""


def file_name(words: str, *, instead: str = "_") -> str:
    """Words as a file may be named after them on Windows, macOS and Linux, without an ending;
    `instead` where nothing is left of them."""
    text = unicodedata.normalize("NFC", _UNFIT.sub(" ", words))
    # Marks that turn the direction of reading can hide what a name ends in.
    text = "".join(char for char in text if unicodedata.category(char) not in ("Cc", "Cf", "Cs"))
    text = " ".join(text.split()).strip(". ")
    while len(text.encode()) > LONGEST:
        text = text[:-1]
    text = text.strip(". ")
    if _RESERVED.match(text):
        text = f"_{text}"
    return text or instead


class UniqueNames:
    """Gives each name out once: systems that do not tell A from a would write one file over
    another."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {_compared(name) for name in taken}

    def unique(self, words: str) -> str:
        """A name for these words that was not given out before: the second has a 2 behind it."""
        name = found = file_name(words)
        count = 1
        while _compared(found) in self._taken:
            count += 1
            found = f"{name} ({count})"
        self._taken.add(_compared(found))
        return found


def _compared(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()
