"""The conductor as a process: jobs become commands."""

import sys
import threading
from collections.abc import Mapping, Sequence

from cinq.database import open_database
from cinq.errors import JobError
from cinq.jobs.conductor import Conductor
from cinq.jobs.job import Job
from cinq.jobs.queue import JobQueue
from cinq.jobs.runner import JobRunner
from cinq.jobs.schedule import schedule
from cinq.jobs.signals import stop_signals
from cinq.releases.ledger import Ledger
from cinq.settings import Settings

_COMMANDS: Mapping[str, tuple[Sequence[str], Sequence[str], bool]] = {
    "train": (["train"], ["dataset", "seed"], True),
    "tune": (["tune"], ["dataset", "trials", "seed"], False),
    "rollback": (["models", "rollback"], ["to"], True),
}
"""By kind: the command, options that arguments become, and whether it takes who asks and why."""


def conduct(settings: Settings, environment: Mapping[str, str], first_training: bool) -> None:
    """Run jobs one at a time until asked to stop.

    With `first_training` the first of them is a training if nothing has been released yet.
    """
    database = open_database(settings.database)
    queue = JobQueue(database, settings.conductor.lease_seconds)
    if first_training and Ledger(database).newest() is None:
        queue.enqueue_unless_waiting("train", {}, "first start")
    runner = JobRunner(command_of, settings.home / "logs" / "jobs", environment)
    stop = threading.Event()
    by_the_clock = schedule(settings.conductor.schedule, queue)
    with stop_signals(stop.set):
        Conductor(queue, runner, by_the_clock, settings.conductor, stop).work()


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
    reason = f"job {job.id}"
    if job.kind == "rollback" and "reason" in arguments:
        reason = f"{arguments.pop('reason')} ({reason})"
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
