import math
from dataclasses import replace
from typing import get_args

import numpy as np
import pytest

from cinq import wire
from cinq.errors import InvalidRequest, UnknownFilm, UnknownUser
from cinq.hyperparameters import ListSettings
from cinq.models.family import CLASSES
from cinq.models.film_scores import add_products, add_products_of_fours
from cinq.serving.engine import Engine
from cinq.serving.known_users import WELL_RATED
from cinq.serving.topk import scan
from cinq.serving.writing import ordered
from tests.serving.worlds import FILMS_A_TASTE, SCALE, TASTES, bundle, film_of

COMEDIES = [film_of(0, place) for place in range(5)]


def ask(**fields: object) -> wire.RecommendRequest:
    return wire.RecommendRequest.model_validate({"favourites": COMEDIES, **fields})


def test_five_comedies_give_five_other_comedies(engine):
    answer = engine.recommend_one(ask())
    assert len(answer.films) == 5
    assert all(film.genres == ["Comedy"] for film in answer.films)
    assert not {film.film_id for film in answer.films} & set(COMEDIES)
    assert answer.source == "spectral_svd"


def test_nobody_waits_for_loops_to_be_compiled(toy):
    loops = (add_products, add_products_of_fours, scan, ordered)
    for loop in loops:
        vars(loop).pop("_kernel", None)
    Engine(toy)
    assert all("_kernel" in vars(loop) for loop in loops)


def test_films_come_best_first(engine):
    scores = [film.score for film in engine.recommend_one(ask(k=20)).films]
    assert scores == sorted(scores, reverse=True)


def test_a_model_that_explores_does_so_in_the_last_place_of_five(toy):
    lists = ListSettings(exploration=0.2)
    exposure = np.ones(len(toy.catalogue), np.float32)
    plain = Engine(toy).recommend_one(ask(k=9)).films
    rare = plain[7].film_id
    exposure[toy.catalogue.rows([rare])] = 0
    info = toy.info.model_copy(update={"lists": lists})
    bold = Engine(replace(toy, info=info, exposure=exposure)).recommend_one(ask(k=9)).films
    assert bold[4] == plain[7]
    assert [*bold[:4], *bold[5:8]] == plain[:7]


def test_diversity_mixes_the_genres_and_leaves_scores_and_shares_alone(engine):
    varied = engine.recommend_one(ask(diversity=1, k=100)).films
    plain = engine.recommend_one(ask(k=100)).films
    assert len({film.genres[0] for film in varied[:5]}) > 1
    assert sorted(varied, key=lambda film: film.film_id) == sorted(
        plain, key=lambda film: film.film_id
    )


def test_no_diversity_is_the_order_of_score(toy):
    info = toy.info.model_copy(update={"lists": ListSettings(diversity=1, exploration=0.4)})
    engine = Engine(replace(toy, info=info))
    scores = [film.score for film in engine.recommend_one(ask(diversity=0, k=20)).films]
    assert scores == sorted(scores, reverse=True)
    assert engine.recommend_one(ask(k=20)) != engine.recommend_one(ask(diversity=0, k=20))


def test_five_films_are_the_first_of_ten(toy):
    info = toy.info.model_copy(update={"lists": ListSettings(diversity=0.3, exploration=0.2)})
    engine = Engine(replace(toy, info=info))
    assert engine.recommend_one(ask(k=10)).films[:5] == engine.recommend_one(ask(k=5)).films


def test_the_popularity_list_stays_as_it_is(toy):
    info = toy.info.model_copy(update={"lists": ListSettings(diversity=0.5, exploration=0.4)})
    bold = Engine(replace(toy, info=info))
    nobody = ask(favourites=[], k=20)
    assert bold.recommend_one(nobody) == Engine(toy).recommend_one(nobody)


def test_an_answer_names_model_and_release(engine):
    answer = engine.recommend_one(ask(request_id="mine"))
    assert (answer.model_version, answer.release, answer.request_id) == ("7", 3, "mine")


def test_every_favourite_has_a_share_and_shares_add_up_to_the_score(engine):
    for film in engine.recommend_one(ask(k=50)).films:
        assert {reason.film_id for reason in film.because} == set(COMEDIES)
        shares = [reason.share for reason in film.because]
        assert shares == sorted(shares, reverse=True)
        assert math.isclose(sum(shares), film.score, rel_tol=1e-4, abs_tol=1e-7)


def test_predicted_ratings_lie_on_the_scale(engine):
    for film in engine.recommend_one(ask(k=50)).films:
        assert SCALE.low <= film.predicted_rating <= SCALE.high


def test_no_favourites_give_the_popularity_list_and_it_says_so(engine, toy):
    answer = engine.recommend_one(ask(favourites=[], k=100))
    likes = np.exp([film.score for film in answer.films])
    assert answer.source == "popularity"
    assert (np.diff(likes) <= 1e-6).all()
    assert all(film.because == [] for film in answer.films)


def test_a_bundle_that_ranks_by_popularity_says_so_for_everybody():
    answer = Engine(bundle(popularity_only=True)).recommend_one(ask())
    assert answer.source == "popularity"


def test_the_order_of_favourites_does_not_matter(engine):
    assert engine.recommend_one(ask()) == engine.recommend_one(ask(favourites=COMEDIES[::-1]))


def test_an_unknown_film_is_named(engine):
    with pytest.raises(UnknownFilm, match="424242"):
        engine.recommend_one(ask(favourites=[*COMEDIES, 424242]))


def test_an_unknown_film_harms_no_neighbour_in_the_batch(engine):
    alone = engine.recommend_one(ask())
    first, second, third = engine.recommend([ask(), ask(favourites=[424242]), ask()])
    assert first == third == alone
    assert isinstance(second, wire.ProblemAnswer)
    assert second.problem.film_ids == [424242]
    assert second.problem.status == 422


def test_a_batch_answers_bit_for_bit_what_each_gets_alone(engine):
    requests = [
        ask(favourites=[film_of(taste, place) for place in range(1 + start, 4 + start)])
        for taste in range(3)
        for start in range(8)
    ]
    assert engine.recommend(requests) == [engine.recommend_one(request) for request in requests]


def test_excluded_films_do_not_come_and_unknown_ones_do_no_harm(engine):
    best = engine.recommend_one(ask()).films[0].film_id
    answer = engine.recommend_one(ask(exclude=[best, 424242, 0]))
    assert best not in {film.film_id for film in answer.films}


def test_only_films_of_a_genre_come_whatever_its_case(engine):
    answer = engine.recommend_one(ask(genres=["horror", "DRAMA"], k=10))
    assert {genre for film in answer.films for genre in film.genres} <= {"Horror", "Drama"}


def test_an_unknown_genre_is_refused_with_the_known_ones(engine):
    with pytest.raises(InvalidRequest, match="Comedy, Drama, Horror") as caught:
        engine.recommend_one(ask(genres=["Western"]))
    assert caught.value.field == "genres"


def test_only_films_of_the_years_come_and_none_without_a_year(engine):
    answer = engine.recommend_one(ask(years=(1975, 1981), k=100))
    years = {film.year for film in answer.films}
    assert years == {1975, 1978, 1981}


def test_fewer_films_come_if_fewer_remain(engine):
    answer = engine.recommend_one(ask(genres=["Comedy"], k=100))
    assert len(answer.films) == FILMS_A_TASTE - len(COMEDIES)


def test_a_known_user_gets_films_they_have_not_rated(engine, toy):
    user = int(toy.seen.user_ids[4])
    answer = engine.recommend_user(wire.UserRequest(user_id=user, k=100))
    seen = set(toy.catalogue.film_ids[toy.seen.of(user)[0]].tolist())
    given = {film.film_id for film in answer.films}
    assert answer.source == "rating_svd"
    assert not seen & given
    assert len(seen) + len(given) == len(toy.catalogue)


def test_films_that_hardly_anybody_rated_come_after_all_others(engine, toy):
    n_ratings = np.bincount(toy.seen.films, minlength=len(toy.catalogue))
    user = int(toy.seen.user_ids[4])
    films = engine.recommend_user(wire.UserRequest(user_id=user, k=100)).films
    rows = toy.catalogue.rows([film.film_id for film in films])
    well_rated = (n_ratings[rows] >= WELL_RATED).tolist()
    assert well_rated == sorted(well_rated, reverse=True)
    assert len(set(well_rated)) == 2
    first = [film.score for film, well in zip(films, well_rated, strict=True) if well]
    assert first == sorted(first, reverse=True)


def test_an_unknown_user_is_named(engine):
    with pytest.raises(UnknownUser, match="5"):
        engine.recommend_user(wire.UserRequest(user_id=5))


def test_ratings_are_predicted_in_the_order_asked(engine):
    films = [film_of(2, 3), film_of(0, 9)]
    answer = engine.predict(wire.PredictRequest(films=films, favourites=COMEDIES))
    assert [film.film_id for film in answer.films] == films
    assert answer.films[1].predicted_rating > answer.films[0].predicted_rating
    assert (answer.scale_low, answer.scale_high) == (SCALE.low, SCALE.high)


def test_a_known_user_and_nobody_in_particular_get_predictions_too(engine, toy):
    user = int(toy.seen.user_ids[0])
    for who in ({"user_id": user}, {}):
        answer = engine.predict(wire.PredictRequest(films=[film_of(0, 0)], **who))
        assert SCALE.low <= answer.films[0].predicted_rating <= SCALE.high


def test_films_come_in_the_order_asked(engine):
    wanted = [film_of(2, 1), film_of(0, 4)]
    answer = engine.films(wire.FilmsRequest(film_ids=wanted))
    assert [film.film_id for film in answer.films] == wanted
    assert answer.films[0].directors == ["Somebody"]
    assert answer.next_after is None


def test_the_catalogue_is_read_page_by_page_without_gap_or_repeat(engine, toy):
    read, after = [], None
    while True:
        page = engine.films(wire.FilmsRequest(after=after, limit=7))
        read += [film.film_id for film in page.films]
        after = page.next_after
        if after is None:
            break
    assert read == toy.catalogue.film_ids.tolist()


def test_proposals_are_spread_over_genres_and_always_the_same(engine):
    first = engine.proposals(wire.ProposalsRequest(k=6))
    assert {film.genres[0] for film in first.films} == set(TASTES)
    assert engine.proposals(wire.ProposalsRequest(k=6)) == first


def test_proposals_bend_towards_what_is_chosen_and_leave_out_what_was_shown(engine):
    shown = [film.film_id for film in engine.proposals(wire.ProposalsRequest(k=6)).films]
    chosen = [film_of(2, 0), film_of(2, 1)]
    request = wire.ProposalsRequest(chosen=chosen, skipped=shown, k=8)
    films = engine.proposals(request).films
    assert not {film.film_id for film in films} & {*chosen, *shown}
    assert sum(film.genres == ["Horror"] for film in films) >= 4
    assert {film.genres[0] for film in films} == set(TASTES)


def test_proposals_last_until_the_catalogue_is_used_up(engine, toy):
    ids = toy.catalogue.film_ids.tolist()
    answer = engine.proposals(wire.ProposalsRequest(skipped=ids[:-3], k=50))
    assert {film.film_id for film in answer.films} == set(ids[-3:])


def test_an_answer_can_name_every_model_as_its_source():
    assert set(CLASSES) <= set(get_args(wire.Source))
