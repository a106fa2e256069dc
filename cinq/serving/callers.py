"""Who calls: from where, and with which key."""

import re
from collections.abc import MutableMapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Protocol

from cinq.keys.key import Key
from cinq.web.addresses import is_loopback, network_of
from cinq.web.request_log import KEY_NAME

CALLER: ContextVar["Caller"] = ContextVar("cinq.caller")
"""Who calls, for the endpoint that answers."""

_KEPT = "cinq.caller"
_MAX_SECRET = 200
_BEARER = re.compile(rb"bearer +([!-~]+) *", re.IGNORECASE)
_LOCAL_HOST = re.compile(rb"(localhost|127(\.[0-9]{1,3}){3}|\[::1\])(:[0-9]{1,5})?", re.IGNORECASE)
_FORWARDED = frozenset(
    {b"forwarded", b"via", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip"}
)


class FindsKeys(Protocol):
    """What `Callers` asks; `cinq.keys.keyring.Keyring` is one."""

    @property
    def complete(self) -> bool:
        """Whether all keys are known."""

    def find(self, secret: str) -> Key | None:
        """Return the key with this secret, in whatever state it is."""

    def is_live(self, key: Key) -> bool:
        """Tell whether a key is taken now."""


@dataclass(frozen=True, slots=True)
class Caller:
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
    shown
        Whether a key was shown at all.
    key
        The key that was shown; None if it is none of ours.
    live
        Whether that key is taken now.
    """

    address: str
    is_local: bool
    shown: bool = False
    key: Key | None = None
    live: bool = False

    @property
    def name(self) -> str:
        """Name for logs and ledgers; never a secret."""
        return f"{self.key.name} ({self.key.prefix})" if self.key else "nobody"

    @property
    def client(self) -> str:
        """Whose words for people these are: the name of the key, which outlives a new secret."""
        return self.key.name if self.key else ""

    @property
    def counted_as(self) -> tuple[str, str]:
        """What its requests are counted by: the key that is taken, or the address.

        IPv6 callers are counted by /64, the smallest network that somebody is given.
        """
        if self.key is not None and self.live:
            return "key", self.key.prefix
        return "address", network_of(self.address)


class Callers:
    """Tells of each request who sent it, once.

    Parameters
    ----------
    keyring
        Where keys are found; set by whoever starts the server. Until then no key is known.
    """

    def __init__(self, keyring: FindsKeys | None = None) -> None:
        self.keyring = keyring

    def of(self, scope: MutableMapping[str, Any]) -> Caller:
        """Return who sent an HTTP request; kept in its scope."""
        caller: Caller | None = scope.get(_KEPT)
        if caller is None:
            caller = self._look(scope)
            scope[_KEPT] = caller
            if caller.key is not None:
                scope[KEY_NAME] = caller.name
        return caller

    def _look(self, scope: MutableMapping[str, Any]) -> Caller:
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
        is_local = is_local and _names_this_machine(hosts[0])
        secret = _secret(authorizations)
        if secret is None:
            return Caller(address, is_local)
        key = self.keyring.find(secret) if self.keyring else None
        live = key is not None and self.keyring is not None and self.keyring.is_live(key)
        return Caller(address, is_local, shown=True, key=key, live=live)


def _names_this_machine(host: bytes) -> bool:
    return len(host) <= 64 and _LOCAL_HOST.fullmatch(host) is not None


def _secret(authorizations: list[bytes]) -> str | None:
    """The key that is shown; None if none is, and nobody's key if more than one are.

    Other schemes than ``Bearer`` are none of ours: a proxy may use them for itself.
    """
    found = [match for value in authorizations if (match := _BEARER.fullmatch(value[:_MAX_SECRET]))]
    if not found:
        return None
    return found[0][1].decode("ascii") if len(found) == 1 else ""
