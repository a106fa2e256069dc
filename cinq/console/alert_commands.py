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
    """Write what Prometheus, Alertmanager and Grafana watch API, page and conductor by."""
    with command("alerts render", json_output=json_output, debug=debug) as terminal:
        from cinq.alerts import compose_places, plain_places, rendered, write

        settings = settings_of(sets)
        own = plain_places(settings, alertmanager, api_key_file and api_key_file.absolute())
        places = compose_places(settings) if compose else own
        written = [str(file) for file in write(rendered(settings, places, time_scale), to)]
        terminal.answer({"files": written}, "\n".join(written))


@alerts.command()
def draw(
    to: Annotated[Path, typer.Option("--to", file_okay=False, help="Folder to write into.")],
    prometheus: Annotated[
        str, typer.Option(metavar="URL", help="Where Prometheus answers.")
    ] = "http://127.0.0.1:9090",
    minutes: Annotated[float, typer.Option(min=1, help="How much of the past.")] = 360,
    json_output: Json = False,
    debug: Debug = False,
) -> None:
    """Draw the dashboards as pictures, for those who have no Grafana at hand."""
    with command("alerts draw", json_output=json_output, debug=debug) as terminal:
        import time

        from cinq.alerts import write
        from cinq.dashboards import DASHBOARDS
        from cinq.dashboards.answers import ask
        from cinq.dashboards.picture import picture

        end = time.time()
        start = end - 60 * minutes
        files = {
            f"dashboard-{each.name}.svg": picture(
                each, ask(prometheus, each, start, end), start, end
            )
            for each in DASHBOARDS
        }
        written = [str(file) for file in write(files, to)]
        terminal.answer({"files": written}, "\n".join(written))
