import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from cinq import wire
from cinq.measures import Measure, MemoryMeter
from cinq.serving.engine import Engine
from cinq.serving.shown import REPORT_SECONDS, WINDOW_SECONDS, Reporter, Tally
from tests.serving.worlds import film_of


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


class Model:
    """Twenty films, the first the best known, and what was shown of them."""

    def __init__(self) -> None:
        self.shown = Tally(np.arange(20, 0, -1).astype(np.float32))
        self.engine = self

    def show(self, *rows: int) -> None:
        self.shown.add("hybrid", np.array(rows, np.int32))


@pytest.fixture
def meter() -> MemoryMeter:
    return MemoryMeter()


@pytest.fixture
def model() -> Model:
    return Model()


def test_an_engine_counts_what_it_answers_whichever_way_it_is_asked(toy) -> None:
    engine = Engine(toy)
    assert engine.shown.take() == ({}, {})
    favourites = [film_of(0, 0)]
    request = wire.RecommendRequest(favourites=favourites, k=3)
    nobody = wire.RecommendRequest(favourites=[])
    engine.recommend_one(request)
    engine.written_one(request, "r")
    list(engine.written([(request, "r"), (nobody, "r")]))
    engine.recommend_together(wire.TogetherRequest(people=[favourites, []], k=2))
    engine.recommend_user(wire.UserRequest(user_id=int(toy.seen.user_ids[0]), k=4))
    sources, rows = engine.shown.take()
    assert sources == {toy.ranker.name: 4, "popularity": 1, toy.rater.name: 1}
    assert sum(rows.values()) == 3 * 3 + 5 + 2 + 4


def test_lists_are_counted_by_source_and_films_by_tenth_the_best_known_in_the_first(
    model, meter
) -> None:
    model.show(0, 1, 2, 19)
    model.show(0)
    Reporter(lambda: [model], meter).report()
    assert meter.values["cinq_recommendations_total", "hybrid"] == 2
    tenths = {key[1]: n for key, n in meter.values.items() if key[0] == "cinq_films_shown_total"}
    assert tenths == {"1": 3, "2": 1, "10": 1}


def test_the_share_of_the_catalogue_is_that_of_the_last_window(model, meter) -> None:
    clock = Clock()
    reporter = Reporter(lambda: [model], meter, clock)
    share = ("cinq_catalogue_share",)
    model.show(0, 1)
    reporter.report()
    assert meter.values[share] == 0.1
    clock.now += WINDOW_SECONDS / 2
    model.show(1, 10)
    reporter.report()
    assert meter.values[share] == pytest.approx(0.15)
    clock.now += WINDOW_SECONDS / 2
    reporter.report()
    assert meter.values[share] == 0.1


def test_what_a_replaced_model_still_answers_is_counted_and_the_share_begins_anew(
    model, meter
) -> None:
    other = Model()
    serving = [model]
    reporter = Reporter(lambda: serving, meter)
    model.show(0, 1)
    reporter.report()
    serving[0] = other
    model.show(2)
    other.show(5)
    reporter.report()
    assert meter.values["cinq_recommendations_total", "hybrid"] == 3
    assert meter.values["cinq_catalogue_share",] == 0.05


def test_models_of_arms_are_counted_too(model, meter) -> None:
    arm = Model()
    model.show(0)
    arm.show(1)
    Reporter(lambda: [model, arm], meter).report()
    assert meter.values["cinq_recommendations_total", "hybrid"] == 2
    assert meter.values["cinq_catalogue_share",] == 0.05


def test_an_empty_catalogue_is_no_trouble(model, meter) -> None:
    model.shown = Tally(np.empty(0, np.float32))
    Reporter(lambda: [model], meter).report()
    assert meter.values["cinq_catalogue_share",] == 0


def test_nothing_is_lost_while_threads_add_and_one_takes(model) -> None:
    taken, done = [], threading.Event()

    def take() -> None:
        while not done.is_set():
            taken.append(model.shown.take())

    def add(_: int) -> None:
        for _ in range(2000):
            model.show(1, 2)

    taker = threading.Thread(target=take)
    taker.start()
    with ThreadPoolExecutor(4) as adders:
        list(adders.map(add, range(4)))
    done.set()
    taker.join()
    taken.append(model.shown.take())
    assert sum(sources.get("hybrid", 0) for sources, _ in taken) == 8000
    assert sum(rows.get(2, 0) for _, rows in taken) == 8000


def test_the_thread_reports_and_the_end_reports_the_rest(model) -> None:
    told = threading.Event()

    class Told(MemoryMeter):
        def count(self, measure: Measure, *labels: str, by: float = 1.0) -> None:
            super().count(measure, *labels, by=by)
            told.set()

    meter = Told()
    reporter = Reporter(lambda: [model], meter)
    reporter.start()
    model.show(0)
    assert told.wait(10 * REPORT_SECONDS)
    model.show(0)
    reporter.stop()
    assert meter.values["cinq_films_shown_total", "1"] == 2
