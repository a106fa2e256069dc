"""Ctrl-C and a polite end from outside, whatever a framework makes of them."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


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
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
