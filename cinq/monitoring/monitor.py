"""One monitoring, from the user database to a row in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray
from sqlalchemy import Engine

from cinq.data.progress import Progress, silent
from cinq.models.artefact import load_bundle
from cinq.monitoring.columns import columns
from cinq.monitoring.requests import distinct
from cinq.monitoring.watch import Champion, findings_of, qualities
from cinq.monitoring.window import read_window
from cinq.releases.release import Release
from cinq.settings import JudgingSettings, MonitoringSettings
from cinq.traffic.findings import Findings, keep_findings

Columns = Mapping[str, NDArray[Any]]

REFERENCE, CURRENT = "reference.parquet", "current.parquet"


@dataclass(frozen=True)
class Monitored:
    """What was found, and the requests as tables of a line each."""

    findings: Findings
    reference: Columns
    current: Columns


def monitor(
    engine: Engine,
    release: Release,
    settings: MonitoringSettings,
    judging: JudgingSettings,
    until: datetime,
    since: datetime | None = None,
    progress: Progress = silent,
) -> Monitored:
    """Compare what a release served with what it was made for, and keep the findings.

    Raises
    ------
    MonitoringError
        If too little was served.
    ArtefactError
        If the champion's files are missing or damaged.
    DatabaseError
        If the database is away.
    """
    window = read_window(engine, release.number, settings, until, since)
    progress("simulating the requests that the champion was made for", 0.0)
    bundle = load_bundle(Path(release.artefact))
    champion = Champion.of(bundle, judging, settings.seed)
    progress(f"comparing {len(window.current):,} requests with them", 0.3)
    quality = qualities(engine, release, bundle, settings, until)
    findings = findings_of(champion, release, window, quality, settings, until)
    keep_findings(engine, findings)
    first = window.first and champion.requests(distinct(window.first))
    return Monitored(
        findings,
        columns(first or champion.judged, champion.ruler),
        columns(champion.requests(window.counting), champion.ruler),
    )


def save_columns(monitored: Monitored, folder: Path) -> None:
    """Write both tables into a folder."""
    for file, table in ((REFERENCE, monitored.reference), (CURRENT, monitored.current)):
        pq.write_table(pa.table({name: pa.array(of) for name, of in table.items()}), folder / file)


def load_columns(file: Path) -> Columns:
    """A table that `save_columns` wrote."""
    table = pq.read_table(file)
    return {name: table[name].to_numpy() for name in table.column_names}
