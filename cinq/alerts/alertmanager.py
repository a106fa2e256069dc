"""Who hears of an alert: people by Slack and mail, the conductor if it asks for a job."""

from collections.abc import Iterable
from typing import Any

from cinq.alerts.places import Places
from cinq.alerts.timescale import duration_of, seconds_of
from cinq.settings import NotifySettings

HOOK = "/hooks/alertmanager"
_TITLE = "{{ .Status | toUpper }}: {{ .CommonLabels.alertname }} ({{ len .Alerts }})"
_TEXT = "{{ range .Alerts }}{{ .Annotations.summary }} - {{ .Annotations.runbook }}\n{{ end }}"
_NEEDS_API = (
    "CinqErrorBudget|CinqLatencyBudget|CinqVersionSkew|CinqFallbackShare|CinqOnboardingCollapse"
)


def alertmanager_config(
    places: Places, notify: NotifySettings, asking: Iterable[str], time_scale: float
) -> dict[str, Any]:
    """Make Alertmanager's configuration.

    Parameters
    ----------
    notify
        Slack and mail; what is empty there is not told.
    asking
        Names of the alerts that the conductor is told of too.
    time_scale
        1 for life, less for a drill; no wait falls below a second.
    """

    def wait(duration: str) -> str:
        return duration_of(max(1.0, seconds_of(duration) * time_scale))

    names = "|".join(sorted(asking))
    to_conductor = {
        "receiver": "conductor",
        "matchers": [f'alertname=~"{names}"'],
        "group_by": ["alertname"],
        "group_wait": wait("10s"),
        "group_interval": wait("5m"),
        "repeat_interval": wait("1h"),
        "continue": True,
    }
    return {
        "route": {
            "receiver": "people",
            "group_by": ["alertname", "severity"],
            "group_wait": wait("30s"),
            "group_interval": wait("5m"),
            "repeat_interval": wait("12h"),
            "routes": [
                *([to_conductor] if names else []),
                {
                    "receiver": "channel",
                    "matchers": ['severity="info"'],
                    "repeat_interval": wait("3d"),
                },
                {"receiver": "people"},  # also those of which the conductor was told
            ],
        },
        "inhibit_rules": _inhibitions(),
        "receivers": [
            {"name": "people", **_slack(places), **_mail(places, notify)},
            {"name": "channel", **_slack(places)},
            *([_conductor(places)] if names else []),
        ],
    }


def _inhibitions() -> list[dict[str, Any]]:
    """What need not be said where something else says it already."""
    return [
        {
            "source_matchers": ['severity="critical"'],
            "target_matchers": ['severity=~"warning|info"'],
            "equal": ["alertname"],
        },
        {
            "source_matchers": ['alertname="CinqDown"', 'job="cinq-api"'],
            "target_matchers": [f'alertname=~"{_NEEDS_API}"'],
        },
        {
            "source_matchers": ['alertname="CinqDown"', 'job="cinq-conductor"'],
            "target_matchers": ['alertname="CinqJobSilent"'],
        },
        {
            "source_matchers": ['alertname="CinqDriftAct"'],
            "target_matchers": ['alertname="CinqDriftWarn"'],
        },
    ]


def _conductor(places: Places) -> dict[str, Any]:
    """The webhook that asks for a job; that an alert has ended asks for nothing."""
    return {
        "name": "conductor",
        "webhook_configs": [
            {
                "url": f"http://{places.conductor}{HOOK}",
                "send_resolved": False,
                "http_config": {
                    "authorization": {"credentials_file": str(places.hook_token_file)},
                },
            }
        ],
    }


def _slack(places: Places) -> dict[str, Any]:
    if places.slack_url_file is None:
        return {}
    return {
        "slack_configs": [
            {
                "api_url_file": str(places.slack_url_file),
                "send_resolved": True,
                "title": _TITLE,
                "text": _TEXT,
            }
        ]
    }


def _mail(places: Places, notify: NotifySettings) -> dict[str, Any]:
    if not (notify.smtp_host and notify.email_to):
        return {}
    account: dict[str, Any] = {}
    if notify.smtp_user:
        account["auth_username"] = notify.smtp_user
    if places.smtp_password_file is not None:
        account["auth_password_file"] = str(places.smtp_password_file)
    return {
        "email_configs": [
            {
                "to": ", ".join(notify.email_to),
                "from": notify.email_from,
                "smarthost": f"{notify.smtp_host}:{notify.smtp_port}",
                "require_tls": notify.smtp_security == "starttls",
                **account,
                "send_resolved": True,
                "headers": {"Subject": _TITLE},
                "text": _TEXT,
            }
        ]
    }
