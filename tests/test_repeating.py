import logging
import threading

import pytest

from cinq.repeating import Repeating

LOGGER = logging.getLogger("cinq.test")


@pytest.fixture
def calls():
    return threading.Semaphore(0)


def named(name: str) -> bool:
    return name in [thread.name for thread in threading.enumerate()]


def test_a_call_is_made_again_and_again_until_it_is_stopped(calls):
    repeating = Repeating(calls.release, 0.01, "again", "calling", LOGGER)
    repeating.start()
    assert repeating.is_running
    assert all(calls.acquire(timeout=20) for _ in range(3))
    repeating.stop()
    assert not repeating.is_running
    assert not named("again")


def test_a_second_start_starts_no_second_thread(calls):
    repeating = Repeating(calls.release, 60, "only one", "calling", LOGGER)
    repeating.start()
    repeating.start()
    assert [thread.name for thread in threading.enumerate()].count("only one") == 1
    repeating.stop()


def test_what_was_never_started_can_be_stopped(calls):
    Repeating(calls.release, 0.01, "never", "calling", LOGGER).stop()
    assert not calls.acquire(blocking=False)


def test_a_call_that_fails_is_logged_and_made_again(calls, caplog):
    def call() -> None:
        calls.release()
        raise KeyError("unforeseen")

    repeating = Repeating(call, 0.01, "failing", "looking", LOGGER)
    repeating.start()
    assert all(calls.acquire(timeout=20) for _ in range(2))
    repeating.stop()
    assert "looking failed; it is tried again" in caplog.messages
    assert "unforeseen" in caplog.text
