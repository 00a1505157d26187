"""Files of the kinds that patients bring, good ones and bad ones, made on the spot."""

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageDraw


def jpeg(size: tuple[int, int] = (300, 200), mode: str = "RGB", **options: Any) -> bytes:
    """A picture with a dark corner at the top left."""
    return _saved(_drawn(size, mode), "JPEG", **options)


def png(size: tuple[int, int] = (300, 200), mode: str = "RGB", **options: Any) -> bytes:
    return _saved(_drawn(size, mode), "PNG", **options)


def announced_png(width: int, height: int) -> bytes:
    """A few bytes that announce a picture of any size, checksums and all."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"\x00" * 100_000))
    return b"\x89PNG\r\n\x1a\n" + head + pixels + chunk(b"IEND", b"")


def pdf(words: str = "Referral letter", pages: int = 1) -> bytes:
    """A PDF with one line of text on each page."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>"]
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(pages))
    objects.append(f"<</Type/Pages/Kids[{kids}]/Count {pages}>>".encode())
    objects.append(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    for n in range(pages):
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>"
            + f"/Contents {5 + 2 * n} 0 R>>".encode()
        )
        objects.append(stream(f"BT /F 24 Tf 60 700 Td ({words}, {n + 1}) Tj ET".encode()))
    return built(objects)


def forms_in_forms(levels: int = 12) -> bytes:
    """A PDF of two kilobytes that draws ten to the power of `levels` rectangles."""
    resources = b"/Resources<</XObject<</F %d 0 R>>>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R" + resources % 5 + b">>",
        stream(b"/F Do\n" * 10),
    ]
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]"
    for level in range(levels):
        objects.append(stream(b"/F Do\n" * 10, form + resources % (6 + level)))
    objects.append(stream(b"0 0 1 1 re f", form))
    return built(objects)


def pdf_with_picture(side: int) -> bytes:
    """A PDF of a page with a square picture that is large only when it is unpacked."""
    packer = zlib.compressobj(9)
    pixels = b"".join(packer.compress(b"\x80" * side) for _ in range(side)) + packer.flush()
    picture = (
        b"/Type/XObject/Subtype/Image/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/FlateDecode"
        + f"/Width {side}/Height {side}".encode()
    )
    return built(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
            b"/Resources<</XObject<</I 5 0 R>>>>>>",
            stream(b"595 0 0 842 0 0 cm /I Do"),
            stream(pixels, picture),
        ]
    )


def filled_form() -> bytes:
    """A PDF of a page of 300 points with a field, filled in with black from 50, 100 to 250, 140."""
    black = stream(b"0 g 0 0 200 40 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 200 40]")
    return built(
        [
            b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Annots[4 0 R]>>",
            b"<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(Zoe)/F 4/Rect[50 100 250 140]"
            b"/AP<</N 5 0 R>>/P 3 0 R>>",
            black,
        ]
    )


def stream(data: bytes, head: bytes = b"") -> bytes:
    """An object of a PDF that holds data."""
    return b"<<" + head + b"/Length %d>>\nstream\n" % len(data) + data + b"\nendstream"


def built(objects: list[bytes]) -> bytes:
    """A PDF of these objects, the first its catalogue."""
    out = io.BytesIO(b"%PDF-1.7\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, one in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n" % number + one + b"\nendobj\n")
    start = out.tell()
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % count + rows)
    out.write(b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, start))
    return out.getvalue()


def _drawn(size: tuple[int, int], mode: str) -> Image.Image:
    picture = Image.new("L", size, 255)
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 4, size[1] // 4), fill=0)
    if mode == "I;16":
        return Image.frombytes("I;16", size, b"".join(bytes((p, p)) for p in picture.tobytes()))
    if mode == "RGBA":
        clear = Image.new("RGBA", size, (0, 0, 0, 0))
        clear.paste((0, 0, 0, 255), (0, 0, size[0] // 4, size[1] // 4))
        return clear
    return picture.convert(mode)


def _saved(picture: Image.Image, form: str, **options: Any) -> bytes:
    written = io.BytesIO()
    picture.save(written, form, **options)
    return written.getvalue()
