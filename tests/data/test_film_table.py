"""Films as a table."""

import numpy as np
import pyarrow.parquet as pq
import pytest

from cinq import schema
from cinq.data.catalogue import Catalogue
from cinq.data.film_table import FilmTable
from cinq.models.artefact import save_bundle
from tests.serving.worlds import bundle


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Catalogue, Catalogue]:
    """The same films as a table and as objects."""
    folder = tmp_path_factory.mktemp("model") / "toy"
    save_bundle(bundle(), folder)
    file = folder / schema.FILMS_FILE
    return Catalogue.from_parquet(file), Catalogue.from_table(pq.read_table(file))


def test_a_table_is_the_same_sequence_of_films(both):
    lazy, eager = both
    assert isinstance(lazy.films, FilmTable)
    assert lazy.films == eager.films
    assert list(lazy.films) == list(eager.films)
    assert lazy.films[3:6] == eager.films[3:6]
    assert lazy.films[-1] == eager.films[-1]
    assert len(lazy) == len(eager)


def test_columns_say_what_the_films_say(both):
    lazy, eager = both
    np.testing.assert_array_equal(lazy.film_ids, eager.film_ids)
    np.testing.assert_array_equal(lazy.years, eager.years)
    np.testing.assert_array_equal(lazy.genre_matrix, eager.genre_matrix)
    assert lazy.genres == eager.genres
    assert 0 in lazy.years


def test_there_is_nothing_past_the_end(both):
    for place in (len(both[0]), -len(both[0]) - 1):
        with pytest.raises(IndexError, match="among 60"):
            both[0].films[place]
