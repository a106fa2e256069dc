"""Rank what every known user has not seen."""

from pathlib import Path
from typing import Annotated

from zenml import step

from cinq.models.artefact import load_bundle
from cinq.serving.predictions import Predictions, write_predictions
from steps.progress import say
from steps.surroundings import ledger, note


@step(enable_cache=False)
def predict(release: int, k: int, file: str) -> Annotated[Predictions, "predictions"]:
    """Write the best `k` of every user by the model of this release; `file` is absolute."""
    found = ledger().numbered(release)
    bundle, version = load_bundle(Path(found.artefact)), found.model_version
    written = write_predictions(
        bundle, Path(file), k, release=release, model_version=version, progress=say
    )
    note({**written.model_dump(), "users_per_second": written.users_per_second})
    return written
