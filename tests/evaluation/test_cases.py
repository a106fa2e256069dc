import numpy as np
import pytest

from cinq.data.interactions import Interactions
from cinq.data.prepared import Prepared
from cinq.evaluation.cases import Cases, draw_cases
from cinq.settings import JudgingSettings


def by_person(cases: Cases) -> dict[int, list[tuple[list[int], list[int]]]]:
    found: dict[int, list[tuple[list[int], list[int]]]] = {}
    for case in range(len(cases)):
        person = int(cases.user_ids[cases.people[case]])
        targets = cases.targets[cases.bounds[case] : cases.bounds[case + 1]].tolist()
        found.setdefault(person, []).append((cases.favourites[case].tolist(), targets))
    return found


@pytest.fixture
def people(prepared: Prepared) -> Interactions:
    return prepared.interactions.of_users(np.arange(600) < 50)


def test_favourites_and_targets_are_together_the_liked_films(
    people: Interactions, judging: JudgingSettings
) -> None:
    liked = people.take(people.liked)
    for person, drawn in by_person(draw_cases(people, judging)).items():
        films = liked.films[people.user_ids[liked.users] == person]
        for favourites, targets in drawn:
            assert len(favourites) == 5
            assert favourites == sorted(favourites)
            assert sorted(favourites + targets) == sorted(films.tolist())


def test_draws_do_not_hang_on_who_else_is_in_the_data(
    people: Interactions, judging: JudgingSettings
) -> None:
    alone = people.of_users(np.arange(50) % 7 == 3)
    everybody = by_person(draw_cases(people, judging))
    for person, drawn in by_person(draw_cases(alone, judging)).items():
        assert everybody[person] == drawn


def test_more_draws_leave_the_first_ones_as_they_were(people: Interactions) -> None:
    few = by_person(draw_cases(people, JudgingSettings(draws=2)))
    many = by_person(draw_cases(people, JudgingSettings(draws=6)))
    assert all(many[person][:2] == drawn for person, drawn in few.items())


def test_draws_of_one_person_differ_and_so_do_seeds(people: Interactions) -> None:
    drawn = by_person(draw_cases(people, JudgingSettings(draws=10)))
    other = by_person(draw_cases(people, JudgingSettings(draws=10, seed=6)))
    assert all(len({tuple(favourites) for favourites, _ in cases}) > 5 for cases in drawn.values())
    assert drawn != other


def test_every_liked_film_is_drawn_equally_often(people: Interactions) -> None:
    one = people.of_users(np.arange(50) == 0)
    cases = draw_cases(one, JudgingSettings(draws=4000))
    counts = np.bincount(cases.favourites.ravel(), minlength=people.n_films)
    counts = counts[counts > 0]
    expected = 4000 * 5 / len(counts)
    assert np.abs(counts - expected).max() < 6 * np.sqrt(expected)


def test_people_of_few_liked_films_are_left_out(people: Interactions) -> None:
    n_liked = np.bincount(people.users[people.liked], minlength=50)
    limit = int(np.median(n_liked))
    cases = draw_cases(people, JudgingSettings(draws=1, min_liked=limit))
    assert cases.user_ids.tolist() == people.user_ids[n_liked >= limit].tolist()


def test_nobody_gives_no_cases(people: Interactions, judging: JudgingSettings) -> None:
    nobody = people.of_users(np.zeros(50, np.bool_))
    cases = draw_cases(nobody, judging)
    assert len(cases) == cases.n_people == len(cases.targets) == 0


def test_the_same_people_stay_under_the_cap_when_others_join(people: Interactions) -> None:
    settings = JudgingSettings(draws=1, max_people=20)
    half = people.of_users(np.arange(50) % 2 == 0)
    of_all = set(draw_cases(people, settings).user_ids.tolist())
    of_half = set(draw_cases(half, settings).user_ids.tolist())
    assert len(of_all) == len(of_half) == 20
    assert {person for person in of_all if person in half.user_ids} <= of_half
