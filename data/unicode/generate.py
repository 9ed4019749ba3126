"""Writes src/unicode/tables.rs from the Unicode Character Database.

    pip install -r data/unicode/requirements.txt
    python data/unicode/generate.py            # writes the file
    python data/unicode/generate.py --check    # fails if the file is not what would be written
"""

import sys
from pathlib import Path

import regex
import unicodedata2 as ucd

UNICODE_VERSION = "18.0.0"
TARGET = Path(__file__).parents[2] / "src" / "unicode" / "tables.rs"
CHARS = [chr(code) for code in range(0x110000)]
BLOCK = 256  # so that a block's number and a place in it are each one byte


def having(property):
    """The characters with a property, in the notation of regular expressions: `Script=Arabic`."""
    matches = regex.compile(r"\p{%s}" % property).match
    return {c for c in CHARS if matches(c)}


def check_versions():
    """Both packages must know the same characters; only one of them says which version it has."""
    if ucd.unidata_version != UNICODE_VERSION:
        sys.exit(f"unicodedata2 has Unicode {ucd.unidata_version}, not {UNICODE_VERSION}")
    if having("Cn") != {c for c in CHARS if ucd.category(c) == "Cn"}:
        sys.exit(f"regex {regex.__version__} does not have Unicode {UNICODE_VERSION}")


# The variants of `unicode::Class`, in order.
CLASSES = """
    Other ArabicLetter LatinLetter OtherLetter Mark Tatweel
    AsciiDigit ArabicIndicDigit ExtendedDigit OtherDigit OtherNumber
    Punctuation Symbol Emoji Whitespace LineBreak Joiner Invisible
""".split()


def classes():
    """The class of every character. The first rule that holds decides."""
    arabic, latin = having("Script=Arabic"), having("Script=Latin")
    space = having("White_Space")
    # Number signs, end of ayah: format characters that are seen.
    visible = having("Prepended_Concatenation_Mark")
    # From U+2300 on: ©, ®, ™ and the arrows are text.
    emoji = {c for c in having("Extended_Pictographic") if c >= "\u2300" and ucd.category(c)[0] != "P"}
    emoji |= having("Emoji_Modifier") | having("Regional_Indicator")

    def classify(c):
        category = ucd.category(c)
        if c in emoji:
            return "Emoji"
        if c in space:
            return "LineBreak" if c in "\n\v\f\r\x85\u2028\u2029" else "Whitespace"
        if c == "\N{ARABIC TATWEEL}":
            return "Tatweel"
        if category[0] == "L":
            return "ArabicLetter" if c in arabic else "LatinLetter" if c in latin else "OtherLetter"
        if category[0] == "M":
            return "Mark"
        if category == "Nd":
            named = {"DIGIT": "AsciiDigit", "ARABIC-INDIC": "ArabicIndicDigit", "EXTENDED": "ExtendedDigit"}
            return named.get(ucd.name(c).split()[0], "OtherDigit")
        if category[0] == "N":
            return "OtherNumber"
        if category[0] == "P":
            return "Punctuation"
        if category[0] == "S" or c in visible:
            return "Symbol"
        if c in "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}":
            return "Joiner"
        if category in ("Cc", "Cf"):
            return "Invisible"
        return "Other"

    return [CLASSES.index(classify(c)) for c in CHARS]


def digits():
    """The zeros of the decimal digits: each run of ten has the values 0 to 9 in order."""
    zeros = [ord(c) for c in CHARS if ucd.category(c) == "Nd" and ucd.decimal(c) == 0]
    assert all(ucd.decimal(chr(zero + i)) == i for zero in zeros for i in range(10))
    assert 10 * len(zeros) == sum(ucd.category(c) == "Nd" for c in CHARS)
    return zeros


def array(name, type, values, doc):
    """A static array, its lines filled to 100 columns."""
    lines, line = [], "   "
    for value in values:
        item = f" {value},"
        if len(line) + len(item) > 100:
            lines.append(line)
            line = "   "
        line += item
    body = "\n".join([*lines, line])
    return f"/// {doc}\npub(super) static {name}: [{type}; {len(values)}] = [\n{body}\n];\n"


def two_stages(name, values, doc):
    """A table of bytes by code point: the number of its block, then the distinct blocks."""
    blocks, index = {}, []
    for at in range(0, len(values), BLOCK):
        block = tuple(values[at : at + BLOCK])
        index.append(blocks.setdefault(block, len(blocks)))
    assert len(blocks) <= 256
    flat = [value for block in blocks for value in block]
    return array(f"{name}_INDEX", "u8", index, f"{doc}: the block of {BLOCK} code points.") + array(
        f"{name}_BLOCKS", "u8", flat, f"{doc}, by block."
    )


def tables():
    yield "// Written by data/unicode/generate.py; do not edit.\n\n"
    yield f"pub(super) const VERSION: (u8, u8, u8) = ({UNICODE_VERSION.replace('.', ', ')});\n"
    yield two_stages("CLASS", classes(), "The class as a number")
    yield array("ZEROS", "u32", [f"{zero:#x}" for zero in digits()], "The zero of each set of decimal digits.")


def main():
    check_versions()
    text = "".join(tables())
    if "--check" in sys.argv[1:]:
        if TARGET.read_text(encoding="utf-8") != text:
            sys.exit(f"{TARGET} is not what {__file__} writes")
    else:
        TARGET.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
