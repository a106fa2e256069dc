"""The golden lists: their films exist in the demo and in MovieLens."""

import csv
import io
import re
import unicodedata
import zipfile
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pytest
import yaml

from cinq.settings import CONFIGS

Name = tuple[str, int]


def plain(title: str) -> str:
    """A title without case, accents, bracketed other titles, and with its article in front."""
    title = re.sub(r"\s*\([^()]*\)", "", title).strip()
    letters = unicodedata.normalize("NFKD", title)
    title = "".join(c for c in letters if not unicodedata.combining(c)).casefold()
    return re.sub(r"^(.*), (the|a|an)$", r"\2 \1", title)


@pytest.fixture(scope="module")
def lists() -> list[dict]:
    return yaml.safe_load((CONFIGS / "golden.yaml").read_text(encoding="utf-8"))["lists"]


@pytest.fixture(scope="module")
def names(lists: list[dict]) -> list[Name]:
    return [(plain(film["title"]), film["year"]) for one in lists for film in one["films"]]


def test_there_are_twenty_lists_of_five_and_no_film_twice(
    lists: list[dict], names: list[Name]
) -> None:
    assert len({one["name"] for one in lists}) == len(lists) == 20
    assert all(len(one["films"]) == 5 for one in lists)
    assert len(set(names)) == 100


def test_each_stands_in_the_demo(names: list[Name], films: pa.Table) -> None:
    titles = map(plain, films["title"].to_pylist())
    here = Counter(zip(titles, films["year"].to_pylist(), strict=True))
    assert {name: here[name] for name in names} == dict.fromkeys(names, 1)


def test_each_stands_in_movielens_with_a_dozen_ratings_or_more(
    names: list[Name], movielens_archive: Path
) -> None:
    with zipfile.ZipFile(movielens_archive) as archive:
        rows, ratings = (
            list(csv.DictReader(io.StringIO(archive.read(f"ml-latest-small/{file}").decode())))
            for file in ("movies.csv", "ratings.csv")
        )
    n_ratings = Counter(rating["movieId"] for rating in ratings)
    found = {}
    for row in rows:
        parts = re.fullmatch(r"(.*) \((\d{4})\)\s*", row["title"])
        if parts:
            found.setdefault((plain(parts[1]), int(parts[2])), []).append(n_ratings[row["movieId"]])
    assert [name for name in names if len(found.get(name, [])) != 1] == []
    assert [name for name in names if found[name][0] < 12] == []
