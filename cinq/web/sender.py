"""From where an HTTP request comes, and which secret it shows; what that means, others decide."""

import re
from collections.abc import MutableMapping, Sequence
from typing import Any, NamedTuple

from cinq.web.addresses import is_loopback

_MAX_SECRET = 200
_BEARER = re.compile(rb"bearer +([!-~]+) *", re.IGNORECASE)
_LOCAL_HOST = re.compile(rb"(localhost|127(\.[0-9]{1,3}){3}|\[::1\])(:[0-9]{1,5})?", re.IGNORECASE)
_FORWARDED = frozenset(
    {b"forwarded", b"via", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip"}
)


class Sender(NamedTuple):
    """Whoever sent a request.

    Attributes
    ----------
    address
        IP address: of the connection, or as a proxy that uvicorn trusts tells it
        (``FORWARDED_ALLOW_IPS``).
    is_local
        Whether it is a program of this machine that calls for itself: connection and ``Host`` are
        loopback, and no proxy has handed it on. A web page of some other name whose address was
        changed to 127.0.0.1 (DNS rebinding) is not local, for its ``Host`` is not.
    secret
        Shown as a bearer token; None if there is none, and nobody's, the empty one, if more than
        one are shown. Other schemes than ``Bearer`` are none of ours: a proxy may use them.
    """

    address: str
    is_local: bool
    secret: str | None


def sender_of(scope: MutableMapping[str, Any]) -> Sender:
    """Tell who sent an HTTP request, from its ASGI scope."""
    address = (scope.get("client") or ("",))[0]
    hosts: list[bytes] = []
    authorizations: list[bytes] = []
    handed_on = False
    for name, value in scope["headers"]:
        if name == b"host":
            hosts.append(value)
        elif name == b"authorization":
            authorizations.append(value)
        elif name in _FORWARDED:
            handed_on = True
    is_local = not handed_on and is_loopback(address) and len(hosts) == 1
    is_local = is_local and names_this_machine(hosts[0])
    return Sender(address, is_local, _secret(authorizations))


def names_this_machine(host: bytes) -> bool:
    """Tell whether a ``Host`` is of this machine only."""
    return len(host) <= 64 and _LOCAL_HOST.fullmatch(host) is not None


def _secret(authorizations: Sequence[bytes]) -> str | None:
    found = [match for value in authorizations if (match := _BEARER.fullmatch(value[:_MAX_SECRET]))]
    if not found:
        return None
    return found[0][1].decode("ascii") if len(found) == 1 else ""
