"""The simulated scores."""

import hashlib
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from cinq.data.demo.audience import simulate
from cinq.data.demo.relevance import COLUMNS, make_demo, on_scale

SHA_256 = "90671ee5e8b469c1b8a18cc954c4c5f57311e926f74601fa119ff7e99348a06a"


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_two_runs_give_the_recorded_bytes(demo_csv: Path, tmp_path: Path) -> None:
    start = time.process_time()
    again = make_demo(tmp_path / "made" / "on the way")
    assert time.process_time() - start < 10
    assert digest(again) == digest(demo_csv) == SHA_256
    assert list(again.parent.iterdir()) == [again]
    again.unlink()


def test_13_columns_13373_people_407610_scores(demo_scores: pa.Table) -> None:
    assert tuple(demo_scores.column_names) == COLUMNS
    assert len(COLUMNS) == 13
    assert len(demo_scores) == 407_610
    assert pc.count_distinct(demo_scores["user_id"]).as_py() == 13_373
    assert pc.count_distinct(demo_scores["user_name"]).as_py() == 13_373
    assert pc.count_distinct(demo_scores["film_id"]).as_py() == 385


def test_nothing_is_missing_and_nobody_scores_a_film_twice(demo_scores: pa.Table) -> None:
    assert all(column.null_count == 0 for column in demo_scores.columns)
    key = demo_scores["user_id"].to_numpy() * 1_000 + demo_scores["film_id"].to_numpy()
    assert (np.diff(key) > 0).all()


def test_relevance_is_distributed_as_announced(demo_scores: pa.Table) -> None:
    relevance = demo_scores["relevance"].to_numpy()
    assert relevance.min() >= 0
    assert relevance.max() <= 100
    assert relevance.mean() == pytest.approx(48.5, abs=0.05)
    assert np.median(relevance) == pytest.approx(47.15, abs=0.05)
    assert relevance.std() == pytest.approx(21.46, abs=0.05)


def test_activity_and_popularity_are_heavy_tailed(demo_scores: pa.Table) -> None:
    people = np.unique(demo_scores["user_id"].to_numpy(), return_counts=True)[1]
    films = np.unique(demo_scores["film_id"].to_numpy(), return_counts=True)[1]
    assert people.min() == 10
    assert people.mean() > 1.5 * np.median(people)
    assert people.max() > 5 * people.mean()
    assert films.max() > 5 * np.median(films) > 25 * 10


def test_thousands_like_ten_films_or_more(demo_scores: pa.Table) -> None:
    liked = demo_scores.filter(pc.greater_equal(demo_scores["relevance"], 60))["user_id"]
    assert (np.unique(liked.to_numpy(), return_counts=True)[1] >= 10).sum() > 3_000


def test_film_columns_agree_with_the_catalogue_and_each_other(
    demo_scores: pa.Table, films: pa.Table
) -> None:
    first = np.unique(demo_scores["film_id"].to_numpy(), return_index=True)[1]
    rows = demo_scores.take(first)
    assert rows["title"].to_pylist() == films["title"].to_pylist()
    assert rows["description"].to_pylist() == films["description"].to_pylist()
    joined = ["|".join(names) for names in films["directors"].to_pylist()]
    assert rows["directors"].to_pylist() == joined
    stars = rows["movielens_rating"].to_numpy()
    assert ((stars >= 0.5) & (stars <= 5)).all()
    np.testing.assert_allclose(rows["movielens_rating_10"].to_numpy(), 2 * stars)
    assert ((rows["imdb_mean"].to_numpy() >= 1) & (rows["imdb_mean"].to_numpy() <= 10)).all()
    assert (rows["imdb_votes"].to_numpy() > 0).all()


def test_relevance_keeps_the_order_of_raw_relevance(demo_scores: pa.Table) -> None:
    raw = demo_scores["raw_relevance"].to_numpy()
    relevance = demo_scores["relevance"].to_numpy()
    assert (np.diff(relevance[np.argsort(raw, kind="stable")]) >= -0.03).all()


def test_user_ids_cannot_be_taken_for_film_ids(demo_scores: pa.Table) -> None:
    assert pc.min(demo_scores["user_id"]).as_py() > 100_000


def test_another_seed_gives_another_audience(films: pa.Table) -> None:
    one, other = simulate(films, 1), simulate(films, 2)
    assert len(one.raw) == len(other.raw) == 407_610
    assert (one.raw != other.raw).any()


def test_only_ranks_decide_the_score() -> None:
    raw = np.arange(5_000, dtype=np.float64)
    np.testing.assert_array_equal(on_scale(raw), on_scale(raw**3 - 7))
    np.testing.assert_array_equal(on_scale(raw)[::-1], on_scale(-raw))
