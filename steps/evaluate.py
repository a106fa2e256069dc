"""Judge the challenger."""

from typing import Annotated

from zenml import step
from zenml.types import HTMLString

from cinq.adapters.spark.engine import engine_of
from cinq.data.prepared import load_prepared
from cinq.evaluation.figures import Judgement
from cinq.evaluation.influence import influence
from cinq.evaluation.judgement import judge
from cinq.evaluation.report import judging_report
from cinq.models.artefact import load_bundle
from cinq.settings import GateSettings, JudgingSettings, TrainingSettings
from steps.folders import Folder
from steps.progress import say
from steps.records import record_judging
from steps.surroundings import champion, settings, tracking


@step(enable_cache=False)
def evaluate(
    prepared: Folder,
    model: Folder,
    training: TrainingSettings,
    judging: JudgingSettings,
    gate: GateSettings,
) -> tuple[Annotated[Judgement, "judgement"], Annotated[HTMLString, "judging_report"]]:
    """Score challenger, champion and popularity on the same people and draws."""
    data, challenger = load_prepared(prepared.path), load_bundle(model.path)
    released, why_not = champion()
    judgement = judge(data, challenger, released, judging, gate, model.path, say, why_not)
    with engine_of(training, settings().home, say) as engine:
        moved = influence(data, challenger, training, judging, gate, say, engine)
    judgement = judgement.model_copy(update={"influence": moved})
    earlier = tracking().history("evaluate", data.manifest.dataset, 5)[::-1]
    report = judging_report(judgement, [run.row() for run in earlier])
    record_judging(data.manifest, challenger.info, judgement, report)
    return judgement, HTMLString(report)
