"""The commands that read texts."""

from __future__ import annotations

import argparse
import datetime
import errno
import io
import itertools
import json
import operator
import os
import re
import sys
import textwrap
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar, cast

import warraq
from warraq.cli import listing
from warraq.cli.complaint import complain

if TYPE_CHECKING:
    from warraq import Document, Pipeline, Quote

STDIN = "-"

_T = TypeVar("_T")


def add_commands(commands: Any) -> None:
    annotate = _command(commands, "annotate", annotate_texts, "find people, places, organizations")
    annotate.add_argument(
        "--format",
        choices=["text", "json", "jsonl", "conll", "conllu", "html"],
        default="text",
        help="text: an aligned listing; json: all layers, as a list if there are several files, "
        "each with its name; jsonl: the same, a line a file; conll: a token and its tag a line, "
        "whole tokens tagged; conllu: words, lemmas and parts of speech in CoNLL-U; html: a page "
        "with the entities highlighted (default: %(default)s)",
    )
    entities = _command(
        commands,
        "entities",
        list_entities,
        "a line for each entity: start, end, label, score, text, name; with rules or extra labels "
        "source, with rules id",
    )
    numbers = _command(
        commands,
        "numbers",
        list_numbers,
        "a line for each number: start, end, kind, value, upper, unit, currency, modifier, text",
    )
    dates = _command(
        commands,
        "dates",
        list_dates,
        "a line for each date: start, end, kind, value, resolved_start, resolved_end, modifier, "
        "text",
    )
    dates.add_argument(
        "--anchor",
        type=_day,
        metavar="DATE",
        help="the day that relative dates are told from, as 2023-09-05",
    )
    quotes = _command(
        commands,
        "quotes",
        list_quotes,
        "a line for each quotation: start, end, form, cue, speaker, text",
    )
    quotes.add_argument(
        "--format",
        choices=["text", "tsv", "jsonl", "html"],
        default="tsv",
        help="text: the words said alone; tsv: columns with tabs between; jsonl: an object a line, "
        "with all places; html: a page, the speaker on hover (default: %(default)s)",
    )
    tokenize = _command(commands, "tokenize", list_tokens, "a line for each token")
    segment = _command(
        commands, "segment", list_segments, "take words apart: clitics and what is left of each"
    )
    segment.add_argument(
        "--scheme",
        choices=["d1", "d2", "atb", "d3"],
        default="atb",
        help="d1: conjunctions apart; d2: prepositions and the future particle too; atb: pronouns "
        "too, as the Penn Arabic Treebank; d3: the article too (default: %(default)s)",
    )
    lemmatize = _command(commands, "lemmatize", list_lemmas, "a line for each token: its lemma")
    lemmatize.add_argument(
        "--vocalized", action="store_true", help="with diacritics, where the lexicon knows them"
    )
    lemmatize.add_argument(
        "--format",
        choices=["text", "tsv", "jsonl"],
        default="text",
        help="text: the lemma alone; tsv: start, end, pos, lemma, text with tabs between; jsonl: "
        "the same as objects (default: %(default)s)",
    )
    sentences = _command(commands, "sentences", list_sentences, "a line for each sentence")
    for command in (annotate, entities, quotes, segment, lemmatize, sentences):
        command.add_argument(
            "--newlines",
            choices=["smart", "always", "never"],
            default="smart",
            help="whether a line break ends a sentence (default: %(default)s)",
        )
    segment.add_argument(
        "--format",
        choices=["text", "tsv", "jsonl"],
        default="text",
        help="text: a line for each token, the forms of its segments with + between; tsv: a line "
        "for each segment, start, end, role, text, form with tabs between; jsonl: the same as "
        "objects (default: %(default)s)",
    )
    for command in (entities, numbers, dates, tokenize, sentences):
        command.add_argument(
            "--format",
            choices=["text", "tsv", "jsonl"],
            default="tsv" if command in (entities, numbers, dates) else "text",
            help="text: the text alone; tsv: columns with tabs between; jsonl: an object a line "
            "(default: %(default)s)",
        )
    for command in (annotate, entities):
        command.add_argument(
            "--min-score",
            type=_score,
            default=0.0,
            metavar="P",
            help="leave out the model's entities with a score below P, from 0 to 1",
        )
        command.add_argument(
            "--rules",
            action="append",
            default=[],
            metavar="FILE",
            help="names and rules of your own: .csv, .tsv, .jsonl or .parquet with the columns "
            "label, pattern or regex, id; again for more files, each after the one before",
        )
        command.add_argument(
            "--policy",
            choices=["rules", "model", "both"],
            default="rules",
            help="what stays where the rules and the model find what overlaps (default: "
            "%(default)s)",
        )
        command.add_argument(
            "--conflict",
            choices=["error", "first"],
            default="error",
            help="what becomes of a rule that contradicts an earlier one of its file: an error, or "
            "the first stays (default: %(default)s)",
        )
        command.add_argument(
            "--labels",
            action="append",
            default=[],
            metavar="NAMES",
            help="extra labels, with commas between: NORP, nationalities, peoples and religions; "
            "TITLE, titles before people's names",
        )
    for command in (annotate, numbers, dates, quotes):
        command.add_argument(
            "--words",
            action="append",
            default=[],
            metavar="FILE",
            help="months, units, currencies and cues of your own: a kind, a name and its columns, "
            "tabs between, as docs/values.md says; again for more files, each after the one before",
        )
    entities.set_defaults(words=[])
    for command in (annotate, entities, numbers, dates, quotes, segment, lemmatize):
        command.add_argument(
            "--model", metavar="M", default="default", help="a model file (default: the built-in)"
        )
    _add_normalize(commands)
    transliterate = _command(
        commands, "transliterate", transliterate_texts, "write the text in Latin letters, or back"
    )
    transliterate.description = (
        "Write the text in Latin letters, or back. What has been read is written before more is "
        "read. At a character that is refused a file ends; the error has its line, and its place "
        "there in characters, from 0."
    )
    transliterate.add_argument(
        "--scheme",
        choices=["buckwalter", "safe-buckwalter", "xml-buckwalter", "hsb", "din-31635", "ala-lc"],
        default="buckwalter",
        help="how; the last two read vocalized text and do not go back (default: %(default)s)",
    )
    transliterate.add_argument(
        "--to",
        choices=["latin", "arabic"],
        default="latin",
        help="the letters to write (default: %(default)s)",
    )
    transliterate.add_argument(
        "--unmapped",
        choices=["keep", "drop", "error"],
        default="keep",
        help="what becomes of a character outside the scheme (default: %(default)s)",
    )
    stem = _command(commands, "stem", stem_texts, "write the text with stems in place of words")
    stem.add_argument(
        "--algorithm",
        choices=["light10", "snowball", "isri"],
        default="light10",
        help="light10 as Lucene has it, snowball as PyStemmer, isri as NLTK (default: %(default)s)",
    )


def _score(value: str) -> float:
    try:
        score = float(value)
    except ValueError:
        score = -1.0
    # NaN is not between either.
    if not 0.0 <= score <= 1.0:
        raise argparse.ArgumentTypeError(f"{value!r} is not a number from 0 to 1")
    return score


def _add_normalize(commands: Any) -> None:
    normalize = _command(commands, "normalize", normalize_texts, "write the text normalized")
    normalize.usage = "%(prog)s [--preset P] [--OPTION VALUE ...] [FILE ...]"
    presets = warraq.presets() | {"none": "no rules to begin with"}
    normalize.formatter_class = argparse.RawDescriptionHelpFormatter
    normalize.description = "\n".join(
        [
            "Write the text normalized, by the rules of a preset but for the options given.",
            "",
            "Each line is a text of its own. The breaks between lines, \\n, \\r\\n and \\r, stay",
            "as they are, whatever the rules. What has been read is written before more is read.",
            "What goes over several lines, as HTML does, needs --whole. A file begins on a line",
            "of its own, also where the one before it does not end its last.",
            "",
            "--no-OPTION, as --no-tatweel, is the same as --OPTION keep.",
            "",
            "presets:",
            *(
                textwrap.fill(f"  {name:<10}{purpose}", 79, subsequent_indent=" " * 12)
                for name, purpose in presets.items()
            ),
        ]
    )
    normalize.add_argument(
        "--preset",
        choices=presets,
        default="search",
        metavar="P",
        help="the rules to begin with (default: %(default)s)",
    )
    normalize.add_argument(
        "--whole",
        action="store_true",
        help="take each file as one text, read whole, whose line breaks the rules may change",
    )
    groups: dict[str, Any] = {}
    for name, option in warraq.options().items():
        title = option["group"]
        if title not in groups:
            groups[title] = normalize.add_argument_group(title.lower())
        groups[title].add_argument(
            f"--{name.replace('_', '-')}",
            choices=list(option["values"]),
            help=option["doc"].replace("%", "%%"),
        )
        normalize.add_argument(
            f"--no-{name.replace('_', '-')}",
            dest=name,
            action="store_const",
            const="keep",
            help=argparse.SUPPRESS,
        )


def _command(commands: Any, name: str, run: Any, summary: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(
        name,
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}.",
        epilog="Texts are UTF-8. Places are in characters of the file, not counting a byte-order "
        "mark.",
    )
    command.add_argument(
        "files",
        nargs="*",
        default=[STDIN],
        metavar="FILE",
        help="- or none is the standard input",
    )
    command.set_defaults(run=run)
    return command


#: Bytes that are read at a time where a text need not be whole.
BLOCK = 1 << 16


def read(name: str) -> str:
    """The text of a file, without its byte-order mark."""
    return "".join(unmarked(name))


def blocks(name: str) -> Iterator[str]:
    """The text of a file in whole lines, a block of them at a time."""
    if not name:
        # A path would take it for the directory.
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), name)
    if name == STDIN and sys.stdin is None:
        raise OSError(errno.EBADF, "the standard input is closed")
    if name == STDIN:
        yield from decoded(cast("io.BufferedIOBase", sys.stdin.buffer), called(name))
    else:
        with Path(name).open("rb") as file:
            yield from decoded(file, called(name))


def unmarked(name: str) -> Iterator[str]:
    """The text of a file as `blocks` gives it, without its byte-order mark."""
    for number, text in enumerate(blocks(name)):
        yield text if number else text.removeprefix("\ufeff")


def called(name: str) -> str:
    """What an error calls a file."""
    return "standard input" if name == STDIN else name


def decoded(file: io.BufferedIOBase, path: str, size: int = BLOCK) -> Iterator[str]:
    """The text of an open file, as `blocks` gives it. `path` is what an error calls it."""
    line = 1
    utf16: bool | None = None
    for data in _lines(file, size):
        if utf16 is None:
            utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
        try:
            text = data.decode()
        except UnicodeDecodeError as error:
            start = max(data.rfind(b"\n", 0, error.start), data.rfind(b"\r", 0, error.start)) + 1
            yield data[:start].decode()
            line += data.count(b"\n", 0, start)
            charset = "utf-16" if utf16 else "windows-1256"
            failure = warraq.DataError(
                f"{path}:{line}: byte 0x{data[error.start]:02x} is not UTF-8; if the file is "
                f"{charset}, convert it: iconv -f {charset} -t utf-8"
            )
            failure.path, failure.line = path, line
            raise failure from None
        yield text
        line += data.count(b"\n")


def _lines(file: io.BufferedIOBase, size: int) -> Iterator[bytes]:
    """The bytes of a file, cut after line breaks. What has come is not kept waiting for more."""
    begun: list[bytes] = []
    while data := file.read1(size):
        end = max(data.rfind(b"\n"), data.rfind(b"\r")) + 1
        if end:
            yield b"".join([*begun, data[:end]])
            begun.clear()
        begun.append(data[end:])
    if last := b"".join(begun):
        yield last


def _texts(options: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """Each file that can be read, with its text; the others are told of, and fail the command."""
    return _read(options, lambda name: [read(name)])


def _read(
    options: argparse.Namespace, read: Callable[[str], Iterable[_T]]
) -> Iterator[tuple[str, _T]]:
    for name in options.files:
        try:
            for text in read(name):
                yield name, text
        except (OSError, warraq.DataError) as error:
            complain(error)
            options.failed = True


def _loaded(options: argparse.Namespace) -> Pipeline:
    """The model with words of the user's own."""
    nlp = warraq.load(options.model)
    for name in options.words:
        nlp = nlp.add_words(Path(name))
    return nlp


def _pipeline(options: argparse.Namespace) -> Pipeline:
    """The same with rules and labels."""
    nlp = _loaded(options)
    for name in options.rules:
        rules = warraq.EntityRules.from_file(name, conflict=options.conflict)
        nlp = nlp.add_entities(rules, options.policy)
    labels: Any = [name.strip() for names in options.labels for name in names.split(",")]
    return nlp.add_labels(labels) if labels else nlp


def _documents(
    options: argparse.Namespace, nlp: Pipeline | None = None
) -> Iterator[tuple[str, Document]]:
    nlp = nlp or _pipeline(options)
    names: deque[str] = deque()

    def texts() -> Iterator[str]:
        for name, text in _texts(options):
            names.append(name)
            yield text

    # A file is worth a thread's while by itself, and few at a time keep little in memory.
    for document in nlp.pipe(
        texts(), newlines=options.newlines, min_score=options.min_score, batch_size=8
    ):
        yield names.popleft(), document


def annotate_texts(options: argparse.Namespace) -> None:
    _write(_FORMATS[options.format](_documents(options), len(options.files) > 1))


#: Documents with the names of their files.
_Named: TypeAlias = "Iterable[tuple[str, Document]]"


def _text(documents: _Named, several: bool) -> Iterator[str]:
    colour = listing.wants_colour(sys.stdout)
    for name, document in documents:
        yield from listing.lines(document, name if several else None, colour)


def _json(documents: _Named, several: bool) -> Iterator[str]:
    if not several:
        for _, document in documents:
            yield json.dumps(document.to_dict(), ensure_ascii=False, indent=2) + "\n"
        return
    before = "["
    for line in _jsonl(documents, several):
        yield f"{before}\n{line.rstrip()}"
        before = ","
    yield "\n]\n" if before == "," else "[]\n"


def _jsonl(documents: _Named, several: bool) -> Iterator[str]:
    for name, document in documents:
        line = document.to_json()
        if several:
            file = json.dumps(name, ensure_ascii=False)
            line = f'{{"file":{file},{line[1:]}'
        yield line + "\n"


def _conll(documents: _Named, _several: bool) -> Iterator[str]:
    for _, document in documents:
        yield from listing.conll(document)


def _conllu(documents: _Named, several: bool) -> Iterator[str]:
    for name, document in documents:
        yield document.to_conllu(name if several else None)


def _html(documents: _Named, _several: bool) -> Iterator[str]:
    from warraq.display import page

    named = list(documents)
    return page([document for _, document in named], title=", ".join(name for name, _ in named))


_FORMATS = {
    "text": _text,
    "json": _json,
    "jsonl": _jsonl,
    "conll": _conll,
    "conllu": _conllu,
    "html": _html,
}


def list_entities(options: argparse.Namespace) -> None:
    nlp = _pipeline(options)
    columns = ["start", "end", "label", "score", "text", "name"]
    if nlp.rules or nlp.extra_labels:
        columns.append("source")
    if nlp.rules:
        columns.append("id")
    for name, document in _documents(options, nlp):
        _list(document.entities, columns, name, options)


def list_numbers(options: argparse.Namespace) -> None:
    nlp = _loaded(options)
    columns = ["start", "end", "kind", "value", "upper", "unit", "currency", "modifier"]
    columns += ["counted", "reason", "text"]
    for name, text in _texts(options):
        rows = nlp(text).to_dict(morphology=False, numbers=True)["numbers"]
        for row in rows:
            if options.format == "text":
                sys.stdout.write(" ".join(row["text"].split()) + "\n")
                continue
            row = {column: row[column] for column in columns}
            row["counted"] = row["counted"] and row["counted"]["text"]
            for end in ("value", "upper"):
                # Exact in JSON too: what is not whole is a string there.
                if not isinstance(row[end], int | None):
                    row[end] = str(row[end])
            _write_row(row, name, options)


def list_dates(options: argparse.Namespace) -> None:
    nlp = _loaded(options)
    for name, text in _texts(options):
        document = nlp(text)
        for it in document.resolve(options.anchor) if options.anchor else document.dates:
            if options.format == "text":
                sys.stdout.write(" ".join(it.text.split()) + "\n")
                continue
            start, end = it.resolved or (None, None)
            row = {
                "start": it.start,
                "end": it.end,
                "kind": it.kind,
                "value": it.value,
                "granularity": it.granularity,
                "calendar": it.calendar,
                "resolved_start": start and start.isoformat(),
                "resolved_end": end and end.isoformat(),
                "modifier": it.modifier,
                "reason": it.reason,
                "text": it.text,
            }
            _write_row(row, name, options)


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2023-09-05") from None


def list_quotes(options: argparse.Namespace) -> None:
    nlp = _loaded(options)
    if options.format == "html":
        from warraq.display import page, quotes_html

        named = [(nlp(text, newlines=options.newlines), name) for name, text in _texts(options)]
        title = ", ".join(name for _, name in named)
        _write(page([document for document, _ in named], title=title, show=quotes_html))
        return
    for name, text in _texts(options):
        quotes = nlp(text, newlines=options.newlines).quotes
        if options.format == "text":
            _list(quotes, [], name, options)
            continue
        for quote in quotes:
            if options.format == "jsonl":
                _write_row(_quote(quote), name, options)
                continue
            row: dict[str, Any]
            row = {"start": quote.start, "end": quote.end, "form": quote.form}
            row["cue"] = quote.cue and quote.cue.text
            row["speaker"] = quote.speaker and quote.speaker.name
            _write_row(row | {"text": quote.text}, name, options)


def _quote(quote: Quote) -> dict[str, Any]:
    """A quotation as JSON."""
    row: dict[str, Any] = {"start": quote.start, "end": quote.end, "form": quote.form}
    row["cue"] = quote.cue and quote.cue.text
    row["cue_lemma"] = quote.cue_lemma
    if speaker := quote.speaker:
        places = {name: getattr(speaker, name) for name in ("text", "start", "end", "name")}
        row["speaker"] = places | {"explicit": speaker.explicit}
    else:
        row["speaker"] = None
    row["parts"] = [[part.start, part.end] for part in quote.parts]
    return row | {"depth": quote.depth, "text": quote.text}


def list_tokens(options: argparse.Namespace) -> None:
    for name, text in _texts(options):
        _list(warraq.tokenize(text), ["start", "end", "kind", "text"], name, options)


def list_segments(options: argparse.Namespace) -> None:
    nlp = warraq.load(options.model)
    for name, text in _texts(options):
        if options.format != "text":
            segments = nlp.segment(text, options.scheme, newlines=options.newlines)
            _list(segments, ["start", "end", "role", "text", "form"], name, options)
            continue
        table = nlp.segments([text], options.scheme, newlines=options.newlines).to_dict()
        tokens = zip(table["token"], table["form"], strict=True)
        for _, forms in itertools.groupby(tokens, key=operator.itemgetter(0)):
            sys.stdout.write("+".join(form for _, form in forms) + "\n")


def list_lemmas(options: argparse.Namespace) -> None:
    nlp = warraq.load(options.model)
    lemma: Literal["lemma", "vocalized_lemma"]
    lemma = "vocalized_lemma" if options.vocalized else "lemma"
    for name, text in _texts(options):
        table = nlp.tokens([text], ["pos", lemma], newlines=options.newlines).to_dict()
        if options.format == "text":
            sys.stdout.writelines(lemma + "\n" for lemma in table[lemma])
            continue
        columns = {column: table[column] for column in ("start", "end", "pos")}
        columns |= {"lemma": table[lemma], "text": table["text"]}
        for row in zip(*columns.values(), strict=True):
            _write_row(dict(zip(columns, row, strict=True)), name, options)


def list_sentences(options: argparse.Namespace) -> None:
    for name, text in _texts(options):
        sentences = warraq.sentences(text, newlines=options.newlines)
        _list(sentences, ["start", "end", "text"], name, options)


def _list(
    elements: Iterable[Any], columns: list[str], name: str, options: argparse.Namespace
) -> None:
    """Elements a line each: their text alone, in columns, or as JSON."""
    for element in elements:
        if options.format == "text":
            sys.stdout.write(" ".join(element.text.split()) + "\n")
        else:
            row = {column: getattr(element, column) for column in columns}
            _write_row(row, name, options)


def _write_row(row: dict[str, Any], name: str, options: argparse.Namespace) -> None:
    """A row as a line. If there are several files, it begins with the file's name."""
    if len(options.files) > 1:
        row = {"file": name} | row
    if options.format == "tsv":
        line = "\t".join(map(_field, row.values()))
    else:
        line = json.dumps(row, ensure_ascii=False)
    sys.stdout.write(line + "\n")


def _field(value: object) -> str:
    """A field of tab-separated values, without tabs and line breaks of its own."""
    text = f"{value:.4f}" if isinstance(value, float) else "" if value is None else str(value)
    for raw, escaped in (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")):
        text = text.replace(raw, escaped)
    return text


def normalize_texts(options: argparse.Namespace) -> None:
    chosen = {name: getattr(options, name) for name in warraq.options()}
    values = {name: value for name, value in chosen.items() if value is not None}
    preset = None if options.preset == "none" else options.preset
    normalizer = warraq.Normalizer(preset, **values)
    if options.whole:
        _convert(options, lambda name: ["".join(blocks(name))], normalizer)
    else:
        _convert(options, blocks, lambda text: normalized(text, normalizer))


def stem_texts(options: argparse.Namespace) -> None:
    def stems(lines: list[str | None]) -> list[str | None]:
        return warraq.stem(lines, options.algorithm).to_pylist()

    _convert(options, blocks, lambda text: by_lines(text, stems))


def normalized(text: str, normalizer: warraq.Normalizer) -> str:
    """A text whose every line is normalized by itself."""
    return by_lines(text, normalizer.map)


def by_lines(text: str, convert: Callable[[list[str | None]], list[str | None]]) -> str:
    """A text whose lines have been converted, each by itself."""
    # Lines and the breaks between them, in turn. Where a block was cut within \r\n, the line
    # between these two is empty and stays so.
    pieces: list[str | None] = list(re.split("(\r\n?|\n)", text))
    pieces[::2] = convert(pieces[::2])
    return "".join(piece for piece in pieces if piece)


def transliterate_texts(options: argparse.Namespace) -> None:
    def convert(text: str) -> str:
        return warraq.transliterate(text, options.scheme, to=options.to, unmapped=options.unmapped)

    # Refused whatever the files hold.
    convert("")
    _convert(options, lambda name: transliterated(unmarked(name), called(name), convert), str)


def transliterated(texts: Iterable[str], path: str, convert: Callable[[str], str]) -> Iterator[str]:
    """What texts of whole lines become, as they come: no scheme looks beyond a line."""
    line = 1
    for text in texts:
        try:
            yield convert(text)
        except ValueError:
            for piece in io.StringIO(text, newline=""):
                try:
                    yield convert(piece)
                except ValueError as error:
                    failure = warraq.DataError(f"{path}:{line}: {error}")
                    failure.path, failure.line = path, line
                    raise failure from None
                line += piece.count("\n")
        else:
            line += text.count("\n")


def _convert(
    options: argparse.Namespace,
    read: Callable[[str], Iterable[str]],
    convert: Callable[[str], str],
) -> None:
    """Writes what the texts that `read` gives of each file become, as they come. Each file begins
    on a line of its own."""
    at_start_of_line = True
    for name, (number, text) in _read(options, lambda name: enumerate(read(name))):
        try:
            written = convert(text)
        except ValueError as error:
            complain(ValueError(f"{called(name)}: {error}"))
            options.failed = True
            continue
        if number == 0 and not at_start_of_line:
            sys.stdout.write("\n")
        sys.stdout.write(written)
        sys.stdout.flush()
        at_start_of_line = written.endswith(("\n", "\r"))


def _write(pieces: Iterable[str]) -> None:
    for piece in pieces:
        sys.stdout.write(piece)
