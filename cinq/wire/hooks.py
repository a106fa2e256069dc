"""What the conductor's hooks take and answer."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from cinq.wire.message import Message, Reply

HookOutcome = Literal[
    "started",
    "joined",
    "cooldown",
    "budget",
    "ignored",
    "repeated",
    "replayed",
    "stale",
    "forged",
    "malformed",
    "too_large",
]
"""What a hook came to: a job was queued; one waits or runs already; it is too soon after the last;
a week's trainings are used up; nothing in it asks for a job; its alerts were acted on and go on;
this very hook came before; its time is too far off; its signature or token is wrong; it cannot be
read; it is too large."""

Word = Annotated[str, Field(max_length=1000)]


class JobHook(Message):
    """Asks for a job; what `cinq.client.ask_conductor` sends."""

    ask: Literal["train", "monitor", "predict"]
    reason: Annotated[str, Field(max_length=200)] = ""


class Alert(BaseModel):
    """One alert, as Alertmanager and Grafana tell it; what else they say of it is passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    status: Literal["firing", "resolved"]
    labels: dict[Word, Word]
    startsAt: datetime  # noqa: N815 - theirs
    fingerprint: Word = ""


class AlertsHook(BaseModel):
    """A group of alerts, as Alertmanager and Grafana send it."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    alerts: Annotated[list[Alert], Field(max_length=1000)]


class HookAnswer(Reply):
    """What a hook came to, in one word and in one line; ``job_id`` where a job does it."""

    outcome: HookOutcome
    said: str
    job_id: int | None = None
