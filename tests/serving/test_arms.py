"""Arms: the same subject always gets the same one, and what is not counted says so."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cinq import wire
from cinq.data.catalogue import Catalogue
from cinq.errors import InvalidRequest, UnknownFilm
from cinq.experiments.declaration import Experiment
from cinq.experiments.exposures import Exposures
from cinq.experiments.started import Started
from cinq.hyperparameters import ListSettings
from cinq.measures import EXPOSURES, MemoryMeter
from cinq.serving.arms import Arms, LineUp
from cinq.serving.sources import Identity, ServedModel
from tests.serving.worlds import bundle, film_of

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
FIVE = [film_of(0, place) for place in range(5)]
DIVERSE = {"weight": 1, "lists": {"diversity": 1.0}}


@pytest.fixture(scope="module")
def champion() -> ServedModel:
    return ServedModel(bundle(3), Identity(3, "7", None, "d"), "ledger")


@pytest.fixture(scope="module")
def challenger() -> ServedModel:
    return ServedModel(bundle(4), Identity(0, "9", None, "e"), "ledger")


@pytest.fixture
def meter() -> MemoryMeter:
    return MemoryMeter()


@pytest.fixture
def exposures() -> Exposures:
    return Exposures(clock=lambda: NOON)


@pytest.fixture
def arms(exposures, meter) -> Arms:
    return Arms(exposures, meter)


def line_up(models=None, ended=(), **arms) -> LineUp:
    experiment = Experiment.model_validate(
        {
            "name": "e",
            "title": "",
            "starts": "2026-12-01",
            "ends": "2027-01-01",
            "arms": {"A": {"weight": 1}, **arms},
        }
    )
    ended_arms = dict.fromkeys(ended, NOON)
    return LineUp.of(Started(experiment, {}, NOON, "", "", ended_arms), models or {})


def subject_of(lined_up: LineUp, arm: str) -> str:
    names = (f"subject-{number}" for number in range(1000))
    return next(name for name in names if lined_up.assignment.arm_of(name) == arm)


def ask(subject: str | None = None, favourites=FIVE) -> wire.RecommendRequest:
    return wire.RecommendRequest(favourites=favourites, subject=subject, request_id="r")


def noted(exposures: Exposures) -> list[tuple[str, str, int]]:
    taken = []
    exposures.write(lambda rows: taken.extend((s.arm, s.subject, a.films) for s, a in rows))
    return taken


def test_without_an_experiment_the_champion_answers_whoever_asks(arms, champion, exposures):
    request = ask("ana")
    assert arms.recommend_one(champion, request) == champion.engine.recommend_one(request)
    assert arms.recommend(champion, [request]) == champion.engine.recommend([request])
    assert noted(exposures) == []


def test_without_a_subject_the_champion_answers_and_nothing_is_noted(arms, champion, exposures):
    arms.serve(line_up(B=DIVERSE))
    assert arms.recommend_one(champion, ask()).experiment is None
    assert noted(exposures) == []


def test_an_arm_of_another_model_answers_by_it_and_says_so(
    arms, champion, challenger, exposures, meter
):
    lined_up = line_up({"B": challenger}, B={"weight": 1, "model": "challenger"})
    arms.serve(lined_up)
    subject = subject_of(lined_up, "B")
    answer = arms.recommend_one(champion, ask(subject))
    expected = challenger.engine.recommend_one(ask(subject))
    assert answer.films == expected.films
    assert (answer.model_version, answer.release) == ("9", 0)
    assert answer.experiment == wire.Assigned(name="e", arm="B", standing="served")
    assert noted(exposures) == [("B", subject, 5)]
    assert meter.values[EXPOSURES.name, "e", "B", "served"] == 1


def test_an_arm_of_other_lists_deals_the_same_models_scores_otherwise(arms, champion):
    lined_up = line_up(B=DIVERSE)
    arms.serve(lined_up)
    answer = arms.recommend_one(champion, ask(subject_of(lined_up, "B")))
    plain = arms.recommend_one(champion, ask(subject_of(lined_up, "A")))
    asked = champion.engine.listing(ListSettings(diversity=1.0)).recommend_one(ask())
    assert answer.films == asked.films
    assert [film.film_id for film in answer.films] != [film.film_id for film in plain.films]
    assert plain.films == champion.engine.recommend_one(ask()).films
    assert plain.experiment.arm == "A"


def test_other_lists_follow_the_champion(arms, champion, challenger):
    lined_up = line_up(B=DIVERSE)
    arms.serve(lined_up)
    subject = subject_of(lined_up, "B")
    assert arms.recommend_one(champion, ask(subject)).release == 3
    assert arms.recommend_one(challenger, ask(subject)).model_version == "9"


def test_an_arm_whose_model_is_not_at_hand_gets_the_champion_and_does_not_count(
    arms, champion, exposures, meter
):
    lined_up = line_up({"B": None}, B={"weight": 1, "model": "challenger", "lists": {}})
    arms.serve(lined_up)
    answer = arms.recommend_one(champion, ask(subject_of(lined_up, "B")))
    assert answer.films == champion.engine.recommend_one(ask()).films
    assert answer.experiment.standing == "fallback"
    assert answer.release == 3
    assert noted(exposures) == []
    assert meter.values[EXPOSURES.name, "e", "B", "fallback"] == 1


def test_an_ended_arms_subjects_get_the_control_and_the_others_stay(arms, champion, exposures):
    declared = {arm: {"weight": 1} for arm in "BC"}
    before, after = line_up(**declared), line_up(ended=["B"], **declared)
    subjects = {arm: subject_of(before, arm) for arm in "ABC"}
    arms.serve(after)
    told = {
        arm: arms.recommend_one(champion, ask(subject)).experiment
        for arm, subject in subjects.items()
    }
    assert told == {
        "A": wire.Assigned(name="e", arm="A", standing="served"),
        "B": wire.Assigned(name="e", arm="A", standing="moved"),
        "C": wire.Assigned(name="e", arm="C", standing="served"),
    }
    assert {subject for _, subject, _ in noted(exposures)} == {subjects["A"], subjects["C"]}


def test_a_film_that_the_arms_older_model_lacks_is_no_failure_for_its_people(
    arms, champion, challenger, exposures
):
    lined_up = line_up({"B": challenger}, B={"weight": 1, "model": "previous"})
    arms.serve(lined_up)
    subject = subject_of(lined_up, "B")
    newer = wire.RecommendRequest(favourites=FIVE, genres=["Western"], subject=subject)
    with pytest.raises(InvalidRequest):
        challenger.engine.recommend_one(newer)
    answer = arms.recommend_one(with_westerns(), newer)
    assert answer.experiment.standing == "fallback"
    assert {genre for film in answer.films for genre in film.genres} == {"Western"}
    assert noted(exposures) == []


def with_westerns() -> ServedModel:
    """A champion whose catalogue knows a genre that older models lack."""
    made = bundle(3)
    last = replace(made.catalogue.films[-1], genres=("Western",))
    films = Catalogue((*made.catalogue.films[:-1], last))
    return ServedModel(replace(made, catalogue=films), Identity(8, "12", None, "f"), "ledger")


def test_what_nobody_can_answer_is_the_callers_error_and_not_noted(arms, champion, exposures):
    lined_up = line_up(B=DIVERSE)
    arms.serve(lined_up)
    with pytest.raises(UnknownFilm):
        arms.recommend_one(champion, ask("ana", favourites=[424242]))
    assert noted(exposures) == []


def test_a_batch_gives_everybody_their_own_arm_in_order(arms, champion, challenger, exposures):
    lined_up = line_up({"B": challenger}, B={"weight": 1, "model": "challenger"})
    arms.serve(lined_up)
    in_a, in_b = subject_of(lined_up, "A"), subject_of(lined_up, "B")
    requests = [ask(in_b), ask(), ask(in_a), ask(in_b, favourites=[424242])]
    first, second, third, fourth = arms.recommend(champion, requests)
    assert first == arms.recommend_one(champion, requests[0])
    assert (first.model_version, second.model_version, third.model_version) == ("9", "7", "7")
    assert (second.experiment, third.experiment.arm) == (None, "A")
    assert isinstance(fourth, wire.ProblemAnswer)
    assert fourth.problem.film_ids == [424242]
    assert sum(films for _, _, films in noted(exposures)) == 15


def test_listing_leaves_the_engine_itself_as_it_was(champion):
    before = champion.engine.recommend_one(ask())
    champion.engine.listing(ListSettings(diversity=1.0)).recommend_one(ask())
    assert champion.engine.recommend_one(ask()) == before
