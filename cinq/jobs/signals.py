"""Signals that ask a process to stop, turned into calls from an ordinary thread."""

import contextlib
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from cinq.jobs.keeper import PARENT_DEATH_SIGNAL, prctl

_MAKES = ("make", "gmake")

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def end_with_make() -> None:
    """Get SIGTERM when the `make` that runs this process is killed, which it cannot pass on.

    Does nothing where another parent runs it, and where there is no /proc.
    """
    try:
        parent = Path(f"/proc/{os.getppid()}/comm").read_text().strip()
    except OSError:
        return
    if parent in _MAKES:
        prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)


def end_with_parent() -> None:
    """Get SIGTERM when the process that started this one is gone, however it went; Linux only."""
    prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)


@contextlib.contextmanager
def stop_signals(on_signal: Callable[[], None]) -> Iterator[None]:
    """Call `on_signal` once for each SIGINT, SIGTERM or SIGHUP while the block runs.

    The call comes from a thread of its own and may take locks, which a signal handler must not:
    the handler interrupts the main thread anywhere, also while it holds them. Must be entered in
    the main thread; what was set before is set again at the end.
    """
    here, there = socket.socketpair()
    here.setblocking(False)
    reader = threading.Thread(target=_read, args=(there, on_signal), name="signals", daemon=True)
    before = {number: signal.signal(number, _nothing) for number in STOP_SIGNALS}
    wakeup_before = signal.set_wakeup_fd(here.fileno(), warn_on_full_buffer=False)
    reader.start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(wakeup_before)
        for number, handler in before.items():
            signal.signal(number, handler)
        here.close()
        reader.join()
        there.close()


def _nothing(*_: object) -> None:
    """Stand in for the default handler, which would end the process."""


def _read(there: socket.socket, on_signal: Callable[[], None]) -> None:
    while received := there.recv(64):
        for number in received:
            if number in STOP_SIGNALS:
                on_signal()
