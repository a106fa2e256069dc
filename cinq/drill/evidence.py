"""What happened in a drill, when, and whether it is what should have happened."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

END = "end"
"""Marks the event with which a drill comes to its end."""


@dataclass(frozen=True)
class Event:
    """Something that happened, seconds after the drill began; `mark` puts it in the picture."""

    at: float
    what: str
    mark: str = ""


@dataclass(frozen=True)
class Check:
    """What should be the case, and what was."""

    what: str
    found: str
    holds: bool


@dataclass(frozen=True)
class Drift:
    """How far a feature of the requests drifted: PSI, and 0 quiet, 1 warn, 2 act."""

    psi: float
    level: int


@dataclass
class Evidence:
    """Collected while a drill goes on.

    Attributes
    ----------
    say
        Told of every event as it happens.
    drifts
        By phase and feature, as Prometheus had them.
    curves
        By name: seconds since the drill began, and what Prometheus had then.
    decision
        Of the gate, on the model that was released.
    facts
        With what the drill was held.
    """

    say: Callable[[str], None]
    began: float = field(default_factory=time.monotonic)
    began_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    events: list[Event] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    drifts: dict[str, Mapping[str, Drift]] = field(default_factory=dict)
    curves: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    decision: Mapping[str, Any] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def now(self) -> float:
        """Seconds since the drill began."""
        return time.monotonic() - self.began

    @property
    def took(self) -> float:
        """Seconds until the last event."""
        return self.events[-1].at if self.events else 0.0

    def note(self, what: str, mark: str = "") -> None:
        """Write down that something happens."""
        event = Event(self.now, what, mark)
        self.events.append(event)
        self.say(f"{event.at:6.1f} s  {what}")

    def check(self, what: str, found: str, *, holds: bool) -> None:
        """Write down what should be the case, and whether it is."""
        self.checks.append(Check(what, found, holds))
        if not holds:
            self.say(f"{self.now:6.1f} s  NOT SO: {what} ({found})")

    def at(self, mark: str) -> float | None:
        """When the event with this mark was, in seconds since the start."""
        return next((event.at for event in self.events if event.mark == mark), None)

    @property
    def failed(self) -> list[Check]:
        """The checks that do not hold."""
        return [check for check in self.checks if not check.holds]

    @property
    def passed(self) -> bool:
        """True if the drill came to its end and all is as it should be."""
        return self.at(END) is not None and not self.failed
