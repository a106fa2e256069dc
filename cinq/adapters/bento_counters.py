"""BentoML's own counters, kept to the paths that are served.

BentoML labels its metrics by the path as it was asked, before anything of ours sees the request. So
whoever asks for made-up paths would make series without end, each of them kilobytes in the files of
the workers and in Prometheus.
"""

from collections.abc import Iterable
from typing import Any

from bentoml._internal.server.http.instruments import (
    HTTPTrafficMetricsMiddleware,
    RunnerTrafficMetricsMiddleware,
)
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send


class OnlyKnown:
    """ASGI middleware around BentoML's counters: what is not served goes past them.

    Parameters
    ----------
    counters
        BentoML's; what they count around answers all.
    paths
        Those that are counted.
    """

    def __init__(self, counters: Any, paths: Iterable[str]) -> None:
        self.app = counters
        self._uncounted: ASGIApp = counters.app
        self._paths = frozenset(paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on to the counters, or past them."""
        counted = scope["type"] != "http" or scope["path"] in self._paths
        await (self.app if counted else self._uncounted)(scope, receive, send)


def count_only(app: Starlette, paths: Iterable[str]) -> bool:
    """Keep an application's counters to these paths; whether it has any."""
    above: Any = app.middleware_stack
    while above is not None:
        below = getattr(above, "app", None)
        if isinstance(below, HTTPTrafficMetricsMiddleware | RunnerTrafficMetricsMiddleware):
            above.app = OnlyKnown(below, paths)
            return True
        above = below
    return False
