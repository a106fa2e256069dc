"""One bad line after 19,999,999 good ones, in the size it is promised for."""

import os
import zipfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc
import pytest

from cinq.data.prepare import prepare
from cinq.data.prepared import load_rejected
from tests.data.conftest import MOVIES

N_GOOD = 19_999_999 if os.environ.get("CINQ_LONG") else 199_999
FILMS = (10, 20, 30)
NOW = 1_500_000_000


def archive_with_a_bad_last_line(file: Path) -> Path:
    rows = np.arange(N_GOOD)
    table = pa.table(
        {
            "userId": rows // len(FILMS) + 1,
            "movieId": np.array(FILMS)[rows % len(FILMS)],
            "rating": (rows % 10 + 1) / 2,
            "timestamp": 10**9 + rows,
        }
    )
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("small/movies.csv", MOVIES)
        with archive.open("small/ratings.csv", "w", force_zip64=True) as out:
            pc.write_csv(table, out)
            out.write(b"7,10,three,1000000000\n")
    return file


@pytest.mark.slow
def test_it_is_left_out_and_named_by_its_row(movielens, tmp_path):
    archive = archive_with_a_bad_last_line(tmp_path / "ratings.zip")
    manifest = prepare(movielens, archive, tmp_path / "prepared", now=NOW)
    assert manifest.n_ratings == N_GOOD
    rejected = load_rejected(tmp_path / "prepared").to_pylist()
    assert rejected == [{"row": N_GOOD, "reason": "rating is no number"}]
