"""Everything at once: data, training, Bento, API, page and conductor."""

import sys
import time
from collections.abc import Mapping

import typer

from cinq.console.logs import kept_quiet
from cinq.console.terminal import Terminal
from cinq.database import open_database
from cinq.errors import CinqError, GateRefused, JobError, NoModel, SettingsError
from cinq.jobs.ports import choose_port
from cinq.jobs.readiness import http_ready
from cinq.jobs.signals import end_with_make
from cinq.jobs.supervisor import Child, Supervisor
from cinq.keys.secret import new_secret
from cinq.releases.ledger import Ledger
from cinq.releases.packing import packed
from cinq.releases.release import Release
from cinq.settings import API_PORT, AUTO, UI_PORT, Settings

READY_SECONDS = 180.0


def up(settings: Settings, environment: Mapping[str, str], terminal: Terminal) -> None:
    """Bring everything up and keep it up until asked to stop; returns when all of it has ended.

    Parameters
    ----------
    settings
        Applied to the environment already.
    environment
        Of the children.
    terminal
        Where every phase is told.

    Raises
    ------
    CinqError
        If a port is taken, or a phase fails; what was started has ended then.
    typer.Exit
        If the training failed, which has told its reason by itself.
    """
    end_with_make()
    with Supervisor(say=terminal.warn) as supervisor:
        _bring_up(settings, environment, terminal, supervisor)
        terminal.say("stopping")
    terminal.say("everything has ended")


def _bring_up(
    settings: Settings,
    environment: Mapping[str, str],
    terminal: Terminal,
    supervisor: Supervisor,
) -> None:
    """All phases, and the watch over what they started; returns when asked to stop."""
    started = time.monotonic()
    api, ui = _ports(settings, terminal)
    ledger = Ledger(open_database(settings.database))
    release = ledger.newest()
    if release is None or settings.dataset not in (AUTO, release.dataset):
        name, why = _data(settings, terminal)
        _phase(terminal, started, "data", why)
        _phase(terminal, started, "training", f"on {name}")
        release = _trained(settings, name, ledger, supervisor, environment, terminal)
    if release is None:
        return
    told = f"release {release.number}, version {release.model_version} on {release.dataset}"
    _phase(terminal, started, "model", told)
    _phase(terminal, started, "package", _bento(settings, release))
    _phase(terminal, started, "start", "API, page and conductor")
    addresses = {
        "API ": f"http://{settings.api.host}:{api}",
        "Page": f"http://{settings.ui.host}:{ui}",
    }
    ours = {**environment, "CINQ_API_PORT": str(api), "CINQ_UI_PORT": str(ui)}
    if settings.api.key is None:  # what the page shows the API; it lives as long as they do
        ours["CINQ_API_KEY"] = new_secret()
    if settings.api.team_key is None:
        ours["CINQ_API_TEAM_KEY"] = new_secret()
    if not supervisor.start_all(_children(settings, ours, api, ui)):
        return
    terminal.say(f"ready after {time.monotonic() - started:.0f} s; Ctrl-C ends everything")
    for name, address in addresses.items():
        terminal.say(f"  {name}  {address}")
    supervisor.watch()


def _ports(settings: Settings, terminal: Terminal) -> tuple[int, int]:
    api, moved = choose_port(settings.api.port, API_PORT, settings.api.host)
    if moved:
        terminal.say(f"port {API_PORT} is in use: the API takes {api}")
    ui, moved = choose_port(settings.ui.port, UI_PORT, settings.ui.host, avoid=[api])
    if moved:
        terminal.say(f"port {UI_PORT} is in use: the page takes {ui}")
    return api, ui


def _phase(terminal: Terminal, started: float, name: str, told: str) -> None:
    terminal.say(f"{time.monotonic() - started:6.1f} s  {name:<8} {told}")


def _data(settings: Settings, terminal: Terminal) -> tuple[str, str]:
    """What to train on, and why."""
    from cinq.data.datasets import choose  # noqa: PLC0415 - a second start need not wait for it

    with kept_quiet(terminal, settings.home, "up", debug=False):
        dataset, why = choose(settings.dataset, settings, terminal.progress)
    given = settings.dataset if settings.dataset != AUTO else dataset.name
    return given, why


def _trained(
    settings: Settings,
    name: str,
    ledger: Ledger,
    supervisor: Supervisor,
    environment: Mapping[str, str],
    terminal: Terminal,
) -> Release | None:
    """The release to serve after a training; None if asked to stop meanwhile."""
    newest = ledger.newest()
    command = [sys.executable, "-m", "cli", "train", "--dataset", name, "--reason", "cinq up"]
    code = supervisor.run(Child("training", command, environment=environment))
    if code is None:
        return None
    if code == GateRefused.exit_code and newest is not None:
        terminal.warn("the gate refused the new model; the champion goes on serving")
    elif code == GateRefused.exit_code:
        raise GateRefused("the gate refused the first model: nothing can be served yet")
    elif code in (CinqError.exit_code, SettingsError.exit_code):
        raise typer.Exit(code)  # it has said why
    elif code:
        raise JobError(f"training ended with exit code {code}: see {settings.home / 'logs'}")
    released = ledger.newest()
    if released is None:
        raise NoModel("training ended without a release: run `cinq train` to see why")
    return released


def _bento(settings: Settings, release: Release) -> str:
    tag, built = packed(settings, lambda: release)
    return f"built {tag}" if built else f"{tag} is there"


def _children(settings: Settings, environment: Mapping[str, str], api: int, ui: int) -> list[Child]:
    logs = settings.home / "logs"

    def child(name: str, command: str, url: str | None) -> Child:
        return Child(
            name,
            [sys.executable, "-m", "cli", command],
            log=logs / f"{name}.log",
            environment=environment,
            ready=http_ready(url) if url else None,
            ready_seconds=READY_SECONDS,
        )

    return [
        child("api", "serve", f"http://{_reached(settings.api.host)}:{api}/readyz"),
        child("page", "ui", f"http://{_reached(settings.ui.host)}:{ui}/"),
        child("conductor", "conduct", None),
    ]


def _reached(host: str) -> str:
    """An address to listen on everywhere is reached by loopback."""
    return "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104
