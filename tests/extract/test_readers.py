"""What analysts open the tables with reads them as they lie, each without a word about this project's layout."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd
import pytest
from made_up import article, reading, unit

from extract.snapshots import Snapshot
from extract.store import Publication, publish
from extract.tables import TABLES

NIGHT = datetime(2024, 1, 1, 0, 5, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))  # 2023 in UTC


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Two articles: one of New Year's night, one of another year; and, in `issues`, a table with few rows."""
    tables = tmp_path_factory.mktemp("tables")
    (tables / "snapshots").mkdir()
    made = [article(1), article(7, published=NIGHT)]
    result = unit(tables / ".work", "one", [(each, reading(each)) for each in made])
    return publish(tables, Publication([result], {"one": "digest"}))


def test_pandas(snapshot: Snapshot) -> None:
    for name in TABLES:
        assert len(pd.read_parquet(snapshot.folder / name)) == snapshot.rows[name], name
    (night,) = pd.read_parquet(snapshot.folder / "articles", filters=[("year", "=", 2024)]).to_dict("records")
    assert night["published_at"].isoformat() == "2024-01-01T00:05:00+07:00"
    assert (night["published_on"], night["published_at"].year) == (date(2024, 1, 1), 2024)
    assert set(pd.read_parquet(snapshot.folder / "counts")["year"].astype(int)) == {2019, 2024}


def test_duckdb(snapshot: Snapshot) -> None:
    for name in TABLES:
        counted = duckdb.execute(f"SELECT count(*) FROM '{snapshot.folder}/{name}/**/*.parquet'").fetchone()
        assert counted == (snapshot.rows[name],), name
    query = f"SELECT published_on, year(published_on) FROM '{snapshot.folder}/articles/**/*.parquet' WHERE year = 2024"
    assert duckdb.execute(query).fetchall() == [(date(2024, 1, 1), 2024)]
    # The views' connection shows times, too, as Vietnam has them, whatever zone the machine is in.
    query = "SELECT year(published_at), strftime(published_at, '%d/%m %H:%M') FROM articles ORDER BY 1"
    assert snapshot.duckdb().execute(query).fetchall()[1] == (2024, "01/01 00:05")


def test_polars(snapshot: Snapshot) -> None:
    polars = pytest.importorskip("polars")
    for name in TABLES:
        assert len(polars.read_parquet(snapshot.folder / name)) == snapshot.rows[name], name
    scanned = polars.scan_parquet(snapshot.folder / "articles", hive_partitioning=True)
    night = scanned.filter(polars.col("year") == 2024).collect()
    assert night["published_at"].dt.year().to_list() == [2024]
    assert night["published_at"].to_list() == [NIGHT]
    assert night["published_on"].to_list() == [date(2024, 1, 1)]


def test_datasets(snapshot: Snapshot, tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    for name in (name for name, rows in snapshot.rows.items() if rows):  # it refuses any data set without rows
        files = f"{snapshot.folder}/{name}/**/*.parquet"
        read = datasets.load_dataset("parquet", data_files=files, split="train", cache_dir=str(tmp_path))
        assert len(read) == snapshot.rows[name], name
        if name == "articles":
            (night,) = [row for row in read if row["published_on"] == date(2024, 1, 1)]
            assert night["published_at"].astimezone(NIGHT.tzinfo) == NIGHT
            assert night["published_at"].year == 2024
