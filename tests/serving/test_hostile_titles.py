"""Hostile titles go through the search and the API as the text that they are."""

import numpy as np
import pytest

from cinq import wire
from cinq.data.catalogue import Catalogue, Film
from cinq.serving.search import TitleSearch
from tests.ui.hostile import HOSTILE_FILMS


@pytest.fixture(scope="module")
def search() -> TitleSearch:
    films = [
        Film(film.film_id, film.title, film.year, tuple(film.genres), (), (), (), "")
        for film in HOSTILE_FILMS
    ]
    return TitleSearch(Catalogue(tuple(films)), np.ones(len(films), np.int64))


@pytest.mark.parametrize("film", HOSTILE_FILMS, ids=lambda film: str(film.film_id))
def test_a_hostile_title_is_found_by_itself(search: TitleSearch, film: wire.FilmFacts) -> None:
    typed = film.title[: wire.MAX_QUERY]
    found = search.find(typed)
    assert film.film_id in [hit.film_id for hit in found]
    answer = wire.SearchAnswer(films=found, request_id="r")
    again = wire.SearchAnswer.model_validate_json(answer.model_dump_json())
    [same] = [hit for hit in again.films if hit.film_id == film.film_id]
    assert same.title == film.title
    assert same.genres == film.genres
