"""`cinq alerts`: what Prometheus and Alertmanager work by."""

from pathlib import Path
from typing import Annotated

import typer

from cinq.console.command import GROUP, Debug, Json, Sets, command, settings_of

alerts = typer.Typer(help="Rules and receivers of alerts.", **GROUP)


@alerts.callback()
def _alerts() -> None:
    """Rules and receivers of alerts."""


@alerts.command()
def render(
    to: Annotated[Path, typer.Option("--to", file_okay=False, help="Folder to write into.")],
    time_scale: Annotated[
        float, typer.Option(help="1: as in life; 0.01: a hundred times as fast, for a drill.")
    ] = 1.0,
    compose: Annotated[
        bool, typer.Option("--compose", help="For the services of docker-compose.yml.")
    ] = False,
    alertmanager: Annotated[
        str, typer.Option(metavar="HOST:PORT", help="Where Alertmanager listens.")
    ] = "",
    api_key_file: Annotated[
        Path | None,
        typer.Option(dir_okay=False, help="A file with a key of the API, if Prometheus needs one."),
    ] = None,
    sets: Sets = [],  # noqa: B006 - typer copies it
    json_output: Json = False,
    debug: Debug = False,
) -> None:
    """Write the files by which Prometheus and Alertmanager watch API, page and conductor."""
    with command("alerts render", json_output=json_output, debug=debug) as terminal:
        from cinq.alerts import compose_places, plain_places, rendered, write

        settings = settings_of(sets)
        own = plain_places(settings, alertmanager, api_key_file and api_key_file.absolute())
        places = compose_places(settings) if compose else own
        written = [str(file) for file in write(rendered(settings, places, time_scale), to)]
        terminal.answer({"files": written}, "\n".join(written))
