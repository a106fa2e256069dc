"""Who calls: from where, and with which key."""

from collections.abc import MutableMapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Protocol

from cinq.keys.key import Key
from cinq.web.addresses import network_of
from cinq.web.request_log import KEY_NAME
from cinq.web.sender import sender_of

CALLER: ContextVar["Caller"] = ContextVar("cinq.caller")
"""Who calls, for the endpoint that answers."""

_KEPT = "cinq.caller"


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
    address, is_local
        As `cinq.web.sender.Sender` tells them.
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
        address, is_local, secret = sender_of(scope)
        if secret is None:
            return Caller(address, is_local)
        key = self.keyring.find(secret) if self.keyring else None
        live = key is not None and self.keyring is not None and self.keyring.is_live(key)
        return Caller(address, is_local, shown=True, key=key, live=live)
