"""An API key, and what it may do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

Scope = Literal["read", "feedback", "admin"]
"""Reading films and recommendations; telling what one thinks of them; running the system."""

SCOPES: tuple[Scope, ...] = get_args(Scope)

KeyState = Literal["live", "expired", "revoked"]


@dataclass(frozen=True)
class Key:
    """A key as it is kept: without its secret.

    Attributes
    ----------
    prefix
        Eight characters that stand in the key and name it.
    name
        Who or what it was made for.
    scopes
        What it may do; none includes another.
    digest
        SHA-256 of the key.
    created_at, expires_at, revoked_at, used_at
        UTC; None where it never expires, or that has not come. ``used_at`` is up to
        `cinq.keys.store.COARSE` too early.
    """

    prefix: str
    name: str
    scopes: tuple[Scope, ...]
    digest: str
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    used_at: datetime | None = None

    def state(self, now: datetime) -> KeyState:
        """Tell whether it is taken."""
        if self.revoked_at is not None:
            return "revoked"
        if self.expires_at is not None and self.expires_at <= now:
            return "expired"
        return "live"

    def as_dict(self, now: datetime) -> dict[str, Any]:
        """Return what may be shown of it; times in ISO 8601."""
        times = {
            name: value.isoformat(timespec="seconds") if value else None
            for name, value in (
                ("created_at", self.created_at),
                ("expires_at", self.expires_at),
                ("revoked_at", self.revoked_at),
                ("used_at", self.used_at),
            )
        }
        return {
            "prefix": self.prefix,
            "name": self.name,
            "scopes": list(self.scopes),
            "state": self.state(now),
            **times,
        }


def in_order(scopes: Iterable[str]) -> tuple[Scope, ...]:
    """Return known scopes, each once, in the order of `SCOPES`.

    Raises
    ------
    ValueError
        Naming the first that is unknown.
    """
    asked = list(scopes)
    for scope in asked:
        if scope not in SCOPES:
            raise ValueError(scope)
    return tuple(scope for scope in SCOPES if scope in asked)
