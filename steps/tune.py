"""Search hyper-parameters."""

from typing import Annotated

from zenml import step

from cinq.adapters.search import search
from cinq.data.prepared import load_prepared
from cinq.evaluation.study import Plan, SearchRequest, StudyResult
from cinq.evaluation.validation import validation_of
from cinq.settings import JudgingSettings, TrainingSettings, TuningSettings
from steps.folders import Folder
from steps.progress import say
from steps.study_records import trial_log, tuning_code
from steps.surroundings import note, settings


@step(enable_cache=False)
def tune(
    prepared: Folder,
    request: SearchRequest,
    training: TrainingSettings,
    judging: JudgingSettings,
    tuning: TuningSettings,
) -> Annotated[StudyResult, "study"]:
    """Go on with the study of these settings until it has as many trials as requested."""
    data = load_prepared(prepared.path)
    plan = Plan.of(request, data.manifest, training, judging, tuning, tuning_code())
    validation = validation_of(request.model, data, judging, tuning, training.seed)
    log = trial_log(plan, validation.measure)
    found = search(plan, validation, settings().home, request, progress=say, log=log)
    note({"study": found.name, **found.figures()})
    return found
