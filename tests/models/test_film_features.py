import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cinq.data.catalogue import Catalogue, Film
from cinq.hyperparameters import ContentSettings
from cinq.models.film_features import film_features, normalised

NOTHING = dict.fromkeys(ContentSettings.model_fields, 0.0)


def a_film(film_id: int, **facts) -> Film:
    empty = {"title": "", "year": None, "description": ""}
    empty |= dict.fromkeys(("genres", "directors", "actors", "tags"), ())
    return Film(film_id=film_id, **empty | facts)


def products(films, genome=None, **weights) -> np.ndarray:
    catalogue = Catalogue(tuple(films), genome)
    rows = film_features(catalogue, ContentSettings(**NOTHING | weights))
    return (rows @ rows.T).toarray()


def test_films_of_the_same_genres_are_alike_and_of_others_not():
    films = [a_film(1, genres=("Drama",)), a_film(2, genres=("Drama",))]
    films += [a_film(3, genres=("War",)), a_film(4, genres=("War", "Drama"))]
    alike = products(films, genre_weight=1)
    assert alike[0, 1] == pytest.approx(1)
    assert alike[0, 2] == 0
    assert 0 < alike[0, 3] < alike[2, 3] < 1  # war is rarer than drama, and so says more


def test_a_blocks_weight_is_what_it_adds_at_most():
    films = [a_film(place, genres=("Drama",), directors=("A",)) for place in (1, 2)]
    films += [a_film(place, genres=("War",), directors=("B",)) for place in (3, 4)]
    assert products(films, genre_weight=0.5, director_weight=2)[0, 1] == pytest.approx(2.5)


def test_what_only_one_film_has_likens_it_to_none():
    films = [a_film(1, actors=("A", "B")), a_film(2, actors=("A",)), a_film(3, actors=("C",))]
    alike = products(films, actor_weight=1)
    assert alike[0, 1] == pytest.approx(1)
    assert not alike[2].any()


def test_tags_are_told_apart_by_their_letters_only():
    films = [a_film(1, tags=("Sci-Fi", "sci fi")), a_film(2, tags=("SCI  FI!",)), a_film(3)]
    assert products(films, tag_weight=1)[0, 1] == pytest.approx(1)


@given(st.text(max_size=30))
def test_a_name_once_normalised_stays_as_it_is(name):
    assert normalised(normalised(name)) == normalised(name)


def test_words_of_titles_find_the_sequel():
    films = [a_film(1, title="Alien"), a_film(2, title="Alien 3"), a_film(3, title="Heat")]
    alike = products(films, title_weight=1)
    assert alike[0, 1] == pytest.approx(1)
    assert alike[0, 2] == 0


def test_eras_fade_into_each_other():
    films = [a_film(year, year=year) for year in (1950, 1954, 1958, 1980)]
    alike = products([*films, a_film(3000)], era_weight=1)
    assert alike[0, 0] > alike[0, 1] > alike[0, 2] > alike[0, 3] == 0
    assert alike[0, 0] == pytest.approx(1)
    assert not alike[4].any()


def test_genome_scores_are_compared_beyond_what_all_films_share():
    genome = np.array([[0.9, 0.9, 0.1], [0.9, 0.8, 0.1], [0.9, 0.1, 0.9]], np.float32)
    films = [a_film(place) for place in (1, 2, 3, 4)]
    unscored = np.full((1, 3), np.nan, np.float32)
    alike = products(films, np.concatenate([genome, unscored]), genome_weight=1)
    assert alike[0, 1] > 0.9
    assert alike[0, 2] < 0
    assert not alike[3].any()


def test_no_genre_is_no_genre():
    films = [a_film(1, genres=("(no genres listed)",)), a_film(2, genres=("(no genres listed)",))]
    assert not products(films, genre_weight=1).any()


def test_films_of_which_nothing_is_known_have_empty_rows():
    weights = dict.fromkeys(ContentSettings.model_fields, 1.0)
    assert not products([a_film(1), a_film(2)], **weights).any()
    assert products([], **weights).shape == (0, 0)
