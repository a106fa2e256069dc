"""Lists for all known users in one file: the same as the API gives, and whole or not at all."""

import errno
import fcntl
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from cinq import wire
from cinq.errors import SettingsError, UnknownUser
from cinq.models.bundle import ModelBundle, SeenFilms
from cinq.serving import known_users, predictions
from cinq.serving.engine import Engine
from cinq.serving.known_users import KnownUsers
from cinq.serving.predictions import write_predictions
from tests.serving.worlds import bundle as make_bundle


@pytest.fixture(scope="module")
def bundle() -> ModelBundle:
    return make_bundle()


def write(bundle: ModelBundle, file: Path, k: int = 7) -> predictions.Predictions:
    return write_predictions(bundle, file, k, release=3, model_version="5")


@pytest.mark.parametrize("k", [1, 7, 100])
def test_the_rows_of_a_user_are_what_the_api_answers(
    bundle: ModelBundle, tmp_path: Path, k: int
) -> None:
    engine = Engine(bundle)
    write(bundle, tmp_path / "all.parquet", k)
    rows = pq.read_table(tmp_path / "all.parquet").to_pandas().groupby("user_id")

    assert set(rows.groups) == set(bundle.seen.user_ids.tolist())
    for user_id, group in rows:
        answer = engine.recommend_user(wire.UserRequest(user_id=int(user_id), k=k))
        assert group["rank"].tolist() == list(range(1, len(answer.films) + 1))
        assert group["film_id"].tolist() == [film.film_id for film in answer.films]
        assert group["title"].tolist() == [film.title for film in answer.films]
        assert group["score"].tolist() == [film.score for film in answer.films]
        assert group["predicted_rating"].tolist() == [f.predicted_rating for f in answer.films]


def test_nobody_gets_a_film_they_have_rated(bundle: ModelBundle, tmp_path: Path) -> None:
    write(bundle, tmp_path / "all.parquet")
    table = pq.read_table(tmp_path / "all.parquet").to_pandas()

    for user_id, group in table.groupby("user_id"):
        seen = bundle.catalogue.film_ids[bundle.seen.of(int(user_id))[0]]
        assert not set(group["film_id"]) & set(seen.tolist())


def test_blocks_and_row_groups_are_of_no_effect(
    bundle: ModelBundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(bundle, tmp_path / "whole.parquet")
    monkeypatch.setattr(known_users, "SCORES_AT_ONCE", 4 * len(bundle.catalogue))
    monkeypatch.setattr(predictions, "ROWS_AT_ONCE", 70)
    write(bundle, tmp_path / "pieces.parquet")

    pieces = pq.ParquetFile(tmp_path / "pieces.parquet")
    assert pieces.num_row_groups == 8
    assert pieces.read().equals(pq.read_table(tmp_path / "whole.parquet"))


def test_the_file_says_which_model_ranked_which_data(bundle: ModelBundle, tmp_path: Path) -> None:
    written = write(bundle, tmp_path / "all.parquet")
    told = pq.read_schema(tmp_path / "all.parquet").metadata

    assert told[b"cinq.release"] == b"3"
    assert told[b"cinq.model_version"] == b"5"
    assert told[b"cinq.dataset"] == b"toy"
    assert told[b"cinq.data_version"] == b"0" * 64
    assert told[b"cinq.rater"] == b"rating_svd"
    assert told[b"cinq.ranker"] == b"spectral_svd"
    assert told[b"cinq.created_at"].startswith(b"20")
    assert (written.n_users, written.n_rows) == (75, 75 * 7)
    assert written.n_bytes == (tmp_path / "all.parquet").stat().st_size
    assert written.users_per_second > 0


def test_an_interrupted_writing_leaves_the_older_file_and_nothing_beside_it(
    bundle: ModelBundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "all.parquet"
    write(bundle, file)
    before = file.read_bytes()

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(predictions, "_table", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(bundle, file, 3)

    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]


KILLED = """
import os, sys
from pathlib import Path
from cinq.serving import predictions
from tests.serving.worlds import bundle

predictions._write = lambda *_: os.abort()
predictions.write_predictions(bundle(), Path(sys.argv[1]), 7, release=3, model_version="5")
"""


def test_what_a_killed_writer_left_is_swept_and_what_another_writes_is_not(
    bundle: ModelBundle, tmp_path: Path
) -> None:
    file, beside = tmp_path / "all.parquet", tmp_path / ".all.parquet.x.unfinished"
    command = [sys.executable, "-c", KILLED, str(file)]
    assert subprocess.run(command, capture_output=True, check=False).returncode < 0
    assert len(list(tmp_path.iterdir())) == 1
    with beside.open("wb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        write(bundle, file)

    assert sorted(tmp_path.iterdir()) == [beside, file]


def test_a_file_that_cannot_be_is_named(bundle: ModelBundle, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()

    with pytest.raises(SettingsError, match="cannot be written"):
        write(bundle, tmp_path / "file" / "all.parquet")
    with pytest.raises(SettingsError, match="is a folder"):
        write(bundle, tmp_path / "folder")


def test_without_users_the_file_is_empty_but_whole(bundle: ModelBundle, tmp_path: Path) -> None:
    nobody = SeenFilms(
        np.empty(0, np.int64), np.zeros(1, np.int64), np.empty(0, np.int32), np.empty(0, np.float32)
    )
    written = write(replace(bundle, seen=nobody), tmp_path / "all.parquet")

    assert (written.n_users, written.n_rows) == (0, 0)
    assert pq.read_table(tmp_path / "all.parquet").column_names[0] == "user_id"


def test_a_user_nobody_knows_is_named(bundle: ModelBundle) -> None:
    with pytest.raises(UnknownUser, match="unknown user 2"):
        KnownUsers(bundle).list_of(2, 5)
    with pytest.raises(UnknownUser, match="unknown user 2"):
        list(KnownUsers(bundle).lists([1, 2], 5))


def test_a_full_disk_is_named_and_nothing_is_left_of_the_new_file(
    bundle: ModelBundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "all.parquet"
    write(bundle, file, k=3)
    before = file.read_bytes()

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(predictions.os, "fsync", full)
    with pytest.raises(SettingsError, match=f"no space left on the disk of {tmp_path}:"):
        write(bundle, file, k=5)
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]
