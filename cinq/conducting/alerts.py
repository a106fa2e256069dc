"""Which alerts ask for which job: a pure function of what came and the settings."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from cinq.settings.conductor import HookJob
from cinq.wire.hooks import Alert, AlertsHook


@dataclass(frozen=True)
class Wish:
    """A job that alerts ask for.

    Attributes
    ----------
    kind
        Of the job.
    names
        Of the alerts, each once, in alphabetical order.
    marks
        One for each alert, the same as long as it goes on firing.
    """

    kind: HookJob
    names: tuple[str, ...]
    marks: tuple[str, ...]


def wishes(hook: AlertsHook, rules: Mapping[str, HookJob]) -> list[Wish]:
    """Return what a group of alerts asks for, one wish for each kind of job.

    Only alerts that fire ask for anything, and only those that the rules name.

    Parameters
    ----------
    rules
        Kind of job by an alert's name (its label ``alertname``).
    """
    asked: dict[HookJob, list[Alert]] = {}
    for alert in hook.alerts:
        kind = rules.get(alert.labels.get("alertname", ""))
        if kind is not None and alert.status == "firing":
            asked.setdefault(kind, []).append(alert)
    return [
        Wish(
            kind,
            tuple(sorted({alert.labels["alertname"] for alert in alerts})),
            tuple(sorted({mark_of(alert) for alert in alerts})),
        )
        for kind, alerts in asked.items()
    ]


def mark_of(alert: Alert) -> str:
    """Return what an alert is known by: its fingerprint and when it began to fire."""
    labels = json.dumps(alert.labels, sort_keys=True)
    known = alert.fingerprint or hashlib.sha256(labels.encode()).hexdigest()
    return hashlib.sha256(f"alert {known} {alert.startsAt.isoformat()}".encode()).hexdigest()
