"""The `cinq` command: builds settings, starts one thing."""

import getpass
import os
from pathlib import Path
from typing import Annotated

import typer

from cinq.console.alert_commands import alerts
from cinq.console.command import (
    GROUP,
    AskedBy,
    DatasetName,
    Debug,
    Json,
    Reason,
    Sets,
    command,
    ledger_of,
    settings_of,
)
from cinq.console.data_commands import data
from cinq.console.drill_commands import drill
from cinq.console.experiment_commands import experiment
from cinq.console.key_commands import keys
from cinq.console.model_commands import models
from cinq.console.user_commands import users

app = typer.Typer(help="Five films you love in, five you will love out.", **GROUP)
app.add_typer(alerts, name="alerts")
app.add_typer(data, name="data")
app.add_typer(experiment, name="experiment")
app.add_typer(models, name="models")
app.add_typer(users, name="users")
app.add_typer(keys, name="keys")
app.command()(drill)
stacks = typer.Typer(help="Where pipelines run and keep what they make.", **GROUP)
app.add_typer(stacks, name="stacks")


def main() -> None:
    """Entry point."""
    app(prog_name="cinq")


@app.command()
def up(
    sets: Sets = [],  # noqa: B006 - typer copies it
    dataset: DatasetName = "",
    debug: Debug = False,
) -> None:
    """Everything: data, training if nothing is released, API, page and conductor."""
    with command("up", debug=debug) as terminal:
        from cinq.console.up import up as start

        settings = settings_of(sets, {"dataset": dataset})
        start(settings, os.environ, terminal)


@app.command()
def train(
    dataset: DatasetName = "",
    sets: Sets = [],  # noqa: B006 - typer copies it
    *,
    seed: Annotated[int | None, typer.Option(help="Seed of the training.")] = None,
    reason: Reason = "cinq train",
    asked_by: AskedBy = "",
    engine: Annotated[
        str, typer.Option(help="local, or spark: beyond one machine (docs/scale.md).")
    ] = "",
    queue: Annotated[bool, typer.Option("--queue", help="Leave it to `cinq conduct`.")] = False,
    json_output: Json = False,
    debug: Debug = False,
) -> None:
    """Train a model, judge it, and release it if the gate lets it pass (exit code 3 if not)."""
    with command("train", json_output=json_output, debug=debug) as terminal:
        from cinq.console.ahead import made_ahead
        from cinq.console.logs import kept_quiet
        from cinq.data.datasets import choose
        from cinq.errors import GateRefused

        sets = [*sets, f"training.engine={engine}"] if engine else sets
        settings = settings_of(sets, {"dataset": dataset, "training.seed": seed})
        actor = asked_by or getpass.getuser()
        if queue:
            from cinq.console.conduct import queue_training

            job = queue_training(settings, dataset, seed, sets, actor)
            terminal.answer(job.as_dict(), f"job {job.id} is queued")
            return
        with kept_quiet(terminal, settings.home, "train", debug=debug) as log:
            chosen, why = choose(settings.dataset, settings)
            terminal.progress(f"data: {why}")
            with made_ahead(settings):
                from pipelines.running import run_training

                outcome = run_training(settings, chosen, actor, reason)
        from cinq.console.tables import facts_table

        terminal.answer(outcome.model_dump(mode="json"), facts_table(outcome.figures))
        terminal.say(f"accounts: {outcome.accounts.told()}")
        if outcome.release is None:
            for failed in outcome.reasons:
                terminal.warn(f"refused: {failed}")
            raise GateRefused(f"the gate refused version {outcome.model_version} (log: {log})")
        terminal.say(f"release {outcome.release}: version {outcome.model_version}")


@app.command()
def compare(
    names: Annotated[
        list[str], typer.Argument(metavar="MODEL", help="Models; none: all of the family.")
    ] = [],  # noqa: B006 - typer copies it
    *,
    dataset: DatasetName = "",
    folds: Annotated[
        int | None,
        typer.Option(min=3, help="Parts of people, 3 or more; 10, on large data fewer."),
    ] = None,
    draws: Annotated[int, typer.Option(min=1, help="Draws of five favourites a person.")] = 3,
    tune: Annotated[
        int, typer.Option(min=0, help="Settings to try for every model before; 0: none.")
    ] = 0,
    seed: Annotated[int, typer.Option(min=0, help="Seed of folds and trainings.")] = 0,
    markdown: Annotated[
        Path | None, typer.Option(dir_okay=False, help="Write a page with pictures here.")
    ] = None,
    sets: Sets = [],  # noqa: B006 - typer copies it
    json_output: Json = False,
    debug: Debug = False,
) -> None:
    """Compare models on the same people and draws; popularity always takes part.

    A model that is absent or fails is listed with its reason; exit code 1 if all do.
    """
    with command("compare", json_output=json_output, debug=debug) as terminal:
        from cinq.console.logs import kept_quiet
        from cinq.data.datasets import choose

        settings = settings_of(sets, {"dataset": dataset})
        with kept_quiet(terminal, settings.home, "compare", debug=debug):
            from cinq.console.compare import answer, command_line, room_for
            from cinq.evaluation.comparison import chosen_models
            from cinq.evaluation.comparison_figures import ComparisonPlan

            chosen_models(names)
            room_for(markdown)
            plan = ComparisonPlan(
                models=tuple(names), n_folds=folds, draws=draws, n_trials=tune, seed=seed
            )
            chosen, why = choose(settings.dataset, settings)
            terminal.progress(f"data: {why}")
            from pipelines.running import run_comparison

            run, figures = run_comparison(settings, chosen, plan)
            options = {
                "dataset": dataset,
                "folds": folds,
                "draws": draws if draws != 3 else None,
                "tune": tune,
                "seed": seed,
                "markdown": markdown,
            }
            answer(terminal, run, figures, markdown, command_line(names, options, sets))


@app.command()
def tune(
    model: Annotated[str, typer.Argument(help="A model of the family; the ranker.")] = "",
    *,
    dataset: DatasetName = "",
    trials: Annotated[
        int | None, typer.Option(min=1, help="How many; 40, or the whole grid.")
    ] = None,
    grid: Annotated[bool, typer.Option("--grid", help="Try every point of the grid.")] = False,
    seed: Annotated[int | None, typer.Option(min=0, help="Seed of the search.")] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh/--resume", help="Forget what this study tried before.")
    ] = False,
    adopt: Annotated[
        bool, typer.Option("--adopt", help="Write the best of the last study into configs/.")
    ] = False,
    sets: Sets = [],  # noqa: B006 - typer copies it
    json_output: Json = False,
    debug: Debug = False,
) -> None:
    """Search a model's hyper-parameters on people who never judge; goes on where it stopped.

    Nothing is configured or released by it. With --adopt nothing is searched.
    """
    with command("tune", json_output=json_output, debug=debug) as terminal:
        from cinq.console.logs import kept_quiet
        from cinq.data.datasets import choose
        from cinq.evaluation.search_spaces import space_of

        settings = settings_of(sets, {"dataset": dataset, "tuning.seed": seed})
        model = model or settings.training.ranker
        space_of(model)
        with kept_quiet(terminal, settings.home, "tune", debug=debug):
            from cinq.console.tune import answer, answer_adopted
            from cinq.models.family import member

            member(model)
            if adopt:
                from cinq.adapters.study_file import newest_study

                answer_adopted(terminal, newest_study(settings.home, model, dataset))
                return
            chosen, why = choose(settings.dataset, settings)
            terminal.progress(f"data: {why}")
            from cinq.evaluation.study import SearchRequest
            from pipelines.tuning_run import run_tuning

            request = SearchRequest(
                model=model, grid=grid, trials=trials, fresh=fresh, dataset=dataset
            )
            found = run_tuning(settings, chosen, request)
        answer(terminal, found)


@app.command()
def predict(
    dataset: DatasetName = "",
    k: Annotated[int, typer.Option("-k", "--k", min=1, max=100, help="Films a user.")] = 10,
    out: Annotated[
        Path | None, typer.Option("--out", dir_okay=False, help="The Parquet file.")
    ] = None,
    user: Annotated[
        str, typer.Option(help="One user's list, here: the id as it stands in the data.")
    ] = "",
    json_output: Json = False,
    debug: Debug = False,
) -> None:
    """The best unseen films of every known user, by the released model, as a Parquet file."""
    with command("predict", json_output=json_output, debug=debug) as terminal:
        from cinq.console.logs import kept_quiet
        from cinq.console.predict import (
            answer_written,
            file_for,
            list_of,
            release_for,
            user_table,
        )

        settings = settings_of()
        ledger = ledger_of(settings)
        release = release_for(ledger, dataset)
        if user:
            from cinq.console.recommend import released_model

            answer = list_of(released_model(ledger).engine, user, k)
            terminal.answer(answer.model_dump(mode="json"), user_table(user, answer))
            return
        file = (out or file_for(release, settings.home)).expanduser().absolute()
        with kept_quiet(terminal, settings.home, "predict", debug=debug):
            from pipelines.prediction_run import run_prediction

            written = run_prediction(settings, release, k, file)
        answer_written(terminal, written)


@app.command()
def monitor(
    since: Annotated[
        str, typer.Option(help="Begin of the window: 2026-11-20T18:00 (UTC), or 90m, 12h, 7d.")
    ] = "",
    sets: Sets = [],  # noqa: B006 - typer copies it
    *,
    json_output: Json = False,
    debug: Debug = False,
) -> None:
    """Compare what the champion serves with what it was trained and judged on."""
    with command("monitor", json_output=json_output, debug=debug) as terminal:
        from cinq.console.logs import kept_quiet
        from cinq.console.monitor import findings_table, time_of
        from cinq.database import utc_now

        settings, begin = settings_of(sets), time_of(since, utc_now())
        with kept_quiet(terminal, settings.home, "monitor", debug=debug):
            from pipelines.monitoring_run import run_monitoring

            found = run_monitoring(settings, begin)
        terminal.answer(found.model_dump(mode="json"), findings_table(found))


@stacks.command("list")
def list_stacks(json_output: Json = False, debug: Debug = False) -> None:
    """Declared stacks, and what each needs to be registered."""
    with command("stacks list", json_output=json_output, debug=debug) as terminal:
        from cinq.adapters.stacks import declared_stacks
        from cinq.console.stacks import stacks_table

        declared = declared_stacks()
        document = [stack.model_dump(include={"name", "title"}) for stack in declared]
        terminal.answer(document, stacks_table(declared))


@stacks.command("register")
def register_stack(
    name: Annotated[str, typer.Argument(help="A name of `cinq stacks list`.")],
    json_output: Json = False,
    debug: Debug = False,
) -> None:
    """Register a stack in ZenML, or bring it up to date; `zenml stack set` then uses it."""
    with command("stacks register", json_output=json_output, debug=debug) as terminal:
        from cinq.adapters.stacks import register, stack_declaration
        from cinq.console.logs import kept_quiet

        declared = stack_declaration(name)
        declared.filled(os.environ)
        settings = settings_of()
        with kept_quiet(terminal, settings.home, "stacks", debug=debug):
            terminal.progress("opening the pipelines' store")
            from pipelines.store import open_store

            open_store(settings.home)
            registered = register(declared, os.environ)
        use = f"ZENML_CONFIG_PATH={settings.home / 'zenml'} zenml stack set {registered}"
        terminal.answer({"stack": registered, "use": use}, f"registered; use it: {use}")


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "",
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    debug: Debug = False,
) -> None:
    """Serve the API from the newest Bento."""
    with command("serve", debug=debug):
        from cinq.console.servers import serve_api

        serve_api(settings_of((), {"api.host": host, "api.port": port}))


@app.command()
def ui(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "",
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    debug: Debug = False,
) -> None:
    """Serve the page."""
    with command("ui", debug=debug):
        settings = settings_of((), {"ui.host": host, "ui.port": port})
        from cinq.adapters.exposition import metered
        from cinq.adapters.traces import tracer_of
        from cinq.overview import open_overview
        from cinq.personal import open_personal
        from ui.app import serve as serve_page

        tracer, personal = tracer_of(os.environ, "cinq-page"), open_personal(settings)
        serve_page(settings, tracer, *metered(), personal, open_overview(settings))


@app.command()
def conduct(
    first_training: Annotated[
        bool, typer.Option("--first-training", help="Train at once if nothing is released yet.")
    ] = False,
    sets: Sets = [],  # noqa: B006 - typer copies it
    debug: Debug = False,
) -> None:
    """Run jobs one at a time, and those of the schedule."""
    with command("conduct", debug=debug):
        settings = settings_of(sets)
        from cinq.console.conduct import conduct as work

        work(settings, os.environ, first_training)


@app.command()
def dashboard(debug: Debug = False) -> None:
    """Open ZenML's and MLflow's pages on free ports of this machine."""
    with command("dashboard", debug=debug) as terminal:
        settings = settings_of()
        from cinq.console.dashboard import dashboard as start

        start(settings, os.environ, terminal)


@app.command()
def recommend(
    titles: Annotated[list[str], typer.Argument(help="Films you love; a year helps: 'Heat 1995'.")],
    others: Annotated[
        list[str],
        typer.Option(
            "--with",
            metavar="TITLES",
            help="What somebody else loves, as in --with 'Amelie; Fargo': one list for both. "
            "Once for each further person.",
        ),
    ] = [],  # noqa: B006 - typer copies it
    k: Annotated[int, typer.Option("-k", help="How many films.")] = 5,
    json_output: Json = False,
    debug: Debug = False,
) -> None:
    """Films for somebody who loves these, or for several people together, with reasons."""
    with command("recommend", json_output=json_output, debug=debug) as terminal:
        from cinq.console.recommend import as_typed, recommend_together, released_model
        from cinq.console.recommend import recommend as answer_titles
        from cinq.console.tables import films_table, together_table

        served = released_model(ledger_of(settings_of()))
        if others:
            common, of_each = recommend_together(served, titles, others, k, terminal)
            told = {"taken": [as_typed(taken) for taken in of_each]}
            document = common.model_dump(mode="json") | told
            terminal.answer(document, together_table(common, of_each))
            return
        answer, taken = answer_titles(served, titles, k, terminal)
        document = answer.model_dump(mode="json") | {"taken": as_typed(taken)}
        terminal.answer(document, films_table(answer, taken))


if __name__ == "__main__":
    main()
