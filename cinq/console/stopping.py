"""Ctrl-C and a polite end from outside, whatever a framework makes of them."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_AGAIN_SECONDS = 0.05


class Stop:
    """Remembers the signal that asked a command to stop.

    Frameworks catch `KeyboardInterrupt` and raise errors of their own, so it does not tell.
    """

    def __init__(self) -> None:
        self._signal = 0

    @property
    def asked(self) -> bool:
        """Whether somebody asked."""
        return self._signal != 0

    @property
    def exit_code(self) -> int:
        """As shells count: 130 for Ctrl-C, 143 for SIGTERM."""
        return 128 + (self._signal or signal.SIGINT)

    def interrupt(self, number: int, _: FrameType | None) -> None:
        """Handle a signal: remember it, and interrupt what is being done."""
        self._signal = number
        raise KeyboardInterrupt

    def again(self, _: int, frame: FrameType | None) -> None:
        """Handle the alarm that `_interrupting_again` has set."""
        self.interrupt(self._signal, frame)


@contextmanager
def stopping() -> Iterator[Stop]:
    """Let SIGINT and SIGTERM interrupt the block; what handled them before does so afterwards."""
    stop = Stop()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, stop.interrupt) for number in numbers}
    try:
        with _interrupting_again(stop):
            yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _interrupting_again(stop: Stop) -> Iterator[None]:
    """Interrupt once more where Python ignores what is raised, so that no signal is lost.

    The garbage collector runs finalizers and callbacks of weak references. A large heap keeps it
    busy for so long that many a signal is handled in the first of them, and raises there in vain.
    """
    before, hook = signal.signal(signal.SIGALRM, stop.again), sys.unraisablehook

    def unraisable(what: "sys.UnraisableHookArgs") -> None:
        if stop.asked and issubclass(what.exc_type, KeyboardInterrupt):
            signal.setitimer(signal.ITIMER_REAL, _AGAIN_SECONDS)
        else:
            hook(what)

    sys.unraisablehook = unraisable
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        sys.unraisablehook = hook
        signal.signal(signal.SIGALRM, before)
