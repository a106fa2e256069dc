"""The browser's cookies: an opaque session token, and the language chosen."""

from starlette.datastructures import URL
from starlette.requests import HTTPConnection
from starlette.responses import Response

from ui.texts import Language, preferred_language

_SESSION = "cinq_session"
_LANGUAGE = "cinq_language"
_YEAR = 365 * 24 * 3600


def session_token(connection: HTTPConnection) -> str:
    """The session's token; empty without one."""
    return connection.cookies.get(_name(connection.url), "")


def give_session(response: Response, url: URL, token: str, hours: float) -> None:
    """Set the session cookie: out of scripts' reach, not sent along from other sites.

    Over TLS it is ``Secure`` and bears the prefix ``__Host-``, so that no neighbouring subdomain
    can set it.
    """
    response.set_cookie(
        _name(url),
        token,
        max_age=round(hours * 3600),
        path="/",
        secure=url.is_secure,
        httponly=True,
        samesite="lax",
    )


def take_session(response: Response, url: URL) -> None:
    """Remove the session cookie."""
    response.delete_cookie(
        _name(url), path="/", secure=url.is_secure, httponly=True, samesite="lax"
    )


def language_of(connection: HTTPConnection) -> Language:
    """The language chosen earlier, else the browser's."""
    accepted = connection.headers.get("accept-language", "")
    return preferred_language(connection.cookies.get(_LANGUAGE), accepted)


def give_language(response: Response, url: URL, language: Language) -> None:
    """Remember the language chosen, for a year."""
    response.set_cookie(
        _LANGUAGE,
        language,
        max_age=_YEAR,
        path="/",
        secure=url.is_secure,
        httponly=True,
        samesite="lax",
    )


def _name(url: URL) -> str:
    return f"__Host-{_SESSION}" if url.is_secure else _SESSION
