"""`cinq drill`: the whole closed loop in minutes, with real Prometheus and Alertmanager."""

from pathlib import Path
from typing import Annotated

import typer

from cinq.console.command import DatasetName, Debug, Json, Sets, command, given_by


def drill(
    to: Annotated[
        Path, typer.Option("--to", file_okay=False, help="Folder for the report.")
    ] = Path("drill-report"),
    markdown: Annotated[
        Path | None, typer.Option(dir_okay=False, help="Write the Markdown here too, with picture.")
    ] = None,
    dataset: DatasetName = "",
    keep: Annotated[bool, typer.Option("--keep", help="Keep the drill's home.")] = False,
    sets: Sets = [],  # noqa: B006 - typer copies it
    json_output: Json = False,
    debug: Debug = False,
) -> None:
    """Play the closed loop through on an empty home: drift, alert, training, release, rollback.

    Needs Prometheus and Alertmanager on the PATH; a few minutes. Exit code 1 if anything is not
    as it should be.
    """
    with command("drill", json_output=json_output, debug=debug) as terminal:
        from cinq.console.drill import drill as hold

        hold(to, markdown, dataset, given_by(sets), terminal, keep=keep)
