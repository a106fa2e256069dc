"""What the page has counted, for Prometheus: like the API's, for this machine or with the key."""

from collections.abc import Callable
from hmac import compare_digest

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from cinq.settings import ApiSettings, Settings
from cinq.web.addresses import is_loopback
from cinq.web.sender import Sender, sender_of

METRICS = "/metrics"
MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def metrics_page(exposed: Callable[[], bytes], settings: Settings) -> APIRouter:
    """Route of `METRICS`.

    Parameters
    ----------
    exposed
        Gives all that was counted, in Prometheus' text format.
    settings
        With the key that opens it, and the address that the page listens on.
    """
    router = APIRouter(include_in_schema=False)
    on_loopback = is_loopback(settings.ui.host)

    @router.get(METRICS)
    def metrics(request: Request) -> Response:
        if not may_read(sender_of(request.scope), settings.api, on_loopback):
            return PlainTextResponse(
                "Show the key that the page shows the API: Authorization: Bearer cinq_…",
                401,
                {"WWW-Authenticate": 'Bearer realm="cinq"'},
            )
        return Response(exposed(), media_type=MEDIA_TYPE)

    return router


def may_read(sender: Sender, api: ApiSettings, on_loopback: bool) -> bool:
    """Whether somebody may read the metrics.

    A program of this machine may where the page listens on loopback only, unless keys are always
    asked for; everybody else shows the API's own key. One that is wrong is refused in any case.
    """
    if sender.secret is None:
        return on_loopback and sender.is_local and api.require_keys != "always"
    return api.key is not None and compare_digest(
        sender.secret.encode(), api.key.get_secret_value().encode()
    )
