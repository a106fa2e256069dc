"""How a command ends: in one line, whatever went wrong."""

import errno
import os
import signal
from pathlib import Path

import pytest
import typer

from cinq.console.command import command
from cinq.errors import ArtefactError, DatabaseError


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        RuntimeError("step prepare failed: OperationalError: database or disk is full"),
        DatabaseError("database x: database or disk is full; check it"),
        ArtefactError("5242880 requested and 1234 written"),
    ],
)
def test_a_full_disk_is_named_whoever_met_it(
    error: Exception,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("CINQ_HOME", str(tmp_path))
    with pytest.raises(typer.Exit) as ended, command("train"):
        raise error

    assert ended.value.exit_code == 1
    told = capsys.readouterr().err
    assert told.startswith(f"cinq train: no space left on the disk of {tmp_path}: free some")
    assert len(told.splitlines()) == 1


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_is_a_stop_also_where_a_framework_makes_an_error_of_it(
    number: signal.Signals, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    def framework() -> None:
        try:
            os.kill(os.getpid(), number)
        except KeyboardInterrupt:
            raise RuntimeError("RunInterruptedException") from None

    before = signal.getsignal(number)
    with pytest.raises(typer.Exit) as ended, command("train"):
        framework()

    assert ended.value.exit_code == code
    assert capsys.readouterr().err == "cinq train: stopped\n"
    assert signal.getsignal(number) is before
