"""The monitoring pipeline: watch → report."""

from zenml import pipeline

from cinq.settings import JudgingSettings, MonitoringSettings
from steps.report_monitoring import report_monitoring
from steps.watch import watch


@pipeline(name="monitoring")
def monitoring_pipeline(
    release: int, since: str, until: str, monitoring: MonitoringSettings, judging: JudgingSettings
) -> None:
    """Compare what a release served with what it was trained and judged on.

    Parameters
    ----------
    release
        Its number.
    since, until
        ISO 8601; `since` may be empty: as the settings say.
    monitoring, judging
        Sections of the settings.
    """
    findings, requests = watch(release, since, until, monitoring, judging)
    report_monitoring(findings, requests)
