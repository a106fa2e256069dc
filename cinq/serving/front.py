"""What every request passes before it is answered, from the outside in."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

from starlette.middleware.cors import CORSMiddleware

from cinq import wire
from cinq.measures import Meter
from cinq.serving.access import ADMIN, Access, AccessRules
from cinq.serving.callers import Callers
from cinq.serving.deadline import Deadline
from cinq.serving.headers import SafeHeaders
from cinq.serving.limits import Limits, Rates
from cinq.serving.manners import Manners
from cinq.settings import Settings
from cinq.web.addresses import is_loopback
from cinq.web.logs import request_lines
from cinq.web.request_log import RequestLog

HEALTH = ("/healthz", "/livez", "/readyz")
"""Paths that always answer, to everybody."""

METRICS = "/metrics"

Layer = tuple[type[Any], dict[str, Any]]


def layers(
    settings: Settings,
    callers: Callers,
    bodies: Mapping[str, type[wire.Message]],
    pages: Iterable[str],
    meter: Meter,
) -> list[Layer]:
    """ASGI middlewares with their options, the outermost first.

    1. `RequestLog` writes a line for each request.
    2. `SafeHeaders`, on whatever the others answer.
    3. Starlette's CORS, only where origins are allowed; a preflight shows no key.
    4. `Deadline`: 504 in time.
    5. `Limits`: 429. A key that is wrong counts for the address it comes from.
    6. `Access`: 401 and 403, before the body is read.
    7. `Manners`: everything about the request itself.

    Parameters
    ----------
    callers
        Tells who calls; given its keys when the server starts.
    bodies, pages
        As `Manners` takes them.
    meter
        Counts what is refused, and attempts at admin endpoints.
    """
    api = settings.api
    rules = access_rules(settings)
    made: list[Layer] = []
    if settings.log_level in ("DEBUG", "INFO"):
        line = request_lines(settings.log_format)
        made.append((RequestLog, {"line": line, "quiet": (*HEALTH, METRICS)}))
    made.append((SafeHeaders, {}))
    if api.cors_origins:
        made.append((CORSMiddleware, _cors(api.cors_origins)))
    limits = {
        "callers": callers,
        "rules": rules,
        "rates": Rates(api.rate_per_key, api.rate_per_address, api.workers),
        "max_concurrency": math.ceil(api.max_concurrency / api.workers),
        "open_paths": (*HEALTH, METRICS),
        "meter": meter,
        "unlimited": [api.key.get_secret_value()[5:13]] if api.key else [],
    }
    access = {
        "callers": callers,
        "rules": rules,
        "open_paths": HEALTH,
        "meter": meter,
        "admin_paths": [path for path in bodies if path.startswith(ADMIN)],
    }
    manners = {"bodies": bodies, "pages": pages, "max_body_bytes": api.max_body_bytes}
    made.append((Deadline, {"seconds": api.timeout_seconds}))
    return [*made, (Limits, limits), (Access, access), (Manners, manners)]


def last_resort(max_concurrency: int) -> int:
    """Return BentoML's own cap: so far above ours that ours always answers first.

    It counts everything that has not been answered, also what `Limits` is about to refuse.
    """
    return 4 * max_concurrency + 1000


def give_up_ms(timeout_seconds: float) -> int:
    """Return after how many milliseconds BentoML's batching gives a request up with a 503.

    Twice the timeout: it gives up when waiting so far and its guess of the work together pass
    this, so that whoever is given up has had a 504 of `Deadline`, or can only get one.
    """
    return math.ceil(2000 * timeout_seconds)


def access_rules(settings: Settings) -> AccessRules:
    """When a key is needed, from the settings."""
    return AccessRules(settings.api.require_keys, is_loopback(settings.api.host))


def warning_of(settings: Settings) -> str | None:
    """Return what an operator should be told of who may call; None if there is nothing to say."""
    rules = access_rules(settings)
    if rules.require != "never" or rules.on_loopback:
        return None
    return (
        f"api.require_keys is never and api.host is {settings.api.host}: whoever reaches this "
        "server reads films and gives feedback without a key"
    )


def _cors(origins: Iterable[str]) -> dict[str, Any]:
    """No cookies: who calls is told by a key, which another site's page does not have."""
    return {
        "allow_origins": list(origins),
        "allow_methods": ["GET", "POST"],
        "allow_headers": ["Authorization", "Content-Type", "Idempotency-Key", "X-Request-ID"],
        "expose_headers": ["X-Request-ID", "Retry-After", "RateLimit", "RateLimit-Policy"],
        "max_age": 600,
    }
