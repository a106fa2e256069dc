"""Show and keep what a monitoring found."""

from typing import Annotated

from zenml import step
from zenml.types import HTMLString

from cinq.monitoring.report import monitoring_report
from cinq.traffic.findings import Findings
from steps.folders import Folder
from steps.monitoring_records import evidently_report, record_monitoring


@step(enable_cache=False)
def report_monitoring(
    findings: Findings, requests: Folder
) -> tuple[Annotated[HTMLString, "monitoring_report"], Annotated[HTMLString, "evidently_report"]]:
    """Make our report and Evidently's, and a run in MLflow."""
    report = monitoring_report(findings)
    page, facts = evidently_report(requests.path)
    record_monitoring(findings, report, facts)
    return HTMLString(report), HTMLString(page)
