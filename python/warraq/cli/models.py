"""The commands about models: what they are, how good they are, and how they are made."""

from __future__ import annotations

import argparse
import datetime
import errno
import json
import os
import shlex
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import warraq
from warraq import _core
from warraq.cli.complaint import tell

#: What the models learn from besides labelled text: option, and what it is.
_LISTS = {
    "raw": "raw text, a paragraph a line, plain or .xz",
    "persons": "person names: name, given or surname, bearers, countries, separated by tabs",
    "places": "cities: name, name in Latin letters, country, inhabitants, separated by tabs",
    "transliterated": "JSON objects from names in Latin letters to Arabic ones",
    "proper-nouns": "the proper nouns of Camel Morph",
}
_NER_SOURCES = _LISTS | {
    "hints": "CoNLL files whose tags are hints about words, not truth",
    "others": "CoNLL files of other texts, or with other labels, to learn from on the side",
    "silver": "raw text with tag probabilities of another tagger, as models/teacher.py writes it",
}
_SEGMENT_SOURCES = _LISTS | {
    "frequencies": "word lists of the Python package wordfreq",
    "names": "the same CoNLL sentences twice: with whole words, and with clitics split off",
    "verbs": "the verb stems of Camel Morph, perfective, imperfective and imperative",
    "adjectives": "the adjectives of Camel Morph",
    "plurals": "plurals formed inside the word: plural, tab, singular",
}

_POS_SOURCES = _LISTS | {
    "lexicon": "the other tables of Camel Morph: verbs, adjectives, numerals, function words",
    "hints": "CoNLL files whose tagged names are hints about words, not truth",
    "plurals": "plurals formed inside the word: plural, tab, singular",
}

#: The kinds of wrong entities, and what each is.
_ERRORS = {
    "missed": "a name, and nothing was found there",
    "spurious": "no name, and one was found there",
    "label": "the right tokens, the wrong label",
    "boundary": "the right label, more or fewer tokens",
    "both": "the wrong label, and more or fewer tokens",
}


def add_commands(commands: Any) -> None:
    summary = "what the built-in models are, and where they come from"
    models = _command(commands, "models", show_models, summary)
    models.add_argument(
        "--model", metavar="M", default="default", help="a model file (default: the built-in)"
    )

    evaluate = commands.add_parser("eval", help="measure a model on labelled text")
    kinds = evaluate.add_subparsers(required=True, metavar="WHAT", title="what to measure")
    ner = _command(kinds, "ner", evaluate_ner, "precision, recall and F1 of the entities")
    ner.add_argument("file", metavar="FILE", help="a CoNLL file: IOB1, IOB2 or IOBES")
    ner.add_argument(
        "--model", metavar="M", default="default", help="a model file (default: the built-in)"
    )
    ner.add_argument(
        "--train", metavar="FILE", help="the training data, to tell names that it has from others"
    )
    ner.add_argument(
        "--against",
        metavar="M",
        help="another model (or default), to be compared with the one by the paired bootstrap over "
        "sentences",
    )
    ner.add_argument("--json", action="store_true", help="write JSON")
    sentences = _command(kinds, "sentences", evaluate_sentences, "F1 of the sentence boundaries")
    sentences.description = (
        "F1 of the sentence boundaries: of the sentences of a file joined by spaces; wrapped at 60"
        " characters; and a line each, a third of them without the mark at their end."
    )
    sentences.add_argument("file", metavar="FILE", help="a CoNLL-U file with lines # text = …")
    sentences.add_argument("--json", action="store_true", help="write JSON, errors included")
    names = _command(kinds, "names", evaluate_names, "precision and recall of spellings of a name")
    names.description = (
        "Precision and recall of the pairs of names that are spellings of one: data/names/pairs.py"
        " makes such files."
    )
    names.add_argument("file", metavar="FILE", help="two names and 1 or 0, separated by tabs")
    names.add_argument("--json", action="store_true", help="write JSON, errors included")
    numbers = _command(kinds, "numbers", evaluate_numbers, "F1 of the numbers, and their values")
    numbers.description = (
        "Precision, recall and F1 of the spans of numbers, and of those that are found how many"
        " have the right value, kind, unit and so on."
    )
    numbers.add_argument(
        "file", metavar="FILE", help="JSON lines with text and numbers, as tests/gold/ has them"
    )
    dates = _command(kinds, "dates", evaluate_dates, "F1 of the dates, and their values")
    dates.description = (
        "Precision, recall and F1 of the spans of dates, and of those that are found how many"
        " have the right value, kind, resolved days and so on."
    )
    dates.add_argument(
        "file", metavar="FILE", help="JSON lines with text and dates, as tests/gold/ has them"
    )
    for command in (numbers, dates):
        command.add_argument(
            "--model", metavar="M", default="default", help="a model file (default: the built-in)"
        )
    values = _command(
        kinds, "values", evaluate_values, "agreement with the cases of Recognizers-Text"
    )
    values.description = (
        "How many of the cases of Recognizers-Text agree, in all spans and in all values;"
        " docs/values.md says what is taken for a matter of convention."
    )
    values.add_argument("file", metavar="FILE", help="JSON lines with spec, input and expected")
    for command in (numbers, dates, values):
        command.add_argument("--errors", action="store_true", help="list what disagrees")
        command.add_argument("--json", action="store_true", help="write JSON, errors included")
    pos = _command(kinds, "pos", evaluate_pos, "accuracy of the parts of speech")
    pos.description = (
        "Accuracy and confusion of the parts of speech: of the words of a treebank in CoNLL-U, or"
        " of the stems of the WikiNews set, whose tags are mapped to universal ones. Of a line as"
        " 3-4 only the numbers count, not its form: the words are what the lines 3 and 4 say."
    )
    pos.add_argument("file", metavar="FILE", help="a CoNLL-U file, or the WikiNews set (.tsv)")
    pos.add_argument(
        "--model", metavar="M", default="default", help="a model file (default: the built-in)"
    )
    pos.add_argument(
        "--cross-validate",
        type=_parts,
        metavar="N",
        default=0,
        help="train on all but one of N parts of the treebank's sentences, in turn, and measure on"
        " that; wants the lists that the model is trained with, but nothing of the model itself",
    )
    _add_sources(pos, _POS_SOURCES)
    pos.add_argument("--json", action="store_true", help="write JSON")
    lemma = _command(kinds, "lemma", evaluate_lemma, "accuracy of the lemmas")
    lemma.description = (
        "Accuracy of the lemmas, marks aside: of the words of a treebank in CoNLL-U, or of the"
        " stems of the WikiNews set."
    )
    lemma.add_argument("file", metavar="FILE", help="a CoNLL-U file, or the WikiNews set (.tsv)")
    lemma.add_argument(
        "--model", metavar="M", default="default", help="a model file (default: the built-in)"
    )
    lemma.add_argument("--json", action="store_true", help="write JSON, errors included")

    quotes = _command(kinds, "quotes", evaluate_quotes, "F1 of quotations, and right speakers")
    quotes.description = (
        "Precision, recall and F1 of the quotations, by the place of the words said, and of those"
        " that are found which part have the right form, cue, depth and speaker. A line of the file"
        " is an object with text and quotes, places in characters: see tests/gold/GUIDE-quotes.md."
    )
    quotes.add_argument("file", metavar="FILE", help="labelled texts (.jsonl)")
    quotes.add_argument(
        "--model", metavar="M", default="default", help="a model file (default: the built-in)"
    )
    quotes.add_argument("--errors", action="store_true", help="list the disagreements")
    quotes.add_argument("--json", action="store_true", help="write JSON")
    segment = _command(kinds, "segment", evaluate_segment, "words that are segmented rightly")
    segment.description = (
        "Measure the segmenter: the words whose segments, by the scheme atb, are exactly right, as"
        " they stand in the word or in their form."
    )
    segment.add_argument(
        "file", metavar="FILE", help="word, tab, segments joined by +; words with _ are skipped"
    )
    segment.add_argument(
        "--model", metavar="M", default="default", help="a model file (default: the built-in)"
    )
    segment.add_argument("--json", action="store_true", help="write JSON")

    errors = commands.add_parser("errors", help="list the errors of a model on labelled text")
    kinds = errors.add_subparsers(required=True, metavar="WHAT", title="errors of what")
    ner = _command(kinds, "ner", list_ner_errors, "the errors of the entities, by kind")
    ner.description = (
        "List the errors of the entities: how many of each kind, then each with the tokens around."
    )
    ner.add_argument("file", metavar="FILE", help="a CoNLL file: IOB1, IOB2 or IOBES")
    ner.add_argument(
        "--model", metavar="M", default="default", help="a model file (default: the built-in)"
    )
    ner.add_argument(
        "--train", metavar="FILE", help="the training data, to tell names that it has from others"
    )
    ner.add_argument(
        "--kind",
        choices=_ERRORS,
        help="only those of one kind: "
        + "; ".join(f"{kind}: {it}" for kind, it in _ERRORS.items()),
    )
    ner.add_argument("--limit", type=_count, metavar="N", help="list no more than N (default: all)")
    ner.add_argument("--json", action="store_true", help="write JSON")

    train = commands.add_parser("train", help="train a model")
    kinds = train.add_subparsers(required=True, metavar="WHAT", title="what to train")
    ner = _command(kinds, "ner", train_ner, "train the entity tagger")
    ner.description = (
        "Train the entity tagger. Without raw text, lists and hints, it uses again what the tagger"
        " of the base model knows of words, which takes a minute; with them, it learns that anew."
        " With --extend it keeps the tagger of the base model, whose labels the files must have,"
        " and adds to it what they teach, which takes seconds."
    )
    ner.add_argument("train", nargs="+", metavar="FILE", help="CoNLL files: IOB1, IOB2 or IOBES")
    ner.add_argument(
        "--extend", action="store_true", help="add to the tagger of the base model what files teach"
    )
    ner.add_argument(
        "--weight",
        type=_weight,
        metavar="W",
        help="with --extend, how often each sentence counts (default: 1)",
    )
    ner.set_defaults(wrong=ner.error)
    _add_training(ner, _NER_SOURCES, dev="a CoNLL file to measure the model on")
    segment = _command(kinds, "segment", train_segment, "train the segmenter")
    segment.add_argument(
        "segments", nargs="+", metavar="FILE", help="words: word, tab, segments joined by +"
    )
    _add_training(segment, _SEGMENT_SOURCES, dev="segmented words to measure the model on")
    segment.add_argument(
        "--cross-validate",
        type=_parts,
        default=0,
        metavar="N",
        help="measure also on each Nth of the segmented sentences a model trained without it",
    )
    pos = _command(kinds, "pos", train_pos, "train the tagger of parts of speech, and the lemmas")
    pos.description = (
        "Train the tagger of parts of speech and the table of lemmas, with the segmenter of the"
        " base model. Takes some minutes with raw text."
    )
    pos.add_argument("treebanks", nargs="+", metavar="FILE", help="treebanks in CoNLL-U")
    _add_training(pos, _POS_SOURCES)
    pos.add_argument(
        "--cross-validate",
        type=_parts,
        metavar="N",
        default=0,
        help="also measure on each of N parts of the sentences what the others teach",
    )


def _command(commands: Any, name: str, run: Any, summary: str) -> argparse.ArgumentParser:
    description = f"{summary[0].upper()}{summary[1:]}."
    command: argparse.ArgumentParser = commands.add_parser(
        name, help=summary, description=description
    )
    command.set_defaults(run=run)
    return command


def _add_sources(command: argparse.ArgumentParser, sources: dict[str, str]) -> None:
    for name, what in sources.items():
        number: Any = 2 if name == "names" else "+"
        command.add_argument(f"--{name}", nargs=number, default=[], metavar="FILE", help=what)


def _add_training(
    command: argparse.ArgumentParser, sources: dict[str, str], dev: str | None = None
) -> None:
    if dev:
        command.add_argument("--dev", metavar="FILE", help=dev)
    command.add_argument(
        "-o", "--output", required=True, metavar="MODEL", help="the model file to write"
    )
    command.add_argument(
        "--base",
        metavar="M",
        help="the model file whose other components are kept, or which is extended, instead of the"
        " default",
    )
    _add_sources(command, sources)
    command.add_argument("--licence", default="", help="the licence of what is learned")
    command.add_argument(
        "--source",
        action="append",
        default=[],
        dest="sources",
        type=_source,
        metavar="NAME=LICENCE",
        help="what it is learned from, for the model's description; may be repeated",
    )
    command.add_argument(
        "--command",
        default=shlex.join(["warraq", *sys.argv[1:]]),
        help="the command in the model's description (default: this one)",
    )
    command.add_argument(
        "--date",
        default=datetime.datetime.now(datetime.timezone.utc).date().isoformat(),
        help="the date in the model's description (default: today)",
    )


def _parts(value: str) -> int:
    parts = int(value) if value.isdecimal() else 0
    if not 2 <= parts <= 100:
        raise argparse.ArgumentTypeError(f"{value!r} is not a number of parts from 2 to 100")
    return parts


def _count(value: str) -> int:
    if not value.isdecimal():
        raise argparse.ArgumentTypeError(f"{value!r} is not a number from 0 on")
    return int(value)


def _weight(value: str) -> float:
    try:
        weight = float(value)
    except ValueError:
        weight = 0.0
    if not 0 < weight <= 1000:
        raise argparse.ArgumentTypeError(f"{value!r} is not a number above 0 and up to 1000")
    return weight


def _file(name: str) -> str:
    """What the core is to open."""
    return "/dev/stdin" if name == "-" else name


def _source(value: str) -> tuple[str, str]:
    name, separator, licence = value.rpartition("=")
    if not separator or not name.strip() or not licence.strip():
        raise argparse.ArgumentTypeError(f"{value!r} is not NAME=LICENCE")
    return name.strip(), licence.strip()


def show_models(options: argparse.Namespace) -> None:
    nlp = warraq.load(options.model)
    print(nlp.model)
    for name, component in nlp.metadata["components"].items():
        sources = [f"{source['name']} ({source['licence']})" for source in component["data"]]
        figures = [f"{figure} {value:g}" for figure, value in component["figures"].items()]
        print(f"\n{name}")
        for field, value in (
            ("labels", ", ".join(component["labels"])),
            ("licence", component["licence"]),
            ("data", "; ".join(sources)),
            ("date", component["date"]),
            ("figures", "; ".join(figures)),
            ("command", component["command"]),
            ("warraq", component["warraq"]),
        ):
            if value:
                print(f"  {field:<8} {value}")
    if options.model == "default":
        for name, card in _core.cards():
            print(f"\n{'─' * 72}\n{name}\n\n{card.strip()}")


def evaluate_ner(options: argparse.Namespace) -> None:
    nlp = warraq.load(options.model)
    against = None if options.against is None else warraq.load(options.against)
    result = _core.evaluate_ner(nlp, _file(options.file), options.train, against)
    if not result["tokens"]:
        raise warraq.DataError(f"{options.file}: there are no tokens in it")
    for label, scores in result["labels"].items():
        if label not in nlp.labels:
            _tell(
                f"warraq: warning: the model has no label {label!r}, which {scores['gold']} names "
                f"of the file have; it has {', '.join(nlp.labels)}"
            )
    if options.json:
        print(json.dumps(result, ensure_ascii=False, indent=2))
    else:
        print("\n".join(_report(result)))
        if against is not None:
            print("\n".join(_report_comparison(result, options.against)))


def _report_comparison(result: dict[str, Any], name: str) -> Iterator[str]:
    other = result["against"]
    yield ""
    yield f"against {name}:"
    columns = ("precision", "recall", "f1", "gold", "predicted", "correct")
    yield from _scores({"all": other["micro"]}, columns)
    low, high = other["interval"]
    yield (
        f"F1 {other['difference']:+.2f}, from {low:+.2f} to {high:+.2f} in 95 % of "
        f"{other['resamples']:,} samples of the sentences"
    )
    yield f"better in {other['better']:.1f} % of them, not worse in {other['not_worse']:.1f} %"


def list_ner_errors(options: argparse.Namespace) -> None:
    result = _core.ner_errors(warraq.load(options.model), _file(options.file), options.train)
    if not result["tokens"]:
        raise warraq.DataError(f"{options.file}: there are no tokens in it")
    kinds = [options.kind] if options.kind else list(_ERRORS)
    errors = [error for error in result["errors"] if error["kind"] in kinds][: options.limit]
    if options.json:
        shown = {"counts": result["counts"], "errors": errors}
        print(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    for kind, meaning in _ERRORS.items():
        print(f"{kind:<9}{result['counts'][kind]:>6,}   {meaning}")
    for error in errors:
        print("\n".join(_error(error)))


def _error(error: dict[str, Any]) -> Iterator[str]:
    """An error, its Arabic last and alone on each line, as in listings of entities."""
    yield ""
    known = {None: "", True: ", in the training data", False: ", not in the training data"}
    yield f"{error['kind']}, sentence {error['sentence']:,}{known[error.get('in_training')]}"
    for side in ("gold", "predicted"):
        if name := error[side]:
            score = f"{name['score']:.2f}" if "score" in name else ""
            yield f"  {side:<10}{name['label']:<6}{score:<6}{name['text']}"
    yield f"  {'context':<22}{error['context']}"


def evaluate_sentences(options: argparse.Namespace) -> None:
    result = _core.evaluate_sentences(_file(options.file))
    if options.json:
        print(json.dumps(result, ensure_ascii=False, indent=2))
        return
    layouts = ("joined", "wrapped", "unended")
    columns = ("precision", "recall", "f1", "gold", "predicted", "correct")
    print("\n".join(_scores({layout: result[layout] for layout in layouts}, columns)))
    print(f"\n{result['words_per_second']:,.0f} words a second")


def evaluate_names(options: argparse.Namespace) -> None:
    result = _core.evaluate_names(_file(options.file))
    if not result["pairs"]:
        raise warraq.DataError(f"{options.file}: there are no pairs in it")
    if options.json:
        print(json.dumps(result, ensure_ascii=False, indent=2))
        return
    columns = ("precision", "recall", "f1", "gold", "predicted", "correct")
    print("\n".join(_scores({"names": result["scores"]}, columns)))
    print(f"\n{result['same_letters']:,} of the {result['scores']['gold']:,} have the same letters")


def evaluate_numbers(options: argparse.Namespace) -> None:
    _print_values(
        _core.evaluate_numbers(warraq.load(options.model), _file(options.file)), "numbers", options
    )


def evaluate_dates(options: argparse.Namespace) -> None:
    _print_values(
        _core.evaluate_dates(warraq.load(options.model), _file(options.file)), "dates", options
    )


def _print_values(result: dict[str, Any], items: str, options: argparse.Namespace) -> None:
    if not result["texts"]:
        raise warraq.DataError(f"{options.file}: there are no texts in it")
    if options.json:
        print(json.dumps(result, ensure_ascii=False, indent=2))
        return
    marked, found, matched = (result[name] for name in ("marked", "found", "matched"))
    print(
        f"precision {_percent(matched, found)}, recall {_percent(matched, marked)}, "
        f"F1 {_percent(2 * matched, marked + found)} of {marked:,} {items} in "
        f"{result['texts']:,} texts"
    )
    print(f"value {_percent(result['values'], matched)} of the {matched:,} with the same span")
    for name, right in result["fields"]:
        print(f"{name} {_percent(right, matched)}")
    if options.errors:
        print(*_disagreements(result["disagreements"]), sep="\n")


def evaluate_values(options: argparse.Namespace) -> None:
    specs = _core.evaluate_values(_file(options.file))
    if not specs:
        raise warraq.DataError(f"{options.file}: there are no cases in it that are read")
    if options.json:
        print(json.dumps(specs, ensure_ascii=False, indent=2))
        return
    total = {name: sum(spec[name] for spec in specs) for name in ("cases", "spans", "values")}
    for spec in [*specs, {"spec": "all", **total}]:
        print(
            f"{spec['spec']}: spans {_percent(spec['spans'], spec['cases'])}, spans and values "
            f"{_percent(spec['values'], spec['cases'])} of {spec['cases']:,} cases"
        )
    if options.errors:
        for spec in specs:
            print(*_disagreements(spec["disagreements"]), sep="\n")


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f} %" if whole else "- %"


def _disagreements(disagreements: list[dict[str, Any]]) -> Iterator[str]:
    """A disagreement a line, its Arabic alone on lines of its own."""
    for it in disagreements:
        yield f"\n{it['line']}: {it['what']}"
        yield f"  {it['text']}"
        yield f"  expected: {it['expected']}"
        yield f"  found:    {it['found']}"


def evaluate_pos(options: argparse.Namespace) -> None:
    nlp = warraq.load(options.model)
    if options.cross_validate:
        files: Any = {"treebanks": [_file(options.file)], **_files(options, _POS_SOURCES)}
        result = _core.cross_validate_pos(nlp, files, options.cross_validate, _progress)
    else:
        result = _core.evaluate_pos(nlp, _file(options.file))
    if not result["words"]:
        raise warraq.DataError(f"{options.file}: there are no words in it")
    if options.json:
        print(json.dumps(result, ensure_ascii=False, indent=2))
    else:
        print("\n".join(_report_pos(result)))


def _report_pos(result: dict[str, Any]) -> Iterator[str]:
    yield (
        f"{result['accuracy']:.2f} % of {result['words']:,} words right, "
        f"{result['words_per_second']:,.0f} words a second"
    )
    if result["accuracy_segmented"] is not None:
        yield f"{result['accuracy_segmented']:.2f} % if segments have to be found, too"
    if features := {name: it for name, it in result["features"].items() if it["gold"]}:
        yield ""
        yield "features that are given, and what part of the treebank's they are:"
        for name, score in features.items():
            yield (
                f"{name:<9} {score['precision']:6.2f} % of {score['given']:>5,} right   "
                f"{score['recall']:6.2f} % of {score['gold']:>5,} given"
            )
    # Where the file has none, what is given is neither right nor wrong.
    if without := [name for name in result["features"] if name not in features]:
        yield ""
        yield f"no word of the file has {', '.join(without) if features else 'features'}"
    yield ""
    yield "right part of speech, and what was predicted instead:"
    for tag, row in result["confusion"].items():
        wrong = sorted(((n, other) for other, n in row.items() if other != tag), reverse=True)
        total = sum(row.values())
        others = ", ".join(f"{other} {n}" for n, other in wrong)
        yield f"{tag:<6} {100 * row.get(tag, 0) / total:6.2f} % of {total:>5,}   {others}".rstrip()


def evaluate_lemma(options: argparse.Namespace) -> None:
    result = _core.evaluate_lemma(warraq.load(options.model), _file(options.file))
    if not result["lemmas"]:
        raise warraq.DataError(f"{options.file}: there are no lemmas in it")
    if options.json:
        print(json.dumps(result, ensure_ascii=False, indent=2))
    else:
        print(
            f"{result['accuracy']:.2f} % of {result['lemmas']:,} lemmas right, "
            f"{result['accuracy_folded']:.2f} % with the forms of alef, ya and ta marbuta as one, "
            f"{result['words_per_second']:,.0f} words a second"
        )


def evaluate_quotes(options: argparse.Namespace) -> None:
    from warraq.cli import quotations

    result = quotations.evaluate(warraq.load(options.model), _file(options.file))
    if options.json:
        print(json.dumps(result, ensure_ascii=False, indent=2))
        return
    if options.errors:
        print("\n".join(quotations.errors(result)))
        print()
    print("\n".join(_scores(result["scores"], quotations.COLUMNS)))
    print()
    print("\n".join(quotations.report(result)))


def _report(result: dict[str, Any]) -> Iterator[str]:
    columns = ("precision", "recall", "f1", "gold", "predicted", "correct")
    scores = {**result["labels"], "all": result["micro"]}
    yield from _scores(scores, columns)
    yield ""
    yield (
        f"{result['token_accuracy']:.2f} % of {result['tokens']:,} tokens right, "
        f"{result['words_per_second']:,.0f} words a second"
    )
    yield ""
    yield "right label of a token, and what was predicted:"
    predicted = sorted({label for row in result["confusion"].values() for label in row})
    yield _row("", predicted)
    for label, row in result["confusion"].items():
        yield _row(label, [row.get(column, 0) for column in predicted])
    if calibration := result["calibration"]:
        yield ""
        yield "names by score, and what share of them is exactly right:"
        yield _row("score", ("mean score", "right", "predicted", "correct"))
        for it in calibration["bins"]:
            means = ("-" if it[of] is None else it[of] for of in ("mean_score", "share_correct"))
            yield _row(f"{it['from']:.1f}-{it['to']:.1f}", [*means, it["count"], it["correct"]])
        if calibration["expected_error"] is not None:
            yield f"expected calibration error {calibration['expected_error']:.3f}"
    for seen, by_label in (result.get("recall_by_training") or {}).items():
        yield ""
        yield f"recall of names {'' if seen == 'seen' else 'not '}in the training data:"
        yield from _scores(by_label, ("recall", "gold", "correct"))


def _scores(scores: dict[str, dict[str, Any]], columns: tuple[str, ...]) -> Iterator[str]:
    yield _row("", columns)
    # What is said of each part of none is left out.
    needs = {"precision": "predicted", "recall": "gold"}
    for label, row in scores.items():
        shown = {column: row[column] for column in columns}
        for column, of in needs.items():
            if not row[of] and column in shown:
                shown[column] = shown["f1" if "f1" in shown else column] = "-"
        yield _row(label, shown.values())


def _row(label: str, values: Any) -> str:
    shown = [f"{value:.2f}" if isinstance(value, float) else str(value) for value in values]
    return f"{label:<9}" + "".join(f"{value:>11}" for value in shown)


def train_ner(options: argparse.Namespace) -> None:
    given = _files(options, _NER_SOURCES)
    if options.extend:
        # Not ignored: who gives them expects that something is learned from them.
        for name in (name for name, files in given.items() if files):
            option = f"--{name.replace('_', '-')}"
            options.wrong(f"--extend keeps what the base model knows of words: not with {option}")
        weight = 1.0 if options.weight is None else options.weight
        files: Any = {"train": options.train, "dev": options.dev, "weight": weight}
        result = _core.extend_ner(files, *_training(options))
    else:
        if options.weight is not None:
            options.wrong("--weight is for --extend")
        files = {"train": options.train, "dev": options.dev, **given}
        result = _core.train_ner(files, *_training(options))
    _tell(f"wrote {options.output}")
    if result is not None:
        print("\n".join(_report(result)))


def train_segment(options: argparse.Namespace) -> None:
    files: Any = {
        "segments": options.segments,
        "dev": options.dev,
        "folds": options.cross_validate,
        **_files(options, _SEGMENT_SOURCES),
    }
    files["names"] = tuple(files["names"]) or None
    result = _core.train_segmenter(files, *_training(options))
    _tell(f"wrote {options.output}")
    for name, scores in result.items():
        if scores is not None:
            print(f"{name}: {_accuracy(scores)}")


def evaluate_segment(options: argparse.Namespace) -> None:
    scores = _core.evaluate_segmenter(warraq.load(options.model), _file(options.file))
    if options.json:
        print(json.dumps(scores, ensure_ascii=False, indent=2))
        return
    print(_accuracy(scores))
    arabic = scores["accuracy_arabic"], scores["words_arabic"]
    print(f"{arabic[0]:.2f} % of the {arabic[1]:,} with Arabic letters")
    several = scores["segmented_correct"], scores["segmented"]
    print(f"of those with several segments {several[0]:,} of {several[1]:,}")
    new, running = scores["new_words_per_second"], scores["words_per_second"]
    print(f"{new:,.0f} new words a second, {running:,.0f} as they follow one another")
    for word, expected, found in scores["errors"]:
        print(f"{word}\t{expected}\t{found}")
    for line, word, segments in scores["misspelt"]:
        _tell(f"{options.file}:{line}: {segments} does not spell {word}")


def _accuracy(scores: dict[str, Any]) -> str:
    return f"{scores['accuracy']:.2f} % of {scores['words']:,} words right"


def train_pos(options: argparse.Namespace) -> None:
    files: Any = {"treebanks": options.treebanks, **_files(options, _POS_SOURCES)}
    result = _core.train_pos(files, options.cross_validate, *_training(options))
    _tell(f"wrote {options.output}")
    if result is not None:
        print("\n".join(_report_pos(result)))


def _files(options: argparse.Namespace, sources: dict[str, str]) -> dict[str, list[str]]:
    names = [name.replace("-", "_") for name in sources]
    return {name: getattr(options, name) for name in names}


def _training(options: argparse.Namespace) -> tuple[str, Any, Callable[[str], None], str | None]:
    """Where to, how described, how progress is told, and what is kept from where."""
    # Now, and not after minutes of training.
    directory = Path(options.output).parent
    if not directory.is_dir():
        raise FileNotFoundError(errno.ENOENT, "there is no such directory", str(directory))
    if Path(options.output).is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), options.output)
    description = {
        "licence": options.licence,
        "sources": options.sources,
        "command": options.command,
        "date": options.date,
    }
    return options.output, description, _progress, options.base


def _progress(line: str) -> None:
    """Tells what is being done: on a terminal in the same line, unless the line is to stay."""
    if sys.stderr is not None and sys.stderr.isatty():
        print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)
    else:
        tell(line.rstrip("\n"))


def _tell(line: str) -> None:
    """Tells after progress."""
    tell(f"\r\x1b[K{line}" if sys.stderr is not None and sys.stderr.isatty() else line)
