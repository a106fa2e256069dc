"""What Prometheus asks, how often, and whom it tells."""

from typing import Any

from cinq.alerts.places import Places
from cinq.alerts.timescale import duration_of

SCRAPE_SECONDS = 15.0
SHORTEST_SCRAPE = 1.0
RULES = "rules.yml"


def scrape_seconds(time_scale: float) -> float:
    """How often metrics are asked for; not more than once a second in the fastest drill."""
    return max(SHORTEST_SCRAPE, SCRAPE_SECONDS * time_scale)


def prometheus_config(places: Places, time_scale: float) -> dict[str, Any]:
    """Make Prometheus' configuration; its rules lie beside it, in `RULES`."""
    interval = duration_of(scrape_seconds(time_scale))
    return {
        "global": {"scrape_interval": interval, "evaluation_interval": interval},
        "rule_files": [RULES],
        "alerting": {
            "alertmanagers": [{"static_configs": [{"targets": [places.alertmanager]}]}],
        },
        "scrape_configs": [
            _job("cinq-api", places.api, places),
            _job("cinq-page", places.page, places),
            _job("cinq-conductor", places.conductor, places),
        ],
    }


def _job(name: str, target: str, places: Places) -> dict[str, Any]:
    key = places.api_key_file
    shown = {"authorization": {"credentials_file": str(key)}} if key else {}
    return {"job_name": name, **shown, "static_configs": [{"targets": [target]}]}
