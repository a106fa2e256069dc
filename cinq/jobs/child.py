"""What the supervisor is told of a process, and of starting it again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cinq.jobs.readiness import http_ready


@dataclass(frozen=True)
class Child:
    """A process to run.

    Attributes
    ----------
    name
        How messages call it.
    argv
        The command.
    log
        File for its output; None lets it write where the supervisor writes.
    environment
        All of its environment; None hands on the supervisor's.
    ready
        When it is ready: a URL that answers, a function that says True, or None: at once.
    ready_seconds
        How long it may take until then.
    """

    name: str
    argv: Sequence[str]
    log: Path | None = None
    environment: Mapping[str, str] | None = None
    ready: str | Callable[[], bool] | None = None
    ready_seconds: float = 120.0

    def probe(self) -> Callable[[], bool]:
        """Return the function that tells if it is ready."""
        if self.ready is None:
            return lambda: True
        return http_ready(self.ready) if isinstance(self.ready, str) else self.ready


@dataclass(frozen=True)
class RestartRules:
    """How often, and when, a process that ended is started again.

    Attributes
    ----------
    times
        Restarts within `within_seconds` before it is given up.
    first_wait_seconds
        Before the first restart; doubles with each further one.
    """

    times: int = 5
    within_seconds: float = 300.0
    first_wait_seconds: float = 0.5
