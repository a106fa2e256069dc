"""Report on a study."""

from typing import Annotated

from zenml import step
from zenml.types import HTMLString

from cinq.data.manifest import Manifest
from cinq.evaluation.study import StudyResult
from cinq.evaluation.tuning_report import tuning_report
from steps.folders import Folder
from steps.study_records import record_study


@step(enable_cache=False)
def report_tuning(prepared: Folder, study: StudyResult) -> Annotated[HTMLString, "tuning_report"]:
    """Show what was tried and what came out, here and in MLflow."""
    report = tuning_report(study)
    record_study(Manifest.read(prepared.path), study, report)
    return HTMLString(report)
