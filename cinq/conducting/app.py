"""The conductor's HTTP server: health, metrics and the two hooks; endpoints only."""

import asyncio
import logging
from collections.abc import Callable
from typing import cast

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from cinq.conducting.hooks import REFUSED, HookDesk
from cinq.errors import DatabaseError
from cinq.web.addresses import is_loopback
from cinq.web.sender import sender_of
from cinq.web.signatures import SIGNATURE_HEADER, TIMESTAMP_HEADER
from cinq.wire.hooks import HookAnswer
from cinq.wire.problem import Problem

log = logging.getLogger(__name__)

BODY_SECONDS = 10.0
"""How long a body may take to come in."""

METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_STATUSES = {"started": 202, "joined": 202, "malformed": 422, "too_large": 413}
_TITLES = {
    401: "The hook is not accepted",
    403: "The metrics are for programs of this machine",
    404: "There is nothing here",
    405: "The method is not allowed",
    408: "The body took too long",
    413: "The body is too large",
    422: "A field is missing, malformed or out of bounds",
    503: "Not able to answer now",
}


def make_app(
    desk: HookDesk,
    max_body_bytes: int,
    metrics: Callable[[], bytes],
    alive: Callable[[], bool],
    host: str,
) -> Starlette:
    """Return the app.

    Parameters
    ----------
    desk
        Takes the hooks.
    max_body_bytes
        What a hook's body may have.
    metrics
        Renders all figures, in Prometheus' text form.
    alive
        Whether the conductor looks at its queue.
    host
        Where it listens. On this machine only, its metrics are for this machine's programs: no
        name that leads to 127.0.0.1 (DNS rebinding) has a web page read them.
    """
    on_loopback = is_loopback(host)

    async def signed(request: Request) -> Response:
        body = await _body(request, max_body_bytes)
        if body is None:
            return _hook_response(desk.too_large("signed"))
        given = request.headers.get(SIGNATURE_HEADER, ""), request.headers.get(TIMESTAMP_HEADER, "")
        return _hook_response(await run_in_threadpool(desk.signed, body, *given))

    async def alertmanager(request: Request) -> Response:
        body = await _body(request, max_body_bytes)
        if body is None:
            return _hook_response(desk.too_large("alertmanager"))
        shown = request.headers.get("Authorization", "")
        return _hook_response(await run_in_threadpool(desk.alertmanager, body, shown))

    async def show_metrics(request: Request) -> Response:
        if on_loopback and not sender_of(request.scope).is_local:
            return _problem(403, "ask at 127.0.0.1, or set conductor.host to let others ask")
        return Response(await run_in_threadpool(metrics), media_type=METRICS_TYPE)

    async def health(_: Request) -> Response:
        if alive():
            return JSONResponse({"status": "ok"})
        return _problem(503, "the conductor does not look at its queue: see its log")

    app = Starlette(
        routes=[
            Route("/healthz", health),
            Route("/metrics", show_metrics),
            Route("/hooks/signed", signed, methods=["POST"]),
            Route("/hooks/alertmanager", alertmanager, methods=["POST"]),
        ],
        exception_handlers={
            DatabaseError: _database_away,
            HTTPException: _not_served,
            TimeoutError: lambda *_: _problem(408, "send the body within 10 seconds"),
            ClientDisconnect: lambda *_: Response(status_code=400),
        },
    )
    app.router.redirect_slashes = False
    return app


async def _body(request: Request, most: int) -> bytes | None:
    """Read a body; None as soon as it turns out to be too large."""
    parts, size = [], 0
    async with asyncio.timeout(BODY_SECONDS):
        async for part in request.stream():
            size += len(part)
            if size > most:
                return None
            parts.append(part)
    return b"".join(parts)


def _hook_response(answer: HookAnswer) -> Response:
    status = 401 if answer.outcome in REFUSED else _STATUSES.get(answer.outcome, 200)
    if status >= 400:
        return _problem(status, answer.said)
    return JSONResponse(answer.model_dump(mode="json"), status)


def _not_served(_: Request, error: Exception) -> Response:
    refused = cast("HTTPException", error)
    served = "GET /healthz, GET /metrics, POST /hooks/signed and POST /hooks/alertmanager"
    headers = dict(refused.headers or {})
    return _problem(refused.status_code, f"the conductor answers {served}", headers)


def _database_away(_: Request, error: Exception) -> Response:
    log.warning("a request could not be answered: %s", error)
    return _problem(503, "the database does not answer: send it again later", {"Retry-After": "5"})


def _problem(status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    document = Problem(title=_TITLES[status], status=status, detail=detail)
    return JSONResponse(
        document.model_dump(mode="json", exclude_none=True),
        status,
        headers,
        media_type="application/problem+json",
    )
