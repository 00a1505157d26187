"""Letters of a chart: Inter, and other fonts only where a text needs them.

Fonts are loaded by path from `resources/fonts`; no global setting of Matplotlib is touched.
"""

from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path

from matplotlib.font_manager import FontProperties, fontManager, get_font
from matplotlib.ft2font import LoadFlags

from acudesk import paths

FALLBACKS = ("NotoSans-Regular.ttf", "NotoSansArabic-Regular.ttf", "NotoSansSC-Regular.otf")
"""Asked in this order; the last one is large and is opened only when the others lack a letter."""
REPLACEMENT = "\u25a1"
ELLIPSIS = "\u2026"
PLAIN, BOLD = 400, 600


@lru_cache(maxsize=4_096)
def lettered(text: str) -> str:
    """The text as it can be drawn: one line, and an empty box for a letter that no font has."""
    line = " ".join(text.split())
    _files, lost = _fallbacks(_foreign(line))
    return "".join(REPLACEMENT if char in lost else char for char in line)


@lru_cache(maxsize=4_096)
def font(text: str, points: float, bold: bool = False) -> FontProperties:
    """The font for a text from `lettered`, at a size in points."""
    files, _lost = _fallbacks(_foreign(text))
    if not files:
        return FontProperties(fname=_inter(bold), size=points)
    weight = BOLD if bold else PLAIN
    families = [_family(file, weight) for file in (_inter(bold), *files)]
    return FontProperties(family=families, size=points, weight=weight)


@lru_cache(maxsize=4_096)
def text_width(text: str, points: float, bold: bool = False) -> float:
    """The width of a text from `lettered`, in points; a little too much rather than too little."""
    files, _lost = _fallbacks(_foreign(text))
    face = get_font([_inter(bold), *files])
    face.set_size(points, 72)
    face.set_text(text, 0, flags=LoadFlags.NO_HINTING)
    width, _height = face.get_width_height()
    return float(width) / 64 * 1.02 + 0.5


@lru_cache(maxsize=4_096)
def elided(text: str, points: float, most: float, bold: bool = False) -> str:
    """The text, cut with an ellipsis where it is wider than `most` points."""
    if text_width(text, points, bold) <= most:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if text_width(text[:middle].rstrip() + ELLIPSIS, points, bold) <= most:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + ELLIPSIS


def _folder() -> Path:
    return paths.resource_folder("fonts")


@cache
def _inter(bold: bool) -> str:
    return str(_folder() / ("Inter-SemiBold.ttf" if bold else "Inter-Regular.ttf"))


@cache
def _family(file: str, weight: int) -> str:
    """The name of a font's family; Matplotlib knows it from then on, and takes it for a font of
    that weight: it would complain in the log that the only one there is has another."""
    known = [entry for entry in fontManager.ttflist if entry.fname == file]
    if not known:
        fontManager.addfont(file)
        known = [entry for entry in fontManager.ttflist if entry.fname == file]
    if all(entry.weight != weight for entry in known):
        fontManager.ttflist.append(replace(known[0], weight=weight))
    return str(get_font([file]).family_name)


@cache
def _letters(file: str) -> frozenset[int]:
    """The letters that a font can draw as outlines."""
    try:
        face = get_font([file])
    except (OSError, RuntimeError):
        return frozenset()
    return frozenset(face.get_charmap()) if face.scalable else frozenset()


@lru_cache(maxsize=4_096)
def _foreign(text: str) -> frozenset[str]:
    """The letters that Inter lacks."""
    known = _letters(_inter(False))
    return frozenset(char for char in text if ord(char) not in known)


@lru_cache(maxsize=1_024)
def _fallbacks(letters: frozenset[str]) -> tuple[tuple[str, ...], frozenset[str]]:
    """The fonts beside Inter that hold those letters, and the letters that no font holds.

    The fonts of the system are looked through last.
    """
    rest = set(letters)
    files: list[str] = []
    for file in _candidates():
        if not rest:
            break
        held = {char for char in rest if ord(char) in _letters(file)}
        if held:
            files.append(file)
            rest -= held
    return tuple(files), frozenset(rest)


def _candidates() -> list[str]:
    bundled = [str(_folder() / name) for name in FALLBACKS]
    return bundled + [entry.fname for entry in fontManager.ttflist if entry.fname not in bundled]
