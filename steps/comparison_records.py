"""What a comparison writes down: on the ZenML run and in MLflow, by the same words."""

import uuid

from cinq.data.manifest import Manifest
from cinq.evaluation.comparison_figures import ComparedModel, ComparisonFigures
from steps.surroundings import note, run_name, tracking


def record_comparison(manifest: Manifest, figures: ComparisonFigures, report: str) -> None:
    """Open a run in the experiment `compare` for every compared model.

    Runs of one comparison share the tag ``comparison``; the best model's bears the report, and
    the figures of all as ``comparison.json``.

    Parameters
    ----------
    manifest
        Of the data.
    figures
        What was found.
    report
        As HTML.
    """
    run = run_name() or f"comparison-{uuid.uuid4().hex[:8]}"
    shared = {
        "dataset": figures.dataset,
        "data_version": figures.data_version,
        "git_commit": figures.git_commit,
        "lock_hash": figures.lock_hash,
        "seed": str(figures.seed),
        "simulated": str(figures.simulated).lower(),
        "pipeline_run": run_name(),
        "comparison": run,
    }
    note({**shared, "best": figures.best.name})
    pages = {"comparison.html": report, "comparison.json": figures.model_dump_json(indent=2)}
    runs = tracking()
    for rank, model in enumerate(figures.models, 1):
        tags = {**shared, "model": model.name, "rank": str(rank)}
        with runs.run("compare", f"{model.name} of {run}", tags):
            runs.log(
                model.flat(), _parameters(figures, model), manifest, pages if rank == 1 else None
            )


def _parameters(figures: ComparisonFigures, model: ComparedModel) -> dict[str, int | float | str]:
    """The protocol, and the model's hyper-parameters by dotted name."""
    return {
        "seed": figures.seed,
        "n_folds": figures.n_folds,
        "draws": figures.draws,
        "n_trials": figures.n_trials,
        "n_tried": model.n_tried,
        **{f"{model.name}.{name}": value for name, value in model.hyperparameters.items()},
    }
