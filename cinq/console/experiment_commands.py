"""`cinq experiment`: what is tried on whom, and what came out."""

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cinq.console.command import (
    GROUP,
    AskedBy,
    Debug,
    Json,
    Reason,
    command,
    ledger_of,
    settings_of,
)

if TYPE_CHECKING:
    from sqlalchemy import Engine

experiment = typer.Typer(help="Experiments on lists and models.", **GROUP)

Name = Annotated[str, typer.Argument(help="Its name, that of its file in configs/experiments.")]


@experiment.command("list")
def list_experiments(json_output: Json = False, debug: Debug = False) -> None:
    """All experiments: started ones, newest first, then those only declared."""
    with command("experiment list", json_output=json_output, debug=debug) as terminal:
        from cinq.console.experiments import document, experiments_table
        from cinq.database import utc_now
        from cinq.experiments.book import ExperimentBook
        from cinq.experiments.declaration import declared

        started = ExperimentBook(_database()).all()
        names = {one.name for one in started}
        waiting = [one for one in declared() if one.name not in names]
        found = document(started, waiting, utc_now())
        nothing = "no experiment is declared: see docs/experiments.md"
        terminal.answer(found, experiments_table(found) if found else nothing)


@experiment.command()
def start(
    name: Annotated[str, typer.Argument(help="A name in configs/experiments, or a YAML file.")],
    reason: Reason = "",
    asked_by: AskedBy = "",
    json_output: Json = False,
    debug: Debug = False,
) -> None:
    """Start a declared experiment as it stands; servers follow within seconds."""
    with command("experiment start", json_output=json_output, debug=debug) as terminal:
        from cinq.console.experiments import document, pinned_models
        from cinq.database import utc_now
        from cinq.experiments.book import ExperimentBook
        from cinq.experiments.declaration import declaration

        declared = declaration(name)
        settings = settings_of()
        models = pinned_models(declared, ledger_of(settings), settings)
        by = {"actor": asked_by or getpass.getuser(), "reason": reason or declared.title}
        started = ExperimentBook(_database()).start(declared, models, **by)
        (told,) = document([started], [], utc_now())
        arms = ", ".join(f"{arm} {weight}" for arm, weight in declared.weights.items())
        until = f"{started.until:%Y-%m-%d %H:%M} UTC"
        terminal.answer(told, f"{started.name} is {told['phase']} until {until}: {arms}")


@experiment.command()
def end(
    name: Name,
    arm: Annotated[str, typer.Option(help="End this arm only; left out, all of it.")] = "",
    reason: Reason = "cinq experiment end",
    asked_by: AskedBy = "",
    json_output: Json = False,
    debug: Debug = False,
) -> None:
    """End an arm, whose people get the control, or a whole experiment; for good."""
    with command("experiment end", json_output=json_output, debug=debug) as terminal:
        from cinq.console.experiments import document
        from cinq.database import utc_now
        from cinq.experiments.book import ExperimentBook

        actor = asked_by or getpass.getuser()
        started = ExperimentBook(_database()).end(name, arm, actor=actor, reason=reason)
        (told,) = document([started], [], utc_now())
        what = f"arm {arm} of {name}" if arm else f"experiment {name}"
        over = " and with it the experiment" if arm and told["phase"] == "over" else ""
        terminal.answer(told, f"{what} is ended{over}; servers follow within seconds")


@experiment.command()
def report(
    name: Name,
    html: Annotated[
        Path | None, typer.Option(dir_okay=False, help="Write a page with pictures here.")
    ] = None,
    json_output: Json = False,
    debug: Debug = False,
) -> None:
    """What an experiment found: both metrics of every arm, differences, and how sure they are."""
    with command("experiment report", json_output=json_output, debug=debug) as terminal:
        from cinq.console.experiments import findings_table, ratio_line, write_page
        from cinq.database import utc_now
        from cinq.experiments.book import ExperimentBook
        from cinq.experiments.findings import findings
        from cinq.experiments.observed import read_records
        from cinq.experiments.verdict import verdict

        database = _database()
        started = ExperimentBook(database).find(name)
        found = findings(started, read_records(database, name), utc_now())
        if html is not None:
            from cinq.evaluation.experiment_report import experiment_report

            write_page(html, experiment_report(found))
        said = verdict(found)
        terminal.answer(found.model_dump(mode="json") | {"verdict": said}, findings_table(found))
        for line in (ratio_line(found), *said):
            terminal.say(line)
        if found.unanswering:
            terminal.warn(
                f"{found.unanswering} answers to no recommendation were left out: send feedback "
                "with `recommendation`"
            )
        if html is not None:
            terminal.say(f"written: {html}")


def _database() -> "Engine":
    from cinq.database import open_database

    return open_database(settings_of().database)
