"""The sample in the database: bounded by age and rows, shared by workers."""

from datetime import UTC, datetime, timedelta

import numpy as np
from sqlalchemy import func, select

from cinq.database import connect, reading
from cinq.settings import MonitoringSettings
from cinq.traffic.book import Bounds, first_served, last_served, prune, write_served
from cinq.traffic.sample import Served, TrafficSample
from cinq.traffic.tables import ServedRow
from cinq.traffic.writer import WRITES_A_PRUNING, TrafficWriter

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
FEW = Bounds(days=2, rows=10, first=3)


def served(number: int, release: int = 1, hours: float = 0.0) -> Served:
    at = NOON + timedelta(hours=hours)
    return Served(at, "toy", release, "1", "hybrid", [number], 0, [1, 2], [0.5, 0.25])


class Model:
    """A model that gives the same list to everybody."""

    def __init__(self, release: int = 1) -> None:
        self.traffic = TrafficSample(np.arange(100, 120), "toy", release, "1")
        self.engine = self

    def answer(self, times: int = 1) -> None:
        for _ in range(times):
            rows, scores = np.arange(3, dtype=np.int32), np.array([3.0, 2.0, 1.0], np.float32)
            self.traffic.keep("hybrid", rows, rows, scores)


def count(database) -> int:
    with reading(database) as session:
        return session.scalar(select(func.count()).select_from(ServedRow)) or 0


def favourites(rows: list[Served]) -> list[int]:
    return [film for row in rows for film in row.favourites]


def test_rows_come_back_as_they_were_written_by_release_and_time(database) -> None:
    written = [served(number, 1 + number % 2, hours=number) for number in range(8)]
    write_served(database, written)
    assert last_served(database, 2, 100) == [written[1], written[3], written[5], written[7]]
    since, until = NOON + timedelta(hours=3), NOON + timedelta(hours=7)
    assert favourites(last_served(database, 2, 100, since, until)) == [3, 5]
    assert favourites(last_served(database, 2, 2)) == [5, 7]
    assert favourites(first_served(database, 2, 3)) == [1, 3, 5]


def test_the_oldest_of_too_many_rows_go_but_for_the_first_of_the_release_that_serves(
    database,
) -> None:
    write_served(database, [served(number) for number in range(5)])
    write_served(database, [served(10 + number, release=2) for number in range(20)])
    assert prune(database, FEW, NOON) == 12
    assert favourites(first_served(database, 2, 100)) == [10, 11, 12, *range(20, 30)]
    assert prune(database, FEW, NOON) == 0


def test_old_rows_go_but_for_the_first_of_the_release_that_serves(database) -> None:
    write_served(database, [served(number, hours=-60) for number in range(5)])
    write_served(database, [served(9, hours=-1)])
    assert prune(database, FEW, NOON) == 2
    assert favourites(first_served(database, 1, 100)) == [0, 1, 2, 9]
    write_served(database, [served(20, release=2)])
    assert prune(database, FEW, NOON) == 3
    assert prune(database, Bounds(2, 10, 3), NOON + timedelta(days=9)) == 1


def test_several_workers_write_what_their_models_answered(database) -> None:
    models = [Model(), Model()]
    writers = [TrafficWriter(database, lambda m=m: [m], MonitoringSettings()) for m in models]
    for writer, model in zip(writers, models, strict=True):
        model.answer()  # nobody asked for it yet
        writer.write()
        model.answer(3)
    for writer in writers:
        writer.write()
    rows = last_served(database, 1, 100)
    assert len(rows) == 6
    assert rows[0].favourites == rows[0].films == [100, 101, 102]


def test_what_a_replaced_model_still_answers_is_written(database) -> None:
    old, new = Model(1), Model(2)
    serving = [old]
    writer = TrafficWriter(database, lambda: serving, MonitoringSettings())
    writer.write()
    serving[0] = new
    old.answer()
    writer.write()
    old.answer()
    new.answer()
    writer.stop()
    assert [len(last_served(database, release, 9)) for release in (1, 2)] == [1, 1]


def test_a_busy_worker_writes_no_more_than_its_share_and_prunes_once_in_a_while(database) -> None:
    model = Model()
    settings = MonitoringSettings(sample_per_second=2, keep_rows=10, first_requests=1)
    writer = TrafficWriter(database, lambda: [model], settings)
    for _ in range(WRITES_A_PRUNING):
        model.answer(50)
        writer.write()
    assert count(database) <= 10 + 4


def test_a_database_that_is_not_there_or_of_another_version_costs_only_the_sample(
    tmp_path, caplog
) -> None:
    model = Model()
    missing = connect(f"sqlite:///{tmp_path / 'none.db'}")
    writer = TrafficWriter(missing, lambda: [model], MonitoringSettings())
    writer.write()
    model.answer()
    writer.write()
    assert not (tmp_path / "none.db").exists()
    (tmp_path / "none.db").touch()
    for _ in range(3):
        model.answer()
        writer.write()
    assert len(caplog.records) == 1
    assert "is not set up for this version" in caplog.text
    missing.dispose()


def test_the_writers_thread_ends_with_everything_written(database) -> None:
    model = Model()
    writer = TrafficWriter(database, lambda: [model], MonitoringSettings())
    writer.start()
    model.answer(4)
    writer.stop()
    assert count(database) == 4
