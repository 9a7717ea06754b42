"""Exports: whole, typed as far as the format goes, no formulas, and without the words of others where asked."""

import csv
import json
import sqlite3
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from extract.cells import guarded, unguarded
from extract.snapshots import Snapshot
from extract.store import Publication, publish
from extract.tables import FACT_TABLES, TABLES
from phoihop.cli import phoihop
from phoihop.export import ExportError, run_export
from phoihop.export.cells import cell
from phoihop.export.contents import words_of_others
from phoihop.export.run import FORMATS
from tests.extract.made_up import BODY, TITLE, article, reading, unit

FORMULA = '=HYPERLINK("http://bad.example";"xem")'


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    tables = tmp_path_factory.mktemp("tables")
    (tables / "snapshots").mkdir()
    plain, odd = article(1), article(2, title=FORMULA, published=None)
    result = unit(tables / ".work", "one", [(plain, reading(plain)), (odd, reading(odd))], sifted=1)
    return publish(tables, Publication([result], {"one": "digest"}))


def csv_rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def texts(exported: Path, to: str) -> Iterator[str]:
    """Every text in an exported file."""
    if to == "csv":
        for file in exported.glob("*.csv"):
            yield file.read_text(encoding="utf-8-sig")
    elif to == "xlsx":
        for sheet in load_workbook(exported, read_only=True):
            for row in sheet.iter_rows(values_only=True):
                yield from (str(value) for value in row if value is not None)
    else:
        connection: Any = sqlite3.connect(exported) if to == "sqlite" else duckdb.connect(str(exported))
        for name in TABLES:
            for row in connection.execute(f"SELECT * FROM {name}").fetchall():
                yield from (str(value) for value in row)
        connection.close()


@pytest.mark.parametrize("to", FORMATS)
def test_every_row_of_every_table_is_there(snapshot: Snapshot, tmp_path: Path, to: str) -> None:
    target = tmp_path / f"out{FORMATS[to]}"
    exported = run_export(snapshot, to, target)
    assert exported.rows == snapshot.rows
    everything = "\n".join(texts(target, to))
    assert BODY[1] in everything
    assert "police/phu-tho" in everything
    assert [file.name for file in tmp_path.iterdir()] == [target.name]


@pytest.mark.parametrize("to", FORMATS)
def test_no_text_holds_no_sentence_of_an_article(snapshot: Snapshot, tmp_path: Path, to: str) -> None:
    target = tmp_path / f"out{FORMATS[to]}"
    run_export(snapshot, to, target, with_text=False)
    everything = "\n".join(texts(target, to))
    written = [TITLE, FORMULA, *BODY, "trao đổi thông tin", "mỗi tháng", "Ngày 7/5/2019"]
    assert [words for words in written if words in everything] == []
    assert "Trần Văn Mẫu" in everything  # a name is a fact
    assert snapshot.arrow("articles").column("content_sha256")[0].as_py() in everything


def test_words_of_others_are_columns_that_exist() -> None:
    for name, table in TABLES.items():
        for path in words_of_others(table):
            outer, _, inner = path.partition(".")
            assert outer in table.schema.names, f"{name}.{path}"
            assert not inner or inner in [f.name for f in table.schema.field(outer).type.value_type]
    assert all({"mention", "evidence"} <= set(words_of_others(TABLES[name])) for name in FACT_TABLES)


def test_csv_is_described_and_its_lists_are_json(snapshot: Snapshot, tmp_path: Path) -> None:
    run_export(snapshot, "csv", tmp_path / "out", ["agreements", "counts"], with_text=False)
    assert {file.name for file in (tmp_path / "out").iterdir()} == {
        "agreements.csv",
        "counts.csv",
        "datapackage.json",
    }
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        rows = csv_rows(tmp_path / "out" / resource["path"])
        assert [field["name"] for field in resource["schema"]["fields"]] == list(rows[0])
        assert all(
            key["reference"]["resource"] in ("", "agreements", "counts") for key in resource["schema"]["foreignKeys"]
        )
    signed = next(row for row in csv_rows(tmp_path / "out" / "agreements.csv") if row["parties"] != "[]")
    assert json.loads(signed["party_ids"]) == ["police/phu-tho", "union/phu-tho", None]
    assert [set(task) for task in json.loads(signed["tasks"])] == [{"char_start", "char_end"}]
    assert signed["confidence"] == "0.9"


def test_no_cell_of_csv_begins_a_formula(snapshot: Snapshot, tmp_path: Path) -> None:
    run_export(snapshot, "csv", tmp_path / "out")
    titles = [row["title"] for row in csv_rows(tmp_path / "out" / "articles.csv")]
    assert f"'{FORMULA}" in titles
    for file in (tmp_path / "out").glob("*.csv"):
        for row in csv_rows(file):
            assert not [value for value in row.values() if value.startswith(("=", "+", "@", "\t"))]


@given(st.text())
def test_a_guarded_text_is_no_formula_and_comes_back(text: str) -> None:
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert unguarded(guarded(text)) == text


def test_excel_has_types_and_no_formulas(snapshot: Snapshot, tmp_path: Path) -> None:
    run_export(snapshot, "xlsx", tmp_path / "out.xlsx")
    book = load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["about", "columns", *TABLES]
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    head, *rows = book["articles"].iter_rows(values_only=True)
    articles = [dict(zip(head, row, strict=True)) for row in rows]
    assert {row["title"] for row in articles} == {TITLE, FORMULA}
    dated = next(row for row in articles if row["published_at"])
    assert dated["published_at"] == datetime(2019, 5, 8, 17, 42)
    assert dated["fetched_at"] == datetime(2024, 1, 1, 7)  # Vietnam's clock
    assert dated["relevant"] is True


def test_excel_cuts_what_no_cell_holds_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "snapshots").mkdir()
    long = article(3, body=(*BODY, "dài\x0b " * 9000))
    result = unit(tmp_path / ".work", "one", [(long, reading(long))])
    exported = run_export(publish(tmp_path, Publication([result], {"one": "d"})), "xlsx", tmp_path / "out.xlsx")
    assert exported.notes == ["1 texts are longer than a cell of Excel holds and were cut at 32,767"]
    sheet = load_workbook(tmp_path / "out.xlsx")["articles"]
    text = sheet.cell(2, [cell.value for cell in sheet[1]].index("text") + 1).value
    assert len(text) == 32_767 and text.endswith("…")


def test_sqlite_has_keys_views_and_meanings(snapshot: Snapshot, tmp_path: Path) -> None:
    run_export(snapshot, "sqlite", tmp_path / "out.sqlite")
    with sqlite3.connect(tmp_path / "out.sqlite") as database:
        assert database.execute("SELECT count(*), sum(value) FROM counts_unique").fetchone() == (2, 28.0)
        query = "SELECT json_extract(parties, '$[1]') FROM agreements WHERE status = 'signed'"
        assert database.execute(query).fetchone() == ("Liên đoàn Lao động tỉnh Phú Thọ",)
        meaning = database.execute("""SELECT meaning FROM columns WHERE "table" = 'counts' AND "column" = 'unit'""")
        assert "counted noun" in meaning.fetchone()[0]
        with pytest.raises(sqlite3.IntegrityError):
            database.execute("INSERT INTO articles SELECT * FROM articles LIMIT 1")
        assert database.execute("SELECT snapshot_id FROM snapshot").fetchone() == (snapshot.snapshot_id,)


@pytest.mark.parametrize("views", [False, True])
def test_duckdb_keeps_types(snapshot: Snapshot, tmp_path: Path, views: bool) -> None:
    run_export(snapshot, "duckdb", tmp_path / "out.duckdb", with_text=False, views=views)
    with duckdb.connect(str(tmp_path / "out.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT sum(value) FROM counts_unique").fetchone() == (28.0,)
        task = connection.execute("SELECT tasks[1] FROM agreements WHERE len(tasks) > 0").fetchone()[0]
        assert task["char_end"] - task["char_start"] == len("trao đổi thông tin mỗi tháng")
        kinds = connection.execute(
            "SELECT DISTINCT table_type FROM information_schema.tables WHERE table_name = 'counts'"
        )
        assert kinds.fetchone() == ("VIEW" if views else "BASE TABLE",)


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        (date(2024, 3, 4), pa.date32(), "2024-03-04"),
        (0.949999988079071, pa.float32(), 0.95),
        (12_345_678_901.0, pa.float64(), 12_345_678_901.0),
        (["Công an", None], pa.list_(pa.string()), '["Công an", null]'),
        (True, pa.bool_(), True),
        (None, pa.string(), None),
    ],
)
def test_cells(value: object, kind: pa.DataType, expected: object) -> None:
    assert cell(value, kind) == expected


def test_what_is_there_is_replaced_only_by_force(snapshot: Snapshot, tmp_path: Path) -> None:
    target = tmp_path / "out.sqlite"
    target.write_text("mine")
    with pytest.raises(ExportError, match="there is something already; --force replaces it"):
        run_export(snapshot, "sqlite", target)
    assert target.read_text() == "mine"
    run_export(snapshot, "sqlite", target, force=True)
    assert target.read_bytes().startswith(b"SQLite format 3")


def test_the_command(snapshot: Snapshot, tmp_path: Path) -> None:
    arguments = [
        "export",
        "csv",
        "--tables",
        str(snapshot.folder),
        "--output",
        str(tmp_path / "out"),
        "--table",
        "counts",
    ]
    result = CliRunner().invoke(phoihop, [*arguments, "--json"], catch_exceptions=False)
    told = json.loads(result.stdout)
    assert (told["rows"], told["snapshot_id"]) == ({"counts": snapshot.rows["counts"]}, snapshot.snapshot_id)
    assert isinstance(CliRunner().invoke(phoihop, arguments).exception, ExportError)
