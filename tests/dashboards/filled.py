"""A real Prometheus that has seen the simulated week, with the series that the rules record."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import yaml

from cinq.alerts import plain_places, rendered, write
from cinq.dashboards import Dashboard
from cinq.dashboards.answers import Answers
from cinq.jobs.kept import KeptProcess
from cinq.settings import load_settings
from tests.conftest import require
from tests.dashboards.week import SECONDS, Week
from tests.integration.containers import until
from tests.integration.product import free_port

END = int(time.time()) // 86_400 * 86_400
"""Of the week: last midnight."""


@contextmanager
def filled(folder: Path, seconds: int) -> Iterator[str]:
    """The address of a Prometheus that has seen the last `seconds` of the week, up to `END`."""
    require(shutil.which("prometheus") is not None, "Prometheus (Debian: prometheus)")
    start = END - seconds
    settings = load_settings({"home": str(folder)})
    write(rendered(settings, plain_places(settings)), folder)
    groups = yaml.safe_load((folder / "prometheus" / "rules.yml").read_text())["groups"]
    records = [rule for group in groups for rule in group["rules"] if "record" in rule]
    (folder / "prometheus.yml").write_text("global: {scrape_interval: 2m}\n")
    with (folder / "week.txt").open("w") as file:
        file.writelines(Week(END - SECONDS).openmetrics(SECONDS - seconds))
    _promtool(folder, "openmetrics", "week.txt", "series")
    for of_others in (False, True):  # what is made of recorded series has to wait for them
        rules = [rule for rule in records if ("cinq:" in rule["expr"]) == of_others]
        document = {"groups": [{"name": "week", "interval": "20m", "rules": rules}]}
        (folder / "rules.yml").write_text(yaml.safe_dump(document))
        with _serving(folder) as address:
            span = (f"--start={start}", f"--end={END}", "--eval-interval=20m")
            place = (f"--url={address}", "--output-dir=series")
            _promtool(folder, "rules", *span, *place, "rules.yml")
    with _serving(folder) as address:
        yield address


def _promtool(folder: Path, *arguments: str) -> None:
    command = ["promtool", "tsdb", "create-blocks-from", *arguments, "--max-block-duration=200h"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def _serving(folder: Path) -> Iterator[str]:
    address, log = f"127.0.0.1:{free_port()}", folder / "prometheus.log"
    command = [
        *("prometheus", "--config.file=prometheus.yml", "--storage.tsdb.path=series"),
        *("--storage.tsdb.retention.time=60d", "--query.lookback-delta=25m"),
        f"--web.listen-address={address}",
    ]
    process = KeptProcess(command, folder=folder, log=log)
    try:
        until(lambda: _ready(address), process, log)
        yield f"http://{address}"
    finally:
        process.stop()
        process.result()


def _ready(address: str) -> bool:
    try:
        return httpx2.get(f"http://{address}/-/ready").status_code == 200
    except httpx2.TransportError:  # it does not listen yet
        return False


def empty(dashboard: Dashboard, answers: Answers) -> list[str]:
    """Titles of panels that a query has no values for."""
    return [
        panel.title
        for panel in dashboard.panels
        for query in panel.queries
        if not any(curve.values for curve in answers[query.expr])
    ]
