"""What a logo may be, before anything draws it."""

import base64
import io
import time

import pytest
from PIL import Image

from acudesk.domain.errors import DomainError
from acudesk.domain.logo import check_logo, pixels
from acudesk.domain.practice import LogoKind
from tests.logos import jpeg, png, svg


def nested(levels: int, times: int, part: str) -> str:
    """Parts of which each draws the one before it so many times."""
    made = ['<g id="g0"><rect width="1" height="1"/></g>']
    for level in range(1, levels + 1):
        inside = part.format(f"g{level - 1}") * times
        made.append(f'<g id="g{level}">{inside}</g>')
    return "".join(made)


@pytest.mark.parametrize(
    ("picture", "kind"),
    [
        (svg('<rect width="9" height="9"/>'), LogoKind.SVG),
        (svg('<defs><g id="a"/></defs><use x:href="#a"/><use href="#a"/>'), LogoKind.SVG),
        (svg('<linearGradient id="a"/><rect fill="url(#a)"/>', 'viewBox="0 0 9 9"'), LogoKind.SVG),
        (svg("", 'width="100%" height="100%" viewBox="0 0 9 9"'), LogoKind.SVG),
        (
            svg(f'<image href="data:image/png;base64,{base64.b64encode(png(3, 2)).decode()}"/>'),
            LogoKind.SVG,
        ),
        (png(300, 100), LogoKind.PNG),
    ],
)
def test_plain_pictures_are_taken(picture: bytes, kind: LogoKind) -> None:
    assert check_logo(picture) == kind


def test_the_pixels_are_read_from_the_header() -> None:
    assert pixels(png(300, 100)) == (300, 100)
    assert pixels(jpeg(640, 480)) == (640, 480)
    assert pixels(b"\x89PNG\r\n\x1a\n" + b"broken" * 9) is None
    assert pixels(b"\xff\xd8\xff" + b"broken" * 9) is None
    assert pixels(b"\xff\xd8\xff\xe0\xff") is None


LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(12)
)


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (f"<!DOCTYPE svg [{LAUGHS}]>".join(("<?xml version='1.0'?>", "")).encode()
         + svg("<text>&l11;</text>"), "plain SVG"),
        (svg(nested(12, 10, '<use href="#{}"/>')), "repeats so many"),
        (svg(nested(12, 10, '<use x:href="#{}"/>')), "repeats so many"),
        (svg(nested(12, 10, '<rect fill="url(#{})"/>')), "repeats so many"),
        (svg('<style>.a{fill:url(#p)}</style><pattern id="p">' + '<rect class="a"/>' * 9
             + "</pattern>"), "repeats so many"),
        (svg('<g id="a"><use href="#a"/></g>'), "repeats so many"),
        (svg("<g>" * 5_000 + "</g>" * 5_000), "repeats so many"),
        (svg("<rect/>" * 30_000), "repeats so many"),
        (svg("", 'width="1e9" height="1e9"'), "larger than fits"),
        (svg("", 'width="0" height="10"'), "no size"),
        (svg("", 'viewBox="0 0 -5 10"'), "no size"),
        (svg("", 'width="9999" height="1"'), "long and thin"),
        (svg('<filter id="f"><feGaussianBlur stdDeviation="9999"/></filter>'), "plain SVG"),
        (svg('<image href="data:image/svg+xml;base64,PHN2Zy8+"/>'), "plain SVG"),
        (svg("<style>@import url(a.css);</style>"), "plain SVG"),
        (
            svg('<image href="data:image/png;base64,'
                f'{base64.b64encode(png(60_000, 60_000)).decode()}"/>'),
            "60000 × 60000 pixels",
        ),
        (svg("<rect>"), "damaged"),
        (b"<svg><rect/></g></svg>", "damaged"),
        (b"<?xml version='1.0' encoding='no-such'?><svg/>", "damaged"),
        (b"<?xml version='1.0'?><html><svg/></html>", "PNG, JPEG or SVG"),
        (png(60_000, 60_000), "60000 × 60000 pixels"),
        (png(5_001, 5_001), "too many"),
        (png(0, 5), "damaged"),
        (png(5_000, 3), "long and thin"),
        (jpeg(65_000, 65_000), "65000 × 65000 pixels"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (b"\xff\xd8\xff" + b"broken" * 9, "damaged"),
    ],
)  # fmt: skip
def test_what_would_take_too_long_or_is_broken_is_refused_quickly(
    picture: bytes, words: str
) -> None:
    begun = time.perf_counter()
    with pytest.raises(DomainError, match=words) as refused:
        check_logo(picture)
    assert time.perf_counter() - begun < 1
    assert refused.value.field == "logo"


def test_the_colours_of_a_printing_press_are_named_and_not_called_damage() -> None:
    file = io.BytesIO()
    Image.new("CMYK", (30, 10)).save(file, "JPEG")

    assert pixels(file.getvalue()) == (30, 10)
    with pytest.raises(DomainError, match="CMYK"):
        check_logo(file.getvalue())
