"""The ledger: numbers grow, history stays, an old model comes back as a new release."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cinq.database import open_database
from cinq.errors import ReleaseError
from cinq.releases.ledger import Ledger
from cinq.releases.release import Release

START = datetime(2026, 3, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Clock:
    now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def engine(tmp_path):
    made = open_database(f"sqlite:///{tmp_path / 'cinq.db'}")
    yield made
    made.dispose()


@pytest.fixture
def ledger(engine, clock) -> Ledger:
    return Ledger(engine, clock)


def publish(ledger: Ledger, version: str) -> Release:
    return ledger.publish(
        model_version=version,
        artefact=f"/models/{version}",
        digest=f"digest of {version}",
        dataset="demo",
        data_version="data 1",
        decision={"released": True, "rules": [{"name": "coverage", "passed": True}]},
        actor="ana",
        reason="better",
    )


def test_empty_ledger_serves_nothing(ledger):
    assert ledger.newest() is None
    assert ledger.at(START) is None
    assert ledger.history() == []


def test_release_is_kept_as_it_was_published(ledger):
    told = publish(ledger, "1")
    assert ledger.newest() == ledger.numbered(1) == told
    assert (told.number, told.kind, told.released_at) == (1, "release", START)
    assert told.decision["rules"] == [{"name": "coverage", "passed": True}]


def test_numbers_grow_and_history_is_newest_first(ledger):
    assert [publish(ledger, version).number for version in "1234"] == [1, 2, 3, 4]
    assert [release.number for release in ledger.history(3)] == [4, 3, 2]


def test_folder_is_kept_as_an_absolute_path_and_a_uri_as_it_is(ledger, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    common = {
        "model_version": "1",
        "digest": "d",
        "dataset": "demo",
        "data_version": "v",
        "decision": {},
        "actor": "ana",
        "reason": "",
    }
    assert ledger.publish(artefact=Path("model"), **common).artefact == str(tmp_path / "model")
    assert ledger.publish(artefact="s3://models/1", **common).artefact == "s3://models/1"


def test_as_dict_is_json(ledger):
    told = publish(ledger, "1").as_dict()
    assert told["released_at"] == "2026-03-01T00:00:00+00:00"
    assert told["number"] == 1
    assert told["decision"]["released"] is True


def test_what_served_at_a_time_has_an_answer(ledger, clock):
    for version in "123":
        publish(ledger, version)
        clock.now += HOUR
    served = [ledger.at(START + n * HOUR / 2) for n in range(-1, 7)]
    assert [release.number if release else None for release in served] == [
        None,
        1,
        1,
        2,
        2,
        3,
        3,
        3,
    ]


def test_time_without_a_zone_is_refused(ledger):
    with pytest.raises(ValueError, match="without a zone"):
        ledger.at(START.replace(tzinfo=None))


def test_clock_that_is_set_back_does_not_change_the_order(ledger, clock):
    publish(ledger, "1")
    clock.now -= HOUR
    assert publish(ledger, "2").released_at == START
    assert ledger.at(START).number == 2


def test_rollback_is_a_new_release_of_the_model_served_before(ledger, clock):
    publish(ledger, "1")
    publish(ledger, "2")
    clock.now += HOUR
    back = ledger.rollback(actor="bea", reason="complaints")
    assert (back.number, back.kind, back.model_version) == (3, "rollback", "1")
    assert (back.artefact, back.digest) == ("/models/1", "digest of 1")
    assert (back.actor, back.reason, back.released_at) == ("bea", "complaints", START + HOUR)
    assert back.decision["rolled_back_to"] == 1
    assert ledger.newest() == back
    assert [release.number for release in ledger.history()] == [3, 2, 1]


def test_rollback_skips_releases_of_the_model_that_is_served(ledger):
    for version in ("1", "2", "2", "2"):
        publish(ledger, version)
    assert ledger.rollback(actor="bea", reason="").model_version == "1"


def test_rollback_twice_returns_to_where_it_began(ledger):
    publish(ledger, "1")
    publish(ledger, "2")
    assert ledger.rollback(actor="bea", reason="").model_version == "1"
    assert ledger.rollback(actor="bea", reason="").model_version == "2"


def test_rollback_to_a_number_brings_that_model_back(ledger):
    for version in "1234":
        publish(ledger, version)
    assert ledger.rollback(actor="bea", reason="", to=2).model_version == "2"


def test_rollback_without_any_release_says_what_to_do(ledger):
    with pytest.raises(ReleaseError, match="nothing has been released yet: run `cinq train`"):
        ledger.rollback(actor="bea", reason="")


def test_rollback_without_another_model_is_refused(ledger):
    publish(ledger, "1")
    publish(ledger, "1")
    with pytest.raises(ReleaseError, match="nothing to roll back to: release 2 has the only"):
        ledger.rollback(actor="bea", reason="")


def test_rollback_to_what_is_served_is_refused(ledger):
    publish(ledger, "1")
    publish(ledger, "2")
    with pytest.raises(ReleaseError, match="release 2 serves the model of release 2 already"):
        ledger.rollback(actor="bea", reason="", to=2)
    assert ledger.newest().number == 2


@pytest.mark.parametrize("number", [0, -1, 7, 2**80])
def test_unknown_number_is_named(ledger, number):
    publish(ledger, "1")
    with pytest.raises(ReleaseError, match=f"there is no release {number}: see"):
        ledger.rollback(actor="bea", reason="", to=number)
    with pytest.raises(ReleaseError, match=f"there is no release {number}: see"):
        ledger.numbered(number)


def test_publishers_at_the_same_time_get_a_number_each(engine):
    ledger = Ledger(engine)
    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(lambda n: publish(ledger, str(n)).number, range(16)))
    assert sorted(numbers) == list(range(1, 17))
    times = [release.released_at for release in reversed(ledger.history())]
    assert times == sorted(times)
