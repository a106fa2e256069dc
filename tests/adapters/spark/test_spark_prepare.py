"""Spark prepares data as this machine does."""

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from cinq import schema
from cinq.adapters.spark.prepare import prepare as prepare_by_spark
from cinq.data.declarations import Dataset
from cinq.data.interactions import Scale
from cinq.data.manifest import Manifest
from cinq.data.prepare import prepare
from cinq.errors import DataError, IntegrityError

pytestmark = pytest.mark.integration

NOW = 1_500_000_000
FILMS = "film_id,title\n10,Heat (1995)\n20,Alien (1979)\n30,Fargo (1996)\n"
GOOD = "".join(f"{user},10,3.0,1000000000\n" for user in range(100, 160))
DIRTY = (
    GOOD + "1,10,4.0,1000000000\n"
    "1,10,4.5,1000000100\n"  # newer, stays
    "1,10,2.0,1000000050\n"
    "2,20,3,1000000000\n"
    "2,20,5,1000000000\n"  # as old: the later row stays
    '3,10,"3,5",1000000000\n'  # a decimal comma
    "4,10,9,1000000000\n"
    "5,99,3,1000000000\n"
    ",10,3,1000000000\n"
    "6,n/a,3,1000000000\n"
    "7,10,good,1000000000\n"
    "8,10,3,-5\n"
    "9,10,3,1700000000\n"
    "10,10\n"
    "11,10,3,1000000000,extra\n"
    "+12,30.0, 2.5 ,1000000000\n"
    "-13,10,3,1000000000\n"
)


def dataset(folder: Path, ratings: str, **changes: Any) -> Dataset:
    (folder / "films.csv").write_text(FILMS)
    (folder / "ratings.csv").write_text("user_id,film_id,rating,timestamp\n" + ratings)
    given = {
        "name": "dirty",
        "reader": "ratings-csv",
        "path": folder / "ratings.csv",
        "films_path": folder / "films.csv",
        "licence": "none",
        "source": "made for a test",
        "scale": Scale(0.5, 5, 4),
    }
    return Dataset(**(given | changes))


def test_the_real_data_get_the_same_version_and_files(by_spark: Path, here: Path) -> None:
    ours, theirs = Manifest.read(by_spark), Manifest.read(here)
    same = set(Manifest.model_fields) - {"findings"}
    assert ours.model_dump(include=same) == theirs.model_dump(include=same)
    for name in (schema.RATINGS_FILE, schema.FILMS_FILE, schema.REJECTED_FILE):
        assert pq.read_table(by_spark / name).equals(pq.read_table(here / name))


def test_the_same_rows_are_left_out_for_the_same_reasons(
    spark: Any, scratch: Path, tmp_path: Path
) -> None:
    dirty = dataset(tmp_path, DIRTY)
    source = tmp_path / "ratings.csv"
    prepare_by_spark(spark, dirty, source, tmp_path / "ours", scratch, now=NOW)
    prepare(dirty, source, tmp_path / "theirs", now=NOW)

    rejected = pq.read_table(tmp_path / "ours" / schema.REJECTED_FILE)
    assert (
        rejected.to_pylist()
        == pq.read_table(tmp_path / "theirs" / schema.REJECTED_FILE).to_pylist()
    )
    assert len(rejected) == 13
    assert Manifest.read(tmp_path / "ours").version == Manifest.read(tmp_path / "theirs").version


def test_a_file_of_rubbish_is_refused_and_the_old_data_stay(
    spark: Any, scratch: Path, tmp_path: Path
) -> None:
    bad = dataset(tmp_path, "1,10,77,1000000000\n" * 3 + "2,10,3,1000000000\n")
    out = tmp_path / "prepared"
    out.mkdir()
    (out / "old").touch()
    with pytest.raises(IntegrityError, match="3 of 4 rows cannot be used"):
        prepare_by_spark(spark, bad, tmp_path / "ratings.csv", out, scratch, now=NOW)
    assert (out / "old").exists()


def test_a_reader_that_spark_lacks_is_named(spark: Any, scratch: Path, tmp_path: Path) -> None:
    demo = dataset(tmp_path, GOOD, reader="relevance-csv", films_path=None)
    with pytest.raises(DataError, match="Spark prepares MovieLens archives"):
        prepare_by_spark(spark, demo, tmp_path / "ratings.csv", tmp_path / "out", scratch)
