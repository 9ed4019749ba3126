"""More sentences for the model: `nlp.update` and `warraq train ner --extend`."""

from __future__ import annotations

import copy
import json
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
import warraq

ROOT = Path(__file__).parents[2]
MEDICINES = ROOT / "examples" / "medicines.conll"
MORE = ROOT / "examples" / "medicines-test.conll"
DATA = ROOT / ".." / "shared" / "data" / "ner"

#: Names of the domain that the default model misses, the second in no sentence that is learnt from.
TEXT = "وصف الطبيب ميتفورمين للمريض ثم عولج بعقار ريمديسيفير في الرياض."

Sentences = list[tuple[list[str], list[str]]]


def read(path: Path) -> Sentences:
    sentences: Sentences = []
    for block in path.read_text("utf-8").strip().split("\n\n"):
        tokens, tags = zip(*(line.split("\t") for line in block.splitlines()), strict=True)
        sentences.append((list(tokens), list(tags)))
    return sentences


def found(document: warraq.Document) -> list[tuple[str, str]]:
    return [(entity.text, entity.label) for entity in document.entities]


def run(*arguments: str, check: bool = True) -> Any:
    command = [sys.executable, "-m", "warraq", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert not check or done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def taught(nlp: warraq.Pipeline) -> warraq.Pipeline:
    return nlp.update(MEDICINES)


def test_update(nlp: warraq.Pipeline, taught: warraq.Pipeline) -> None:
    before = nlp(TEXT)
    assert ("ميتفورمين", "MISC") not in found(before)
    after = taught(TEXT)
    assert {("ميتفورمين", "MISC"), ("ريمديسيفير", "MISC"), ("الرياض", "LOC")} <= set(found(after))
    assert nlp(TEXT) == before
    assert taught.labels == nlp.labels
    assert 'default" with updates>' in repr(taught)
    # A path, a str, pairs of lists or of what else is iterable: the same sentences.
    pairs = read(MEDICINES)
    for given in (str(MEDICINES), pairs, iter(pairs), [(tuple(a), iter(b)) for a, b in pairs]):
        again = nlp.update(given)
        assert again(TEXT).to_dict() == after.to_dict()
        assert again.metadata == taught.metadata


def test_other_schemes_of_tags(
    nlp: warraq.Pipeline, taught: warraq.Pipeline, tmp_path: Path
) -> None:
    iob1 = [(a, [tag.replace("B-", "I-") for tag in b]) for a, b in read(MEDICINES)]
    one, other = tmp_path / "one", tmp_path / "other"
    taught.save(one)
    nlp.update(iob1).save(other)
    assert one.read_bytes() == other.read_bytes()


def test_what_is_said_of_it(nlp: warraq.Pipeline, taught: warraq.Pipeline) -> None:
    base, new = (pipeline.metadata["components"]["ner"] for pipeline in (nlp, taught))
    assert new["licence"] == base["licence"]
    added = {"name": "20 sentences that were added", "licence": "not stated"}
    assert new["data"] == [*base["data"], added]
    assert new["command"] == base["command"] + ", then Pipeline.update"
    assert base["figures"]
    assert new["figures"] == {}
    assert new["labels"] == base["labels"]
    twice = taught.update(read(MORE)[:1]).metadata["components"]["ner"]
    assert twice["command"].endswith(", then Pipeline.update, then Pipeline.update")
    one = {"name": "1 sentence that was added", "licence": "not stated"}
    assert twice["data"] == [*new["data"], one]


def test_rules_and_labels_stay(nlp: warraq.Pipeline, taught: warraq.Pipeline) -> None:
    mine = nlp.add_entities({"DRUG": ["ريمديسيفير"]}).add_labels("NORP")
    more = mine.update(MEDICINES)
    assert more.rules == mine.rules
    assert more.extra_labels == ("NORP",)
    assert more.labels == mine.labels
    text = TEXT + " ووصل السياح الفرنسيون."
    after = taught.add_entities({"DRUG": ["ريمديسيفير"]}).add_labels("NORP")(text)
    assert more(text).to_dict() == after.to_dict()
    assert {("ريمديسيفير", "DRUG"), ("ميتفورمين", "MISC"), ("الفرنسيون", "NORP")} <= set(
        found(more(text))
    )
    sure = more(text, min_score=0.99)
    assert ("ريمديسيفير", "DRUG") in found(sure)
    assert all(entity.score >= 0.99 for entity in sure.entities)


def _found(pair: tuple[warraq.Pipeline, str]) -> list[tuple[str, str]]:
    pipeline, text = pair
    return found(pipeline(text))


def test_pickled_and_saved(nlp: warraq.Pipeline, taught: warraq.Pipeline, tmp_path: Path) -> None:
    more = taught.add_entities({"DRUG": ["ريمديسيفير"]}).add_labels("TITLE")
    document = more(TEXT)
    path = tmp_path / "mine.warraq"
    more.save(path)
    saved = warraq.load(path)
    again = saved.add_entities({"Z": ["الطبيب"]}).update(read(MORE)[:3])
    for pipeline in (pickle.loads(pickle.dumps(more)), saved, pickle.loads(pickle.dumps(saved))):
        assert pipeline.rules == more.rules
        assert pipeline.extra_labels == more.extra_labels
        assert pipeline.metadata == more.metadata
        assert pipeline(TEXT).to_dict() == document.to_dict()
    restored = pickle.loads(pickle.dumps(again))
    assert [len(rules) for rules, _ in restored.rules] == [1, 1]
    assert restored(TEXT).to_dict() == again(TEXT).to_dict()
    assert repr(restored) == repr(again)
    # What changed, not the models.
    assert len(pickle.dumps(taught)) < 2_000_000
    assert pickle.loads(pickle.dumps(document)) == document
    assert copy.deepcopy(taught) is taught
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.map(_found, [(more, TEXT)]) == [found(document)]
    # Another file in the place of the one that was updated.
    pickled = pickle.dumps(again)
    data = tmp_path / "data.conll"
    data.write_text("وصل O\nمحمد B-PER\nإلى O\nدبي B-LOC\n", encoding="utf-8")
    run("train", "ner", str(data), "-o", str(path))
    with pytest.raises(warraq.ModelError, match="not the model that the pickled pipeline updated"):
        pickle.loads(pickled)


def test_what_it_knows_already_changes_next_to_nothing(nlp: warraq.Pipeline, news: str) -> None:
    """What the model is sure of is no news to it: entities stay, and about as sure."""
    text = "وصل الرئيس فلاديمير بوتين إلى القاهرة والتقى الرئيس حسني مبارك ."
    tags = ["O", "O", "B-PER", "I-PER", "O", "B-LOC", "O", "O", "B-PER", "I-PER", "O"]
    before, after = nlp(news), nlp.update([(text.split(), tags)])(news)
    assert found(before) == found(after)
    for one, other in zip(before.entities, after.entities, strict=True):
        assert one.score == pytest.approx(other.score, abs=0.1)


def test_command_line(nlp: warraq.Pipeline, taught: warraq.Pipeline, tmp_path: Path) -> None:
    model, again = (str(tmp_path / name) for name in ("my.model", "again"))
    train = ("train", "ner", str(MEDICINES), "--extend", "--date", "2025-01-31")
    done = run(*train, "--command", "so", "-o", model)
    assert "learning from 20 sentences" in done.stderr
    assert done.stdout == ""
    run(*train, "--command", "so", "-o", again)
    assert Path(model).read_bytes() == Path(again).read_bytes()
    extended = warraq.load(model)
    assert extended(TEXT).to_dict() == taught(TEXT).to_dict()
    described = extended.metadata["components"]["ner"]
    assert described["date"] == "2025-01-31"
    assert described["command"].endswith(", then so")
    shown = run("models", "--model", model).stdout
    assert "20 sentences that were added (not stated)" in shown
    assert "Entity tagger" not in shown
    # All else is as it was.
    for name in ("segmenter", "pos"):
        assert extended.metadata["components"][name] == nlp.metadata["components"][name]
    # With a file to measure on, a weight, and what the sentences are.
    about = ("--licence", "CC0", "--source", "mine=CC0", "--weight", "2")
    done = run(*train, "--dev", str(MORE), *about, "-o", again)
    assert "precision" in done.stdout
    described = warraq.load(again).metadata["components"]["ner"]
    assert described["data"][-1] == {"name": "mine", "licence": "CC0"}
    assert described["licence"].endswith("; of what was added: CC0")
    assert 50 < described["figures"]["dev micro F1"] <= 100
    # It can be extended again.
    run("train", "ner", str(MORE), "--extend", "--base", model, "-o", again)
    assert warraq.load(again).metadata["components"]["ner"]["command"].count(", then ") == 2


def test_it_is_learnt(tmp_path: Path) -> None:
    """Medicines in new sentences: those that were learnt, and others."""
    model = str(tmp_path / "my.model")
    run("train", "ner", str(MEDICINES), "--extend", "-o", model)
    before, after = (
        json.loads(run("eval", "ner", str(MORE), "--model", it, "--json").stdout)
        for it in ("default", model)
    )
    assert before["labels"]["MISC"]["recall"] < 30
    assert after["labels"]["MISC"]["recall"] > 60
    assert after["micro"]["f1"] > before["micro"]["f1"] + 30


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["--extend", "--raw", "x"], 2, "--extend keeps what the base model knows of words"),
        (["--extend", "--proper-nouns", "x"], 2, "not with --proper-nouns"),
        (["--extend", "--hints", "x"], 2, "not with --hints"),
        (["--weight", "2"], 2, "--weight is for --extend"),
        (["--extend", "--weight", "0"], 2, "'0' is not a number above 0 and up to 1000"),
        (["--extend", "--weight", "nan"], 2, "'nan' is not a number above 0"),
        (["--extend", "--base", "no/such"], 1, "no/such: No such file or directory"),
        (["--extend", "--dev", "no/such"], 1, "no/such: No such file or directory"),
        (["--extend", "--base", str(MEDICINES)], 1, "medicines.conll: this is not a warraq model"),
    ],
)
def test_wrong_calls(arguments: list[str], status: int, message: str, tmp_path: Path) -> None:
    output = tmp_path / "my.model"
    done = run("train", "ner", str(MEDICINES), *arguments, "-o", str(output), check=False)
    assert done.returncode == status
    assert message in done.stderr
    assert not output.exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("قال O\nمحمد B-PER\nعلي\n", ":3: expected a token and its tag"),
        ("قال O\nمحمد X-PER\n", ':2: the tag "X-PER" is neither O nor'),
        ("قال O\n\nمحمد B-DRUG\n", ': sentence 2: the label "DRUG" is none of the model'),
        ("\n\n", "there are no sentences to learn from"),
    ],
)
def test_bad_files(nlp: warraq.Pipeline, content: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.conll"
    path.write_text(content, encoding="utf-8")
    if message.startswith(":"):
        message = f"{path}{message}"
    with pytest.raises(warraq.DataError) as raised:
        nlp.update(path)
    assert message in str(raised.value)
    done = run("train", "ner", str(path), "--extend", "-o", f"{path}.m", check=False)
    assert done.returncode == 1
    assert message in done.stderr
    assert not Path(f"{path}.m").exists()


SCHEMES = "is neither O nor B, I, E, L, S or U with a label, as in B-PER"


@pytest.mark.parametrize(
    ("sentences", "error", "message"),
    [
        (
            3,
            TypeError,
            "sentences must be a path or an iterable of pairs of tokens and tags, not int",
        ),
        ([], warraq.DataError, "there are no sentences to learn from"),
        ([([], [])], warraq.DataError, "there are no sentences to learn from"),
        ([3], TypeError, "row 0: a sentence must be a pair of tokens and tags, not int"),
        (["ab"], TypeError, "row 0: a sentence must be a pair of tokens and tags, not str"),
        (
            [(["a"], ["O"], 3)],
            TypeError,
            "row 0: a sentence must be a pair of tokens and tags, not 3 ",
        ),
        ([(["a"], ["O"]), ("a", ["O"])], TypeError, "row 1: tokens must be a list of str, not str"),
        ([(["a"], None)], TypeError, "row 0: tags must be a list of str, not NoneType"),
        ([(["a", 3], ["O", "O"])], TypeError, "row 0: token must be str, not int"),
        ([(["a"], [0])], TypeError, "row 0: tag must be str, not int"),
        ([(["\ud800"], ["O"])], ValueError, "row 0: the token has a lone surrogate"),
        ([(["a", "b"], ["O"])], warraq.DataError, "row 0: 2 tokens, but 1 tags"),
        ([(["a", ""], ["O", "O"])], warraq.DataError, "row 0: token 1 is empty"),
        ([(["a", "b"], ["O", "X"])], warraq.DataError, f'row 0: token 1: the tag "X" {SCHEMES}'),
        (
            [(["a"], ["O"]), (["a"], ["B-DRUG"])],
            warraq.DataError,
            'row 1: the label "DRUG" is none of the model\'s, which are LOC, MISC, ORG, PER, ',
        ),
    ],
)
def test_bad_sentences(
    nlp: warraq.Pipeline, sentences: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error) as raised:
        nlp.update(sentences)
    assert str(raised.value).startswith(message)
    if message.startswith("row "):
        assert getattr(raised.value, "row", None) == int(message[4])


@pytest.mark.parametrize("weight", [0, -1, 1001, float("nan"), float("inf"), 10**400])
def test_bad_weights(nlp: warraq.Pipeline, weight: Any) -> None:
    with pytest.raises(
        ValueError, match=r"^weight is .*; it must be a number above 0 and up to 10"
    ):
        nlp.update(MEDICINES, weight=weight)


def test_more_bad_arguments(nlp: Any, tmp_path: Path) -> None:
    with pytest.raises(TypeError, match=r"^weight must be a number, not str$"):
        nlp.update(MEDICINES, weight="2")
    with pytest.raises(FileNotFoundError):
        nlp.update(tmp_path / "no.conll")
    # What the caller's iterable raises is the caller's.
    with pytest.raises(ZeroDivisionError):
        nlp.update(1 / 0 for _ in range(1))


def test_others_run_meanwhile(nlp: warraq.Pipeline) -> None:
    sentences = read(MEDICINES) * 10
    thread = threading.Thread(target=lambda: nlp.update(sentences))
    thread.start()
    turns = 0
    while thread.is_alive():
        time.sleep(0.001)
        turns += 1
    assert turns > 5


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_an_interrupt_stops_it() -> None:
    code = """
import warraq
nlp = warraq.load()
pairs = [(["كلمة%d" % (n * m % 9973) for m in range(40)], ["O", "B-PER"] * 20) for n in range(5000)]
print("begun", flush=True)
try:
    nlp.update(pairs)
except KeyboardInterrupt:
    print("stopped", flush=True)
"""
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "begun\n"
    time.sleep(2)
    os.kill(child.pid, signal.SIGINT)
    assert child.communicate(timeout=60)[0] == "stopped\n"


@pytest.mark.skipif(not DATA.exists(), reason="needs the development data in ../shared/data")
def test_another_scheme_is_learnt(nlp: warraq.Pipeline, tmp_path: Path) -> None:
    """Of Wojood, where a country that acts is an organization."""
    path = tmp_path / "some.conll"
    path.write_text(
        "\n\n".join((DATA / "wojood/train.conll").read_text("utf-8").split("\n\n")[:300])
    )
    model = str(tmp_path / "my.model")
    nlp.update(path).save(model)
    result = run("eval", "ner", str(DATA / "wojood/val.conll"), "--model", model, "--json")
    assert json.loads(result.stdout)["micro"]["f1"] > 60


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_fork_updates_too(nlp: warraq.Pipeline) -> None:
    """Threads of the parent are dead in a child: none is waited for."""
    sentences = [(["زار", f"زيد{at}", "بيروت"], ["O", "B-PER", "B-LOC"]) for at in range(60)]
    updated = nlp.update(sentences)("زار زيد1 بيروت").to_json()
    child = os.fork()
    if child == 0:
        signal.alarm(60)
        os._exit(nlp.update(sentences)("زار زيد1 بيروت").to_json() != updated)
    assert os.waitpid(child, 0)[1] == 0
