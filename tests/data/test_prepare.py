"""From a source to a prepared data set and back."""

import json
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from cinq.data.datasets import Counts, declaration
from cinq.data.manifest import Manifest
from cinq.data.prepare import examine, prepare
from cinq.data.prepared import load_prepared, load_rejected
from cinq.data.storage import disk_errors
from cinq.errors import DataError, IntegrityError

NOW = 1_500_000_000
HEADER = "userId,movieId,rating,timestamp\n"
GOOD = "".join(f"{user},10,3.0,1000000000\n" for user in range(100, 140))


@pytest.fixture
def prepared(movielens, make_archive, tmp_path):
    def of(ratings: str | None = None, **contents):
        members = contents if ratings is None else {"ratings": HEADER + ratings} | contents
        out = tmp_path / "prepared"
        prepare(movielens, make_archive(**members), out, now=NOW)
        return load_prepared(out), load_rejected(out)

    return of


def findings(data):
    return {finding.check: finding for finding in data.manifest.findings if finding.count}


def test_prepared_data_comes_back_as_arrays(prepared):
    data, rejected = prepared()
    interactions = data.interactions
    assert interactions.user_ids.tolist() == [1, 2]
    assert interactions.users.tolist() == [0, 0, 1, 1]
    assert data.catalogue.film_ids[interactions.films].tolist() == [10, 20, 10, 30]
    assert interactions.ratings.tolist() == [4, 3.5, 5, 0.5]
    assert interactions.liked.tolist() == [True, False, True, False]
    assert len(rejected) == 0


def test_manifest_tells_what_there_is(prepared):
    manifest = prepared()[0].manifest
    assert (manifest.n_users, manifest.n_films, manifest.n_ratings) == (2, 3, 4)
    assert (manifest.mean, manifest.median) == (3.25, 3.75)
    assert manifest.standard_deviation == pytest.approx(np.std([4, 3.5, 5, 0.5]))
    assert (manifest.first_time, manifest.last_time) == (1000000000, 1000000300)
    assert manifest.archive == "tiny.zip"
    assert not manifest.mended


def test_newest_of_duplicates_stays(prepared):
    data, rejected = prepared("1,10,1.0,20\n1,10,2.0,30\n1,10,3.0,10\n1,20,4.0,5\n")
    assert data.interactions.ratings.tolist() == [4, 2]
    assert rejected["row"].to_pylist() == [0, 2]
    assert findings(data)["duplicates"].count == 2


def test_last_row_of_duplicates_at_one_time_stays(prepared):
    data, _ = prepared("1,10,1.0,20\n1,10,2.0,20\n")
    assert data.interactions.ratings.tolist() == [2]


@pytest.mark.parametrize(
    ("row", "check", "reason"),
    [
        ("1,10,5.5,1000000000", "off scale", "rating off the scale from 0.5 to 5"),
        ("1,10,-1,1000000000", "off scale", "rating off the scale from 0.5 to 5"),
        ("1,99,3.0,1000000000", "unknown films", "film is not in the list of films"),
        ("1,10,3.0,-5", "impossible times", "time is not after 1970"),
        ("1,10,3.0,0", "impossible times", "time is not after 1970"),
        (f"1,10,3.0,{NOW + 10**6}", "impossible times", "time lies in the future"),
        ("1,10,,1000000000", "missing values", "rating is missing"),
        ("1,10,three,1000000000", "malformed values", "rating is no number"),
        ("1,10", "columns", "2 columns instead of 4"),
    ],
)
def test_impossible_row_is_left_out_and_listed(prepared, row, check, reason):
    data, rejected = prepared(f"{GOOD}{row}\n")
    assert len(data.interactions) == 40
    assert rejected.to_pylist() == [{"row": 40, "reason": reason}]
    assert (findings(data)[check].severity, findings(data)[check].count) == ("mended", 1)


def test_times_in_milliseconds_are_mended(prepared):
    data, _ = prepared(GOOD.replace("1000000000", "1000000000123"))
    assert set(data.interactions.timestamps.tolist()) == {1000000000}
    assert findings(data)["milliseconds"].count == 40


@pytest.mark.parametrize(
    ("ratings", "reason"),
    [
        ("", "no rating is left"),
        ("1,10,9,5\n", "no rating is left|share of bad rows"),
        (GOOD + "1,10,9,1000000000\n" * 20, "20 of 60 rows cannot be used, more than 20%"),
    ],
)
def test_fatal_finding_is_one_line_and_leaves_the_old_data(
    movielens, make_archive, tmp_path, ratings, reason
):
    out = tmp_path / "prepared"
    before = prepare(movielens, make_archive(), out, now=NOW)
    with pytest.raises(IntegrityError, match=reason) as error:
        prepare(movielens, make_archive(ratings=HEADER + ratings), out, now=NOW)
    assert "\n" not in str(error.value)
    assert load_prepared(out).manifest == before


def test_all_findings_can_be_seen_although_some_are_fatal(movielens, make_archive):
    _, checked = examine(movielens, make_archive(ratings=HEADER), now=NOW)
    assert [finding.check for finding in checked.fatal] == ["empty input"]


def test_counts_other_than_announced_are_fatal(movielens, make_archive, tmp_path):
    announced = movielens.model_copy(update={"expected": Counts(n_ratings=5, n_users=2)})
    with pytest.raises(IntegrityError, match="4 ratings instead of 5"):
        prepare(announced, make_archive(), tmp_path / "out")


def test_version_is_of_the_content_not_of_the_file(movielens, make_archive, tmp_path):
    header, *rows = (HEADER + GOOD).splitlines()
    turned = "\n".join([header, *reversed(rows)])
    first = prepare(movielens, make_archive(ratings=HEADER + GOOD), tmp_path / "a")
    second = prepare(movielens, make_archive("other.zip", ratings=turned), tmp_path / "b")
    changed = prepare(movielens, make_archive(ratings=HEADER + GOOD[:-20]), tmp_path / "c")
    assert first.version == second.version != changed.version
    assert first.archive_sha256 != second.archive_sha256


def test_version_stays_as_it_was_in_earlier_releases(prepared):
    assert prepared()[0].manifest.version == EARLIER


def test_same_source_gives_the_same_bytes(movielens, make_archive, tmp_path):
    for name in ("a", "b"):
        prepare(movielens, make_archive(), tmp_path / name, now=NOW)
    for file in (tmp_path / "a").iterdir():
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes()


def test_nothing_half_written_is_left(movielens, make_archive, tmp_path):
    out = tmp_path / "deep" / "prepared"
    for _ in range(2):
        prepare(movielens, make_archive(), out)
    assert [path.name for path in out.parent.iterdir()] == ["prepared"]
    assert {path.name for path in out.iterdir()} == {
        "ratings.parquet",
        "films.parquet",
        "rejected.parquet",
        "manifest.json",
    }


def test_folder_that_cannot_be_made_is_one_line(movielens, make_archive, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="cannot write to"):
        prepare(movielens, make_archive(), tmp_path / "file" / "prepared")


def test_full_disk_is_one_line(tmp_path):
    with (
        pytest.raises(DataError, match="no space left on the disk"),
        disk_errors(tmp_path),
        Path("/dev/full").open("wb", buffering=0) as full,
    ):
        full.write(b"x")


class TestDamage:
    @pytest.fixture
    def folder(self, movielens, make_archive, tmp_path):
        prepare(movielens, make_archive(), tmp_path / "prepared", now=NOW)
        return tmp_path / "prepared"

    @pytest.mark.parametrize("name", ["ratings.parquet", "films.parquet", "manifest.json"])
    def test_file_that_is_missing_or_damaged_is_named(self, folder, name):
        (folder / name).write_bytes(b"damaged")
        with pytest.raises(DataError, match=f"{name} is missing or damaged"):
            load_prepared(folder)
        (folder / name).unlink()
        with pytest.raises(DataError, match=f"{name} is missing or damaged"):
            load_prepared(folder)

    def test_counts_other_than_in_the_manifest_are_refused(self, folder):
        file = folder / "ratings.parquet"
        pq.write_table(pq.read_table(file).slice(0, 3), file)
        with pytest.raises(DataError, match="3 ratings of 3 films, its manifest says 4 of 3"):
            load_prepared(folder)

    def test_changed_content_is_refused(self, folder):
        file = folder / "ratings.parquet"
        table = pq.read_table(file)
        pq.write_table(table.take([1, 0, 2, 3]), file)
        with pytest.raises(DataError, match="not what its manifest describes"):
            load_prepared(folder)

    def test_other_format_is_refused(self, folder):
        file = folder / "manifest.json"
        file.write_text(json.dumps(json.loads(file.read_text()) | {"format": 99}))
        with pytest.raises(DataError, match="has format 99"):
            Manifest.read(folder)


rows = st.lists(
    st.tuples(
        st.integers(1, 5), st.sampled_from([10, 20, 30]), st.integers(1, 10), st.integers(1, 9)
    ),
    min_size=1,
    max_size=40,
)


@given(rows)
@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_row_is_kept_or_rejected_and_the_newest_is_kept(movielens, make_archive, rows):
    lines = "".join(f"{user},{film},{half / 2},{time}\n" for user, film, half, time in rows)
    raw, checked = examine(movielens, make_archive(ratings=HEADER + lines), now=NOW)
    assert len(checked.ratings) + len(checked.rejected) == raw.n_rows == len(rows)
    newest: dict[tuple[int, int], tuple[int, float]] = {}
    for user, film, half, time in rows:
        if time >= newest.get((user, film), (0, 0.0))[0]:
            newest[user, film] = (time, half / 2)
    found = {
        (row["user_id"], row["film_id"]): (row["timestamp"], row["rating"])
        for row in checked.ratings.table().to_pylist()
    }
    assert found == newest
    order = [
        (r["user_id"], r["timestamp"], r["film_id"]) for r in checked.ratings.table().to_pylist()
    ]
    assert order == sorted(order)


def test_real_archive_is_prepared_whole(movielens_archive, tmp_path):
    manifest = prepare(declaration("ml-latest-small"), movielens_archive, tmp_path / "small")
    assert (manifest.n_users, manifest.n_films, manifest.n_ratings) == (610, 9742, 100836)
    assert manifest.mean == pytest.approx(3.5016, abs=1e-4)
    assert not manifest.mended
    data = load_prepared(tmp_path / "small")
    titles = {(film.title, film.year) for film in data.catalogue.films}
    assert {
        ("The Matrix", 1999),
        ("Toy Story", 1995),
        ("L'Avventura (The Adventure)", 1960),
    } <= titles
    assert "pixar" in data.catalogue.films[0].tags


EARLIER = "99bc7dfba0eca90cd51642b9485d6ec490f3cade44e31f67e6badd491e7b2d37"
