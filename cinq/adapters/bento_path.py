"""What is changed in the application that BentoML makes, when its server starts.

BentoML offers no setting for either, so both reach into its application; a test fails when a new
version of BentoML is laid out otherwise (ADR 10):

- Its timer for each request is never cancelled. It keeps the request and all that hangs on it in
  memory for the whole timeout, seconds after the answer, and the garbage collector walks through
  tens of thousands of them. It is taken out; `cinq.serving.deadline` keeps the time.
- Its adaptive batching is reached only through the endpoint's machinery. Here it is asked directly,
  and how long it lets a first caller wait for others is bounded: it learns that wait from the
  past, so that after a burst somebody who comes alone would wait as long as the crowd did.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, TypeVar, cast

from bentoml._internal.marshal.dispatcher import Optimizer
from bentoml._internal.server.http.traffic import TimeoutMiddleware
from bentoml.exceptions import ServiceUnavailable
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from cinq.adapters.bento_counters import count_only
from cinq.errors import Overloaded

A = TypeVar("A")
R = TypeVar("R")


class ShortPath:
    """ASGI middleware that rearranges the application around it when the server starts.

    Parameters
    ----------
    app
        What answers.
    longest_wait
        Seconds that a batch may wait for more requests.
    paths
        Those that are served: BentoML counts no others.
    """

    def __init__(self, app: ASGIApp, longest_wait: float, paths: Iterable[str]) -> None:
        self._app = app
        self._longest_wait = longest_wait
        self._paths = tuple(paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on; before the first thing that a server asks, rearrange."""
        if scope["type"] == "lifespan":
            without_timer(scope["app"])
            count_only(scope["app"], self._paths)
            bound_waits(scope["app"], self._longest_wait)
        await self._app(scope, receive, send)


def without_timer(app: Starlette) -> bool:
    """Take BentoML's timer out of the way of requests; whether there was one."""
    above: Any = app.middleware_stack
    while above is not None:
        below = getattr(above, "app", None)
        if isinstance(below, TimeoutMiddleware):
            above.app = below.app
            return True
        above = below
    return False


def bound_waits(app: Starlette, longest_wait: float) -> int:
    """Make every batching of an application impatient; how many there are.

    The routes of its endpoints lead to the object that holds them.
    """
    called: Any = (getattr(route, "endpoint", None) for route in app.routes)
    owners = (getattr(getattr(each, "func", None), "__self__", None) for each in called)
    factory: Any = next(each for each in owners if hasattr(each, "batch_infer"))
    app.state.cinq_batching = factory
    for dispatcher in factory.dispatchers.values():
        dispatcher.optimizer = Impatient(dispatcher.max_latency, longest_wait)
    return len(factory.dispatchers)


class Impatient(Optimizer):  # type: ignore[misc]  # BentoML is not followed by mypy
    """Learns as BentoML's does, but never to wait longer than a bound.

    Parameters
    ----------
    max_latency
        As of the dispatcher, seconds.
    longest_wait
        Seconds.
    """

    def __init__(self, max_latency: float, longest_wait: float) -> None:
        self._longest_wait = longest_wait
        self._wait = 0.0
        super().__init__(max_latency)

    @property
    def wait(self) -> float:
        """How long the first request of a batch waits for others, in seconds."""
        return self._wait

    @wait.setter
    def wait(self, learned: float) -> None:
        self._wait = min(learned, self._longest_wait)


async def batched(app: Starlette, name: str, asked: Sequence[A]) -> list[Any]:
    """Answer through BentoML's adaptive batching, together with what others ask.

    Parameters
    ----------
    app
        The application that `ShortPath` has rearranged.
    name
        Of the service's batchable method.
    asked
        A part of a batch; it may be split, and comes back in order.

    Raises
    ------
    Overloaded
        If BentoML gives the requests up because they would take too long.
    """
    infer = cast(
        "Callable[[str, tuple[list[A]], dict[str, Any]], Awaitable[list[Any]]]",
        app.state.cinq_batching.batch_infer,
    )
    try:
        return await infer(name, (list(asked),), {})
    except ServiceUnavailable as error:
        raise Overloaded("too busy: try again in a moment") from error
