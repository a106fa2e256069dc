"""Compare what the champion serves with what it was made for."""

from datetime import datetime
from typing import Annotated

from zenml import step

from cinq.monitoring.monitor import monitor, save_columns
from cinq.settings import JudgingSettings, MonitoringSettings
from cinq.traffic.findings import Findings
from steps.folders import Folder
from steps.progress import say
from steps.surroundings import database, ledger, new_folder, note


@step(enable_cache=False)
def watch(
    release: int, since: str, until: str, monitoring: MonitoringSettings, judging: JudgingSettings
) -> tuple[Annotated[Findings, "findings"], Annotated[Folder, "requests"]]:
    """Find what has changed, keep it as a row, and hand on the requests as tables."""
    begin = datetime.fromisoformat(since) if since else None
    end, of = datetime.fromisoformat(until), ledger().numbered(release)
    monitored = monitor(database(), of, monitoring, judging, end, begin, say)
    folder = new_folder()
    save_columns(monitored, folder)
    note(monitored.findings.flat())
    return monitored.findings, Folder(folder, kept=False)
