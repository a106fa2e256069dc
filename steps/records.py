"""What the judging steps write down: on the ZenML run and in MLflow, by the same words."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cinq.adapters.facts import (
    compared_figures,
    ends_of_intervals,
    figures_of_run,
    parameters_of_run,
    tags_of_run,
)
from cinq.adapters.publishing import version_tags
from cinq.data.manifest import Manifest
from cinq.evaluation.figures import Judgement
from cinq.evaluation.golden import golden_answers
from cinq.models.artefact import artefact_digest, load_bundle
from cinq.models.bundle import ModelInfo
from cinq.promotion.decision import Decision
from cinq.promotion.model_card import model_card
from steps.outcome import Candidate
from steps.surroundings import note, provenance, registry, run_name, tracking


def record_judging(manifest: Manifest, info: ModelInfo, judgement: Judgement, report: str) -> None:
    """Open a run in the experiment `evaluate` with every judged model's figures."""
    tags, runs = tags_of_run(info, provenance(), run_name()), tracking()
    note({**figures_of_run(info, manifest, judgement), **tags})
    with runs.run("evaluate", run_name() or "judging", tags):
        runs.log(
            compared_figures(judgement),
            parameters_of_run(info, {}),
            manifest,
            {"judging.html": report},
        )


def card_of(prepared: Path, model: Path, judgement: Judgement, decision: Decision) -> str:
    """The model card of the bundle in `model`, trained on the data set in `prepared`."""
    return model_card(load_bundle(model).info, Manifest.read(prepared), judgement, decision)


def record_training(
    prepared: Path,
    model: Path,
    judgement: Judgement,
    decision: Decision,
    settings: Mapping[str, Mapping[str, Any]],
    pages: Mapping[str, str],
) -> Candidate:
    """Open a run in the experiment `train` and register the model there with the decision.

    Parameters
    ----------
    prepared, model
        Folders of the data set and of the bundle.
    settings
        Sections of the settings that shaped judging and gate.
    pages
        HTML by file name, for the run.
    """
    manifest, bundle, runs = Manifest.read(prepared), load_bundle(model), tracking()
    tags = tags_of_run(bundle.info, provenance(), run_name())
    figures = figures_of_run(bundle.info, manifest, judgement)
    digest = artefact_digest(model)
    golden = golden_answers(bundle)
    example = golden[0]["favourites"] if golden else []
    with runs.run("train", run_name() or "training", tags):
        runs.log(
            figures,
            parameters_of_run(bundle.info, settings),
            manifest,
            {**pages, "decision.json": decision.model_dump_json(indent=2)},
        )
        version = registry().register(
            model, tags | version_tags(decision) | {"digest": digest}, example
        )
    return Candidate(
        version=version.version,
        artefact=str(version.artefact),
        digest=digest,
        figures=figures,
        intervals=ends_of_intervals(judgement),
        decision=decision,
    )
