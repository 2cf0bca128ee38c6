"""A function's zip is the same bytes whenever it is packed, and unzips to a program that may be run."""

import io
import unittest
import zipfile

try:
    import package
except ModuleNotFoundError:  # libdeflate, which only packing needs: infra/install.sh python
    package = None


@unittest.skipUnless(package, "infra/install.sh python")
class Packing(unittest.TestCase):
    def test_the_same_program_is_the_same_zip(self):
        program = bytes(range(256)) * 5000
        first = package.zipped(program)
        self.assertEqual(first, package.zipped(program))
        with zipfile.ZipFile(io.BytesIO(first)) as packed:
            self.assertIsNone(packed.testzip())
            (entry,) = packed.infolist()
            self.assertEqual((entry.filename, entry.external_attr >> 16 & 0o777, entry.date_time), ("bootstrap", 0o755, (1980, 1, 1, 0, 0, 0)))
            self.assertEqual(packed.read(entry), program)

    def test_what_lies_beside_the_program_is_in_the_zip(self):
        packed = package.zipped(b"program" * 99, [(b"font.ttf", b"font" * 99)])
        with zipfile.ZipFile(io.BytesIO(packed)) as found:
            self.assertIsNone(found.testzip())
            self.assertEqual({name: found.read(name) for name in found.namelist()}, {"bootstrap": b"program" * 99, "font.ttf": b"font" * 99})


if __name__ == "__main__":
    unittest.main()
