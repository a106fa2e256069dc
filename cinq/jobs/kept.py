"""Commands that cannot outlive this process, and leave nothing behind."""

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from cinq.errors import JobError

KEEPER = Path(__file__).with_name("keeper.py")
GRACE_SECONDS = 7.0
LARGE_LOG = 20_000_000
"""Bytes from which a log is put aside (as ``<name>.1``) at the next start."""


class KeptProcess:
    """A running command under its keeper (see `cinq.jobs.keeper`).

    Its methods may be called from any thread.

    Parameters
    ----------
    argv
        The command; a bare name is looked up on the PATH.
    environment
        All of its environment; None hands on this process's.
    folder
        Where it works; None hands on this process's.
    log
        File that its output is appended to; None lets it write where this process writes.
    grace_seconds
        Between SIGTERM and SIGKILL when it is asked to stop.
    on_exit
        Called once, from a thread, after it and everything it started has ended.

    Raises
    ------
    JobError
        If the log cannot be written.
    """

    def __init__(
        self,
        argv: Sequence[str],
        *,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
        log: Path | None = None,
        grace_seconds: float = GRACE_SECONDS,
        on_exit: Callable[[], None] | None = None,
    ) -> None:
        keeper = [sys.executable, "-I", "-S", str(KEEPER), str(grace_seconds), *argv]
        output = _open_log(log, argv) if log else None
        far_end, self._control = os.pipe()
        try:
            self._process = subprocess.Popen(
                keeper,
                stdin=far_end,
                stdout=output,
                stderr=subprocess.STDOUT if output is not None else None,
                env=None if environment is None else dict(environment),
                cwd=folder,
                start_new_session=True,
            )
        except BaseException:
            os.close(self._control)
            raise
        finally:
            os.close(far_end)
            if output is not None:
                os.close(output)
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._processor_seconds = 0.0
        self._on_exit = on_exit
        threading.Thread(target=self._await_end, name=f"await {argv[0]}", daemon=True).start()

    @property
    def pid(self) -> int:
        """Process id of the keeper."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """The command's exit code, 128 + n if signal n ended it; None while anything runs."""
        if not self._ended.is_set():
            return None
        code = self._process.returncode
        return code if code >= 0 else 128 - code

    def result(self) -> int:
        """Wait for its end, however long it takes, and return the exit code."""
        self._ended.wait()
        return self.exit_code or 0

    def wait(self, timeout: float | None = None) -> int | None:
        """Wait for its end, at most `timeout` seconds, and return `exit_code`."""
        self._ended.wait(timeout)
        return self.exit_code

    def stop(self) -> None:
        """Ask it to end within its grace time; returns at once, and may be called again."""
        self._tell(b"t")

    def kill(self) -> None:
        """End it and everything it started without grace; returns at once."""
        self._tell(b"k")

    def _tell(self, what: bytes) -> None:
        with self._lock, contextlib.suppress(BrokenPipeError):  # it may have ended already
            if not self._ended.is_set():
                os.write(self._control, what)

    @property
    def processor_seconds(self) -> float:
        """What the command and everything it started took together; 0 while anything runs."""
        return self._processor_seconds

    def _await_end(self) -> None:
        _, status, usage = os.wait4(self._process.pid, 0)  # with those that the keeper waited for
        self._process.returncode = os.waitstatus_to_exitcode(status)
        self._processor_seconds = usage.ru_utime + usage.ru_stime
        with self._lock:
            self._ended.set()
            os.close(self._control)
        if self._on_exit:
            self._on_exit()


def _open_log(log: Path, argv: Sequence[str]) -> int:
    """Open a log for appending, with a line that tells what starts, and when."""
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        if log.is_file() and log.stat().st_size >= LARGE_LOG:
            log.replace(log.with_name(log.name + ".1"))
        output = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    except OSError as error:
        raise JobError(f"log {log} cannot be written: {error.strerror}") from error
    started = datetime.now(UTC).isoformat(timespec="seconds")
    os.write(output, f"--- {started} {' '.join(argv)}\n".encode("utf-8", "replace"))
    return output
