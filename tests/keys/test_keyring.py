"""The keys of one server process: found without the database, and kept up with it."""

import threading
from datetime import datetime, timedelta

import pytest

from cinq.errors import DatabaseError
from cinq.keys import Key, Keyring
from cinq.keys.secret import digest_of, new_secret, prefix_of


class Kept:
    """Keys in memory that can be out of reach, and whose reading can be awaited."""

    def __init__(self) -> None:
        self.keys: list[Key] = []
        self.used: list[str] = []
        self.away = False
        self.read = threading.Semaphore(0)

    def list(self) -> list[Key]:
        if self.away:
            raise DatabaseError("the database is away")
        self.read.release()
        return list(self.keys)

    def note_used(self, prefix: str, at: datetime) -> None:
        self.used.append(prefix)


def test_a_key_is_found_by_its_secret_and_by_no_other(keys, clock):
    key, secret = keys.make("page", ["read"])
    ring = Keyring(source=keys, clock=clock)
    ring.refresh()
    assert ring.find(secret) == key
    same_prefix = secret[:-1] + ("A" if secret[-1] != "A" else "B")
    for wrong in (same_prefix, new_secret(), "", secret.upper(), f" {secret}", "é"):
        assert ring.find(wrong) is None


def test_a_key_without_a_prefix_or_digest_of_nothing_is_never_found():
    ring = Keyring()
    assert ring.find("") is None
    assert ring.complete


def test_a_revoked_and_an_expired_key_are_found_but_not_live(keys, clock):
    _, revoked = keys.make("old", ["read"])
    _, expiring = keys.make("short", ["read"], lasts=timedelta(minutes=1))
    ring = Keyring(source=keys, clock=clock)
    ring.refresh()
    assert ring.is_live(ring.find(revoked))
    keys.revoke("old")
    ring.refresh()
    assert not ring.is_live(ring.find(revoked))
    assert ring.is_live(ring.find(expiring))
    clock.pass_by(minutes=1)
    assert not ring.is_live(ring.find(expiring))


def test_a_key_of_the_settings_needs_no_database(clock):
    secret = new_secret()
    key = Key(prefix_of(secret), "settings", ("read",), digest_of(secret), clock())
    ring = Keyring([key], clock=clock)
    assert ring.is_live(ring.find(secret))


def test_known_keys_are_taken_while_the_database_is_away_and_it_is_told_once(clock, caplog):
    secret = new_secret()
    kept = Kept()
    ring = Keyring(source=kept, clock=clock)
    kept.away = True
    ring.refresh()
    assert not ring.complete
    kept.away = False
    kept.keys = [Key(prefix_of(secret), "page", ("read",), digest_of(secret), clock())]
    ring.refresh()
    kept.away = True
    for _ in range(3):
        ring.refresh()
    assert ring.find(secret) is not None
    assert ring.complete
    told = "the database of API keys does not answer: the database is away"
    assert [record.getMessage().startswith(told) for record in caplog.records] == [True, True]


def test_a_key_that_was_used_is_noted_once_an_hour(clock):
    secret = new_secret()
    kept = Kept()
    kept.keys = [Key(prefix_of(secret), "page", ("read",), digest_of(secret), clock())]
    ring = Keyring(source=kept, clock=clock)
    ring.refresh()
    for _ in range(3):
        ring.is_live(ring.find(secret))
    ring.refresh()
    ring.refresh()
    assert kept.used == [prefix_of(secret)]


def test_a_thread_looks_again_and_again_until_it_is_stopped():
    kept = Kept()
    ring = Keyring(source=kept, poll_seconds=0.01)
    ring.start()
    try:
        assert all(kept.read.acquire(timeout=20) for _ in range(4))
    finally:
        ring.stop()
    assert "cinq-keyring" not in [thread.name for thread in threading.enumerate()]


@pytest.mark.parametrize("attempts", [50])
def test_finding_costs_little(keys, attempts):
    import timeit

    _, secret = keys.make("page", ["read"])
    ring = Keyring(source=keys)
    ring.refresh()
    best = min(timeit.repeat(lambda: ring.find(secret), number=attempts, repeat=20)) / attempts
    assert best < 100e-6
