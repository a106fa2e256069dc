"""A worker follows the book of experiments, and loses no exposure on the way."""

import logging
import shutil
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from cinq import wire
from cinq.database import connect, open_database, reading
from cinq.errors import DatabaseError
from cinq.experiments.book import ExperimentBook
from cinq.experiments.declaration import Experiment
from cinq.experiments.exposures import Exposures, writes_to
from cinq.experiments.started import PinnedModel
from cinq.experiments.tables import ExposureRow
from cinq.measures import EXPOSURES_DROPPED, MemoryMeter
from cinq.models.artefact import save_bundle
from cinq.models.bundle import ModelBundle
from cinq.serving.arm_follower import ArmFollower, ArmModels, follow_experiments
from cinq.serving.arms import Arms
from cinq.serving.sources import Identity, ServedModel
from tests.serving.worlds import film_of

BY = {"actor": "ana", "reason": "to see"}


class World:
    """A database, a registered model, and a worker that follows."""

    def __init__(self, folder, toy: ModelBundle, most: int = 1000) -> None:
        self.now = datetime(2026, 12, 1, 12, tzinfo=UTC)
        self.url = f"sqlite:///{folder / 'cinq.db'}"
        self.database = open_database(self.url)
        self.book = ExperimentBook(self.database, lambda: self.now)
        self.artefact = folder / "registry" / "model"
        digest = save_bundle(toy, self.artefact)
        self.pinned = PinnedModel(
            model_version="9", release=0, artefact=str(self.artefact), digest=digest
        )
        self.champion = ServedModel(toy, Identity(3, "7", None, digest), "ledger")
        self.exposures = Exposures(most, clock=lambda: self.now)
        self.meter = MemoryMeter()
        self.arms = Arms(self.exposures, self.meter)
        self.copies = folder / "arms"
        self.away = False
        self.follower = ArmFollower(
            self.arms,
            self.exposures,
            self._running,
            self._write,
            ArmModels(self.copies),
            self.meter,
            poll_seconds=0.01,
            clock=lambda: self.now,
        )

    def _running(self):
        if self.away:
            raise DatabaseError("away")
        return self.book.running()

    def _write(self, rows):
        if self.away:
            raise DatabaseError("away")
        writes_to(self.database)(rows)

    def start(self, name="e", model="challenger", ends="2027-01-01") -> None:
        arms = {"A": {"weight": 1}, "B": {"weight": 1, "model": model}, "C": {"weight": 1}}
        tree = {"name": name, "title": "", "starts": "2026-12-01", "ends": ends, "arms": arms}
        self.book.start(Experiment.model_validate(tree), {"B": self.pinned}, **BY)

    def asked(self, subject: str) -> wire.Assigned | None:
        request = wire.RecommendRequest(favourites=[film_of(0, 0)], subject=subject)
        return self.arms.recommend_one(self.champion, request).experiment

    def standings(self) -> dict[str, str]:
        told = [self.asked(f"subject-{number}") for number in range(30)]
        return {each.arm: each.standing for each in told if each is not None}

    def written(self) -> int:
        with reading(self.database) as session:
            return session.scalar(select(func.count()).select_from(ExposureRow))


@pytest.fixture
def world(tmp_path, toy) -> World:
    made = World(tmp_path, toy)
    yield made
    made.database.dispose()


def test_an_experiment_is_served_from_the_next_look_until_it_ends(world):
    world.follower.poll()
    assert world.standings() == {}
    world.start()
    world.follower.poll()
    assert world.standings() == {"A": "served", "B": "served", "C": "served"}
    world.book.end("e", **BY)
    world.follower.poll()
    assert world.standings() == {}


def test_an_arm_that_is_ended_is_moved_at_the_next_look(world):
    world.start()
    world.follower.poll()
    world.book.end("e", "B", **BY)
    world.follower.poll()
    assert set(world.standings()) == {"A", "C"}
    assert "moved" in {world.asked(f"subject-{n}").standing for n in range(30)}
    assert not any(
        copy.is_dir() for copy in world.copies.iterdir()
    )  # nobody needs its model any more


def test_its_date_ends_an_experiment_though_the_database_is_away(world):
    world.start()
    world.follower.poll()
    world.away = True
    world.now += timedelta(days=5)
    world.follower.poll()
    assert world.standings()
    world.now = datetime(2027, 1, 1, tzinfo=UTC)
    world.follower.poll()
    assert world.standings() == {}


def test_the_models_of_arms_are_served_from_copies_that_outlive_the_registry(world):
    world.start()
    world.follower.poll()
    shutil.rmtree(world.artefact)
    assert world.standings()["B"] == "served"
    assert [copy.name for copy in world.copies.glob("[!.]*")] == [world.pinned.digest]


def test_copies_of_past_experiments_go_away(world):
    (world.copies / ("0" * 64)).mkdir(parents=True)
    world.start()
    world.follower.poll()
    assert [copy.name for copy in world.copies.glob("[!.]*")] == [world.pinned.digest]


def test_a_model_that_cannot_be_loaded_gives_the_champion_until_it_can(world, caplog, monkeypatch):
    hidden = world.artefact.rename(world.artefact.with_name("hidden"))
    world.start()
    with caplog.at_level(logging.WARNING, "cinq.experiments"):
        world.follower.poll()
        world.follower.poll()
    assert world.standings()["B"] == "fallback"
    assert len([r for r in caplog.records if "gets the champion" in r.message]) == 1
    hidden.rename(world.artefact)
    world.follower.poll()
    assert world.standings()["B"] == "fallback"  # not tried at every look
    monkeypatch.setattr("cinq.serving.arm_follower.time.monotonic", lambda: 1e12)
    world.follower.poll()
    assert world.standings()["B"] == "served"


def test_exposures_are_written_at_the_next_look_and_at_the_end(world):
    world.start()
    world.follower.start()
    world.standings()
    world.follower.stop()
    assert world.written() == 30


def test_exposures_wait_while_the_database_is_away(world, caplog):
    world.start()
    world.follower.poll()
    world.standings()
    world.away = True
    with caplog.at_level(logging.WARNING, "cinq.experiments"):
        world.follower.poll()
        world.follower.poll()
    assert len([r for r in caplog.records if "cannot be written" in r.message]) == 1
    world.away = False
    world.follower.poll()
    assert world.written() == 30


def test_what_found_no_room_is_counted_and_told(tmp_path, toy, caplog):
    world = World(tmp_path, toy, most=10)
    world.start()
    world.follower.poll()
    world.standings()
    with caplog.at_level(logging.WARNING, "cinq.experiments"):
        world.follower.poll()
        world.follower.poll()
    assert world.meter.values[EXPOSURES_DROPPED.name,] == 20
    assert "dropped" in caplog.text
    assert world.written() == 10
    world.database.dispose()


def test_a_server_without_a_database_serves_no_experiment(tmp_path):
    arms, follower = follow_experiments(None, tmp_path, MemoryMeter(), 1.0)
    assert isinstance(arms, Arms)
    assert follower is None


def test_a_database_that_is_not_made_yet_is_not_made_by_looking(tmp_path, caplog):
    file = tmp_path / "cinq.db"
    database = connect(f"sqlite:///{file}")
    _, follower = follow_experiments(database, tmp_path / "arms", MemoryMeter(), 1.0)
    with caplog.at_level(logging.WARNING, "cinq.experiments"):
        follower.start()
        follower.stop()
    assert not file.exists()
    assert caplog.text == ""
