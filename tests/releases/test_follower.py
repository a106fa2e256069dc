import logging
import threading
from pathlib import Path

import pytest

from cinq import wire
from cinq.database import open_database
from cinq.errors import DatabaseError, NoModel
from cinq.models.artefact import save_bundle
from cinq.models.bundle import ModelBundle
from cinq.releases.follower import Follower, newest_of
from cinq.releases.ledger import Ledger
from cinq.releases.release import Release
from cinq.serving.sources import LastGood
from tests.serving.worlds import bundle


class World:
    """A packed model, two released ones, a ledger."""

    def __init__(self, folder: Path, models: list[ModelBundle]) -> None:
        self.folder = folder
        self.artefacts = [folder / "registry" / str(number) for number in range(len(models))]
        self.digests = [
            save_bundle(model, artefact)
            for model, artefact in zip(models, self.artefacts, strict=True)
        ]
        self.engine = open_database(f"sqlite:///{folder / 'cinq.db'}")
        self.ledger = Ledger(self.engine)

    def release(self, place: int) -> int:
        return self.ledger.publish(
            model_version=str(place),
            artefact=self.artefacts[place],
            digest=self.digests[place],
            dataset="toy",
            data_version="0" * 64,
            decision={"figures": {"hit_at_5": 0.85, "mode": "superior", "fine": True}},
            actor="test",
            reason="test",
        ).number

    def spoil(self, place: int) -> None:
        file = next(self.artefacts[place].glob("ranker.*.npy"))
        file.write_bytes(file.read_bytes()[:-1] + b"?")

    def follower(self, packed: int = 0) -> Follower:
        newest = newest_of(self.engine)
        return Follower(self.artefacts[packed], newest, LastGood(self.folder / "serving"), 0.05)


@pytest.fixture(scope="module")
def models() -> list[ModelBundle]:
    return [bundle(seed) for seed in (3, 4, 5)]


@pytest.fixture
def world(tmp_path: Path, models: list[ModelBundle]) -> World:
    return World(tmp_path, models)


def asked(follower: Follower) -> wire.ModelAnswer:
    return follower.served.model(wire.ModelRequest())


def test_a_bento_on_its_own_serves_what_is_packed(world):
    follower = Follower(world.artefacts[0])
    follower.start()
    assert (asked(follower).origin, asked(follower).release) == ("packed", 0)
    assert not follower.poll()
    follower.stop()


def test_before_the_first_release_the_packed_model_serves(world):
    assert asked(world.follower()).origin == "packed"


def test_the_newest_release_serves_at_the_start(world):
    world.release(1)
    answer = asked(world.follower())
    assert (answer.origin, answer.release, answer.digest) == ("ledger", 1, world.digests[1])
    assert answer.figures == {"hit_at_5": 0.85}


def test_a_new_release_and_a_rollback_are_followed_and_numbers_grow(world):
    follower = world.follower()
    seen = []
    for step in (lambda: world.release(1), lambda: world.release(2)):
        step()
        assert follower.poll()
        seen.append((asked(follower).release, asked(follower).digest))
    world.ledger.rollback(actor="test", reason="test")
    assert follower.poll()
    seen.append((asked(follower).release, asked(follower).digest))
    assert seen == [(1, world.digests[1]), (2, world.digests[2]), (3, world.digests[1])]
    assert not follower.poll()


def test_a_damaged_release_is_refused_and_logged_once_while_the_old_one_serves(world, caplog):
    world.release(1)
    follower = world.follower()
    world.spoil(2)
    world.release(2)
    with caplog.at_level(logging.WARNING):
        assert not follower.poll()
        assert not follower.poll()
    assert asked(follower).release == 1
    assert caplog.text.count("release 2 is refused") == 1


def test_a_missing_artefact_is_refused(world):
    world.release(1)
    follower = world.follower()
    world.artefacts[2].rename(world.folder / "gone")
    world.release(2)
    assert not follower.poll()
    assert asked(follower).release == 1


def test_after_a_damaged_release_a_sound_one_is_taken(world):
    follower = world.follower()
    world.spoil(1)
    world.release(1)
    assert not follower.poll()
    world.release(2)
    assert follower.poll()
    assert asked(follower).release == 2


def test_without_registry_the_last_good_model_serves(world):
    world.release(1)
    world.follower()
    world.engine.dispose()
    (world.folder / "cinq.db").write_bytes(b"not a database, but long enough to look at" * 100)
    answer = asked(world.follower())
    assert (answer.origin, answer.release) == ("last_good", 1)


def test_a_broken_database_does_not_stop_what_serves(world, caplog):
    follower = world.follower()

    def broken() -> None:
        raise DatabaseError("away")

    follower._newest = broken
    assert not follower.poll()
    assert asked(follower).origin == "packed"
    assert "away" in caplog.text


def test_a_database_that_does_not_exist_is_not_made(world, tmp_path):
    engine = open_database(f"sqlite:///{tmp_path / 'other.db'}")
    engine.dispose()
    (tmp_path / "other.db").unlink()
    assert newest_of(engine)() is None
    assert not (tmp_path / "other.db").exists()


def test_an_older_number_is_never_served_again(world):
    world.release(1)
    world.release(2)
    follower = world.follower()
    follower._newest = lambda: world.ledger.numbered(1)
    assert not follower.poll()
    assert asked(follower).release == 2


def test_with_no_model_at_all_the_error_says_so(tmp_path):
    with pytest.raises(NoModel):
        Follower(tmp_path / "model")


def test_the_thread_follows_until_it_is_stopped(world):
    follower = world.follower()
    followed = threading.Event()

    def newest() -> Release | None:
        if asked(follower).release == 1:
            followed.set()
        return world.ledger.newest()

    follower._newest = newest
    follower.start()
    thread = follower._thread
    world.release(1)
    assert followed.wait(10)
    follower.stop()
    assert thread is not None
    assert not thread.is_alive()
