"""The conductor as a process: jobs become commands."""

import logging
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import ExitStack

from cinq.conducting.app import make_app
from cinq.conducting.channels import channels_of
from cinq.conducting.notifier import Notifier
from cinq.conducting.only_once import OnlyOnce, reason_of
from cinq.conducting.server import served
from cinq.console.loop import Loop
from cinq.database import open_database
from cinq.errors import JobError
from cinq.jobs.conductor import Conductor
from cinq.jobs.job import Job
from cinq.jobs.ports import choose_port
from cinq.jobs.queue import JobQueue
from cinq.jobs.runner import JobRunner
from cinq.jobs.signals import stop_signals
from cinq.releases.ledger import Ledger
from cinq.releases.release import Release
from cinq.settings import CONDUCTOR_PORT, Settings
from cinq.web.logs import send_logs

log = logging.getLogger(__name__)

_COMMANDS: Mapping[str, tuple[Sequence[str], Sequence[str], bool]] = {
    "train": (["train"], ["dataset", "seed"], True),
    "tune": (["tune"], ["dataset", "trials", "seed"], False),
    "rollback": (["models", "rollback"], ["to"], True),
    "monitor": (["monitor"], [], False),
    "predict": (["predict"], ["dataset", "k"], False),
}
"""By kind: the command, options that arguments become, and whether it takes who asks and why."""


def conduct(settings: Settings, environment: Mapping[str, str], first_training: bool) -> None:
    """Run jobs one at a time, serve hooks and figures, and keep the schedule, until asked to stop.

    With `first_training` the first of them is a training if nothing has been released yet.

    Raises
    ------
    SettingsError
        If a line of the schedule is malformed or a secrets file cannot be used.
    PortTaken
        If its address is in use.
    """
    send_logs("cinq", settings.log_format, settings.log_level)
    told = settings.conductor
    database = open_database(settings.database)
    queue = JobQueue(database, told.lease_seconds)
    ledger = Ledger(database)
    if first_training and ledger.newest() is None:
        queue.enqueue_unless_waiting("train", {}, "first start")
    runner = JobRunner(command_of, settings.home / "logs" / "jobs", environment)
    stop = threading.Event()
    with stop_signals(stop.set), ExitStack() as open_until_the_end:
        enter = open_until_the_end.enter_context
        notifier = enter(Notifier(channels_of(settings.notify), settings.notify.attempts))
        loop = Loop(database, settings, notifier)
        enter(loop.book.kept())
        conductor = Conductor(
            queue,
            OnlyOnce(runner, ledger, lambda release: _crown(settings, release)),
            loop.schedule.at_work(),
            told,
            stop,
            loop.tell_end,
        )
        port, _ = choose_port(told.port, CONDUCTOR_PORT, told.host)
        app = make_app(
            loop.desk, told.max_body_bytes, loop.metrics, lambda: conductor.alive, told.host
        )
        log.info("hooks and metrics at %s", enter(served(app, told.host, port)))
        conductor.work()


def _crown(settings: Settings, release: Release) -> None:
    """Move the aliases to a release, which whoever made it may not have come to.

    Servers follow the ledger, not the aliases: a failure is logged and fails nothing.
    """
    from cinq.adapters.registry import Registry  # noqa: PLC0415 - slow, and seldom needed
    from cinq.adapters.tracking import Tracking  # noqa: PLC0415

    try:
        Registry(Tracking.of(settings).uri).crown(release.model_version)
    except Exception as error:  # noqa: BLE001 - MLflow raises what its store raises
        log.warning("the alias champion could not be moved to %s: %s", release.model_version, error)


def command_of(job: Job) -> Sequence[str]:
    """The command line of a job.

    A ``train`` job takes ``dataset``, ``seed`` and ``set`` (values by dotted key), a ``tune`` job
    ``model``, ``dataset``, ``trials`` and ``seed``, a ``rollback`` job ``to`` and ``reason``.

    Raises
    ------
    JobError
        If the kind or an argument is unknown.
    """
    if job.kind not in _COMMANDS:
        raise JobError(f"job {job.id}: no pipeline is called {job.kind!r}")
    words, options, names_asker = _COMMANDS[job.kind]
    arguments = {name: value for name, value in job.arguments.items() if value is not None}
    given = arguments.pop("reason", "") if job.kind == "rollback" else ""
    reason = reason_of(job, given)
    command = [sys.executable, "-m", "cli", *words]
    if names_asker:
        command += [f"--asked-by={job.asked_by}", f"--reason={reason}"]
    command += [f"--{name}={arguments.pop(name)}" for name in options if name in arguments]
    if job.kind == "train":
        for key, value in dict(arguments.pop("set", {})).items():
            command.append(f"--set={key}={value}")
    if job.kind == "tune" and "model" in arguments:
        command.append(str(arguments.pop("model")))
    if arguments:
        raise JobError(f"job {job.id}: {job.kind} takes no argument {min(arguments)!r}")
    return command


def queue_training(
    settings: Settings, dataset: str, seed: int | None, sets: Sequence[str], asked_by: str
) -> Job:
    """Ask the conductor for a training; `sets` as given by ``--set``, checked already."""
    values = dict(entry.split("=", 1) for entry in sets)
    arguments = {"dataset": dataset or None, "seed": seed, "set": values}
    queue = JobQueue(open_database(settings.database), settings.conductor.lease_seconds)
    return queue.enqueue("train", arguments, asked_by)
