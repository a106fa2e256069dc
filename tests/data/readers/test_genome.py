"""Tag Genome files of MovieLens archives."""

import numpy as np
import pyarrow.parquet as pq
import pytest

from cinq.data.content import content_version
from cinq.data.prepare import prepare
from cinq.data.prepared import load_prepared
from cinq.data.readers.movielens import read_movielens
from cinq.errors import DataError, IntegrityError

SCORES = "movieId,tagId,relevance\n10,1,0.9\n10,2,0.25\n30,2,1\n30,1,0.0\n"
TAGS = "tagId,tag\n1,cyberpunk\n2,space station\n"
GENOME = {"genome-scores": SCORES, "genome-tags": TAGS}


@pytest.fixture
def prepared(movielens, make_archive, tmp_path):
    def of(**contents):
        out = tmp_path / "prepared"
        prepare(movielens, make_archive(**contents), out, now=1_500_000_000)
        return load_prepared(out)

    return of


def test_scores_stand_by_film_and_tag(make_archive):
    genome = read_movielens(make_archive(**GENOME)).genome
    assert genome.to_pydict() == {
        "film_id": [10, 10, 30, 30],
        "tag_id": [1, 2, 1, 2],
        "relevance": [np.float32(0.9), 0.25, 0.0, 1.0],
    }


def test_an_archive_without_scores_has_no_genome(make_archive):
    assert read_movielens(make_archive()).genome is None


@pytest.mark.parametrize("bad", ["1000,1,0.5", "10,7,0.5", "20,1,1.5", "20,1,-0.1", "10,1,0.3"])
def test_scores_of_no_use_are_left_out_and_counted(make_archive, bad):
    raw = read_movielens(make_archive(**GENOME | {"genome-scores": SCORES + bad + "\n"}))
    assert len(raw.genome) == 4
    assert raw.genome["relevance"][0].as_py() == pytest.approx(0.9)
    [finding] = [finding for finding in raw.findings if finding.check == "Tag Genome"]
    assert (finding.severity, finding.count) == ("mended", 1)


@pytest.mark.parametrize("bad", ["x,1,0.5", "20,,0.5", "20,1,high", "20,1"])
def test_unreadable_rows_harm_no_other(make_archive, bad):
    raw = read_movielens(make_archive(**GENOME | {"genome-scores": SCORES + bad + "\n"}))
    assert len(raw.genome) == 4
    [finding] = [finding for finding in raw.findings if finding.check == "Tag Genome"]
    assert finding.count == 1


def test_a_missing_column_is_named(make_archive):
    with pytest.raises(IntegrityError, match=r"no column for relevance"):
        read_movielens(make_archive(**{"genome-scores": "movieId,tagId\n1,1\n"}))


def test_a_prepared_genome_comes_back_as_films_by_tags(prepared):
    genome = prepared(**GENOME).catalogue.genome
    nothing = np.nan
    expected = [[0.9, 0.25], [nothing, nothing], [0.0, 1.0]]
    np.testing.assert_array_equal(genome, np.array(expected, np.float32))
    assert genome.dtype == np.float32


def test_without_a_genome_there_is_none(prepared, tmp_path):
    assert prepared().catalogue.genome is None
    assert not (tmp_path / "prepared" / "genome.parquet").exists()


def test_the_genome_is_part_of_the_version(prepared):
    without, one = prepared().manifest.version, prepared(**GENOME).manifest.version
    other = prepared(**GENOME | {"genome-scores": SCORES.replace("0.9", "0.8")}).manifest.version
    assert len({without, one, other}) == 3


def test_without_a_genome_the_version_is_what_it_was(prepared, tmp_path):
    version = prepared().manifest.version
    folder = tmp_path / "prepared"
    tables = [pq.read_table(folder / f"{name}.parquet") for name in ("ratings", "films")]
    assert version == content_version(*tables, prepared().manifest.scale)
    assert version == "99bc7dfba0eca90cd51642b9485d6ec490f3cade44e31f67e6badd491e7b2d37"


def test_a_genome_that_was_taken_away_is_noticed(prepared, tmp_path):
    prepared(**GENOME)
    (tmp_path / "prepared" / "genome.parquet").unlink()
    with pytest.raises(DataError, match="is not what its manifest describes"):
        load_prepared(tmp_path / "prepared")
