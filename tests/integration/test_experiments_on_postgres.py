"""Experiments where several servers share a PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from cinq.database import open_database, writing
from cinq.errors import ExperimentError
from cinq.experiments.book import ExperimentBook
from cinq.experiments.declaration import Experiment
from cinq.experiments.exposures import Exposures, writes_to
from cinq.experiments.findings import findings
from cinq.experiments.observed import read_records
from cinq.experiments.personal import delete_exposures, exposures_of
from cinq.feedback.tables import FeedbackRow

pytestmark = pytest.mark.integration

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
BY = {"actor": "ana", "reason": "to see"}


@pytest.fixture
def engine(cluster, request):
    made = open_database(cluster.new_database(request.node.name[-60:]))
    yield made
    made.dispose()


def declared(name: str) -> Experiment:
    arms = {"A": {"weight": 1}, "B": {"weight": 1}}
    tree = {"name": name, "title": "", "starts": "2026-12-01", "ends": "2027-01-01", "arms": arms}
    return Experiment.model_validate(tree)


def test_of_several_that_start_at_once_one_does(engine):
    def start(number: int) -> bool:
        try:
            ExperimentBook(engine, lambda: NOON).start(declared(f"e{number}"), {}, **BY)
        except ExperimentError:
            return False
        return True

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(start, range(8))) == 1


def test_workers_add_to_the_same_rows_and_the_report_counts_all_of_them(engine):
    book = ExperimentBook(engine, lambda: NOON)
    started = book.start(declared("e"), {}, **BY)

    def work(_: int) -> None:
        exposures = Exposures(clock=lambda: NOON)
        for number in range(40):
            exposures.note("e", "AB"[number % 2], f"subject-{number}", "9", 3, 5)
        exposures.write(writes_to(engine))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(work, range(8)))
    liked = {"subject": "subject-1", "client": "", "dataset": "toy", "film_id": 1, "kind": "liked"}
    said = {"answered": "r", "request_id": "f", "received_at": NOON}
    with writing(engine) as session:
        session.add(FeedbackRow(**liked, **said))
    found = findings(started, read_records(engine, "e"), NOON)
    assert [(arm.subjects, arm.films, arm.liked) for arm in found.arms] == [
        (20, 800, 0),
        (20, 800, 1),
    ]
    (kept,) = exposures_of(engine, "subject-1")
    assert kept["answers"] == 8
    assert delete_exposures(engine, "subject-1") == 1


def test_an_ended_arm_is_seen_by_whoever_shares_the_database(engine):
    book = ExperimentBook(engine, lambda: NOON)
    book.start(declared("e"), {}, **BY)
    book.end("e", "B", **BY)
    assert ExperimentBook(engine, lambda: NOON).find("e").ended_arms == {"B": NOON}
