"""Runs one command and lets nothing of it outlive whoever asked: a program of its own.

::

    python -I -S keeper.py GRACE_SECONDS COMMAND [ARGUMENT ...]

The keeper stands between a parent (the supervisor, the conductor) and a command. Its standard
input is a pipe whose other end only the parent holds. When the parent writes a ``t`` to it, or is
gone, however it went, the command gets SIGTERM; whatever of it is left after the grace time gets
SIGKILL. A ``k`` means: no grace. A command that ends by itself leaves nothing behind either: what
it started gets SIGTERM, and SIGKILL two seconds later.

Killing a process group would not do: servers put their workers into sessions of their own. On
Linux the keeper is therefore the "child subreaper" (prctl(2)) of everything the command starts:
orphans become its children, wherever they moved, and it is done only when it has no child left.
Elsewhere it ends the command's process group. If the keeper itself is killed, the kernel kills
the command (PR_SET_PDEATHSIG).

The exit code is the command's; 128 + n if signal n ended it; 127 if it could not be started.

Only the standard library is imported, and nothing of this package: it starts within some
20 ms and takes some 8 MB.
"""

import contextlib
import ctypes
import os
import select
import signal
import sys
import time
from pathlib import Path

_SUBREAPER = 36
PARENT_DEATH_SIGNAL = 1
_LINUX = sys.platform.startswith("linux")
_CANNOT_START = 127
_LEFT_OVER_GRACE = 2.0


def prctl(option: int, value: int) -> None:
    """Set an attribute of this process; Linux only, elsewhere nothing is done."""
    if _LINUX:
        ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


def descendants(root: int) -> list[int]:
    """Return the ids of all processes below `root`, as /proc tells them; empty without /proc."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = entry.read_text(errors="replace")
        except OSError:
            continue  # it has ended meanwhile
        parent = int(text.rpartition(")")[2].split()[1])
        children.setdefault(parent, []).append(int(entry.parent.name))
    found, open_ends = [], [root]
    while open_ends:
        below = children.get(open_ends.pop(), [])
        found += below
        open_ends += below
    return found


class Keeper:
    """One command and everything it starts.

    Parameters
    ----------
    grace
        Seconds between SIGTERM and SIGKILL.
    """

    def __init__(self, grace: float) -> None:
        self._grace = grace
        self._leader = 0
        self._status: int | None = None
        self._kill_at: float | None = None
        self._ending = False
        self._wakeup, write_end = os.pipe()
        os.set_blocking(self._wakeup, False)
        os.set_blocking(write_end, False)
        for name in (signal.SIGCHLD, signal.SIGTERM):
            signal.signal(name, lambda *_: None)
        for name in (signal.SIGINT, signal.SIGHUP):
            signal.signal(name, signal.SIG_IGN)
        signal.set_wakeup_fd(write_end)
        prctl(_SUBREAPER, 1)

    def run(self, command: list[str]) -> int:
        """Run the command until neither it nor anything it started is left."""
        self._start(command)
        inputs = [self._wakeup, sys.stdin.fileno()]
        while self._reap():
            if self._kill_at is not None and time.monotonic() >= self._kill_at:
                self._signal_all(signal.SIGKILL)
            ready, _, _ = select.select(inputs, [], [], self._patience())
            if self._wakeup in ready and signal.SIGTERM in os.read(self._wakeup, 512):
                self._end(self._grace)
            if sys.stdin.fileno() in ready:
                asked = os.read(sys.stdin.fileno(), 1)
                if not asked:
                    inputs.remove(sys.stdin.fileno())
                self._end(0.0 if asked == b"k" else self._grace)
        if not _LINUX:
            self._signal_all(signal.SIGKILL)
        return 1 if self._status is None else self._status

    def _start(self, command: list[str]) -> None:
        keeper = os.getpid()
        # A SIGTERM that arrives before the command has its own signals waits until then.
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
        self._leader = os.fork()
        if self._leader == 0:
            try:
                os.setpgid(0, 0)
                prctl(PARENT_DEATH_SIGNAL, signal.SIGKILL)
                if os.getppid() != keeper:
                    os._exit(_CANNOT_START)
                _become(command)
            except OSError as error:
                os.write(2, f"cannot start {command[0]}: {error.strerror}\n".encode())
            finally:
                os._exit(_CANNOT_START)
        with contextlib.suppress(PermissionError, ProcessLookupError):
            os.setpgid(self._leader, self._leader)  # whoever comes first: there is no gap
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])

    def _patience(self) -> float | None:
        """Seconds to wait for an event; after SIGKILL new orphans are looked for soon."""
        if self._kill_at is None:
            return None
        return max(self._kill_at - time.monotonic(), 0.05)

    def _reap(self) -> bool:
        """Take note of ended children; False once none is left."""
        while True:
            try:
                process, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return False
            if process == 0:
                return True
            if process == self._leader:
                code = os.waitstatus_to_exitcode(status)
                self._status = code if code >= 0 else 128 - code
                self._ending = False  # what it leaves behind has not been asked yet
                self._end(min(self._grace, _LEFT_OVER_GRACE))

    def _end(self, grace: float) -> None:
        """Ask everything to end; the first request sets the time, a later one can shorten it."""
        deadline = time.monotonic() + grace
        self._kill_at = deadline if self._kill_at is None else min(self._kill_at, deadline)
        if not self._ending:
            self._ending = True
            self._signal_all(signal.SIGTERM)

    def _signal_all(self, number: int) -> None:
        """Signal the command's group while it leads, else (and for SIGKILL) whatever is left."""
        if self._status is None or not _LINUX:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._leader, number)
        if self._status is None and number != signal.SIGKILL:
            return
        for process in descendants(os.getpid()):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(process, number)


def _become(command: list[str]) -> None:
    """Turn this process into the command, with a clean slate of signals and no input."""
    signal.set_wakeup_fd(-1)
    for name in (
        signal.SIGCHLD,
        signal.SIGTERM,
        signal.SIGINT,
        signal.SIGHUP,
        signal.SIGPIPE,
        signal.SIGXFSZ,
    ):
        signal.signal(name, signal.SIG_DFL)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
    os.execvp(command[0], command)  # noqa: S606 - no shell is wanted


def main() -> int:
    """Run the command of the command line."""
    return Keeper(float(sys.argv[1])).run(sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
