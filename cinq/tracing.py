"""What a trace is told, and the protocol behind which OpenTelemetry stands.

A span travels from process to process as a W3C ``traceparent``. Where nobody collects traces,
`UNTRACED` does nothing.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Literal, Protocol

Kind = Literal["server", "client", "internal"]


class Span(Protocol):
    """Something that takes time."""

    @property
    def traceparent(self) -> str | None:
        """What another process takes up this trace by; None if nothing is traced."""

    def tell(self, name: str, value: str | int) -> None:
        """Note a fact on it."""


class Tracer(Protocol):
    """Makes spans; may be shared by threads and tasks."""

    def span(
        self,
        name: str,
        kind: Kind = "internal",
        parent: str | None = None,
        links: Sequence[str] = (),
    ) -> AbstractContextManager[Span]:
        """A span for the time of the block, which becomes the parent of those made within.

        Parameters
        ----------
        name
            What is done; of few different ones.
        kind
            Whether it answers another process, asks one, or neither.
        parent
            The ``traceparent`` it belongs under; left out, the span around this one.
        links
            Those of spans in other traces that it also works for.
        """

    def close(self) -> None:
        """Send what waits to be sent."""


class _NoSpan:
    traceparent = None

    def tell(self, name: str, value: str | int) -> None:
        """Nothing is noted."""


class Untraced:
    """Traces nothing."""

    def __init__(self) -> None:
        self._none: AbstractContextManager[Span] = nullcontext(_NoSpan())

    def span(
        self,
        name: str,  # noqa: ARG002 - a protocol's signature, here and below
        kind: Kind = "internal",  # noqa: ARG002
        parent: str | None = None,  # noqa: ARG002
        links: Sequence[str] = (),  # noqa: ARG002
    ) -> AbstractContextManager[Span]:
        """A block of which nobody hears."""
        return self._none

    def close(self) -> None:
        """Nothing waits."""


UNTRACED = Untraced()
