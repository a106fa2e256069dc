import json
from dataclasses import replace

import pytest

from cinq.data.catalogue import Catalogue
from cinq.errors import SettingsError
from cinq.evaluation import golden
from cinq.evaluation.golden import (
    GoldenFile,
    GoldenList,
    golden_answers,
    golden_lists,
    golden_results,
    read_golden_file,
)
from cinq.hyperparameters import ListSettings
from cinq.models.bundle import ModelBundle
from cinq.serving.engine import Engine
from cinq.wire import RecommendRequest


def listing(*titles: str) -> dict[str, object]:
    return {"name": titles[0], "films": [{"title": title, "year": 1990} for title in titles]}


@pytest.fixture
def file() -> GoldenFile:
    comedies = listing("Film 0", "Film 3", "film 6", "The Film 9", "Film 12 (1990)")
    unknown = listing("Film 1", "Film 4", "Film 7", "Film 10", "No such film")
    return GoldenFile.model_validate({"lists": [comedies, unknown]})


def test_the_file_holds_twenty_lists_of_five() -> None:
    lists = read_golden_file().lists
    assert len(lists) == len({entry.name for entry in lists}) == 20
    assert {len(entry.films) for entry in lists} == {5}


def test_lists_with_a_film_missing_are_left_out(bundle: ModelBundle, file: GoldenFile) -> None:
    source, lists = golden_lists(bundle, 1, file)
    assert source == "configs/golden.yaml"
    assert lists == [GoldenList("Film 0", (0, 3, 6, 9, 12))]


def test_with_too_few_lists_the_most_liked_of_each_genre_are_taken(
    bundle: ModelBundle, file: GoldenFile
) -> None:
    source, lists = golden_lists(bundle, 2, file)
    assert source == "the data"
    assert [entry.name for entry in lists] == [
        f"most liked: {genre}" for genre in ("Comedy", "Drama", "Horror")
    ]
    scores = bundle.popularity.scores
    for entry in lists:
        genre = bundle.catalogue.films[entry.favourites[0]].genres
        others = [
            row
            for row, film in enumerate(bundle.catalogue.films)
            if film.genres == genre and row not in entry.favourites
        ]
        assert min(scores[list(entry.favourites)]) >= max(scores[others])


def test_without_genres_the_most_liked_films_make_the_lists(bundle: ModelBundle) -> None:
    plain = Catalogue(tuple(replace(film, genres=()) for film in bundle.catalogue.films))
    bare = replace(bundle, catalogue=plain)
    _, lists = golden_lists(bare, 1, GoldenFile(lists=()))
    assert len(lists) == 20
    assert all(result.n_sharing is None for result in golden_results(bare, lists, 3))
    assert all(result.passed for result in golden_results(bare, lists, 3))


def test_a_model_that_learned_tastes_answers_in_the_genre(bundle: ModelBundle) -> None:
    _, lists = golden_lists(bundle)
    for result in golden_results(bundle, lists, 3):
        assert result.n_sharing == 5
        assert result.passed
        given = {film.film_id for film in result.favourites}
        assert len({film.film_id for film in result.films} - given) == 5
        assert list(result.scores) == sorted(result.scores, reverse=True)


def test_answers_are_what_a_server_would_answer(bundle: ModelBundle) -> None:
    lists = ListSettings(diversity=0.6, popularity_dial=1, exploration=0.2)
    bold = replace(bundle, info=bundle.info.model_copy(update={"lists": lists}))
    engine = Engine(bold)
    for answer in golden_answers(bold):
        served = engine.recommend_one(RecommendRequest(favourites=answer["favourites"])).films
        assert [film.film_id for film in served] == answer["films"]
        assert [film.score for film in served] == answer["scores"]
    assert golden_answers(bold) != golden_answers(bundle)


def test_answers_of_another_genre_are_a_problem(bundle: ModelBundle) -> None:
    _, lists = golden_lists(bundle)
    found = golden_results(replace(bundle, ranker=bundle.popularity), lists, 5)
    assert not all(result.passed for result in found)
    assert "share a genre" in next(result.problem for result in found if not result.passed)


def test_answers_survive_json_exactly(bundle: ModelBundle) -> None:
    answers = golden_answers(bundle)
    assert json.loads(json.dumps(answers)) == answers
    assert answers == golden_answers(bundle)
    assert all(len(answer["films"]) == len(answer["scores"]) == 5 for answer in answers)


def test_a_malformed_file_is_a_settings_error(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "golden.yaml").write_text("lists: [{name: x}]")  # type: ignore[operator]
    monkeypatch.setattr(golden, "CONFIGS", tmp_path)
    with pytest.raises(SettingsError, match=r"golden\.yaml"):
        read_golden_file()
