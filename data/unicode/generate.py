"""Writes src/unicode/tables.rs and src/unicode/rules.rs from the Unicode Character Database.

pip install -r data/unicode/requirements.txt
python data/unicode/generate.py            # writes the files
python data/unicode/generate.py --check    # fails if they are not what would be written
"""

import sys
from pathlib import Path

import regex
import unicodedata2 as ucd

UNICODE_VERSION = "18.0.0"
HERE = Path(__file__).parent
TARGET = HERE.parents[1] / "src" / "unicode"
HEADER = "// Written by data/unicode/generate.py; do not edit.\n\n"
CHARS = [chr(code) for code in range(0x110000)]
LINE_ENDS = "\n\v\f\r\x85\u2028\u2029"
BLOCK = 256  # so that a block's number and a place in it are each one byte


def having(property):
    """The characters with a property, in the notation of regular expressions: `Script=Arabic`."""
    matches = regex.compile(rf"\p{{{property}}}").match
    return {c for c in CHARS if matches(c)}


def check_versions():
    """Both packages must know the same characters; only one of them says which version it has."""
    if ucd.unidata_version != UNICODE_VERSION:
        sys.exit(f"unicodedata2 has Unicode {ucd.unidata_version}, not {UNICODE_VERSION}")
    if having("Cn") != {c for c in CHARS if ucd.category(c) == "Cn"}:
        sys.exit(f"regex {regex.__version__} does not have Unicode {UNICODE_VERSION}")


# The variants of `unicode::Class`, in order.
CLASSES = [
    *("Other", "ArabicLetter", "LatinLetter", "OtherLetter", "Mark", "Tatweel"),
    *("AsciiDigit", "ArabicIndicDigit", "ExtendedDigit", "OtherDigit", "OtherNumber"),
    *("Punctuation", "Symbol", "Emoji", "Whitespace", "LineBreak", "Joiner", "Invisible"),
]


def classes():
    """The class of every character. The first rule that holds decides."""
    arabic, latin = having("Script=Arabic"), having("Script=Latin")
    space = having("White_Space")
    # Number signs, end of ayah: format characters that are seen.
    visible = having("Prepended_Concatenation_Mark")
    # From U+2300 on: ©, ®, ™ and the arrows are text.
    emoji = {
        c for c in having("Extended_Pictographic") if c >= "\u2300" and ucd.category(c)[0] != "P"
    }
    emoji |= having("Emoji_Modifier") | having("Regional_Indicator")

    def classify(c):
        category = ucd.category(c)
        if c in emoji:
            return "Emoji"
        if c in space:
            return "LineBreak" if c in LINE_ENDS else "Whitespace"
        if c == "\N{ARABIC TATWEEL}":
            return "Tatweel"
        if category[0] == "L":
            return "ArabicLetter" if c in arabic else "LatinLetter" if c in latin else "OtherLetter"
        if category[0] == "M":
            return "Mark"
        if category == "Nd":
            named = {
                "DIGIT": "AsciiDigit",
                "ARABIC-INDIC": "ArabicIndicDigit",
                "EXTENDED": "ExtendedDigit",
            }
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


# The variants of `unicode::Form`, in order, after none.
FORMS = ["", "<isolated>", "<initial>", "<medial>", "<final>", "mark"]


def joining_forms():
    """The blocks of Arabic presentation forms: the form of each letter, or whether it is a mark."""
    first, last = "\N{ARABIC LETTER ALEF WASLA ISOLATED FORM}", "\N{ZERO WIDTH NO-BREAK SPACE}"
    yield f"pub(super) const FIRST_FORM: u32 = {ord(first):#x};\n"

    def form(c):
        kind, text = compatibility(c)
        if kind not in FORMS or not kind:
            return ""
        return kind if text[0] not in " \N{ARABIC TATWEEL}" else "mark"

    values = [FORMS.index(form(chr(code))) for code in range(ord(first), ord(last))]
    yield array("FORMS", "u8", values, "The joining form as a number, from `FIRST_FORM` on")


def tables():
    yield HEADER
    yield f"pub(super) const VERSION: (u8, u8, u8) = ({UNICODE_VERSION.replace('.', ', ')});\n"
    yield two_stages("CLASS", classes(), "The class as a number")
    yield two_stages("COMBINING", [ucd.combining(c) for c in CHARS], "The combining class")
    yield array(
        "ZEROS",
        "u32",
        [f"{zero:#x}" for zero in digits()],
        "The zero of each set of decimal digits.",
    )
    yield from joining_forms()


def letter(name):
    return ucd.lookup(f"ARABIC LETTER {name}")


def marks():
    """The groups of combining marks, in the order in which normalization lists them."""
    groups = {
        "harakat": ["FATHA", "DAMMA", "KASRA"],
        "tanwin": ["FATHATAN", "DAMMATAN", "KASRATAN"],
        "shadda": ["SHADDA"],
        "sukun": ["SUKUN"],
        "dagger_alef": ["LETTER SUPERSCRIPT ALEF"],
        "hamza_marks": ["MADDAH ABOVE", "HAMZA ABOVE", "HAMZA BELOW"],
    }
    groups = {
        group: [ucd.lookup(f"ARABIC {name}") for name in names] for group, names in groups.items()
    }
    # The annotation signs stand together, with the end of ayah and two symbols among them.
    first, last = (
        ucd.lookup("ARABIC SMALL HIGH LIGATURE SAD WITH LAM WITH ALEF MAKSURA"),
        ucd.lookup("ARABIC SMALL LOW MEEM"),
    )
    groups["quranic_marks"] = [
        c for c in CHARS if first <= c <= last and ucd.category(c) in ("Mn", "Lm")
    ]
    taken = {c for group in groups.values() for c in group}
    groups["extended_marks"] = [
        c
        for c in CHARS
        if ucd.category(c) == "Mn" and ucd.name(c, "").startswith("ARABIC ") and c not in taken
    ]
    return groups


def compatibility(c):
    """The full compatibility decomposition, and its kind: `<isolated>`, `<font>`, …"""
    kind = ucd.decomposition(c).split(" ")[0]
    return kind, ucd.normalize("NFKC", c)


def forms():
    """Letters in other forms, and ligatures that stand for words, each to plain letters."""
    words = dict(
        f"ARABIC LIGATURE {line}\t".split("\t")[:2] for line in data_lines("ligatures.tsv")
    )
    presentation, ligatures, mathematical = {}, {}, {}
    for c in CHARS:
        name = ucd.name(c, "")
        if not name.startswith("ARABIC "):
            continue
        kind, text = compatibility(c)
        if name in words:
            ligatures[c] = words.pop(name) or text
        elif name.startswith("ARABIC MATHEMATICAL ") and kind == "<font>":
            mathematical[c] = text
        elif kind in ("<isolated>", "<initial>", "<medial>", "<final>"):
            presentation[c] = text
    assert not words, f"no such characters: {list(words)}"
    lam_alef = {
        c: text
        for c, text in presentation.items()
        if "LIGATURE LAM WITH ALEF" in ucd.name(c) and "MAKSURA" not in ucd.name(c)
    }
    return {
        "lam_alef": lam_alef,
        "lam_alef_bare": dict.fromkeys(lam_alef, letter("LAM") + letter("ALEF")),
        "presentation_forms": presentation,
        "ligatures": ligatures,
        "mathematical_letters": mathematical,
    }


def data_lines(file):
    """The lines of a file of this folder, without comments."""
    lines = (HERE / file).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def listed(file, lookup):
    """The rules of a file: a rule, a character, and what it becomes, by name."""
    rules = {}
    for line in data_lines(file):
        rule, source, *target = line.split("\t")
        rules.setdefault(rule, {})[lookup(source)] = "".join(map(lookup, target))
    return rules


def letters():
    rules = listed("letters.tsv", letter)
    attached = [c for c in CHARS if ucd.name(c, "").startswith("ARABIC LETTER ALEF WITH ATTACHED ")]
    rules["alef_others"] |= dict.fromkeys(attached, letter("ALEF"))
    return rules


def digit_rules():
    ascii, arabic, extended = (
        "0",
        "\N{ARABIC-INDIC DIGIT ZERO}",
        "\N{EXTENDED ARABIC-INDIC DIGIT ZERO}",
    )
    three = [ascii, arabic, extended]
    others = [chr(zero) for zero in digits() if chr(zero) not in three]

    def to(target, sources):
        return {
            chr(ord(zero) + i): chr(ord(target) + i)
            for zero in sources
            for i in range(10)
            if zero != target
        }

    rules = {
        f"digits_{name}": to(zero, three)
        for name, zero in zip(("ascii", "arabic_indic", "extended"), three, strict=True)
    }
    rules["digits_zero"] = {
        chr(ord(zero) + i): "0" for zero in three for i in range(10) if (zero, i) != ("0", 0)
    }
    # To ASCII: normalization goes on from there.
    return rules | {"other_digits": to(ascii, others)}


def latin():
    letters = [c for c in having("Script=Latin") if ucd.category(c)[0] == "L"]

    def lower(c):
        # Python's own mapping is of an older version; what that lacks is told by name.
        small = ucd.name(c).replace("CAPITAL", "SMALL")
        return c.lower() if c.lower() != c else names.get(small, c)

    names = {ucd.name(c): c for c in letters}
    pairs = {c: lower(c) for c in letters if ucd.category(c) in ("Lu", "Lt")}
    return {
        "latin_lower": {c: small for c, small in pairs.items() if small != c},
        "latin_remove": dict.fromkeys(letters, ""),
    }


def invisible():
    """Spaces and what is not seen."""
    space, joiners = having("White_Space"), set("\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}")
    bidi, tags = (
        having("Bidi_Control"),
        {c for c in CHARS if ucd.name(c, "").startswith(("TAG ", "LANGUAGE TAG"))},
    )
    bom, hyphen = {"\N{ZERO WIDTH NO-BREAK SPACE}"}, {"\N{SOFT HYPHEN}"}
    format = {c for c in having("Default_Ignorable_Code_Point") if ucd.category(c) == "Cf"}
    return {
        "spaces": {c: " " for c in space if c not in LINE_ENDS + " "},
        "line_ends": dict.fromkeys(LINE_ENDS, " "),
        "zero_width_non_joiner": {"\N{ZERO WIDTH NON-JOINER}": ""},
        "zero_width_non_joiner_space": {"\N{ZERO WIDTH NON-JOINER}": " "},
        "zero_width": dict.fromkeys(format - joiners - bidi - tags - bom - hyphen, ""),
        "byte_order_mark": dict.fromkeys(bom, ""),
        "soft_hyphen": dict.fromkeys(hyphen, ""),
        "bidi_controls": dict.fromkeys(bidi, ""),
        "controls": {c: "" for c in CHARS if ucd.category(c) == "Cc" and c not in space},
    }


def rules():
    yield HEADER
    yield "/// Characters and what becomes of each, by code point.\n"
    yield "pub(crate) type Rule = &'static [(char, &'static str)];\n\n"
    every = {group: dict.fromkeys(members, "") for group, members in marks().items()}
    every |= {"tatweel": {"\N{ARABIC TATWEEL}": ""}} | forms() | letters() | digit_rules()
    every["hamza_marks_hamza"] = dict.fromkeys(every["hamza_marks"], letter("HAMZA"))
    del every["hamza_marks_hamza"][ucd.lookup("ARABIC MADDAH ABOVE")]
    every |= listed("punctuation.tsv", ucd.lookup) | latin() | invisible()
    for name, rule in every.items():
        yield f"pub(crate) static {name.upper()}: Rule = &[\n"
        for source, target in sorted(rule.items()):
            pair = f"({literal(source, chr(39))}, {literal(target, chr(34))})"
            yield f"    {pair}, // {ucd.name(source, 'control')}\n"
        yield "];\n"
    yield "/// A letter and a hamza mark, and the letter that is both.\n"
    yield "pub(crate) static HAMZA_COMPOSITIONS: &[((char, char), char)] = &[\n"
    for c in CHARS:
        parts = ucd.normalize("NFD", c)
        if len(parts) == 2 and parts[1] in every["hamza_marks"]:
            first, second, both = (literal(x, "'") for x in (*parts, c))
            yield f"    (({first}, {second}), {both}), // {ucd.name(c)}\n"
    yield "];\n"


def ranges():
    """The characters that a model keeps."""
    yield "/// The first and the last of characters that stand together, in order.\n"
    yield "pub(crate) type Ranges = &'static [(char, char)];\n\n"
    lines = [line.split("\t") for line in data_lines("arabert.tsv")]
    for kind in sorted({line[0] for line in lines}):
        yield f"pub(crate) static ARABERT_{kind.upper()}: Ranges = &[\n"
        for first, last in sorted(
            tuple(map(ucd.lookup, line[1:])) for line in lines if line[0] == kind
        ):
            yield f"    ({literal(first, chr(39))}, {literal(last, chr(39))}),\n"
        yield "];\n"


def literal(text, quote):
    """A Rust literal of escapes: marks and right-to-left text do not read well in code."""
    return (
        quote
        + "".join(c if c.isascii() and c.isalnum() else f"\\u{{{ord(c):X}}}" for c in text)
        + quote
    )


def main():
    check_versions()
    for file, parts in ("tables.rs", tables()), ("rules.rs", [*rules(), *ranges()]):
        text, path = "".join(parts), TARGET / file
        if "--check" not in sys.argv[1:]:
            path.write_text(text, encoding="utf-8")
        elif path.read_text(encoding="utf-8") != text:
            sys.exit(f"{path} is not what {__file__} writes")


if __name__ == "__main__":
    main()
