"""A thousand misspelled, half or turned titles: the film meant is among the first five."""

import os
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from cinq.data.catalogue import Catalogue, Film
from cinq.data.declarations import declaration
from cinq.data.prepare import prepare
from cinq.data.prepared import load_prepared
from cinq.serving.search import TitleSearch
from tests.serving.generated_titles import Titled, generated
from tests.serving.misspellings import HOW_MANY, WAYS, misspellings

FIRST = 5
WANTED = 0.95
LONG = os.environ.get("CINQ_LONG") == "1"
LARGE = 62_000


@pytest.fixture(scope="module")
def real(movielens_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """The films of ml-latest-small."""
    folder = tmp_path_factory.mktemp("data")
    prepare(declaration("ml-latest-small"), movielens_archive, folder)
    return load_prepared(folder).catalogue


def search_of(films: list[Titled]) -> TitleSearch:
    """A search in films of which nothing else is known; a film's id is its place."""
    rated = np.random.default_rng(1).zipf(1.5, len(films))
    return TitleSearch(
        Catalogue(
            tuple(
                Film(place, title, year, (), (), (), (), "")
                for place, (title, year) in enumerate(films)
            )
        ),
        rated,
    )


def missed(films: list[Titled], n: int) -> Counter[str]:
    """How many of `n` misspellings the search does not understand, by the way of misspelling."""
    search = search_of(films)
    return Counter(
        one.way
        for one in misspellings(films, n)
        if one.row not in [film.film_id for film in search.find(one.typed)[:FIRST]]
    )


def titled(catalogue: Catalogue) -> list[Titled]:
    return [(film.title, film.year) for film in catalogue.films]


def test_the_film_meant_is_among_the_first_five(real: Catalogue) -> None:
    lost = missed(titled(real), HOW_MANY)
    assert lost.total() <= (1 - WANTED) * HOW_MANY, lost
    assert all(times <= 0.15 * HOW_MANY / len(WAYS) for times in lost.values()), lost


def test_so_it_is_among_many_times_as_many_films(real: Catalogue) -> None:
    n = HOW_MANY if LONG else 250
    lost = missed(generated(titled(real), LARGE, seed=7), n)
    assert lost.total() <= (1 - WANTED) * n, lost


def test_misspellings_are_the_same_each_time_and_differ_from_the_title() -> None:
    films: list[Titled] = [
        ("The Godfather", 1972),
        ("Léon: The Professional", 1994),
        ("L'Avventura", 1960),
        ("Schindler's List", None),
    ]
    made = misspellings(films, 140)
    assert made == misspellings(films, 140)
    assert Counter(one.way for one in made) == dict.fromkeys(WAYS, 10)
    assert all(one.typed != films[one.row][0] for one in made)
    assert {"Godfather, The", "godfather", "Le Godfather"} <= {one.typed for one in made}
