"""`cinq data`: list, fetch, check and simulate data sets."""

from pathlib import Path
from typing import Annotated

import typer

from cinq.console.command import GROUP, Debug, Json, Sets, command, settings_of

data = typer.Typer(help="Data sets.", **GROUP)

Name = Annotated[str, typer.Argument(help="A name of `cinq data list`, or a YAML file.")]


@data.command("list")
def list_datasets(json_output: Json = False, debug: Debug = False) -> None:
    """Data sets that can be used, and which of them are at hand."""
    with command("data list", json_output=json_output, debug=debug) as terminal:
        from cinq.console.terminal import table
        from cinq.data.datasets import declaration, declared
        from cinq.data.fetch import at_hand

        settings = settings_of()
        rows = table("name", "what", "where")
        document = []
        for name in declared():
            dataset = declaration(name)
            own = dataset.path if dataset.reader != "demo" else None
            place = str(own or at_hand(dataset, settings) or "")
            where = place or ("made on first use" if dataset.reader == "demo" else "downloaded")
            document.append(
                {
                    "name": name,
                    "title": dataset.title,
                    "licence": dataset.licence,
                    "at_hand": bool(place) or dataset.reader == "demo",
                    "path": place or None,
                }
            )
            rows.add_row(name, dataset.title, where)
        terminal.answer(document, rows)


@data.command()
def fetch(name: Name, sets: Sets = [], json_output: Json = False, debug: Debug = False) -> None:  # noqa: B006 - typer copies it
    """Get the file of a data set and verify it."""
    with command("data fetch", json_output=json_output, debug=debug) as terminal:
        from cinq.console.logs import kept_quiet
        from cinq.data.datasets import choose
        from cinq.data.fetch import obtain

        settings = settings_of(sets)
        with kept_quiet(terminal, settings.home, "data", debug=debug):
            dataset, _ = choose(name, settings, terminal.progress)
            path = obtain(dataset, settings, terminal.progress)
        terminal.answer({"name": dataset.name, "path": str(path)}, f"{dataset.name}: {path}")


@data.command()
def check(name: Name, sets: Sets = [], json_output: Json = False, debug: Debug = False) -> None:  # noqa: B006 - typer copies it
    """Run every check on a data set; exit code 1 if one forbids training."""
    with command("data check", json_output=json_output, debug=debug) as terminal:
        from cinq.console.logs import kept_quiet
        from cinq.console.terminal import table
        from cinq.data.datasets import choose
        from cinq.data.fetch import obtain
        from cinq.data.prepare import examine
        from cinq.errors import IntegrityError

        settings = settings_of(sets)
        with kept_quiet(terminal, settings.home, "data", debug=debug):
            dataset, _ = choose(name, settings, terminal.progress)
            source = obtain(dataset, settings, terminal.progress)
        _, checked = examine(dataset, source)
        rows = table("check", "severity", "count", "detail")
        for finding in checked.findings:
            rows.add_row(finding.check, finding.severity, f"{finding.count:,}", finding.detail)
        document = {
            "name": dataset.name,
            "path": str(source),
            "findings": [finding.model_dump(mode="json") for finding in checked.findings],
        }
        terminal.answer(document, rows)
        fatal = [finding for finding in checked.findings if finding.severity == "fatal"]
        if fatal:
            raise IntegrityError(f"{dataset.name} cannot be trained on: {fatal[0].detail}")


@data.command()
def simulate(
    like: Annotated[str, typer.Option("--like", help="Shape: ml-2m, ml-20m, ml-32m, …")] = "ml-2m",
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder; CINQ_HOME/data/simulated.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Another seed, other people.")] = 0,
    json_output: Json = False,
    debug: Debug = False,
) -> None:
    """Make ratings that nobody gave, in the size and shape of MovieLens."""
    with command("data simulate", json_output=json_output, debug=debug) as terminal:
        from cinq.data.simulated_archive import write_archive
        from cinq.data.simulator import shape_of

        shape = shape_of(like)
        folder = out or settings_of().home / "data" / "simulated"
        made = write_archive(f"{like}-simulated", shape, seed, folder, terminal.progress)
        document = {"dataset": str(made), "seed": seed, **vars(shape)}
        terminal.answer(document, f"use it with --dataset {made}")
