"""Packs functions as they are deployed: one zip each, of the same bytes whenever and wherever it is packed.

    infra/package.py FOLDER OUT     packs FOLDER/ACTION/bootstrap into OUT/ACTION.zip, and writes OUT/SHA256SUMS
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


def zipped(binary, name=b"bootstrap"):
    """A zip with one file that may be run. libdeflate makes it 3 % smaller than zlib can."""
    packed = bytes(deflate.deflate_compress(binary, 12))
    about = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, DATE, zlib.crc32(binary), len(packed), len(binary), len(name), 0)
    local = LOCAL + about + name + packed
    central = CENTRAL + struct.pack("<H", 3 << 8 | 20) + about + struct.pack("<HHHII", 0, 0, 0, MODE, 0) + name
    return local + central + END + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)


def main():
    source, out = map(pathlib.Path, sys.argv[1:])
    out.mkdir(parents=True, exist_ok=True)
    sums = []
    for binary in sorted(source.glob("*/bootstrap")):
        packed = zipped(binary.read_bytes())
        path = out / f"{binary.parent.name}.zip"
        path.write_bytes(packed)
        sums.append(f"{hashlib.sha256(packed).hexdigest()}  {path.name}\n")
    (out / "SHA256SUMS").write_text("".join(sums), encoding="ascii")
    print(f"{out}: {len(sums)} functions")


if __name__ == "__main__":
    main()
