import pytest

from cinq import wire
from cinq.measures import MemoryMeter
from cinq.serving.counting import count


@pytest.fixture
def meter() -> MemoryMeter:
    return MemoryMeter()


def test_searches_are_told_apart_by_whether_a_film_was_found(meter) -> None:
    found = wire.FoundFilm(film_id=1, title="M", year=1931, genres=[], exact=True, match=1)
    request = wire.SearchRequest(query="m")
    count(meter, request, wire.SearchAnswer(films=[found], request_id="r"))
    count(meter, request, wire.SearchAnswer(films=[], request_id="r"))
    count(meter, request, wire.SearchAnswer(films=[], request_id="r"))
    assert meter.values == {("cinq_searches_total", "yes"): 1, ("cinq_searches_total", "no"): 2}


def test_proposals_are_told_apart_by_how_far_the_choice_has_come(meter) -> None:
    answer = wire.ProposalsAnswer(films=[], request_id="r")
    for n in (0, 0, 3, 5, 40):
        count(meter, wire.ProposalsRequest(chosen=list(range(1, n + 1))), answer)
    chosen = {key[1]: n for key, n in meter.values.items()}
    assert chosen == {"0": 2, "3": 1, "5": 2}


def test_feedback_is_told_apart_by_kind_and_by_whether_it_answers_a_list(meter) -> None:
    answer = wire.FeedbackAnswer.model_construct()
    of_a_list = wire.AnsweredList(request_id="r", release=1, model_version="1")
    said = {"film_id": 1, "kind": "liked", "subject": "s"}
    count(meter, wire.FeedbackRequest(**said), answer)
    count(meter, wire.FeedbackRequest(**said, recommendation=of_a_list), answer)
    assert meter.values == {
        ("cinq_feedback_total", "liked", "no"): 1,
        ("cinq_feedback_total", "liked", "yes"): 1,
    }


def test_other_answers_are_not_counted(meter) -> None:
    count(meter, wire.FilmsRequest(film_ids=[1]), wire.FilmsAnswer.model_construct())
    assert meter.values == {}
