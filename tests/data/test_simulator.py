import zipfile

import numpy as np
import pytest
from typer.testing import CliRunner

from cinq.data.declarations import declaration
from cinq.data.prepare import prepare
from cinq.data.prepared import load_prepared
from cinq.data.simulated_archive import write_archive
from cinq.data.simulator import SHAPES, Shape, make_world, ratings_in_blocks, shape_of
from cinq.errors import DataError
from cli import app

SMALL = Shape(600, 900, 30_000)


@pytest.fixture(scope="module")
def blocks():
    return list(ratings_in_blocks(make_world(SMALL, 4), 4))


@pytest.mark.parametrize("name", SHAPES)
def test_every_shape_spreads_its_ratings_over_its_people(name):
    shape = shape_of(name)
    activity = make_world(shape, 1).activity
    assert activity.shape == (shape.n_users,)
    assert activity.sum() == shape.n_ratings
    assert activity.min() >= 20
    assert activity.max() <= 0.3 * shape.n_films


def test_counts_are_met_and_nobody_rates_a_film_twice(blocks):
    users = np.concatenate([block.users for block in blocks])
    films = np.concatenate([block.films for block in blocks])
    assert len(users) == SMALL.n_ratings
    assert len(np.unique(users)) == SMALL.n_users
    assert films.max() < SMALL.n_films
    assert len(np.unique(users.astype(np.int64) * SMALL.n_films + films)) == SMALL.n_ratings


def test_ratings_are_half_stars_of_a_likely_mean(blocks):
    stars = np.concatenate([block.half_stars for block in blocks]) / 2
    assert (stars.min(), stars.max()) == (0.5, 5.0)
    assert stars.mean() == pytest.approx(3.5, abs=0.25)
    assert stars.std() == pytest.approx(1.05, abs=0.15)


def test_a_few_films_and_people_hold_most_ratings(blocks):
    films = np.concatenate([block.films for block in blocks])
    counts = np.sort(np.bincount(films, minlength=SMALL.n_films))[::-1]
    assert counts[: SMALL.n_films // 10].sum() > 0.5 * SMALL.n_ratings
    activity = np.sort(make_world(SMALL, 4).activity)
    assert activity[-60:].sum() > 0.3 * SMALL.n_ratings


def test_times_rise_within_a_person(blocks):
    for block in blocks:
        same = np.diff(block.users) == 0
        assert (np.diff(block.timestamps)[same] >= 0).all()


def test_the_same_seed_writes_the_same_bytes_and_another_does_not(tmp_path):
    for folder, seed in (("one", 4), ("two", 4), ("other", 5)):
        write_archive("world", SMALL, seed, tmp_path / folder)
    one, two, other = ((tmp_path / f / "world.zip").read_bytes() for f in ("one", "two", "other"))
    assert one == two
    assert one != other


def test_the_declaration_prepares_without_a_mended_row(tmp_path):
    file = write_archive("world", SMALL, 4, tmp_path)
    manifest = prepare(declaration(str(file)), tmp_path / "world.zip", tmp_path / "data")
    assert (manifest.n_users, manifest.n_ratings) == (SMALL.n_users, SMALL.n_ratings)
    assert manifest.simulated
    prepared = load_prepared(tmp_path / "data")
    assert len(prepared.catalogue) == SMALL.n_films
    assert all(film.genres and film.year for film in prepared.catalogue.films)


def test_people_share_tastes_that_can_be_learned(blocks):
    users = np.concatenate([block.users for block in blocks])
    films = np.concatenate([block.films for block in blocks])
    seen = np.zeros((SMALL.n_users, SMALL.n_films))
    seen[users, films] = 1
    expected = seen.sum(axis=1, keepdims=True) * seen.sum(axis=0) / seen.sum()
    singular = np.linalg.svd((seen - expected) / np.sqrt(expected + 1e-9), compute_uv=False)
    assert singular[:8].min() > 1.1 * singular[40]


def test_too_many_ratings_for_so_few_people_end_in_one_line():
    with pytest.raises(DataError, match=r"10 people can give 200 to 300 ratings"):
        make_world(Shape(10, 100, 5_000), 0)


def test_the_command_says_how_to_use_what_it_made(tmp_path):
    done = CliRunner().invoke(
        app,
        ["data", "simulate", "--like", "ml-latest-small", "--out", str(tmp_path), "--seed", "2"],
    )
    assert done.exit_code == 0, done.output
    assert f"--dataset {tmp_path}/ml-latest-small-simulated.yaml" in done.output.replace("\n", "")
    with zipfile.ZipFile(tmp_path / "ml-latest-small-simulated.zip") as archive:
        assert archive.namelist() == ["movies.csv", "ratings.csv"]


def test_an_unknown_shape_names_the_known_ones():
    done = CliRunner().invoke(app, ["data", "simulate", "--like", "netflix"])
    assert done.exit_code == 1
    assert "ml-20m" in done.output
    assert "Traceback" not in done.output
