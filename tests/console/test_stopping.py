"""A polite end from outside interrupts, whatever the process is at."""

import os
import signal
import sys
import threading

import pytest

from cinq.console.stopping import Stop, stopping


class Dying:
    """Is asked to stop while it is collected, where Python ignores what is raised."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __del__(self) -> None:
        os.kill(os.getpid(), self.number)
        for _ in range(1000):  # the handler runs here
            pass


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_interrupts_and_is_remembered(number: signal.Signals) -> None:
    with pytest.raises(KeyboardInterrupt), stopping() as stop:
        signal.raise_signal(number)

    assert stop.exit_code == 128 + number


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_in_the_midst_of_collecting_garbage_is_not_lost(number: signal.Signals) -> None:
    def work(stop: Stop) -> None:
        dying = Dying(number)
        del dying
        assert stop.asked
        threading.Event().wait(20)
        pytest.fail("the signal was lost")

    with pytest.raises(KeyboardInterrupt), stopping() as stop:
        work(stop)

    assert stop.exit_code == 128 + number


def test_what_handled_signals_before_does_so_afterwards() -> None:
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGALRM)
    before = [*map(signal.getsignal, numbers), sys.unraisablehook]
    with stopping():
        assert signal.getsignal(signal.SIGINT) != before[0]

    assert [*map(signal.getsignal, numbers), sys.unraisablehook] == before
