"""A scanned page, as a PNG."""

import struct
import zlib


def page():
    """A scanned page, A4 at 150 dots an inch, with lines that look like writing: a PNG."""
    width, height = 1240, 1754
    line = bytes(20 if x * 7 % 23 < 12 and 150 < x < 1000 else 250 for x in range(width))
    rows = b"".join(b"\0" + (line if 500 < y < 1500 and y % 36 < 9 else b"\xfa" * width) for y in range(height))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


PAGE = page()
