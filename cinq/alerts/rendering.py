"""The files by which Prometheus, Alertmanager and Grafana work."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from cinq.alerts.alertmanager import alertmanager_config
from cinq.alerts.places import Places
from cinq.alerts.prometheus import RULES, prometheus_config, scrape_seconds
from cinq.alerts.rules import rules_of
from cinq.dashboards import DASHBOARDS, grafana_json
from cinq.errors import SettingsError
from cinq.settings import CONFIGS, Settings

TEMPLATE = CONFIGS / "prometheus" / "rules.template.yml"
PROMETHEUS = "prometheus/prometheus.yml"
ALERTMANAGER = "alertmanager/alertmanager.yml"


def rendered(settings: Settings, places: Places, time_scale: float = 1.0) -> dict[str, str]:
    """Make all files, by their path.

    Parameters
    ----------
    settings
        Whom to notify, and which alerts ask the conductor for a job.
    places
        Where everything is.
    time_scale
        1 for life; 0.01 runs the same rules a hundred times as fast.

    Raises
    ------
    SettingsError
        If the time scale is not above 0 and at most 1.
    """
    if not 0 < time_scale <= 1:
        raise SettingsError(f"time scale {time_scale:g}: give one above 0 and up to 1")
    rules = rules_of(TEMPLATE.read_text("utf-8"), time_scale, scrape_seconds(time_scale))
    notices = alertmanager_config(places, settings.notify, settings.conductor.alerts, time_scale)
    return {
        PROMETHEUS: _written(prometheus_config(places, time_scale), time_scale),
        f"prometheus/{RULES}": _written(rules, time_scale),
        ALERTMANAGER: _written(notices, time_scale),
        **{
            f"grafana/dashboards/{dashboard.name}.json": grafana_json(dashboard)
            for dashboard in DASHBOARDS
        },
    }


def write(files: Mapping[str, str], folder: Path) -> list[Path]:
    """Write files below a folder, which is made if need be; gives their places.

    Raises
    ------
    SettingsError
        If one cannot be written.
    """
    written = []
    for name, text in files.items():
        place = folder / name
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, "utf-8")
        except OSError as error:
            raise SettingsError(f"{place} cannot be written: {error.strerror}") from error
        written.append(place)
    return written


def _written(document: dict[str, Any], time_scale: float) -> str:
    said = "make alerts" if time_scale == 1 else f"cinq alerts render --time-scale {time_scale:g}"
    body = yaml.dump(document, Dumper=_Indented, sort_keys=False, allow_unicode=True, width=100)
    return f"# Made by `{said}`: change rules.template.yml, the settings or cinq/alerts.\n{body}"


class _Indented(yaml.SafeDumper):
    """Lists stand further in than what holds them, as in YAML that people write."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, indentless=False)
