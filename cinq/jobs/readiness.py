"""Asking a server whether it is ready."""

from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit


def http_ready(url: str, timeout: float = 2.0) -> Callable[[], bool]:
    """Return a probe: True once `url` (plain HTTP) answers a GET with a status below 400.

    Proxies of the environment are not used; an answer later than `timeout` seconds is none.
    """
    parts = urlsplit(url)
    target = parts.path or "/"
    if parts.query:
        target += f"?{parts.query}"

    def probe() -> bool:
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=timeout)
        try:
            connection.request("GET", target)
            return connection.getresponse().status < 400
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    return probe
