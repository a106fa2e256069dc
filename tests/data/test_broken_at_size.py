"""Broken inputs that are read block by block, as large files are."""

import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from cinq.data.people import newest_mask
from cinq.data.prepare import examine, prepare
from cinq.data.prepared import load_prepared
from cinq.data.readers import scores
from cinq.data.storage import replaced_folder
from cinq.errors import IntegrityError
from tests.data.conftest import MOVIES

NOW = 1_500_000_000
HEADER = "userId,movieId,rating,timestamp\n"
N_ROWS = 3_000
LINES = [f"{user},{10 * (user % 3 + 1)},3.5,{10**9 + user}\n" for user in range(1, N_ROWS + 1)]
DEFECTS = {
    "rating is no number": "7,10,three,1000000000\n",
    "rating is missing": "7,10,,1000000000\n",
    "user_id is no whole number from 0": "-7,10,3.0,1000000000\n",
    "3 columns instead of 4": "7,10,3.0\n",
    "5 columns instead of 4": "7,10,3.0,1000000000,1\n",
    "rating off the scale from 0.5 to 5": "7,10,99,1000000000\n",
    "time lies in the future": "7,10,3.0,1000000000000000\n",
}


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch):
    monkeypatch.setattr(scores, "BLOCK_BYTES", 4_000)
    monkeypatch.setattr("cinq.data.rating_columns.BLOCK", 100)
    monkeypatch.setattr("cinq.data.order.BLOCK", 100)


def facts(raw, checked):
    return (
        checked.ratings.table().to_pylist(),
        checked.rejected.to_pylist(),
        [finding for finding in checked.findings if finding.count],
        raw.n_rows,
    )


@pytest.mark.parametrize("reason", DEFECTS)
@pytest.mark.parametrize("place", [0, 1234, N_ROWS])
def test_bad_line_is_left_out_and_listed_wherever_it_stands(
    movielens, make_archive, reason, place, monkeypatch
):
    text = HEADER + "".join([*LINES[:place], DEFECTS[reason], *LINES[place:]])
    archive = make_archive(ratings=text)
    in_blocks = facts(*examine(movielens, archive, NOW))
    monkeypatch.setattr(scores, "MOST_AMISS", -1)
    as_a_whole = facts(*examine(movielens, archive, NOW))
    assert in_blocks == as_a_whole
    assert in_blocks[1] == [{"row": place, "reason": reason}]
    assert len(in_blocks[0]) == N_ROWS


def test_only_the_block_with_a_bad_line_is_read_as_strings(movielens, make_archive, monkeypatch):
    asked = []
    real = scores.read_strings

    def counted(data, *others):
        asked.append(len(data))
        return real(data, *others)

    monkeypatch.setattr(scores, "read_strings", counted)
    examine(movielens, make_archive(ratings=HEADER + "".join([*LINES, "7,10,x,1\n"])), NOW)
    assert len(asked) == 1
    assert asked[0] < 8_000


def test_lines_that_are_no_utf8_are_counted_in_all_blocks(movielens, make_archive):
    text = (HEADER + "".join(LINES)).encode().split(b"\n")
    text[100], text[2000] = b"7,10,\xe9,1", b"8,10,\xe9,1"
    raw, checked = examine(movielens, make_archive(ratings=b"\n".join(text)), NOW)
    [encoding] = [f for f in checked.findings if f.check == "encoding" and f.count]
    assert encoding.count == 2
    assert checked.rejected["row"].to_pylist() == [99, 1999]
    assert raw.n_rows == N_ROWS


def test_quoted_line_break_is_one_row(movielens, make_archive):
    lines = [*LINES[:2000], '7,10,"3\n5",1\n', *LINES[2000:]]
    raw, checked = examine(movielens, make_archive(ratings=HEADER + "".join(lines)), NOW)
    assert raw.n_rows == N_ROWS + 1
    assert checked.rejected.to_pylist() == [{"row": 2000, "reason": "rating is no number"}]


def test_people_in_any_order_give_the_same_data(movielens, make_archive):
    lines = [LINES[place] for place in np.random.default_rng(0).permutation(N_ROWS)]
    in_order = examine(movielens, make_archive(ratings=HEADER + "".join(LINES)), NOW)
    turned = examine(movielens, make_archive(ratings=HEADER + "".join(lines)), NOW)
    assert facts(*turned) == facts(*in_order)


def test_size_of_the_pieces_changes_neither_version_nor_arrays(
    movielens, make_archive, tmp_path, monkeypatch
):
    archive = make_archive(ratings=HEADER + "".join([*LINES, *LINES[:500]]))
    at_once = prepare(movielens, archive, tmp_path / "at_once", now=NOW)
    for place in ("content", "ratings_file", "people"):
        monkeypatch.setattr(f"cinq.data.{place}.BLOCK", 77)
    in_pieces = prepare(movielens, archive, tmp_path / "in_pieces", now=NOW)
    assert in_pieces == at_once
    loaded = load_prepared(tmp_path / "in_pieces").interactions
    assert loaded.user_ids.tolist() == list(range(1, N_ROWS + 1))
    assert loaded.users.tolist() == list(range(N_ROWS))
    assert loaded.films.tolist() == [user % 3 for user in range(1, N_ROWS + 1)]
    assert not newest_mask(loaded, 0.1, "key").any()
    assert newest_mask(loaded, 1.0, "key").all()


@pytest.mark.parametrize("cut", [0.5, 0.9, 0.999])
def test_truncated_archive_is_one_line_and_leaves_the_old_data(
    movielens, make_archive, tmp_path, cut
):
    archive = make_archive(ratings=HEADER + "".join(LINES))
    before = prepare(movielens, archive, tmp_path / "out", now=NOW)
    whole = archive.read_bytes()
    archive.write_bytes(whole[: int(len(whole) * cut)])
    refused(movielens, archive, tmp_path / "out", "is damaged or no zip archive: fetch it again")
    assert load_prepared(tmp_path / "out").manifest == before


def test_member_damaged_late_is_one_line_although_most_was_read(movielens, tmp_path):
    archive = tmp_path / "stored.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as members:
        members.writestr("movies.csv", MOVIES)
        members.writestr("ratings.csv", HEADER + "".join(LINES))
    content = bytearray(archive.read_bytes())
    place = content.index(LINES[-5].encode())
    content[place] = ord("9")
    archive.write_bytes(content)
    refused(movielens, archive, tmp_path / "out", "is damaged")
    assert not (tmp_path / "out").exists()


def refused(dataset, archive: Path, out: Path, reason: str):
    with pytest.raises(IntegrityError, match=reason) as error:
        prepare(dataset, archive, out, now=NOW)
    assert "\n" not in str(error.value)


FILL = """
import resource, sys
from pathlib import Path
from cinq.data.datasets import Dataset
from cinq.data.prepare import prepare
from cinq.errors import DataError
dataset = Dataset.model_validate_json(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    prepare(dataset, Path(sys.argv[2]), Path(sys.argv[3]))
except DataError as error:
    print(error)
"""


def test_disk_that_fills_up_while_writing_is_one_line_and_leaves_the_old_data(
    movielens, make_archive, tmp_path
):
    out = tmp_path / "out"
    archive = make_archive(ratings=HEADER + "".join(LINES))
    before = prepare(movielens, archive, out, now=NOW)
    arguments = [movielens.model_dump_json(), str(archive), str(out)]
    run = subprocess.run(
        [sys.executable, "-c", FILL, *arguments], capture_output=True, text=True, check=True
    )
    assert run.stdout.count("\n") == 1
    assert "no space left on the disk" in run.stdout
    assert load_prepared(out).manifest == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "tiny.zip"]


def test_interrupted_writing_leaves_nothing_under_the_final_name(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        half_written(tmp_path / "out")
    assert not list(tmp_path.iterdir())


def half_written(out: Path):
    with replaced_folder(out) as fresh:
        (fresh / "ratings.parquet").write_bytes(b"half")
        raise KeyboardInterrupt
