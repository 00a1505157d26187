"""A logo as it is chosen: refused at once where drawing it would take too long or be unsafe.

A small file can hold a picture of gigabytes: a PNG that says it is huge, an SVG whose parts repeat
each other. Nothing is drawn here; sizes are read from headers and repetitions are counted.
"""

import base64
import binascii
import re
from xml.etree import ElementTree

from acudesk.domain.errors import DomainError
from acudesk.domain.practice import LogoKind, logo_kind
from acudesk.translation import tr

MOST_PIXELS = 25_000_000
MOST_ELEMENTS = 20_000
"""AcuDesk's own: drawn elements, those that are repeated counted each time."""
LARGEST = 100_000.0
"""AcuDesk's own: units of an SVG in one direction."""
THINNEST = 100.0
"""AcuDesk's own: so many times wider than high, or higher than wide, at most."""
DEEPEST = 200
_OTHER_FILES = re.compile(rb"<!\s*entity|@import", re.IGNORECASE)
_REFERENCE = re.compile(r"url\(\s*['\"]?#([^)'\"\s]+)")
_NUMBER = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)")
_DATA = re.compile(r"\s*data:image/(?:png|jpe?g);base64,", re.IGNORECASE)
_START_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})


def check_logo(picture: bytes) -> LogoKind:
    """The kind of a picture that can be drawn soon; raises DomainError for any other.

    That it can be drawn at all is not said by it: a picture may still be damaged inside.
    """
    kind = logo_kind(picture)
    if kind == LogoKind.SVG:
        _check_svg(picture)
    else:
        _check_pixels(picture)
    return kind


def damaged() -> DomainError:
    """What is said of a picture that cannot be read to its end."""
    return DomainError(
        tr("This picture is damaged and cannot be drawn. Please choose another."), field="logo"
    )


def pixels(picture: bytes) -> tuple[int, int] | None:
    """Width and height that a PNG or JPEG says it has; None where it does not say."""
    if picture.startswith(b"\x89PNG"):
        if picture[12:16] != b"IHDR" or len(picture) < 24:
            return None
        return int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")
    frame = _jpeg_frame(picture)
    if frame is None:
        return None
    return int.from_bytes(frame[3:5], "big"), int.from_bytes(frame[1:3], "big")


def _jpeg_frame(picture: bytes) -> bytes | None:
    """What a JPEG says of itself: depth, height, width and how many colours."""
    place = 2
    while place + 9 <= len(picture) and picture[place] == 0xFF:
        marker = picture[place + 1]
        if marker in _START_OF_FRAME:
            return picture[place + 4 : place + 10]
        if marker == 0xFF:
            place += 1
        elif marker in _WITHOUT_LENGTH:
            place += 2
        else:
            place += 2 + int.from_bytes(picture[place + 2 : place + 4], "big")
    return None


def _check_pixels(picture: bytes) -> None:
    size = pixels(picture)
    if size is None or not all(size):
        raise damaged()
    if size[0] * size[1] > MOST_PIXELS:
        raise DomainError(
            tr(
                "This picture has {wide} × {high} pixels, which is too many. "
                "Please choose a smaller one.",
                wide=size[0],
                high=size[1],
            ),
            field="logo",
        )
    _check_shape(*size)
    if picture.startswith(b"\xff\xd8") and (_jpeg_frame(picture) or b"")[5:] == b"\x04":
        raise DomainError(
            tr(
                "This picture has the four colours of a printing press (CMYK). "
                "Save it in RGB or as a PNG, and choose that."
            ),
            field="logo",
        )


def _check_svg(picture: bytes) -> None:
    if _OTHER_FILES.search(picture):
        raise _not_plain()
    try:
        root = ElementTree.fromstring(picture)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise damaged() from error
    if _tag(root) != "svg":
        raise DomainError(tr("A logo is a PNG, JPEG or SVG picture."), field="logo")
    _check_size(root)
    elements = list(root.iter())
    for element in elements:
        if _tag(element) == "filter":
            raise _not_plain()
        for name, value in element.attrib.items():
            if name.rpartition("}")[2] == "href" and not value.strip().startswith("#"):
                _check_embedded(value)
    _check_repetitions(root, elements)


def _check_size(root: ElementTree.Element) -> None:
    sizes = [_leading_number(root.get(name)) for name in ("width", "height")]
    box = [_leading_number(part) for part in re.split(r"[\s,]+", root.get("viewBox", "").strip())]
    for pair in (sizes, box[2:4]):
        known = [one for one in pair if one is not None]
        if any(not 0 < one <= LARGEST for one in known):
            raise DomainError(
                tr("This picture says that it is larger than fits, or has no size at all."),
                field="logo",
            )
        if len(known) == 2:
            _check_shape(*known)


def _check_shape(wide: float, high: float) -> None:
    if max(wide, high) > THINNEST * min(wide, high):
        raise DomainError(tr("This picture is too long and thin for a letterhead."), field="logo")


def _check_embedded(value: str) -> None:
    """A picture inside an SVG: a PNG or JPEG with pixels that can be drawn."""
    found = _DATA.match(value)
    if found is None:
        raise _not_plain()
    try:
        inside = base64.b64decode("".join(value[found.end() :].split()))
    except (binascii.Error, ValueError) as error:
        raise damaged() from error
    if not inside.startswith((b"\x89PNG", b"\xff\xd8\xff")):
        raise damaged()
    _check_pixels(inside)


def _check_repetitions(root: ElementTree.Element, elements: list[ElementTree.Element]) -> None:
    """Count what is drawn, with what is drawn again by reference; raises DomainError where that
    is too much or has no end."""
    by_id = {element.get("id"): element for element in elements if element.get("id")}
    styles = " ".join(element.text or "" for element in elements if _tag(element) == "style")
    styled = _REFERENCE.findall(styles)
    counted: dict[int, int] = {}
    open_ones: set[int] = set()

    def count(element: ElementTree.Element, depth: int) -> int:
        key = id(element)
        if key in counted:
            return counted[key]
        if key in open_ones or depth > DEEPEST:
            raise _too_much()
        open_ones.add(key)
        total = 1
        for inner in element:
            total += count(inner, depth + 1)
        for name in _references(element, styled):
            if name in by_id:
                total += count(by_id[name], depth + 1)
            if total > MOST_ELEMENTS:
                raise _too_much()
        open_ones.discard(key)
        counted[key] = total
        return total

    if count(root, 0) > MOST_ELEMENTS:
        raise _too_much()


def _references(element: ElementTree.Element, styled: list[str]) -> list[str]:
    found = list(styled) if element.get("class") else []
    for name, value in element.attrib.items():
        if name.rpartition("}")[2] == "href":
            found.append(value.strip().removeprefix("#"))
        else:
            found += _REFERENCE.findall(value)
    return found


def _leading_number(text: str | None) -> float | None:
    if text is None or text.strip().endswith("%"):
        return None
    found = _NUMBER.match(text)
    return float(found[1]) if found else None


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _not_plain() -> DomainError:
    return DomainError(
        tr(
            "This picture uses parts that cannot be printed safely (filters, entities or other "
            "pictures). Save it as a plain SVG or as a PNG, and choose that."
        ),
        field="logo",
    )


def _too_much() -> DomainError:
    return DomainError(
        tr("This picture repeats so many parts that drawing it would take too long."), field="logo"
    )
