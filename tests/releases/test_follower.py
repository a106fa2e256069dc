import json
import logging
import resource
import sqlite3
import threading
import weakref
from pathlib import Path

import pytest

from cinq import wire
from cinq.database import connect, open_database
from cinq.errors import DatabaseError, NoModel
from cinq.evaluation.golden import golden_answers
from cinq.measures import MemoryMeter
from cinq.models.artefact import load_bundle, save_bundle
from cinq.models.bundle import ModelBundle
from cinq.releases.follower import Follower
from cinq.releases.ledger import Ledger
from cinq.releases.newest import newest_of
from cinq.releases.release import Release
from cinq.serving.last_good import LastGood
from cinq.serving.parity import keep_golden
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
        self.meter = MemoryMeter()
        newest = newest_of(connect(f"sqlite:///{self.folder / 'cinq.db'}", busy_seconds=0))
        store = LastGood(self.folder / "serving")
        return Follower(self.artefacts[packed], newest, store, 0.05, self.meter, "2")


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


def damaged_arrays(world: World) -> None:
    world.spoil(2)


def truncated_manifest(world: World) -> None:
    manifest = world.artefacts[2] / "manifest.json"
    manifest.write_bytes(manifest.read_bytes()[:100])


def artefact_gone(world: World) -> None:
    world.artefacts[2].rename(world.folder / "gone")


def older_format(world: World) -> None:
    manifest = world.artefacts[2] / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "format": 1}))


def other_answers(world: World) -> None:
    keep_golden(world.artefacts[2], golden_answers(load_bundle(world.artefacts[1])))


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (damaged_arrays, "files"),
        (truncated_manifest, "files"),
        (artefact_gone, "files"),
        (older_format, "format"),
        (other_answers, "answers"),
    ],
)
def test_a_release_that_does_not_pass_is_refused_in_one_line_and_a_metric_and_the_old_one_serves(
    world, caplog, fault, reason
):
    world.release(1)
    follower = world.follower()
    fault(world)
    world.release(2)
    with caplog.at_level(logging.WARNING):
        assert not follower.poll()
        assert not follower.poll()
    assert asked(follower).release == 1
    (line,) = (record for record in caplog.records if record.levelno == logging.WARNING)
    assert line.getMessage().startswith("release 2 is refused: ")
    assert world.meter.values["cinq_releases_refused_total", reason] == 1
    assert world.meter.values["cinq_release", "2"] == 1


def test_a_full_disk_refuses_a_release_until_there_is_room(world, caplog):
    world.release(1)
    follower = world.follower()
    world.release(2)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        assert not follower.poll()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "release 2 is refused: no space left" in caplog.text
    assert world.meter.values["cinq_releases_refused_total", "disk"] == 1
    assert asked(follower).release == 1
    assert follower.refresh()
    assert asked(follower).release == 2


def test_a_refused_release_waits_for_its_turn_but_a_refresh_tries_it_at_once(world):
    world.release(1)
    follower = world.follower()
    artefact_gone(world)
    world.release(2)
    assert not follower.poll()
    (world.folder / "gone").rename(world.artefacts[2])
    assert not follower.poll()
    assert follower.refresh()
    assert asked(follower).release == 2


def test_a_locked_ledger_is_told_once_and_again_when_it_is_locked_again(world, caplog):
    world.release(1)
    follower = world.follower()
    with sqlite3.connect(world.folder / "cinq.db", isolation_level=None) as other:
        for _ in range(2):
            other.execute("BEGIN EXCLUSIVE")
            assert not follower.poll()
            assert not follower.poll()
            other.execute("ROLLBACK")
            assert not follower.poll()
    other.close()
    assert caplog.text.count("the ledger does not answer") == 2
    assert world.meter.values["cinq_ledger_failures_total",] == 4
    world.release(2)
    assert follower.poll()


def test_a_ledger_that_is_gone_is_told_and_what_serves_goes_on(world, caplog):
    world.release(1)
    follower = world.follower()
    (world.folder / "cinq.db").rename(world.folder / "away.db")
    assert not follower.poll()
    assert "knows nothing of release 1 any more" in caplog.text
    assert asked(follower).release == 1
    assert asked(world.follower()).origin == "last_good"
    (world.folder / "away.db").rename(world.folder / "cinq.db")
    world.release(2)
    assert follower.poll()


def test_a_model_that_serves_but_cannot_be_noted_serves(world, caplog):
    world.release(1)
    follower = world.follower()
    note = world.folder / "serving" / "last_good.json"
    note.unlink()
    note.mkdir()
    (note / "in the way").touch()
    world.release(2)
    assert follower.poll()
    assert asked(follower).release == 2
    assert "release 2 serves, but is not kept" in caplog.text


def test_what_serves_is_measured_before_and_after_a_swap(world):
    follower = world.follower()
    packed = "cinq_model_info", "", "toy", "packed"
    assert world.meter.values[packed] == 1
    world.release(1)
    follower.poll()
    assert world.meter.values[packed] == 0
    assert world.meter.values["cinq_model_info", "1", "toy", "ledger"] == 1
    assert world.meter.values["cinq_model_trained_timestamp_seconds",] == 1793491200
    assert len(world.meter.observed["cinq_swap_seconds",]) == 1


def test_the_old_model_is_let_go_of_once_nobody_asks_it(world):
    world.release(1)
    follower = world.follower()
    old = weakref.ref(follower.served.engine)
    world.release(2)
    follower.poll()
    assert old() is None


def test_who_took_the_old_model_is_answered_by_it_to_the_end(world):
    world.release(1)
    follower = world.follower()
    taken = follower.served
    world.release(2)
    follower.poll()
    request = wire.RecommendRequest(favourites=[1000, 1010])
    assert taken.engine.recommend_one(request).release == 1
    assert follower.served.engine.recommend_one(request).release == 2


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
    world.release(1)
    assert followed.wait(10)
    follower.stop()
    assert "cinq-follower" not in [thread.name for thread in threading.enumerate()]
