"""Settings of the conductor, and of whom it tells how things went."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from cinq.hyperparameters import Count, Positive, Section

Port = Annotated[int, Field(ge=1, le=65535)]

Hours = Annotated[float, Field(ge=0)]

HookJob = Literal["train", "monitor", "predict"]
"""What a hook may start."""

Address = Annotated[str, Field(pattern=r"^[^@\s,<>]+@[^@\s,<>]+$")]


ASKING: dict[str, HookJob] = {
    "CinqModelOld": "train",
    "CinqDriftAct": "train",
    "CinqAcceptanceFalling": "train",
    "CinqOnlinePrecisionFalling": "train",
}
"""Alerts that ask for a job; configs/prometheus/rules.template.yml declares them."""


class ScheduleSettings(Section):
    """When the conductor asks for jobs by itself, in this machine's time zone.

    A cron line such as ``0 4 * * 1``, a rhythm such as ``every 6 hours``, or empty: never.
    """

    train: str = ""
    monitor: str = ""
    predict: str = ""


class ConductorSettings(Section):
    """The process that runs pipelines as jobs, one at a time; docs/operations.md tells of it.

    ``port`` left out means 3002 or the next free one. A secret whose file is left out is made
    once, in ``secrets/`` of the home. ``alerts`` says which job an alert asks for, by its name.
    """

    poll_seconds: Positive = 1.0
    lease_seconds: Positive = 30.0
    host: str = "127.0.0.1"
    port: Port | None = None
    max_body_bytes: Count = 500_000
    stale_seconds: Positive = 300.0
    hook_secret_file: Path | None = None
    alertmanager_token_file: Path | None = None
    alerts: dict[str, HookJob] = Field(default_factory=lambda: dict(ASKING))
    alert_again_hours: Hours = 72.0
    cooldown_hours: Hours = 6.0
    max_trainings_a_week: Count = 14
    max_processor_hours_a_week: Positive = 24.0
    schedule: ScheduleSettings = ScheduleSettings()


class NotifySettings(Section):
    """Whom the conductor tells how jobs ended; empty: only its log.

    ``slack_url_file`` holds the address of a Slack-compatible incoming webhook,
    ``smtp_password_file`` the password of ``smtp_user``.
    """

    slack_url_file: Path | None = None
    smtp_host: str = ""
    smtp_port: Port = 587
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str = ""
    smtp_password_file: Path | None = None
    email_from: Address | Literal[""] = ""
    email_to: tuple[Address, ...] = ()
    timeout_seconds: Positive = 10.0
    attempts: Count = 3
