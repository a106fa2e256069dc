"""Who may ask for what: keys and scopes, judged before a body is read."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from starlette.types import ASGIApp, Receive, Scope, Send

from cinq.keys.key import Scope as KeyScope
from cinq.measures import ADMIN_ATTEMPTS, Meter
from cinq.serving.callers import CALLER, Caller, Callers
from cinq.serving.problems import answer_of, problem
from cinq.web.request_ids import request_id_of

_logger = logging.getLogger("cinq.access")

RequireKeys = Literal["auto", "always", "never"]

ADMIN = "/v1/admin/"
FEEDBACK = "/v1/feedback"


@dataclass(frozen=True)
class AccessRules:
    """When a key is needed.

    Attributes
    ----------
    require
        ``auto``: from everybody but programs of this machine, as long as the server was told to
        listen on loopback; ``always``, also from those; ``never``, which leaves reading and
        feedback open to the world. What admins do needs a key in any case.
    on_loopback
        Whether the server was told to listen on loopback only.
    """

    require: RequireKeys
    on_loopback: bool

    def are_open_to(self, caller: Caller) -> bool:
        """Tell whether reading and feedback need no key."""
        return self.require == "never" or self.trust(caller)

    def trust(self, caller: Caller) -> bool:
        """Tell whether a caller is one of this machine, for whom there are no limits either."""
        return self.require != "always" and self.on_loopback and caller.is_local


@dataclass(frozen=True)
class Refusal:
    """Why a request is not answered, and the header that says what is missing."""

    status: Literal[401, 403, 503]
    detail: str
    challenge: str


def scope_of(path: str) -> KeyScope:
    """Return the scope that a path needs."""
    if path.startswith(ADMIN):
        return "admin"
    return "feedback" if path.startswith(FEEDBACK) else "read"


def judge(caller: Caller, needed: KeyScope, rules: AccessRules) -> Refusal | None:
    """Decide on a request; None if it may pass.

    A key that is shown is judged even where none is needed: one that is wrong, was revoked or has
    expired is always refused, so that nobody relies on it without knowing.
    """
    if not caller.shown:
        if needed != "admin" and rules.are_open_to(caller):
            return None
        detail = f"show a key with the scope {needed}: Authorization: Bearer cinq_…"
        return Refusal(401, detail, 'Bearer realm="cinq"')
    if caller.key is None or not caller.live:
        detail = "no key like this is known" if caller.key is None else "this key is taken no more"
        return Refusal(401, detail, 'Bearer realm="cinq", error="invalid_token"')
    if needed not in caller.key.scopes:
        challenge = f'Bearer realm="cinq", error="insufficient_scope", scope="{needed}"'
        return Refusal(403, f"the key {caller.key.name} lacks the scope {needed}", challenge)
    return None


class Access:
    """Pure ASGI middleware: hands on what may pass, and answers 401 or 403 to the rest.

    Every attempt at an admin endpoint is logged and counted, whether it is allowed or not.

    Parameters
    ----------
    app
        What answers.
    callers
        Tells who calls.
    rules
        When a key is needed.
    open_paths
        Health pages: never judged.
    meter
        Counts attempts at admin endpoints.
    admin_paths
        Those that there are: the others are counted as one.
    """

    def __init__(
        self,
        app: ASGIApp,
        callers: Callers,
        rules: AccessRules,
        open_paths: Iterable[str],
        meter: Meter,
        admin_paths: Iterable[str] = (),
    ) -> None:
        self._app = app
        self._callers = callers
        self._rules = rules
        self._open_paths = frozenset(open_paths)
        self._meter = meter
        self._admin_paths = frozenset(admin_paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Judge, and hand on or refuse."""
        if scope["type"] != "http" or scope["path"] in self._open_paths:
            await self._app(scope, receive, send)
            return
        caller = self._callers.of(scope)
        needed = scope_of(scope["path"])
        refusal = judge(caller, needed, self._rules)
        keyring = self._callers.keyring
        if refusal and caller.shown and caller.key is None and not (keyring and keyring.complete):
            detail = "keys cannot be checked: the database does not answer; try again in a moment"
            refusal = Refusal(503, detail, "")
        if needed == "admin":
            self._audit(scope, caller, refusal)
        if refusal is None:
            CALLER.set(caller)
            await self._app(scope, receive, send)
            return
        answer = problem(refusal.status, refusal.detail, request_id_of(scope))
        headers = {"WWW-Authenticate": refusal.challenge}
        if refusal.status == 503:
            headers = {"Retry-After": "1"}
        await answer_of(answer, headers)(scope, receive, send)

    def _audit(self, scope: Scope, caller: Caller, refusal: Refusal | None) -> None:
        outcome = "refused" if refusal else "allowed"
        path = scope["path"]
        endpoint = path.removeprefix(ADMIN) if path in self._admin_paths else "other"
        self._meter.count(ADMIN_ATTEMPTS, endpoint, outcome)
        log = _logger.warning if refusal else _logger.info
        log(
            "admin %s: %s by %s from %s%s (request %s)",
            outcome,
            ascii(path[:200])[1:-1],
            caller.name,
            ascii(caller.address)[1:-1][:64],
            f": {refusal.detail}" if refusal else "",
            request_id_of(scope),
        )
