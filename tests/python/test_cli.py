from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
import warraq
from generate import texts
from hypothesis import given
from hypothesis import strategies as st
from warraq.cli import main
from warraq.cli.arguments import parser
from warraq.cli.texts import decoded, normalized, transliterated

ROOT = Path(__file__).parents[2]
NEWS = str(ROOT / "examples" / "news.txt")


def run(*arguments: str, stdin: bytes = b"", **environment: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "warraq", *arguments],
        input=stdin,
        capture_output=True,
        env=os.environ | environment,
        timeout=60,
    )
    assert b"Traceback" not in done.stderr
    return done


def out(*arguments: str, stdin: bytes = b"", **environment: str) -> str:
    done = run(*arguments, stdin=stdin, **environment)
    assert (done.returncode, done.stderr) == (0, b"")
    return str(done.stdout.decode())


def test_version_and_help() -> None:
    assert out("--version") == f"warraq {warraq.__version__}\n"
    help_ = out("--help")
    for command in (
        "annotate",
        "normalize",
        "transliterate",
        "stem",
        "tokenize",
        "sentences",
        "entities",
        "quotes",
        "models",
    ):
        assert command in help_
        assert "usage" in out(command, "--help")


def test_script_is_installed() -> None:
    script = Path(sys.executable).with_name("warraq")
    done = subprocess.run([script, "--version"], capture_output=True, text=True)
    assert done.stdout == f"warraq {warraq.__version__}\n"


def test_listing(nlp: warraq.Pipeline, news: str) -> None:
    listing = out("annotate", NEWS).splitlines()
    document = nlp(news)
    assert len(listing) == len(document.entities) + 1
    for line, entity in zip(listing, document.entities, strict=False):
        place, label, score, rest = line.split(maxsplit=3)
        assert place == f"{entity.start}–{entity.end}"
        assert label == entity.label
        assert float(score) == pytest.approx(entity.score, abs=0.006)
        assert rest.split(" (")[0] == " ".join(entity.text.split())
    # Aligned: every label begins in the same column.
    columns = {
        line.index(" " + e.label) for line, e in zip(listing, document.entities, strict=False)
    }
    assert len(columns) <= 1
    assert "\x1b" not in "".join(listing)


def test_json(nlp: warraq.Pipeline, news: str) -> None:
    document = nlp(news).to_dict()
    assert json.loads(out("annotate", "--format", "json", NEWS)) == document
    assert (
        json.loads(out("annotate", "--format", "json", NEWS, NEWS))
        == [{"file": NEWS} | document] * 2
    )
    lines = out("annotate", "--format", "jsonl", NEWS, NEWS).splitlines()
    assert [json.loads(line) for line in lines] == [{"file": NEWS} | document] * 2


def test_conll(nlp: warraq.Pipeline, news: str) -> None:
    document = nlp(news)
    text = out("annotate", "--format", "conll", NEWS)
    assert text.endswith("\n\n") and "\n\n\n" not in text
    sentences = [block.split("\n") for block in text.rstrip("\n").split("\n\n")]
    assert len(sentences) == len(document.sentences)
    rows = [line.split("\t") for sentence in sentences for line in sentence]
    assert [row[0] for row in rows] == [token.text for token in document.tokens]
    assert sum(row[1].startswith("B-") for row in rows) == len(document.entities)
    for sentence in sentences:
        before = "O"
        for line in sentence:
            tag = line.split("\t")[1]
            assert tag == "O" or tag[:2] == "B-" or before[1:] == tag[1:]
            before = tag


def test_html(news: str) -> None:
    page = out("annotate", "--format", "html", NEWS)
    assert page.startswith("<!doctype html>") and page.endswith("</html>\n")


def test_entities(nlp: warraq.Pipeline, news: str) -> None:
    document = nlp(news)
    lines = out("entities", NEWS).splitlines()
    assert len(lines) == len(document.entities)
    for line, entity in zip(lines, document.entities, strict=True):
        start, end, label, _score, text, name = line.split("\t")
        assert (int(start), int(end), label) == (entity.start, entity.end, entity.label)
        assert text.replace("\\n", "\n") == entity.text
        assert name == entity.name
    rows = [json.loads(line) for line in out("entities", "--format", "jsonl", NEWS).splitlines()]
    assert [row["text"] for row in rows] == [entity.text for entity in document.entities]


def test_rules(nlp: warraq.Pipeline, news: str, tmp_path: Path) -> None:
    names, cases = tmp_path / "names.csv", tmp_path / "cases.jsonl"
    names.write_text("label,pattern,id\nWEEKDAY,اليوم,7\n", encoding="utf-8")
    cases.write_text(
        '{"label": "YEAR", "regex": "\\\\b(19|20)\\\\d\\\\d\\\\b"}\n', encoding="utf-8"
    )
    text = "في القاهرة اليوم، عام 2009.".encode()
    options = ["--rules", str(names), "--rules", str(cases)]
    rows = [line.split("\t") for line in out("entities", *options, stdin=text).splitlines()]
    assert [(row[2], row[4], row[6], row[7]) for row in rows] == [
        ("LOC", "القاهرة", "model", ""),
        ("WEEKDAY", "اليوم", "rules", "7"),
        ("YEAR", "2009", "rules", ""),
    ]
    lines = out("annotate", "--format", "conll", *options, "--policy", "both", stdin=text)
    assert "2009\tB-YEAR\n" in lines
    page = out("annotate", "--format", "html", *options, stdin=text)
    assert ">WEEKDAY</span>" in page
    names.write_text("label,pattern\nWEEKDAY,اليوم\nDAY,اليوم\n", encoding="utf-8")
    assert b"contradicts line 2" in run("entities", *options, stdin=text).stderr
    assert "WEEKDAY" in out("entities", *options, "--conflict", "first", stdin=text)
    names.write_text("label,pattern\nWEEKDAY,\n", encoding="utf-8")
    done = run("entities", *options, stdin=text)
    assert done.returncode == 1 and b"names.csv:2: the row has neither" in done.stderr
    assert run("entities", "--rules", "no.csv", stdin=text).returncode == 1


def test_several_files_are_told_apart(nlp: warraq.Pipeline, news: str) -> None:
    count = len(nlp(news).entities)
    lines = out("entities", NEWS, NEWS).splitlines()
    assert [line.split("\t")[0] for line in lines] == [NEWS] * (2 * count)
    rows = out("tokenize", "--format", "jsonl", NEWS, "-", stdin="نص".encode()).splitlines()
    assert json.loads(rows[-1]) == {
        "file": "-",
        "start": 0,
        "end": 2,
        "kind": "arabic",
        "text": "نص",
    }
    assert out("annotate", NEWS, NEWS).count(NEWS + "\n") == 2


def test_tokens_and_sentences(news: str) -> None:
    tokens = warraq.tokenize(news)
    assert out("tokenize", NEWS).splitlines() == [token.text for token in tokens]
    first = out("tokenize", "--format", "tsv", NEWS).splitlines()[0]
    assert first == f"{tokens[0].start}\t{tokens[0].end}\t{tokens[0].kind}\t{tokens[0].text}"
    sentences = [" ".join(s.text.split()) for s in warraq.sentences(news)]
    assert out("sentences", NEWS).splitlines() == sentences
    always = out("sentences", "--newlines", "always", NEWS).splitlines()
    assert len(always) == len(warraq.sentences(news, newlines="always"))


def test_normalize(news: str) -> None:
    assert out("normalize", NEWS) == warraq.normalize(news)
    assert out("normalize", "--preset", "light", NEWS) == warraq.normalize(news, "light")


def test_every_option_of_normalization() -> None:
    help_ = " ".join(out("normalize", "--help", COLUMNS="9999").split())
    for name, purpose in warraq.presets().items():
        assert f" {name} {purpose} " in help_
    options = warraq.options()
    for name, option in options.items():
        flag = f"--{name.replace('_', '-')}"
        assert f"{flag} {{{','.join(option['values'])}}} {option['doc']} " in help_
        for value in option["values"]:
            parsed = parser().parse_args(["normalize", flag, value])
            assert {n: v for n in options if (v := getattr(parsed, n))} == {name: value}
        off = f"--no-{name.replace('_', '-')}"
        for flags in ([off], [flag, value, off]):
            parsed = parser().parse_args(["normalize", *flags])
            assert {n: v for n in options if (v := getattr(parsed, n))} == {name: "keep"}
    text = "إلى مَدرسة 12"
    given = ("--preset", "none", "--alef", "hamza", "--digits", "arabic-indic")
    assert out("normalize", *given, stdin=text.encode()) == "ءلى مَدرسة ١٢"
    for kept in (("--ta-marbuta", "keep"), ("--no-ta-marbuta",)):
        assert out("normalize", *kept, stdin=text.encode()) == "الي مدرسة 12"


BROKEN = st.lists(st.one_of(st.sampled_from(["\n", "\r", "\r\n", "\ufeff", "  "]), texts)).map(
    "".join
)


@given(BROKEN, st.integers(1, 40), st.sampled_from([*warraq.presets()]))
def test_lines_are_normalized_one_by_one(text: str, size: int, preset: str) -> None:
    normalizer = warraq.Normalizer(preset)
    expected = ""
    for line in io.StringIO(text, newline=""):
        body = line.rstrip("\r\n")
        expected += normalizer(body) + line.removeprefix(body)
    blocks = decoded(io.BytesIO(text.encode()), "", size)
    assert "".join(normalized(block, normalizer) for block in blocks) == expected


def test_line_breaks_stay() -> None:
    lines = "\ufeff أ \r\n\r\rب\n\nج\u2028د\v\n ه ".encode()
    done = run("normalize", "--preset", "matching", stdin=lines)
    assert done.stdout.decode() == "ا\r\n\r\rب\n\nج د\nه"


def test_a_byte_order_mark_is_what_its_option_says() -> None:
    text = "\ufeffأ\n"
    assert out("normalize", "--preset", "none", stdin=text.encode()) == text
    drop = ("normalize", "--preset", "none", "--byte-order-mark", "remove")
    assert out(*drop, stdin=text.encode()) == "أ\n"
    assert out("normalize", "--byte-order-mark", "keep", stdin=text.encode()) == "\ufeffا\n"
    assert out("transliterate", stdin=text.encode()) == ">\n"


def test_a_file_as_one_text() -> None:
    page = "<script>\nx\n</script> أ\r\n".encode()
    given = ("normalize", "--preset", "none", "--html-tags", "remove")
    by_line = out(*given, stdin=page)
    assert "x" in by_line
    whole = out(*given, "--whole", stdin=page)
    assert whole == warraq.Normalizer(None, html_tags="remove")(page.decode())
    assert "x" not in whole


def test_files_are_lines_apart(tmp_path: Path) -> None:
    names = [str(tmp_path / name) for name in "abcde"]
    for name, text in zip(names, ["أ", "", "ـ", "إ\r\n", "آ"], strict=True):
        Path(name).write_text(text, encoding="utf-8", newline="")
    assert out("normalize", *names) == "ا\n\nا\r\nا"
    assert out("normalize", "--whole", *names[:1], *names[4:]) == "ا\nا"
    assert out("transliterate", names[0], names[0], names[3]) == ">\n>\n<\r\n"


def test_lines_before_an_invalid_one_are_written() -> None:
    done = run("normalize", stdin="أ\r\nإ\rآ \n".encode() + b"a \xff\n b\n")
    assert done.stdout.decode() == "ا\r\nا\rا \n"
    assert b"standard input:3: byte 0xff is not UTF-8" in done.stderr
    assert done.returncode == 1


@pytest.mark.skipif(sys.platform == "win32", reason="resource")
@pytest.mark.parametrize(
    "command", [["normalize", "--preset", "social"], ["transliterate", "--scheme", "din-31635"]]
)
def test_takes_constant_memory(command: list[str]) -> None:
    # From a process of its own: a child's peak is never less than that of the process it began as.
    measure = """if True:
        import resource, subprocess, sys
        command = [sys.executable, "-m", "warraq", *sys.argv[3:]]
        with open(sys.argv[1], "rb") as news:
            text = news.read()
        pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
        with subprocess.Popen(command, stdin=pipe, stdout=nothing) as process:
            for _ in range(int(sys.argv[2]) * 1_000_000 // len(text)):
                process.stdin.write(text)
        print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
    """
    measured = [sys.executable, "-I", "-c", measure]
    small, large = (
        int(subprocess.check_output([*measured, NEWS, megabytes, *command]))
        for megabytes in ("20", "200")
    )
    assert large < 1.25 * small


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize(("command", "expected"), [("normalize", "اا"), ("transliterate", "><")])
def test_answers_line_by_line_and_an_interrupt(command: str, expected: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "warraq", command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin and process.stdout and process.stderr
        patience = threading.Timer(60, process.kill)
        patience.start()
        for letter, answer in zip("أإ", expected, strict=True):
            process.stdin.write(f"{letter}\n".encode())
            process.stdin.flush()
            assert process.stdout.readline().decode() == f"{answer}\n"
        process.send_signal(signal.SIGINT)
        assert process.wait() == 130
        assert process.stderr.read() == b""
        patience.cancel()


def test_transliterate(news: str) -> None:
    latin = out("transliterate", NEWS)
    assert latin == warraq.transliterate(news) != news
    for scheme in ("buckwalter", "safe-buckwalter", "xml-buckwalter", "hsb", "din-31635", "ala-lc"):
        assert out("transliterate", "--scheme", scheme, NEWS) == warraq.transliterate(news, scheme)
    back = out("transliterate", "--to", "arabic", stdin=latin.encode())
    assert back == warraq.transliterate(latin, to="arabic")


@given(
    BROKEN,
    st.integers(1, 40),
    st.sampled_from(["buckwalter", "hsb", "din-31635", "ala-lc"]),
    st.sampled_from(["keep", "error"]),
)
def test_no_scheme_looks_beyond_a_line(text: str, size: int, scheme: str, unmapped: Any) -> None:
    def convert(text: str) -> str:
        return warraq.transliterate(text, scheme, unmapped=unmapped)

    expected, line, refused = "", 1, ""
    for piece in io.StringIO(text, newline=""):
        try:
            expected += convert(piece)
        except ValueError as error:
            refused = f"file:{line}: {error}"
            break
        line += piece.count("\n")
    blocks = decoded(io.BytesIO(text.encode()), "", size)
    written: list[str] = []
    try:
        written.extend(transliterated(blocks, "file", convert))
    except warraq.DataError as error:
        assert (str(error), error.path, error.line) == (refused, "file", line)
        with pytest.raises(ValueError, match="at character"):
            convert(text)
    else:
        assert not refused
        assert expected == convert(text)
    assert "".join(written) == expected


def test_transliterate_unmapped(tmp_path: Path) -> None:
    assert out("transliterate", "--unmapped", "drop", stdin="كتب ok".encode()) == "ktb "
    bad, good = str(tmp_path / "bad"), str(tmp_path / "good")
    Path(bad).write_text("كتب ok", encoding="utf-8")
    Path(good).write_text("كتب", encoding="utf-8")
    done = run("transliterate", "--unmapped", "error", bad, good)
    assert (done.returncode, done.stdout) == (1, b"ktb")
    refused = f'warraq: error: {bad}:1: the character "o" (U+006F) at character 4 is not '
    assert done.stderr.decode().startswith(refused)
    Path(bad).write_text("كتب\r\nب\nبo\nب\n", encoding="utf-8", newline="")
    done = run("transliterate", "--unmapped", "error", bad, good)
    assert (done.returncode, done.stdout) == (1, b"ktb\r\nb\nktb")
    assert f'{bad}:3: the character "o" (U+006F) at character 1 is' in done.stderr.decode()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["normalize", "--digit", "keep"],
            "warraq normalize: error: unrecognized arguments: --digit; did you mean --digits? "
            "(see warraq normalize --help)\n",
        ),
        (
            ["normalize", "--letter_runs=2"],
            "warraq normalize: error: unrecognized arguments: --letter_runs=2; did you mean "
            "--letter-runs? (see warraq normalize --help)\n",
        ),
        (
            ["--versoin", "models"],
            "warraq: error: unrecognized arguments: --versoin; did you mean --version? "
            "(see warraq --help)\n",
        ),
        # What is not near is not meant.
        *(
            (
                [*command, f"--{name}"],
                f"warraq {' '.join(command[:2])}: error: unrecognized arguments: --{name} "
                f"(see warraq {' '.join(command[:2])} --help)\n",
            )
            for command, name in (
                (["tokenize"], "xyz"),
                (["tokenize"], "model"),
                (["train", "pos", "a.conllu", "-o", "b"], "dev"),
            )
        ),
    ],
)
def test_unknown_options_name_the_near_one(arguments: list[str], message: str) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout, done.stderr.decode()) == (2, b"", message)


def test_stem(news: str) -> None:
    assert out("stem", NEWS) == warraq.stem(news)
    for algorithm in ("light10", "snowball", "isri"):
        assert out("stem", "--algorithm", algorithm, NEWS) == warraq.stem(news, algorithm)
    assert out("stem", stdin="الكتب\r\n\nوالمدن\r".encode()) == "كتب\r\n\nمدن\r"


def test_models(nlp: warraq.Pipeline) -> None:
    text = out("models")
    for name, component in nlp.metadata["components"].items():
        assert name in text
        assert component["licence"] in text


CONLL = """
قال O
محمد B-PER
علي I-PER
في O
القاهرة B-LOC

وصل O
أحمد B-PER
إلى O
بيروت B-LOC
"""


def test_train_and_evaluate(tmp_path: Path, nlp: warraq.Pipeline) -> None:
    data, model, again = (str(tmp_path / name) for name in ("data.conll", "my.model", "again"))
    Path(data).write_text(CONLL, encoding="utf-8")
    train = ("train", "ner", data, "--dev", data, "--licence", "CC0", "--source", "mine=CC0")
    done = run(*train, "--date", "2025-01-31", "-o", model)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr  # Progress.
    assert b"precision" in done.stdout
    assert b"learning from 2 sentences, 9 tokens, names: 2 LOC, 2 PER\n" in done.stderr
    # Deterministic, but for the command that the model names.
    described = json.loads(json.dumps(warraq.load(model).metadata["components"]["ner"]))
    assert described["licence"] == "CC0"
    assert described["data"] == [{"name": "mine", "licence": "CC0"}]
    assert described["date"] == "2025-01-31"
    assert described["command"].startswith("warraq train ner ")
    assert described["labels"] == ["LOC", "PER"]
    assert run(*train, "--date", "2025-01-31", "-o", again).returncode == 0
    assert warraq.load(again)("محمد علي") == warraq.load(model)("محمد علي")
    # What is not trained stays.
    before = nlp.metadata["components"]["segmenter"]
    assert warraq.load(model).metadata["components"]["segmenter"] == before
    assert out("models", "--model", model).startswith(model)

    result = json.loads(out("eval", "ner", data, "--model", model, "--train", data, "--json"))
    assert set(result["micro"]) >= {"precision", "recall", "f1"}
    assert set(result["labels"]) == {"LOC", "PER"}
    assert result["micro"]["gold"] == 4
    assert result["tokens"] == 9
    assert result["words_per_second"] > 0
    assert result["confusion"]["O"]["O"] <= 4
    bins = result["calibration"]["bins"]
    assert [(it["from"], it["to"]) for it in bins] == [(n / 10, (n + 1) / 10) for n in range(10)]
    assert sum(it["count"] for it in bins) == result["micro"]["predicted"]
    assert sum(it["correct"] for it in bins) == result["micro"]["correct"]
    distances = [
        it["count"] * abs(it["mean_score"] - it["share_correct"]) for it in bins if it["count"]
    ]
    expected = sum(distances) / result["micro"]["predicted"]
    assert result["calibration"]["expected_error"] == pytest.approx(expected, abs=2e-4)
    report = out("eval", "ner", data, "--model", model, "--train", data)
    assert "words a second" in report
    assert "in the training data" in report
    assert "expected calibration error 0." in report

    # Against another model, and against itself.
    compare = ("eval", "ner", data, "--model", model, "--against")
    other = json.loads(out(*compare, "default", "--json"))["against"]
    alone = json.loads(out("eval", "ner", data, "--json"))["micro"]
    assert other["micro"] == alone
    assert other["difference"] == pytest.approx(alone["f1"] - result["micro"]["f1"], abs=0.011)
    assert other["interval"][0] <= other["difference"] <= other["interval"][1]
    assert 0 <= other["better"] <= other["not_worse"] <= 100
    assert other["resamples"] == 1000
    report = out(*compare, model)
    assert f"against {model}:" in report
    assert "F1 +0.00, from +0.00 to +0.00 in 95 % of 1,000 samples of the sentences" in report
    assert "better in 0.0 % of them, not worse in 100.0 %" in report


def test_errors(tmp_path: Path) -> None:
    words = ["وصل", "لوران", "فابيوس", "إلى", "بيروت", "ثم", "توجه", "للصين", "."]
    found = out("annotate", "--format", "conll", stdin=" ".join(words).encode()).split()
    assert found[1::2] == ["O", "B-PER", "I-PER", "O", "B-LOC", "O", "O", "B-LOC", "O"]
    path = tmp_path / "gold.conll"
    # A name too short, one of another label, one that is none, one that is not found.
    tags = ["O", "B-PER", "O", "O", "B-ORG", "O", "B-MISC", "O", "O"]
    lines = [f"{word} {tag}" for word, tag in zip(words, tags, strict=True)]
    path.write_text("قال O\n\n" + "\n".join(lines) + "\n", encoding="utf-8")
    errors = ("errors", "ner", str(path))
    result = json.loads(out(*errors, "--json"))
    counts = {"missed": 1, "spurious": 1, "label": 1, "boundary": 1, "both": 0}
    assert result["counts"] == counts
    by_kind = {error["kind"]: error for error in result["errors"]}
    assert by_kind["boundary"]["gold"] == {"label": "PER", "text": "لوران", "start": 1, "end": 2}
    predicted = by_kind["boundary"]["predicted"]
    assert (predicted["text"], predicted["start"], predicted["end"]) == ("لوران فابيوس", 1, 3)
    assert 0 < predicted["score"] <= 1
    assert by_kind["boundary"]["sentence"] == 2
    assert by_kind["boundary"]["context"] == " ".join(words)
    assert "in_training" not in by_kind["boundary"]
    assert by_kind["missed"]["gold"]["text"] == "توجه"
    assert by_kind["missed"]["predicted"] is None
    assert by_kind["spurious"]["gold"] is None
    assert by_kind["label"]["predicted"]["label"] == "LOC"
    # Of one kind, with what the training data has; the counts stay those of all.
    some = json.loads(out(*errors, "--json", "--kind", "label", "--train", str(path)))
    assert [error["kind"] for error in some["errors"]] == ["label"]
    assert some["errors"][0]["in_training"] is True
    assert some["counts"] == result["counts"]
    assert json.loads(out(*errors, "--json", "--limit", "0"))["errors"] == []
    report = out(*errors, "--limit", "1", "--kind", "missed", "--train", str(path)).splitlines()
    assert report[0].split()[:2] == ["missed", "1"]
    assert report[6] == "missed, sentence 2, in the training data"
    assert report[7].split() == ["gold", "MISC", "توجه"]
    assert len(report) == 9
    assert run(*errors, "--limit", "-1").returncode == 2
    path.write_text("\n")
    assert "there are no tokens in it" in run(*errors).stderr.decode()


def test_least_score(nlp: warraq.Pipeline, news: str) -> None:
    rows = [line.split("\t") for line in out("entities", NEWS).splitlines()]
    scores = [entity.score for entity in nlp(news).entities]
    least = sorted(scores)[len(scores) // 2]
    kept = [row for row, score in zip(rows, scores, strict=True) if score >= least]
    assert 0 < len(kept) < len(rows)
    limited = out("entities", "--min-score", str(least), NEWS)
    assert [line.split("\t") for line in limited.splitlines()] == kept
    document = json.loads(out("annotate", "--format", "json", "--min-score", str(least), NEWS))
    assert len(document["entities"]) == len(kept)
    for wrong in ("nan", "1.5", "-0.1", "x"):
        done = run("entities", f"--min-score={wrong}", NEWS)
        assert done.returncode == 2
        assert f"{wrong!r} is not a number from 0 to 1" in done.stderr.decode()


CONLLU = """\
1\tو\tوَ\tCCONJ\t_\t_\t2\tcc\t_\tSpaceAfter=No
2\tقال\tقَال\tVERB\t_\tNumber=Sing\t0\troot\t_\t_
3\tالوزير\tوَزِير\tNOUN\t_\tDefinite=Def|Number=Sing\t2\tnsubj\t_\tSpaceAfter=No
4\t.\t.\tPUNCT\t_\t_\t2\tpunct\t_\t_

1\tوصل\tوَصَل\tVERB\t_\tNumber=Sing\t0\troot\t_\t_
2\tالوزير\tوَزِير\tNOUN\t_\tDefinite=Def|Number=Sing\t1\tnsubj\t_\tSpaceAfter=No
3\t.\t.\tPUNCT\t_\t_\t1\tpunct\t_\t_
"""


def test_silver_data_teaches(tmp_path: Path) -> None:
    """Names that only another tagger has seen are found."""
    gold, silver, model = (tmp_path / name for name in ("gold.conll", "silver.tsv", "my.model"))
    gold.write_text("زار\tO\nزيد\tB-PER\n.\tO\n\n" * 20, "utf-8")
    sentence = "وصل\t990\t10\t0\nبنان\t20\t970\t10\nالطنطاوي\t30\t0\t970\n\n"
    silver.write_text("#\tO\tB-PER\tI-PER\n" + sentence * 40, "utf-8")
    done = run("train", "ner", str(gold), "--silver", str(silver), "-o", str(model))
    assert done.returncode == 0, done.stderr.decode()
    (entity,) = warraq.load(model)("وصل بنان الطنطاوي").entities
    assert (entity.text, entity.label) == ("بنان الطنطاوي", "PER")

    silver.write_text("#\tO\tB-PER\tI-PER\nوصل\t1\n", "utf-8")
    done = run("train", "ner", str(gold), "--silver", str(silver), "-o", str(model))
    assert done.returncode == 1
    assert f"{silver}:2: expected a token and the probabilities of 3 tags" in done.stderr.decode()


def test_train_pos(tmp_path: Path, nlp: warraq.Pipeline) -> None:
    treebank, model, again = (str(tmp_path / name) for name in ("a.conllu", "my.model", "again"))
    Path(treebank).write_text(CONLLU, encoding="utf-8")
    train = ("train", "pos", treebank, "--licence", "CC0", "--date", "2025-01-31")
    done = run(*train, "--command", "x", "-o", model)
    assert done.returncode == 0, done.stderr.decode()
    told = done.stderr.decode().splitlines()
    assert "learning from 2 sentences, 7 words: 1 CCONJ, 2 NOUN, 2 PUNCT, 2 VERB" in told
    assert any(re.match("warning: no word is ADJ, ADP, .*, X: ", line) for line in told)
    assert run(*train, "--command", "x", "-o", again).returncode == 0
    assert Path(again).read_bytes() == Path(model).read_bytes()
    components = warraq.load(model).metadata["components"]
    assert components["pos"]["labels"] == ["CCONJ", "NOUN", "PUNCT", "VERB"]
    assert components["ner"] == nlp.metadata["components"]["ner"]
    result = json.loads(out("eval", "pos", treebank, "--model", model, "--json"))
    assert (result["accuracy"], result["words"]) == (100, 7)
    assert result["confusion"]["VERB"] == {"VERB": 2}
    number = {"precision": 100, "recall": 100, "given": 4, "gold": 4, "right": 4}
    assert result["features"]["Number"] == number
    report = out("eval", "pos", treebank, "--model", model)
    assert "7 words right" in report
    assert "100.00 % of     4 right" in report
    assert "no word of the file has Aspect, Gender, Person\n" in report
    bare = str(tmp_path / "bare.conllu")
    Path(bare).write_text(re.sub(r"\t(Number|Definite)=[^\t]*", "\t_", CONLLU), encoding="utf-8")
    report = out("eval", "pos", bare, "--model", model)
    assert "no word of the file has features\n" in report
    assert "features that are given" not in report
    result = json.loads(out("eval", "lemma", treebank, "--model", model, "--json"))
    assert (result["accuracy"], result["lemmas"]) == (100, 5)
    done = run("eval", "pos", treebank, "--cross-validate", "2", "--json")
    assert done.stderr  # Progress.
    result = json.loads(done.stdout)
    assert result["words"] == 7
    assert result["accuracy_segmented"] is None


BAD_TAG = "1\tمن\tمن\tPREP\t_\t_\t0\troot\t_\t_\n"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("1\tمن\n", "a line of CoNLL-U has 10 columns, not 2"),
        (BAD_TAG, 'unknown part of speech "PREP"; known: '),
        ("2-1\t" + "\t".join("_" * 9) + "\n", "the range 2-1 ends before it begins"),
        ("1-9\t" + "\t".join("_" * 9) + "\n", "the range 1-9 goes beyond the sentence, "),
    ],
)
@pytest.mark.parametrize("command", ["eval pos", "eval lemma", "train pos -o {}"])
def test_malformed_treebanks_name_the_line(
    tmp_path: Path, command: str, line: str, message: str
) -> None:
    treebank = tmp_path / "a.conllu"
    treebank.write_text(CONLLU + "\n" + line, encoding="utf-8")
    done = run(*command.format(tmp_path / "x").split(), str(treebank))
    assert done.returncode == 1
    assert f"{treebank}:10: {message}" in done.stderr.decode()


@pytest.mark.parametrize("kind", ["pos", "lemma"])
def test_unknown_tags_of_words_name_the_line(tmp_path: Path, kind: str) -> None:
    words = tmp_path / "words.tsv"
    words.write_text("من\tمن\tمن\tPREP\tمن\tprep\nx\tx\tx\tX\tx\tnuon\n", encoding="utf-8")
    done = run("eval", kind, str(words))
    assert done.returncode == 1
    assert f'{words}:2: the part of speech "nuon"' in done.stderr.decode()


@pytest.mark.parametrize("command", ["eval segment", "train segment -o {}"])
@pytest.mark.parametrize("line", ["وكتاب", "وكتاب\tو+"])
def test_malformed_segments_name_the_line(tmp_path: Path, command: str, line: str) -> None:
    words = tmp_path / "words.tsv"
    words.write_text(f"بيت\tبيت\n{line}\n", encoding="utf-8")
    done = run(*command.format(tmp_path / "x").split(), str(words))
    assert done.returncode == 1
    assert f"{words}:2: " in done.stderr.decode()


def test_train_segment(tmp_path: Path, nlp: warraq.Pipeline) -> None:
    words = tmp_path / "words.tsv"
    words.write_text("وكتاب\tو+كتاب\nوزير\tوزير\nبيت\tبيت\nبكتاب\tب+كتاب\n", encoding="utf-8")
    model = str(tmp_path / "my.model")
    train = ("train", "segment", str(words), "--dev", str(words), "-o", model)
    done = run(*train, "--licence", "CC0")
    assert done.returncode == 0, done.stderr.decode()
    assert b"learning from 1 sentences, 4 words, 2 of several segments\n" in done.stderr
    assert done.stdout.decode().startswith("dev: ")
    components = warraq.load(model).metadata["components"]
    assert components["segmenter"]["licence"] == "CC0"
    assert components["ner"] == nlp.metadata["components"]["ner"]
    result = json.loads(out("eval", "segment", str(words), "--model", model, "--json"))
    assert result["words"] == result["words_arabic"] == 4
    assert result["accuracy"] == result["accuracy_arabic"]
    assert result["correct"] + len(result["errors"]) == 4
    assert result["new_words_per_second"] > 0 < result["words_per_second"]
    assert "words right" in out("eval", "segment", str(words), "--model", model)
    words.write_text("وكتاب\tو+كتاب\n\nكتاب\n", encoding="utf-8")
    done = run("eval", "segment", str(words))
    assert done.returncode == 1
    assert f"{words}:3: " in done.stderr.decode()
    words.write_text("وكتاب\tو+كتاب\nxx\tyy\n", encoding="utf-8")
    done = run("train", "segment", str(words), "-o", model)
    assert done.returncode == 1
    assert f"{words}:2: " in done.stderr.decode()
    done = run("eval", "segment", str(words))
    assert f"{words}:2: yy does not spell xx" in done.stderr.decode()
    result = json.loads(out("eval", "segment", str(words), "--json"))
    assert (result["correct"], result["misspelt"]) == (1, [[2, "xx", "yy"]])
    words.write_text("", encoding="utf-8")
    done = run("eval", "segment", str(words))
    assert done.returncode == 1
    assert f"{words}: no segmented words" in done.stderr.decode()
    done = run("train", "segment", str(words), "-o", str(tmp_path / "none"))
    assert done.returncode == 1
    assert not (tmp_path / "none").exists()


def test_evaluates_what_annotate_writes(tmp_path: Path) -> None:
    path = tmp_path / "own.conll"
    path.write_text(out("annotate", "--format", "conll", NEWS), encoding="utf-8")
    result = json.loads(out("eval", "ner", str(path), "--json"))
    assert result["micro"]["gold"] > 10


@pytest.mark.parametrize(
    ("content", "line"),
    [("قال O\nمحمد B-PER\nعلي\n", 3), ("قال O\nمحمد X-PER\n", 2)],
)
def test_malformed_conll(tmp_path: Path, content: str, line: int) -> None:
    path = tmp_path / "bad.conll"
    path.write_text(content, encoding="utf-8")
    for arguments in (["eval", "ner", str(path)], ["train", "ner", str(path), "-o", f"{path}.m"]):
        done = run(*arguments)
        assert done.returncode == 1
        assert f"{path}:{line}: " in done.stderr.decode()
        assert not Path(f"{path}.m").exists()


@pytest.mark.parametrize("stdin", ["سلام", "\ufeffسلام", "سلام\r\nعليكم", "", "\x00", "😀 سلام"])
def test_standard_input(stdin: str) -> None:
    text = stdin.removeprefix("\ufeff")
    for arguments in ([], ["-"]):
        document = json.loads(out("annotate", *arguments, "--format", "json", stdin=stdin.encode()))
        assert document == warraq.load()(text).to_dict()


def test_utf8_in_any_locale(news: str) -> None:
    for locale in ("C", "POSIX", "ar_EG.ISO-8859-6"):
        text = out("normalize", NEWS, LC_ALL=locale, PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
        assert text == warraq.normalize(news)


@pytest.mark.parametrize(
    ("arguments", "stdin", "status", "message"),
    [
        ([], b"", 2, "warraq: error: the following arguments are required: COMMAND"),
        (["nope"], b"", 2, "invalid choice: 'nope'"),
        (["annotate", "--format", "xml"], b"", 2, "invalid choice: 'xml'"),
        (["annotate", "--nope"], b"", 2, "unrecognized arguments: --nope"),
        (["normalize", "--preset", "x"], b"", 2, "argument --preset: invalid choice: 'x'"),
        (["normalize", "--alef", "x"], b"", 2, "argument --alef: invalid choice: 'x'"),
        (["normalize", "--aleph", "keep"], b"", 2, "unrecognized arguments: --aleph"),
        (["transliterate", "--scheme", "x"], b"", 2, "invalid choice: 'x'"),
        (["stem", "--algorithm", "x"], b"", 2, "invalid choice: 'x'"),
        (
            ["transliterate", "--scheme", "ala-lc", "--to", "arabic"],
            b"",
            1,
            "the scheme ala-lc goes one way, from Arabic; back go ",
        ),
        (["annotate", "no/such"], b"", 1, "warraq: error: no/such: No such file or directory"),
        (["annotate", "/"], b"", 1, "warraq: error: /: Is a directory"),
        (["annotate", "--model", "no/such"], b"", 1, "no/such: No such file or directory"),
        (["annotate", "--model", NEWS], b"", 1, "this is not a warraq model file"),
        (["annotate"], b"a\nb\xff", 1, "standard input:2: byte 0xff is not UTF-8"),
        (["tokenize"], "سلام".encode("cp1256"), 1, "iconv -f windows-1256 -t utf-8"),
        (["tokenize"], "سلام".encode("utf-16"), 1, "iconv -f utf-16 -t utf-8"),
        (["train"], b"", 2, "the following arguments are required: WHAT"),
        (["train", "ner", NEWS], b"", 2, "the following arguments are required: -o/--output"),
        (["train", "ner", "x", "-o", "y", "--source", "z"], b"", 2, "'z' is not NAME=LICENCE"),
        (["train", "ner", "x", "-o", "no/such/y"], b"", 1, "no/such: there is no such directory"),
        (["train", "ner", "x", "-o", "/"], b"", 1, "/: Is a directory"),
        (["train", "ner", "no/such", "-o", "y"], b"", 1, "no/such: No such file or directory"),
        (["eval", "ner", "no/such"], b"", 1, "no/such: No such file or directory"),
        (["annotate", NEWS, "no/such"], b"", 1, "no/such: No such file or directory"),
    ],
)
def test_failures(arguments: list[str], stdin: bytes, status: int, message: str) -> None:
    done = run(*arguments, stdin=stdin)
    error = done.stderr.decode()
    assert message in error
    assert error.count("\n") == 1 and error.endswith("\n")
    assert done.returncode == status


@pytest.mark.parametrize(
    "command", ["annotate --format json", "entities", "segment", "lemmatize --format tsv"]
)
def test_line_breaks(command: str, nlp: warraq.Pipeline) -> None:
    text = "أعلن الرئيس محمود\nعباس سفره إلى\nالقاهرة وقد\nوقف قليلا"
    whole, lines = (
        out(*command.split(), "--newlines", newlines, stdin=text.encode())
        for newlines in ("never", "always")
    )
    if command.startswith("annotate"):
        assert json.loads(whole) == nlp(text, newlines="never").to_dict()
        assert json.loads(lines) == nlp(text, newlines="always").to_dict()
    assert (whole == lines) == (command == "segment")


def test_what_came_before_a_failure_is_written(news: str) -> None:
    done = run("normalize", NEWS, "no/such")
    assert done.stdout.decode() == warraq.normalize(news)


def test_files_after_one_that_cannot_be_read(tmp_path: Path, nlp: warraq.Pipeline) -> None:
    bad, good = tmp_path / "bad.txt", tmp_path / "good.txt"
    bad.write_bytes(b"a\n\xff")
    good.write_text("القاهرة")
    for command in (
        "annotate",
        "entities",
        "quotes",
        "tokenize",
        "sentences",
        "normalize",
        "transliterate",
        "stem",
    ):
        alone = run(command, str(good)).stdout
        done = run(command, "no/such", str(bad), str(good), "")
        assert done.stdout.decode().strip().endswith(alone.decode().strip())
        errors = done.stderr.decode().splitlines()
        assert len(errors) == 3 and all(line.startswith("warraq: error: ") for line in errors)
        assert f"{bad}:2: byte 0xff is not UTF-8" in errors[1]
        assert errors[2] == "warraq: error: '': No such file or directory"
        assert done.returncode == 1
    document = json.loads(run("annotate", "--format", "json", "no/such", str(good)).stdout)
    assert document == [{"file": str(good)} | nlp("القاهرة").to_dict()]
    assert json.loads(run("annotate", "--format", "json", "no/such", "no").stdout) == []


def test_called_in_a_process(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever calls `main` keeps the standard output, whatever becomes of the command."""
    assert main(["annotate", "no/such"]) == 1
    print("still here")
    sys.stdout.flush()
    assert capfd.readouterr().out == "still here\n"
    monkeypatch.setattr(sys, "stdout", None)
    assert main(["models"]) == 1
    assert capfd.readouterr().err == "warraq: error: the standard output is closed\n"


@pytest.mark.skipif(sys.platform == "win32", reason="a shell")
def test_closed_streams() -> None:
    def shell(command: str) -> subprocess.CompletedProcess[str]:
        line = f"{sys.executable} -m warraq {command}"
        return subprocess.run(line, shell=True, capture_output=True, text=True)

    done = shell("tokenize <&-")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "warraq: error: the standard input is closed\n"
    done = shell(f"tokenize no/such {NEWS} 2>&-")
    assert done.returncode == 1
    assert "error" not in done.stdout and "باريس" in done.stdout
    done = shell(f'entities --model "" {NEWS}')
    assert (done.returncode, done.stdout) == (1, "")


def test_evaluation_of_nothing(tmp_path: Path) -> None:
    file = tmp_path / "x.conll"
    file.write_text("\n")
    done = run("eval", "ner", str(file))
    assert (done.returncode, done.stdout) == (1, b"")
    assert f"{file}: there are no tokens in it" in done.stderr.decode()
    # A label that the model does not have, and one of which there is nothing.
    done = run("eval", "ner", "-", stdin="قال O\nمحمد B-PERS\n".encode())
    assert "the model has no label 'PERS'" in done.stderr.decode()
    misc = next(line for line in done.stdout.decode().splitlines() if line.startswith("MISC"))
    assert misc.split() == ["MISC", "-", "-", "-", "0", "0", "0"]


@pytest.mark.skipif(sys.platform == "win32", reason="pipes")
@pytest.mark.parametrize("command", ["annotate", "tokenize", "normalize"])
def test_closed_pipe(command: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "warraq", command, *[NEWS] * 500],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout and process.stderr
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 141


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device")
@pytest.mark.parametrize("files", [1, 200])
def test_full_disk(files: int) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "warraq", "tokenize", *[NEWS] * files],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert done.stderr == "warraq: error: No space left on device\n"
    assert done.returncode == 1


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_interrupt_during_one_long_text(news: str) -> None:
    text = (news * 20_000).encode()
    with subprocess.Popen(
        [sys.executable, "-m", "warraq", "annotate"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin and process.stderr
        # Once it has read everything, it is at work on it.
        process.stdin.write(text)
        process.stdin.close()
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        began = time.monotonic()
        assert process.wait(timeout=60) == 130
        assert time.monotonic() - began < 1
        assert process.stderr.read() == b""


@pytest.mark.skipif(sys.platform == "win32", reason="terminals")
@pytest.mark.parametrize(
    ("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
)
def test_colour_on_a_terminal(environment: dict[str, str], coloured: bool) -> None:
    import pty

    leader, follower = pty.openpty()
    settings = {"TERM": "xterm", "NO_COLOR": ""} | environment
    with subprocess.Popen(
        [sys.executable, "-m", "warraq", "annotate", NEWS],
        stdout=follower,
        env=os.environ | settings,
    ) as process:
        os.close(follower)
        shown = b""
        while True:
            try:
                data = os.read(leader, 65536)
            except OSError:
                break
            if not data:
                break
            shown += data
    os.close(leader)
    assert process.returncode == 0
    assert (b"\x1b[" in shown) == coloured
    plain = re.sub("\x1b\\[[0-9]*m", "", shown.decode()).replace("\r\n", "\n")
    assert plain == out("annotate", NEWS)


def test_sentences_are_measured(tmp_path: Path) -> None:
    file = tmp_path / "two.conllu"
    file.write_text("# text = وصل الوفد إلى بيروت.\n\n# text = ثم غادر.\n", encoding="utf-8")
    result = json.loads(out("eval", "sentences", str(file), "--json"))
    assert result["sentences"] == 2
    assert result["joined"]["f1"] == result["wrapped"]["f1"] == 100
    assert "joined" in out("eval", "sentences", str(file))
    file.write_text("وصل.\n", encoding="utf-8")
    failed = run("eval", "sentences", str(file))
    assert failed.returncode == 1 and b"# text" in failed.stderr


def test_segments_are_listed() -> None:
    text = "وصل للصين\n".encode()
    assert out("segment", stdin=text) == "وصل\nل+الصين\n"
    assert out("segment", "--scheme", "d1", stdin=text) == "وصل\nللصين\n"
    assert out("segment", "--format", "tsv", stdin=text).splitlines() == [
        "0\t3\tstem\tوصل\tوصل",
        "4\t5\tpreposition\tل\tل",
        "5\t9\tstem\tلصين\tالصين",
    ]


def test_lemmas_are_listed() -> None:
    text = "للمدرسة\n".encode()
    assert out("lemmatize", stdin=text) == "مدرسة\n"
    assert out("lemmatize", "--format", "tsv", stdin=text) == "0\t7\tNOUN\tمدرسة\tللمدرسة\n"
    line = json.loads(out("lemmatize", "--vocalized", "--format", "jsonl", stdin=text))
    assert line["pos"] == "NOUN"


def test_conllu_names_documents(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).write_text("وصل للصين.\n", encoding="utf-8")
    found = out("annotate", "--format", "conllu", str(tmp_path / "one"), str(tmp_path / "two"))
    assert re.findall("(?m)^# newdoc id = .*/(.*)$", found) == ["one", "two"]
    assert len(set(re.findall("(?m)^# sent_id = (.*)$", found))) == 2
    assert "2-3\tللصين\t_\t_" in found
