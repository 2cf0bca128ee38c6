"""Packs functions as they are deployed: one zip each, of the same bytes whenever and wherever it is packed.

    infra/package.py FOLDER OUT     packs FOLDER/ACTION/ into OUT/ACTION.zip, and writes OUT/SHA256SUMS
"""

import hashlib
import pathlib
import struct
import sys
import zlib

import deflate

# 1980-01-01: the first day a zip can name. A true date would make every packing differ.
DATE = (1 << 5) | 1
MODE = 0o100755 << 16
LOCAL, CENTRAL, END = b"PK\3\4", b"PK\1\2", b"PK\5\6"


def zipped(binary, beside=()):
    """A zip with a program that may be run, and files beside it as (name, bytes). libdeflate makes it 3 % smaller than zlib can."""
    files = [(b"bootstrap", binary), *beside]
    local, central = b"", b""
    for name, content in files:
        packed = bytes(deflate.deflate_compress(content, 12))
        about = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, DATE, zlib.crc32(content), len(packed), len(content), len(name), 0)
        central += CENTRAL + struct.pack("<H", 3 << 8 | 20) + about + struct.pack("<HHHII", 0, 0, 0, MODE, len(local)) + name
        local += LOCAL + about + name + packed
    return local + central + END + struct.pack("<HHHHIIH", 0, 0, len(files), len(files), len(central), len(local), 0)


def main():
    source, out = map(pathlib.Path, sys.argv[1:])
    out.mkdir(parents=True, exist_ok=True)
    sums = []
    for binary in sorted(source.glob("*/bootstrap")):
        others = sorted(path for path in binary.parent.iterdir() if path.is_file() and path != binary)
        packed = zipped(binary.read_bytes(), [(path.name.encode(), path.read_bytes()) for path in others])
        path = out / f"{binary.parent.name}.zip"
        path.write_bytes(packed)
        sums.append(f"{hashlib.sha256(packed).hexdigest()}  {path.name}\n")
    (out / "SHA256SUMS").write_text("".join(sums), encoding="ascii")
    print(f"{out}: {len(sums)} functions")


if __name__ == "__main__":
    main()
