"""What a monitoring writes down beside its row: Evidently's view, and a run in MLflow."""

import json
from pathlib import Path
from typing import Any

from cinq.adapters.drift_report import drift_report
from cinq.monitoring.columns import CATEGORICAL
from cinq.monitoring.monitor import CURRENT, REFERENCE, load_columns
from cinq.traffic.findings import Findings
from steps.surroundings import provenance, run_name, tracking


def evidently_report(folder: Path) -> tuple[str, dict[str, Any]]:
    """Evidently's page of the tables in a folder, and what it shows."""
    reference, current = (load_columns(folder / file) for file in (REFERENCE, CURRENT))
    return drift_report(reference, current, CATEGORICAL)


def record_monitoring(findings: Findings, report: str, facts: dict[str, Any]) -> None:
    """Open a run in the experiment `monitor` with the figures, our report and Evidently's JSON."""
    of = provenance()
    tags = {
        "dataset": findings.dataset,
        "data_version": findings.data_version,
        "release": str(findings.release),
        "model_version": findings.model_version,
        "level": findings.level,
        "git_commit": of.git_commit,
        "lock_hash": of.lock_hash,
        "pipeline_run": run_name(),
    }
    files = {
        "monitoring.html": report,
        "monitoring.json": findings.model_dump_json(indent=2),
        "evidently.json": json.dumps(facts, indent=1),
    }
    runs = tracking()
    with runs.run("monitor", run_name() or "monitoring", tags):
        runs.log(findings.flat(), {"alarm_rate": findings.alarm_rate}, pages=files)
