"""Pictures for a letterhead, good and bad, byte by byte."""

import struct
import zlib

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink"'


def svg(inside: str, attributes: str = 'width="20" height="10"') -> bytes:
    return f"{OPEN} {attributes}>{inside}</svg>".encode()


def png(wide: int, high: int, rows: bytes = b"\0\0\0\0") -> bytes:
    """A PNG in RGB that says how large it is, whatever it holds."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checked = kind + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    content = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + content


def jpeg(wide: int, high: int) -> bytes:
    """The beginning of a JPEG, with a comment before its size."""
    comment = b"\xff\xfe\x00\x06nice"
    frame = b"\xff\xc0\x00\x0b\x08" + struct.pack(">HH", high, wide) + b"\x01\x01\x11\x00"
    return b"\xff\xd8" + b"\xff\xe0\x00\x04ab" + comment + frame
