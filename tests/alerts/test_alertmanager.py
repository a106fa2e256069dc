"""A real Alertmanager by our file: people hear of an alert, and the conductor acts on it."""

import json
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest

from cinq.alerts import plain_places, rendered, write
from cinq.conducting.app import make_app
from cinq.conducting.hook_book import HookBook
from cinq.conducting.hooks import HookDesk
from cinq.conducting.secrets import hook_secrets
from cinq.conducting.server import served
from cinq.database import open_database
from cinq.jobs.kept import KeptProcess
from cinq.jobs.queue import JobQueue
from cinq.settings import Settings, load_settings
from tests.conducting.listeners import Mail, Slack
from tests.conftest import require
from tests.integration.containers import until
from tests.integration.product import free_port

pytestmark = pytest.mark.integration

SECONDS = 60
DRIFT = {"alertname": "CinqDriftAct", "severity": "warning", "feature": "genres"}
WARNED = {"alertname": "CinqDriftWarn", "severity": "info", "feature": "decades"}


@pytest.fixture
def slack() -> Iterator[Slack]:
    made = Slack()
    yield made
    made.close()


@pytest.fixture
def mail() -> Iterator[Mail]:
    made = Mail()
    yield made
    made.close()


@pytest.fixture
def settings(tmp_path: Path, slack: Slack, mail: Mail) -> Settings:
    (tmp_path / "slack").write_text(slack.url)
    (tmp_path / "password").write_text("unused: this server asks for none")
    told = {
        "slack_url_file": str(tmp_path / "slack"),
        "smtp_host": "127.0.0.1",
        "smtp_port": str(mail.port),
        "smtp_security": "none",
        "email_from": "cinq@films.example",
        "email_to": "[ana@films.example]",
    }
    notify = {f"notify.{key}": value for key, value in told.items()}
    return load_settings({"home": str(tmp_path), "conductor.port": str(free_port()), **notify})


@pytest.fixture
def queue(settings: Settings) -> Iterator[JobQueue]:
    """What the conductor's hooks fill; its server listens."""
    engine = open_database(settings.database)
    secrets = hook_secrets(settings.conductor, settings.home)
    desk = HookDesk(engine, HookBook(engine), settings.conductor, secrets, lambda *_: None)
    app = make_app(desk, settings.conductor.max_body_bytes, lambda: b"", lambda: True, "127.0.0.1")
    assert settings.conductor.port is not None
    with served(app, settings.conductor.host, settings.conductor.port):
        yield JobQueue(engine)
    engine.dispose()


@pytest.fixture
def alertmanager(settings: Settings, queue: JobQueue, tmp_path: Path) -> Iterator[httpx2.Client]:
    """Works by the rendered file, a thousand times as fast: it waits a second, not ten."""
    program = shutil.which("prometheus-alertmanager")
    require(program is not None, "Alertmanager (Debian: prometheus-alertmanager)")
    write(rendered(settings, plain_places(settings), 0.001), tmp_path)
    address, log = f"127.0.0.1:{free_port()}", tmp_path / "alertmanager.log"
    command = [
        str(program),
        f"--config.file={tmp_path}/alertmanager/alertmanager.yml",
        f"--storage.path={tmp_path}/notices",
        f"--web.listen-address={address}",
        "--cluster.listen-address=",
    ]
    process = KeptProcess(command, log=log)
    try:
        with httpx2.Client(base_url=f"http://{address}", timeout=20) as client:
            until(lambda: is_ready(client), process, log)
            yield client
    finally:
        process.stop()
        process.result()


def is_ready(client: httpx2.Client) -> bool:
    try:
        return client.get("/-/ready").status_code == 200
    except httpx2.TransportError:  # it does not listen yet
        return False


def test_drift_is_told_to_people_and_becomes_a_training(
    alertmanager: httpx2.Client, slack: Slack, mail: Mail, queue: JobQueue
) -> None:
    now = datetime.now(UTC).isoformat()
    alerts = [
        {
            "labels": labels,
            "annotations": {"summary": f"{labels['feature']} differs", "runbook": "docs/alerts.md"},
            "startsAt": now,
        }
        for labels in (DRIFT, WARNED)
    ]
    assert alertmanager.post("/api/v2/alerts", json=alerts).status_code == 200
    _, post = slack.posts.get(timeout=SECONDS)
    envelope, letter = mail.messages.get(timeout=SECONDS)
    assert "genres differs" in json.dumps(post)
    assert "genres differs" in letter
    assert "CinqDriftAct" in letter
    assert "<ana@films.example>" in envelope
    assert "decades" not in json.dumps(post) + letter  # the lesser alert is not told beside it
    (job,) = wait_for_jobs(queue)
    assert (job.kind, job.state) == ("train", "queued")


def wait_for_jobs(queue: JobQueue) -> list:
    """The jobs there are, once there are any; the hook was sent no later than the letter."""
    deadline = time.monotonic() + SECONDS
    while not (jobs := queue.list()):
        assert time.monotonic() < deadline, "no job was asked for"
        time.sleep(0.1)
    return jobs


def test_what_follows_from_another_is_not_told(alertmanager: httpx2.Client) -> None:
    told = {
        "CinqDown cinq-api": ("critical", False),
        "CinqDown cinq-conductor": ("critical", False),
        "CinqErrorBudget 14.4": ("critical", True),
        "CinqFallbackShare": ("warning", True),
        "CinqJobSilent": ("warning", True),
        "CinqDriftAct": ("warning", False),
        "CinqDriftWarn": ("info", True),
        "CinqGateRefuses": ("warning", False),
        "CinqLatencyBudget 6": ("critical", True),
        "CinqLatencyBudget 1": ("warning", True),
        "CinqModelOld": ("warning", False),
    }
    alerts = []
    for name, (severity, _) in told.items():
        alertname, _, more = name.partition(" ")
        labels = {"alertname": alertname, "severity": severity, "name": name}
        alerts.append({"labels": labels | ({"job": more} if more.startswith("cinq") else {})})
    assert alertmanager.post("/api/v2/alerts", json=alerts).status_code == 200

    def inhibited() -> dict[str, bool]:
        return {
            alert["labels"]["name"]: bool(alert["status"]["inhibitedBy"])
            for alert in alertmanager.get("/api/v2/alerts").json()
        }

    expected = {name: by for name, (_, by) in told.items()}
    deadline = time.monotonic() + SECONDS
    while inhibited() != expected:
        assert time.monotonic() < deadline, inhibited()
        time.sleep(0.1)
