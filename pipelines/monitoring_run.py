"""Running the monitoring pipeline, from the champion to findings."""

from datetime import datetime

from cinq.database import open_database, utc_now
from cinq.errors import NoModel
from cinq.monitoring.window import read_window
from cinq.releases.ledger import NOTHING_RELEASED, Ledger
from cinq.settings import Settings
from cinq.traffic.findings import Findings
from pipelines.execution import run_to_end
from pipelines.monitoring import monitoring_pipeline
from pipelines.store import open_store


def run_monitoring(settings: Settings, since: datetime | None = None) -> Findings:
    """Run the monitoring pipeline on what the newest release served, to its end.

    What would make it fail is looked at before ZenML is asked for anything.

    Parameters
    ----------
    settings
        Applied to the environment already (`cinq.environment.apply_environment`).
    since
        When the window begins; left out, as the settings say.

    Raises
    ------
    NoModel
        If nothing has been released.
    MonitoringError
        If too little was served.
    DatabaseError
        If the database is away.
    StepFailed
        If a step failed; the run is red then.
    """
    until = utc_now()
    database = open_database(settings.database)
    release = Ledger(database).newest()
    if release is None:
        raise NoModel(NOTHING_RELEASED)
    read_window(database, release.number, settings.monitoring, until, since)
    open_store(settings.home)
    run = run_to_end(
        monitoring_pipeline,
        settings,
        release.dataset,
        {
            "release": release.number,
            "since": since.isoformat() if since else "",
            "until": until.isoformat(),
            "monitoring": settings.monitoring,
            "judging": settings.judging,
        },
    )
    found = run.steps["watch"].outputs["findings"][0].load()
    return Findings.model_validate(found, from_attributes=True)
