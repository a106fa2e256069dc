"""What every command shares: its options, its settings, and how it fails."""

import os
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from cinq.console.terminal import Terminal
    from cinq.releases.ledger import Ledger
    from cinq.settings import Settings

GROUP: dict[str, Any] = {
    "no_args_is_help": True,
    "add_completion": False,
    "pretty_exceptions_enable": False,
}
"""Options of every group of commands."""

Json = Annotated[bool, typer.Option("--json", help="Answer with JSON.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show traces and all logs.")]
Sets = Annotated[list[str], typer.Option("--set", help="A setting: key=value.", metavar="K=V")]
DatasetName = Annotated[str, typer.Option("--dataset", help="Data set; auto: the best at hand.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; kept in the ledger.")]
AskedBy = Annotated[str, typer.Option("--asked-by", help="Who asks; you, if left out.")]


@contextmanager
def command(name: str, *, json_output: bool = False, debug: bool = False) -> "Iterator[Terminal]":
    """Tell failures in one line and end with the right exit code."""
    from cinq.console.stopping import stopping
    from cinq.console.terminal import Terminal
    from cinq.errors import CinqError

    terminal = Terminal(json_output=json_output)
    try:
        with terminal, stopping() as stop:
            yield terminal
    except (typer.Exit, typer.Abort):
        raise
    except KeyboardInterrupt:
        terminal.fail(f"cinq {name}: stopped")
        raise typer.Exit(stop.exit_code) from None
    except Exception as error:  # noqa: BLE001 - the last line of defence, told in one line
        if stop.asked:  # a framework made an error of it
            terminal.fail(f"cinq {name}: stopped")
            raise typer.Exit(stop.exit_code) from None
        if debug:
            traceback.print_exc()
            sys.stderr.write(getattr(error, "trace", ""))
        terminal.fail(f"cinq {name}: {one_line(error)}")
        raise typer.Exit(error.exit_code if isinstance(error, CinqError) else 1) from None


def one_line(error: Exception) -> str:
    """Say what is wrong and what to do; a full disk is named as such, whoever met it."""
    from cinq.disk import full_line, is_full, says_full
    from cinq.errors import CinqError

    told = " ".join(str(error).split())
    home = Path(os.environ.get("CINQ_HOME", ""))
    ours = isinstance(error, CinqError)
    if ours and full_line(Path("*")).partition("*")[0] in told:  # it knows which disk
        return told
    if says_full(error) or (home.is_absolute() and is_full(home)):
        return full_line(home)
    return told if ours else f"{type(error).__name__}: {told}; --debug shows the trace"


def given_by(sets: Sequence[str]) -> dict[str, Any]:
    """Values by dotted key, of ``key=value`` as given by ``--set``.

    Raises
    ------
    SettingsError
        If one is written otherwise.
    """
    from cinq.errors import SettingsError

    given: dict[str, Any] = {}
    for entry in sets:
        key, sign, value = entry.partition("=")
        if not sign or not key:
            raise SettingsError(f"--set {entry}: write it as key=value")
        given[key] = value
    return given


def settings_of(sets: Sequence[str] = (), given: Mapping[str, Any] | None = None) -> "Settings":
    """Settings from arguments, environment and file, applied to this process.

    Parameters
    ----------
    sets
        ``key=value`` as given by ``--set``.
    given
        Values of other options by dotted key; None and the empty string are not given.

    Raises
    ------
    SettingsError
        If a key or value does not fit.
    """
    from cinq.environment import apply_environment, arguments_as_environment
    from cinq.settings import load_settings

    others = {key: value for key, value in (given or {}).items() if value not in (None, "")}
    arguments = given_by(sets) | others
    settings = load_settings(arguments)
    apply_environment(settings)
    os.environ.update(arguments_as_environment(arguments))
    return settings


def ledger_of(settings: "Settings") -> "Ledger":
    """The ledger of releases of this home."""
    from cinq.database import open_database
    from cinq.releases.ledger import Ledger

    return Ledger(open_database(settings.database))
