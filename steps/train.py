"""Fit the model."""

from typing import Annotated

from zenml import step
from zenml.config.cache_policy import CachePolicy

from cinq.adapters.spark.engine import engine_of
from cinq.data.prepared import load_prepared
from cinq.evaluation.golden import golden_answers
from cinq.models.artefact import save_bundle
from cinq.models.training import train_bundle
from cinq.serving.parity import keep_golden
from cinq.settings import JudgingSettings, TrainingSettings
from steps.folders import Folder
from steps.progress import say
from steps.surroundings import TRAINING_CODE, new_folder, note, provenance, settings


@step(
    enable_cache=True,
    cache_policy=CachePolicy(cache_func=TRAINING_CODE),
)
def train(
    prepared: Folder, training: TrainingSettings, judging: JudgingSettings
) -> Annotated[Folder, "model"]:
    """Train on the training people; `judging` says who they are."""
    data = load_prepared(prepared.path)
    with engine_of(training, settings().home, say) as engine:
        bundle = train_bundle(data, training, judging, provenance(), say, engine)
    folder = new_folder() / "model"
    digest = save_bundle(bundle, folder)
    keep_golden(folder, golden_answers(bundle))
    note({"training_seconds": bundle.info.training_seconds, "digest": digest})
    return Folder(folder, kept=False)
