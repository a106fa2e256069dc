"""Experiments are started once, one at a time, and end for good."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from cinq.errors import ExperimentError
from cinq.experiments.book import ExperimentBook
from cinq.experiments.started import PinnedModel

MODEL = PinnedModel(model_version="9", release=0, artefact="/models/9", digest="d" * 64)
BY = {"actor": "ana", "reason": "to see"}
THREE = {"A": {"weight": 2}, "B": {"weight": 1}, "C": {"weight": 1}}


def test_what_was_started_is_read_as_it_was_declared(book, make):
    started = book.start(make(), {"B": MODEL}, **BY)
    assert book.find("bolder") == started
    assert book.running() == started
    assert book.all() == [started]
    assert started.experiment == make()
    assert started.models == {"B": MODEL}


def test_it_runs_from_its_declared_start_until_before_its_end(book, make, clock):
    book.start(make(starts="2026-12-10"), {}, **BY)
    assert book.running() is None
    assert book.find("bolder").phase(clock()) == "planned"
    clock.advance(days=9)
    assert book.running().name == "bolder"
    clock.now = make().ends
    assert book.running() is None
    assert book.find("bolder").phase(clock()) == "over"


def test_an_arm_ends_and_the_others_run_on(book, make, clock):
    book.start(make(arms=THREE), {}, **BY)
    ended_at = clock.advance(days=2)
    started = book.end("bolder", "B", **BY)
    assert started.ended_arms == {"B": ended_at}
    assert started.arm_until("B") == ended_at
    assert started.arm_until("C") == started.until == make().ends
    assert book.running() == started


def test_with_its_last_arm_beside_the_control_an_experiment_ends(book, make, clock):
    book.start(make(arms=THREE), {}, **BY)
    book.end("bolder", "C", **BY)
    ended_at = clock.advance(days=1)
    assert book.end("bolder", "B", **BY).until == ended_at
    assert book.running() is None


def test_the_whole_experiment_is_ended_by_its_name(book, make, clock):
    book.start(make(), {}, **BY)
    assert book.end("bolder", **BY).stopped_at == clock()
    assert book.running() is None


def test_one_runs_at_a_time_and_the_next_may_follow(book, make, clock):
    book.start(make(), {}, **BY)
    with pytest.raises(ExperimentError, match="cinq experiment end bolder"):
        book.start(make(name="other"), {}, **BY)
    book.end("bolder", **BY)
    clock.advance(seconds=1)
    book.start(make(name="other"), {}, **BY)
    assert [each.name for each in book.all()] == ["other", "bolder"]


def test_a_name_is_used_once(book, make, clock):
    book.start(make(), {}, **BY)
    book.end("bolder", **BY)
    with pytest.raises(ExperimentError, match="under another"):
        book.start(make(), {}, **BY)


def test_of_many_that_start_at_once_one_does(database, make):
    def start(number: int) -> str | None:
        try:
            return ExperimentBook(database).start(make(name=f"e{number}"), {}, **BY).name
        except ExperimentError:
            return None

    with ThreadPoolExecutor(4) as threads:
        names = list(threads.map(start, range(8)))
    assert sum(name is not None for name in names) == 1


@pytest.mark.parametrize(
    ("name", "arm", "said"),
    [
        ("bold", "", "cinq experiment list"),
        ("bolder", "C", "it has A, B"),
        ("bolder", "A", "is the control"),
    ],
)
def test_what_cannot_be_ended_is_told(book, make, name, arm, said):
    book.start(make(), {}, **BY)
    with pytest.raises(ExperimentError, match=said):
        book.end(name, arm, **BY)


def test_an_end_is_for_good(book, make):
    book.start(make(arms=THREE), {}, **BY)
    book.end("bolder", "B", **BY)
    with pytest.raises(ExperimentError, match="was ended"):
        book.end("bolder", "B", **BY)
    book.end("bolder", **BY)
    with pytest.raises(ExperimentError, match="is over"):
        book.end("bolder", "C", **BY)


def test_an_end_that_has_passed_is_refused_before_anything_is_written(book, make):
    with pytest.raises(ExperimentError, match="later end"):
        book.start(make(starts="2026-11-01", ends="2026-11-30"), {}, **BY)
    assert book.all() == []
