from __future__ import annotations

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import warraq

LONG = """
import sys, warraq
nlp = warraq.load()
texts = ["وصل محمد علي إلى القاهرة وباريس قبل أن يغادر لروسيا. " * 10] * {rows}
table = nlp.entities(texts, threads=1{options})
print(len(set(table.to_dict()["row"])))
"""


def run(rows: int, options: str = "", stderr: int = subprocess.PIPE) -> tuple[str, str]:
    code = LONG.format(rows=rows, options=options)
    done = subprocess.run(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=stderr, text=True, check=True
    )
    return done.stdout, done.stderr


def at_a_terminal(rows: int, options: str = "", *, goes_away: bool = False) -> tuple[str, str]:
    import fcntl
    import pty
    import struct
    import termios

    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    seen: list[bytes] = []

    def watch() -> None:
        try:
            while piece := os.read(master, 1 << 16):
                seen.append(piece)
                if goes_away:
                    os.close(master)
                    return
        except OSError:
            return

    watcher = threading.Thread(target=watch)
    watcher.start()
    output, _ = run(rows, options, slave)
    os.close(slave)
    watcher.join()
    if not goes_away:
        os.close(master)
    return output, b"".join(seen).decode()


def test_no_bar_where_nobody_sees_it() -> None:
    assert run(20_000) == ("20000\n", "")


@pytest.mark.skipif(sys.platform == "win32", reason="terminals")
def test_long_work_shows_a_bar_at_a_terminal() -> None:
    output, seen = at_a_terminal(20_000)
    assert output == "20000\n"
    assert "entities: " in seen and "100%" in seen and "20.0k/20.0k" in seen


@pytest.mark.skipif(sys.platform == "win32", reason="terminals")
def test_short_work_and_who_wants_none_get_none() -> None:
    assert at_a_terminal(100)[1] == ""
    assert at_a_terminal(20_000, ", progress=False")[1] == ""


@pytest.mark.skipif(sys.platform == "win32", reason="terminals")
def test_work_outlives_its_terminal() -> None:
    assert at_a_terminal(40_000, goes_away=True)[0] == "40000\n"


def test_a_bar_that_is_wanted() -> None:
    for rows in (3, 20_000):
        output, seen = run(rows, ", progress=True")
        assert output == f"{rows}\n"
        assert "entities: 100%" in seen


def test_an_empty_column_and_an_error(
    nlp: warraq.Pipeline, capfd: pytest.CaptureFixture[str]
) -> None:
    assert len(nlp.tokens([], progress=True)) == 0
    with pytest.raises(TypeError, match="row 1"):
        nlp.tokens(["a", 1], progress=True)
    assert "100%" not in capfd.readouterr().err
    with pytest.raises(TypeError, match=r"progress .*bool"):
        nlp.tokens(["a"], progress="yes")  # type: ignore[call-overload]


def test_without_tqdm() -> None:
    code = """
import sys, warraq
sys.modules["tqdm"] = None
try:
    warraq.load().entities(["نص"], progress=True)
except ImportError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert 'pip install "warraq[notebook]"' in done.stdout


def test_threads_share_a_pipeline(nlp: warraq.Pipeline, texts: list[str | None]) -> None:
    expected = nlp.entities(texts).to_dict()
    with ThreadPoolExecutor(8) as pool:
        for table in pool.map(lambda _: nlp.entities(texts, threads=2), range(32)):
            assert table.to_dict() == expected


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.parametrize("backend", ["loky", "multiprocessing", "threading"])
def test_joblib(nlp: warraq.Pipeline, texts: list[str | None], backend: str) -> None:
    joblib = pytest.importorskip("joblib")
    halves = [texts[: len(texts) // 2], texts[len(texts) // 2 :]]
    with joblib.parallel_config(backend=backend, n_jobs=2):
        tables = joblib.Parallel()(joblib.delayed(nlp.entities)(half) for half in halves)
    assert [len(table) for table in tables] == [len(nlp.entities(half)) for half in halves]
