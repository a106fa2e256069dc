"""Prometheus and Alertmanager in a drill: their files, their commands, and what they say."""

import time
from pathlib import Path
from typing import Any

import httpx2

from cinq.alerts import Places, rendered, write
from cinq.drill.evidence import Drift
from cinq.drill.stage import Stage
from cinq.errors import DrillFailed
from cinq.settings import Settings

ASKED_SECONDS = 10.0


class Watching:
    """Real Prometheus and Alertmanager, with the rules of life at another time scale.

    Parameters
    ----------
    tools
        Where they are; see `cinq.drill.plan.tools`.
    folder
        For their files.
    prometheus, alertmanager
        Ports to listen on.
    """

    def __init__(
        self, tools: dict[str, str], folder: Path, prometheus: int, alertmanager: int
    ) -> None:
        self._tools = tools
        self._folder = folder
        self.prometheus = f"127.0.0.1:{prometheus}"
        self.alertmanager = f"127.0.0.1:{alertmanager}"

    def start(self, stage: Stage, settings: Settings, places: Places, time_scale: float) -> None:
        """Render the files and start both."""
        write(rendered(settings, places, time_scale), self._folder)
        stage.start(
            "alertmanager",
            [
                self._tools["alertmanager"],
                f"--config.file={self._folder / 'alertmanager' / 'alertmanager.yml'}",
                f"--storage.path={self._folder / 'alertmanager' / 'data'}",
                f"--web.listen-address={self.alertmanager}",
                "--cluster.listen-address=",
            ],
        )
        stage.start(
            "prometheus",
            [
                self._tools["prometheus"],
                f"--config.file={self._folder / 'prometheus' / 'prometheus.yml'}",
                f"--storage.tsdb.path={self._folder / 'prometheus' / 'data'}",
                f"--web.listen-address={self.prometheus}",
            ],
        )

    @property
    def ready(self) -> dict[str, str]:
        """Addresses where both say that they are ready, by name."""
        return {
            "alertmanager": f"http://{self.alertmanager}/-/ready",
            "prometheus": f"http://{self.prometheus}/-/ready",
        }

    def versions(self) -> str:
        """Both programs with their versions."""
        told = _asked(f"http://{self.prometheus}/api/v1/status/buildinfo")["data"]["version"]
        notices = _asked(f"http://{self.alertmanager}/api/v2/status")["versionInfo"]["version"]
        return f"Prometheus {told}, Alertmanager {notices}"

    def firing(self) -> list[str]:
        """Return the names of the alerts that fire, each once."""
        found = _asked(f"http://{self.prometheus}/api/v1/alerts")["data"]["alerts"]
        return sorted({a["labels"]["alertname"] for a in found if a["state"] == "firing"})

    def up(self) -> list[str]:
        """Return the targets that answer, by name."""
        return sorted(labels["job"] for labels, value in self.query("up") if value == 1)

    def drifts(self, since: float) -> dict[str, Drift]:
        """Drift by feature as last monitored, if that was later than `since`; else empty.

        `since` is in seconds since 1970.
        """
        at = self.query("max(cinq_monitored_timestamp_seconds)")
        if not at or at[0][1] < since:
            return {}
        levels = {labels["feature"]: int(n) for labels, n in self.query("cinq_drift_level")}
        scores = {labels["feature"]: score for labels, score in self.query("cinq_drift_score")}
        return {name: Drift(scores[name], level) for name, level in levels.items()}

    def query(self, expression: str) -> list[tuple[dict[str, str], float]]:
        """Return labels and value of every series of an expression, now."""
        answer = _asked(f"http://{self.prometheus}/api/v1/query", {"query": expression})
        return [(each["metric"], float(each["value"][1])) for each in answer["data"]["result"]]

    def curve(self, expression: str, since: float) -> list[tuple[float, float]]:
        """Times and values of an expression of one series, second by second.

        `since` and the times are seconds since 1970.
        """
        asked = {"query": expression, "start": since, "end": time.time(), "step": 1}
        answer = _asked(f"http://{self.prometheus}/api/v1/query_range", asked)
        return [
            (float(at), float(value))
            for series in answer["data"]["result"]
            for at, value in series["values"]
        ]


def _asked(url: str, parameters: dict[str, Any] | None = None) -> Any:
    try:
        with httpx2.Client(timeout=ASKED_SECONDS, trust_env=False) as client:
            return client.get(url, params=parameters).raise_for_status().json()
    except httpx2.HTTPError as error:
        raise DrillFailed(f"{url} does not answer: {error}") from error
