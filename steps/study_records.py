"""What the tuning steps write down in MLflow."""

from cinq.adapters.provenance import TRAINING_CODE, code_digest
from cinq.adapters.trials import TrialLog, tags_of_study
from cinq.data.manifest import Manifest
from cinq.evaluation.study import Plan, StudyResult
from cinq.evaluation.validation import Measure
from cinq.settings import ROOT
from steps.surroundings import provenance, run_name, tracking

MEASURING_CODE = ("cinq/evaluation/validation.py", "cinq/evaluation/cases.py", "cinq/metrics")
"""What shapes a trial's value beside data and models."""


def tuning_code() -> str:
    """Digest of the code that shapes trials: after a change they would not compare."""
    return code_digest(ROOT, (*TRAINING_CODE, *MEASURING_CODE))


def trial_log(plan: Plan, measure: Measure) -> TrialLog:
    """What every trial is to be handed to."""
    return TrialLog(tracking(), measure.name, tags_of_study(plan, provenance()))


def record_study(manifest: Manifest, found: StudyResult, report: str) -> None:
    """Open a run in the experiment `optimize` with what the study found so far and its report."""
    tags = tags_of_study(found.plan, provenance()) | {"kind": "study", "pipeline_run": run_name()}
    best = found.best.values if found.best is not None else {}
    runs = tracking()
    with runs.run("optimize", run_name() or found.name, tags):
        runs.log(found.figures(), best, manifest, {"tuning.html": report})
