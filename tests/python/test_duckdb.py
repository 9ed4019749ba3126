"""Functions for SQL in DuckDB give what the column functions give."""

from __future__ import annotations

import datetime
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
import warraq
import warraq.duckdb
from columns import odd_column

TEXT = "زار محمود عباس القاهرة في 5 مايو 2019."


@pytest.fixture(scope="module")
def con() -> Any:
    """A connection to a database with the functions and the odd column."""
    con = warraq.duckdb.register(duckdb.connect())
    column = odd_column()
    odd = pa.table({"id": range(len(column)), "text": column})  # noqa: F841
    con.execute("CREATE TABLE texts AS SELECT * FROM odd")
    return con


@pytest.fixture(scope="module")
def texts() -> list[str | None]:
    return odd_column()


def lists(table: Any) -> list[Any]:
    column: list[Any] = pa.table(table).column(0).to_pylist()
    return column


def found(texts: Any, pattern: str, preset: str, whole_word: bool) -> list[bool | None]:
    matches = warraq.find(texts, pattern, preset, whole_word=whole_word)
    rows = set(matches.to_dict()["row"])
    return [None if text is None else row in rows for row, text in enumerate(texts)]


#: What each call is, as the column functions give it.
CALLS: dict[str, Callable[[warraq.Pipeline, Any], list[Any]]] = {
    "ar_normalize(text)": lambda nlp, t: warraq.Normalizer().arrow(t).to_pylist(),
    "ar_normalize(text, 'social')": lambda nlp, t: warraq.Normalizer("social").map(t),
    "ar_stem(text)": lambda nlp, t: warraq.stem(t).to_pylist(),
    "ar_stem(text, 'isri')": lambda nlp, t: warraq.stem(t, "isri").to_pylist(),
    "ar_transliterate(text)": lambda nlp, t: warraq.transliterate(t).to_pylist(),
    "ar_transliterate(text, 'hsb')": lambda nlp, t: warraq.transliterate(t, "hsb").to_pylist(),
    "ar_transliterate(text, 'buckwalter', 'arabic')": lambda nlp, t: warraq.transliterate(
        t, to="arabic"
    ).to_pylist(),
    "ar_contains(text, 'القاهره')": lambda nlp, t: found(t, "القاهره", "matching", False),
    "ar_contains(text, 'وزير', 'search', true)": lambda nlp, t: found(t, "وزير", "search", True),
    "ar_tokens(text)": lambda nlp, t: lists(nlp.tokens(t, layout="lists")),
    "ar_sentences(text)": lambda nlp, t: lists(nlp.sentences(t, layout="lists")),
    "ar_segments(text)": lambda nlp, t: lists(nlp.segments(t, layout="lists")),
    "ar_segments(text, 'd3')": lambda nlp, t: lists(nlp.segments(t, "d3", layout="lists")),
    "ar_entities(text)": lambda nlp, t: lists(nlp.entities(t, layout="lists")),
    "ar_dates(text)": lambda nlp, t: lists(nlp.dates(t, layout="lists")),
    "ar_dates(text, DATE '2020-02-29')": lambda nlp, t: lists(
        nlp.dates(t, anchor="2020-02-29", layout="lists")
    ),
    "ar_dates(text, NULL::DATE, true)": lambda nlp, t: lists(
        nlp.dates(t, month_first=True, layout="lists")
    ),
    "ar_numbers(text)": lambda nlp, t: lists(nlp.numbers(t, layout="lists")),
    "ar_quotes(text)": lambda nlp, t: lists(nlp.quotes(t, layout="lists")),
}


def test_a_failed_registration_changes_nothing() -> None:
    con = warraq.duckdb.register(duckdb.connect())
    with pytest.raises(ValueError):
        warraq.duckdb.register(con, threads=0)
    assert con.execute("SELECT ar_stem('المكتبات')").fetchone() == ("مكتب",)


@pytest.mark.parametrize("call", CALLS)
def test_same_as_the_columns(
    con: Any, nlp: warraq.Pipeline, texts: list[str | None], call: str
) -> None:
    rows = con.sql(f"SELECT {call} FROM texts ORDER BY id").fetchall()
    assert [value for (value,) in rows] == CALLS[call](nlp, texts)


@pytest.mark.parametrize(
    ("call", "type_"),
    [
        ("ar_normalize(text)", "VARCHAR"),
        ("ar_contains(text, 'x')", "BOOLEAN"),
        ("ar_sentences(text)", 'STRUCT("start" BIGINT, "end" BIGINT, "text" VARCHAR)[]'),
        ("ar_entities(text)[1].score", "FLOAT"),
        ("ar_entities(text)[1].label", "VARCHAR"),
        ("ar_numbers(text)[1].value", "DECIMAL(38,18)"),
        ("ar_numbers(text)[1].numerator", "BIGINT"),
        ("ar_dates(text)[1].resolved_end", "DATE"),
        ("ar_quotes(text)[1].explicit", "BOOLEAN"),
    ],
)
def test_types(con: Any, call: str, type_: str) -> None:
    (got,) = con.sql(f"SELECT {call} FROM texts LIMIT 0").types
    assert str(got).replace('"', "") == type_.replace('"', "")


def test_in_queries(con: Any, nlp: warraq.Pipeline, texts: list[str | None]) -> None:
    mentions = nlp.entities(texts).to_pylist()
    names = con.sql(
        "SELECT e.name, count(*) FROM (SELECT unnest(ar_entities(text)) AS e FROM texts) "
        "WHERE e.label = 'PER' GROUP BY ALL"
    ).fetchall()
    people = [mention["name"] for mention in mentions if mention["label"] == "PER"]
    assert dict(names) == {name: people.count(name) for name in people}
    assert names
    pattern = "القاهره"
    query = f"SELECT id FROM texts WHERE ar_contains(text, '{pattern}') ORDER BY id"
    matches = found(texts, pattern, "matching", False)
    assert [row for (row,) in con.sql(query).fetchall()] == [
        row for row, match in enumerate(matches) if match
    ]
    # An aggregate over what is found, by what is found.
    assert con.sql(
        "SELECT len(ar_tokens(text)) AS n FROM texts GROUP BY n HAVING n > 100 ORDER BY n"
    ).fetchall()
    assert con.sql("SELECT ar_stem(ar_normalize(text)) FROM texts WHERE false").fetchall() == []
    con.execute("CREATE OR REPLACE TEMP VIEW view AS SELECT id, ar_stem(text) AS stems FROM texts")
    assert con.sql("SELECT count(stems) FROM view").fetchall()[0] == (
        sum(text is not None for text in texts),
    )


def test_on_a_parquet_file(con: Any, nlp: warraq.Pipeline, tmp_path: Path) -> None:
    path = tmp_path / "texts.parquet"
    con.execute(f"COPY (SELECT * FROM texts) TO '{path}' (ROW_GROUP_SIZE 500)")
    query = "SELECT sum(len(ar_entities(text)))::BIGINT FROM "
    assert con.sql(f"{query} '{path}'").fetchall()[0] == con.sql(f"{query} texts").fetchall()[0]


def test_constants_and_prepared_statements(con: Any) -> None:
    assert con.execute(
        "SELECT ar_normalize(?), ar_normalize(?, ?)", ["إلى", "إلى", "light"]
    ).fetchall()[0] == (
        "الي",
        "إلى",
    )
    assert con.execute("SELECT ar_contains($1, $2)", ["زار أحْمَدُ", "احمد"]).fetchall()[0] == (True,)
    assert con.execute(
        "SELECT ar_dates($1, $2)[1].resolved_start", ["الخميس المقبل", datetime.date(2023, 9, 5)]
    ).fetchall()[0] == (datetime.date(2023, 9, 7),)
    con.execute("PREPARE labels AS SELECT [e.label FOR e IN ar_entities($1)]")
    assert con.execute("EXECUTE labels('وصل إلى بيروت.')").fetchall()[0] == (["LOC"],)
    assert con.execute("SELECT ar_normalize('إلى'::ENUM('إلى'))").fetchall()[0] == ("الي",)


@pytest.mark.parametrize("name", ["normalize", "stem", "entities", "dates", "quotes"])
def test_nothing(con: Any, name: str) -> None:
    assert con.sql(f"SELECT ar_{name}(NULL)").fetchall() == [(None,)]
    assert con.sql(f"SELECT ar_{name}(text) FROM texts WHERE text IS NULL").fetchall()[0] == (None,)
    empty = con.sql(f"SELECT ar_{name}(text) AS made FROM texts WHERE id < 0")
    assert empty.fetchall() == []
    assert empty.types == con.sql(f"SELECT ar_{name}('') AS made").types


def test_arguments_that_differ_from_row_to_row(con: Any, nlp: warraq.Pipeline) -> None:
    rows = con.sql(
        "SELECT id, text, (['d1', 'd2', 'd3', NULL])[1 + id % 4] AS scheme, "
        "ar_segments(text, scheme) FROM texts WHERE id < 200 ORDER BY id"
    ).fetchall()
    for _, text, scheme, segments in rows:
        if text is None or scheme is None:
            assert segments is None
        else:
            forms = [segment.form for segment in nlp.segment(text, scheme)]
            assert [segment["form"] for segment in segments] == forms
    patterns = ["القاهره", "وزير", "في", None]
    rows = con.execute(
        "SELECT text, $1[1 + id % 4] AS pattern, id % 3 = 0 AS whole, "
        "ar_contains(text, pattern, 'matching', whole) FROM texts WHERE id < 500",
        [patterns],
    ).fetchall()
    for text, pattern, whole, answer in rows:
        if text is None or pattern is None:
            assert answer is None
        else:
            assert answer == bool(warraq.find(text, pattern, whole_word=whole))
    days = con.sql(
        "SELECT day, month_first, ar_dates('5/9/2019 ثم الخميس المقبل', day, month_first) FROM "
        "(SELECT CASE WHEN i % 5 > 0 THEN DATE '2020-01-01' + i::INTEGER END AS day, "
        "i % 2 = 0 AS month_first FROM range(300) t(i))"
    ).fetchall()
    for day, month_first, dates in days:
        text = ["5/9/2019 ثم الخميس المقبل"]
        options: Any = {"anchor": day, "month_first": month_first, "layout": "lists"}
        assert dates == lists(nlp.dates(text, **options))[0]


BINDER = [
    "ar_normalize(3)",
    "ar_entities(DATE '2020-01-01')",
    "ar_tokens(['نص'])",
    "ar_stem('x'::BLOB)",
    "ar_contains('نص', 3)",
    "ar_contains('نص')",
    "ar_entities()",
    "ar_entities('نص', 'atb')",
    "ar_quotes({'text': 'نص'})",
    "ar_numbers(id)",
]


@pytest.mark.parametrize("call", BINDER)
def test_no_text(con: Any, call: str) -> None:
    with pytest.raises(duckdb.BinderException, match=call.split("(")[0]):
        con.sql(f"SELECT {call} FROM texts").fetchall()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("ar_normalize('x', 'nope')", "ValueError: ar_normalize: unknown preset .*search"),
        ("ar_normalize('x', 3)", "TypeError: ar_normalize: preset must be str"),
        ("ar_normalize('x', 'search', 1)", "TypeError: ar_normalize takes 2 arguments, not 3"),
        ("ar_stem('x', 'nope')", "ValueError: ar_stem: unknown algorithm .*light10"),
        ("ar_segments('x', 'd9')", "ValueError: ar_segments: unknown scheme .*atb"),
        ("ar_transliterate('x', 'nope')", "ValueError: ar_transliterate: unknown"),
        ("ar_contains('x', '')", "ValueError: ar_contains: nothing of the pattern"),
        ("ar_contains('x', 'y', 'search', 3)", "TypeError: ar_contains: whole_word must be bool"),
        ("ar_dates('x', 'yesterday')", "ValueError: ar_dates: .*is not a date"),
        ("ar_dates('x', 3)", "TypeError: ar_dates: anchor must be"),
        (
            "ar_dates('الخميس' || i, CASE i WHEN 7 THEN 'zz' ELSE '2020-01-01' END)",
            "ValueError: ar_dates: \"zz\" is not a date.*of the text 'الخميس7'",
        ),
    ],
)
def test_wrong_options(con: Any, call: str, message: str) -> None:
    with pytest.raises(duckdb.InvalidInputException, match=message):
        con.sql(f"SELECT {call} FROM range(10) t(i)").fetchall()
    # It goes on working.
    assert con.sql("SELECT ar_normalize('إلى')").fetchall()[0] == ("الي",)


def test_registrations(nlp: warraq.Pipeline) -> None:
    con = duckdb.connect()
    assert warraq.duckdb.register(con) is con
    warraq.duckdb.register(con)
    cursor = con.cursor()
    assert cursor.sql("SELECT ar_normalize('إلى')").fetchall()[0] == ("الي",)
    # What is there already is no error, but what would be another is.
    warraq.duckdb.register(cursor)
    more = nlp.add_labels(["NORP"])
    for options in ({"nlp": more}, {"threads": 1}):
        with pytest.raises(duckdb.CatalogException, match="another connection"):
            warraq.duckdb.register(cursor, **options)
    with pytest.raises(duckdb.CatalogException, match="another connection"):
        warraq.duckdb.unregister(cursor)
    warraq.duckdb.register(con, more)
    query = "SELECT ar_entities('التقى الرئيس الروسي فلاديمير بوتين')"
    assert [e["label"] for e in cursor.sql(query).fetchall()[0][0]] == ["NORP", "PER"]
    warraq.duckdb.register(con, prefix='x "y" ')
    assert con.sql('SELECT "x ""y"" stem"(\'والمكتبات\')').fetchall()[0] == ("مكتب",)
    warraq.duckdb.unregister(con)
    warraq.duckdb.unregister(con)
    with pytest.raises(duckdb.CatalogException):
        con.sql("SELECT ar_normalize('x')").fetchall()
    # Another database has its own.
    with pytest.raises(duckdb.CatalogException):
        duckdb.connect().sql("SELECT ar_normalize('x')").fetchall()


def test_connections_to_one_file(tmp_path: Path) -> None:
    path = str(tmp_path / "texts.db")
    first, second = duckdb.connect(path), duckdb.connect(path)
    warraq.duckdb.register(first)
    first.close()
    # The functions outlive the connection that registered them.
    warraq.duckdb.register(second)
    assert second.sql("SELECT ar_stem('والمكتبات')").fetchall()[0] == ("مكتب",)
    second.close()
    with duckdb.connect(path, read_only=True) as again:
        warraq.duckdb.register(again)
        assert again.sql("SELECT ar_stem('والمكتبات')").fetchall()[0] == ("مكتب",)


def test_a_name_that_is_taken() -> None:
    con = duckdb.connect()
    con.create_function("ar_stem", lambda text: text, ["VARCHAR"], "VARCHAR")
    with pytest.raises(duckdb.Error, match="ar_stem"):
        warraq.duckdb.register(con)
    assert con.sql("SELECT ar_stem('والمكتبات')").fetchall()[0] == ("والمكتبات",)
    with pytest.raises(duckdb.CatalogException):
        con.sql("SELECT ar_normalize('x')").fetchall()


def test_wrong_arguments() -> None:
    con = duckdb.connect()
    for arguments, error, message in (
        (("x",), TypeError, "con must be a DuckDB connection, not str"),
        ((con, "default"), TypeError, "nlp must be a Pipeline or None, not str"),
        ((con, None, 3), TypeError, "prefix must be str, not int"),
    ):
        with pytest.raises(error, match=message):
            warraq.duckdb.register(*arguments)
    with pytest.raises(ValueError, match="threads"):
        warraq.duckdb.register(con, threads=0)


@pytest.mark.parametrize("threads", [1, 4])
def test_threads(con: Any, threads: int) -> None:
    """Row groups are worked on side by side, and so are cursors."""
    con.execute(
        "CREATE OR REPLACE TABLE many AS SELECT id, text FROM texts, range(90) WHERE id < 3000"
    )
    expected = con.sql("SELECT sum(len(ar_normalize(text))) FROM texts").fetchall()[0][0] * 90
    results = []

    def work() -> None:
        cursor = con.cursor()
        cursor.execute(f"SET threads = {threads}")
        results.append(cursor.sql("SELECT sum(len(ar_normalize(text))) FROM many").fetchall()[0][0])

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert results == [expected] * 4


@pytest.mark.parametrize("missing", ["duckdb", "pyarrow"])
def test_without_the_library(missing: str) -> None:
    program = f"""if True:
        import sys
        sys.modules["{missing}"] = None
        import warraq
        try:
            import warraq.duckdb
        except ImportError as error:
            print(error)
    """
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert 'pip install "warraq[duckdb]"' in run.stdout
    assert missing in run.stdout
