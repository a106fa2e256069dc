"""The training pipeline: load → prepare → join → train → evaluate → promote → package → release."""

from zenml import pipeline

from cinq.data.declarations import Dataset
from cinq.settings import (
    FetchSettings,
    GateSettings,
    JudgingSettings,
    LearningSettings,
    TrainingSettings,
)
from steps.evaluate import evaluate
from steps.join import join
from steps.load import load
from steps.package import package
from steps.prepare import prepare
from steps.promote import promote
from steps.release import release
from steps.train import train


@pipeline(name="training")
def training_pipeline(
    dataset: Dataset,
    checksum: str,
    fetch: FetchSettings,
    training: TrainingSettings,
    judging: JudgingSettings,
    gate: GateSettings,
    learning: LearningSettings,
    *,
    actor: str,
    reason: str,
) -> None:
    """Train a model on a data set, judge it, and release it if the gate lets it pass.

    Parameters
    ----------
    dataset, checksum
        What to train on, and the SHA-256 of its file where that is at hand.
    fetch, training, judging, gate, learning
        Sections of the settings.
    actor, reason
        Who or what asks for the run, and why; kept in the ledger.
    """
    archive = load(dataset, checksum, fetch)
    spark = training.spark if training.engine == "spark" else None
    own, _ = prepare(dataset, archive, spark)
    prepared, joining = join(own, learning)
    model = train(prepared, training, judging)
    judgement, _ = evaluate(prepared, model, training, judging, gate)
    candidate, _, _ = promote(prepared, model, judgement, judging, gate)
    decision, _ = package(candidate)
    release(candidate, decision, joining, actor, reason)
