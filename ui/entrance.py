"""Welcome, sign up, sign in, sign out: plain pages and forms, without scripts."""

import logging
from urllib.parse import parse_qs

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from cinq.accounts import (
    AccountError,
    Accounts,
    DatabaseError,
    InvalidAccount,
    NameTaken,
    NotSignedIn,
    TooManyAttempts,
    WrongCredentials,
)
from ui.session import give_language, give_session, language_of, session_token, take_session
from ui.texts import LANGUAGES, Language, Texts, texts
from ui.views.entrance import Door, view_entrance

_log = logging.getLogger(__name__)

_STATUS: dict[type[Exception], int] = {
    NameTaken: 409,
    InvalidAccount: 400,
    WrongCredentials: 401,
    TooManyAttempts: 429,
    DatabaseError: 503,
}


def entrance(accounts: Accounts, session_hours: float) -> APIRouter:
    """Routes of everything outside the Gradio page.

    Parameters
    ----------
    accounts
        People and sessions.
    session_hours
        How long the browser keeps the cookie.
    """
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    async def welcome(request: Request) -> Response:
        return await _door("sign-up", request, accounts)

    @router.get("/sign-in")
    async def sign_in_page(request: Request) -> Response:
        return await _door("sign-in", request, accounts)

    @router.get("/app")
    async def app(request: Request) -> Response:
        return RedirectResponse(f"/app/{language_of(request)}/", 303)

    @router.post("/account")
    async def sign_up(request: Request) -> Response:
        return await _enter("sign-up", request, accounts, session_hours)

    @router.post("/session")
    async def sign_in(request: Request) -> Response:
        return await _enter("sign-in", request, accounts, session_hours)

    @router.post("/sign-out")
    async def sign_out(request: Request) -> Response:
        await run_sync(accounts.sign_out, session_token(request))
        response = RedirectResponse("/sign-in", 303)
        take_session(response, request.url)
        return response

    @router.get("/language")
    async def language(request: Request) -> Response:
        back = request.query_params.get("back", "/")
        response = RedirectResponse(back if back in ("/", "/sign-in", "/app") else "/", 303)
        if (asked := _language(request.query_params.get("to"))) is not None:
            give_language(response, request.url, asked)
        return response

    @router.get("/health")
    async def health() -> Response:
        return PlainTextResponse("ok")

    return router


def is_signed_in(accounts: Accounts, token: str) -> bool:
    """Whether a token opens a session."""
    try:
        accounts.who(token)
    except NotSignedIn:
        return False
    return True


class OnlySignedIn:
    """ASGI middleware: whoever is not signed in is sent to the door instead of the Gradio page.

    What the page then does is authorised again in every handler.
    """

    def __init__(self, app: ASGIApp, accounts: Accounts) -> None:
        self._app = app
        self._accounts = accounts
        self._pages = {f"/app/{language}" for language in LANGUAGES}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on, or redirect."""
        app = self._app
        if scope["type"] == "http" and scope["path"].rstrip("/") in self._pages:
            token = session_token(HTTPConnection(scope))
            if not await run_sync(is_signed_in, self._accounts, token):
                app = RedirectResponse("/", 303)
        await app(scope, receive, send)


async def _door(door: Door, request: Request, accounts: Accounts) -> Response:
    if await run_sync(is_signed_in, accounts, session_token(request)):
        return RedirectResponse("/app", 303)
    return HTMLResponse(view_entrance(door, texts(language_of(request))))


async def _enter(
    door: Door, request: Request, accounts: Accounts, session_hours: float
) -> Response:
    words = texts(language_of(request))
    name = ""
    try:
        form = parse_qs((await request.body()).decode(), keep_blank_values=True, max_num_fields=20)
        name, password = form.get("name", [""])[0], form.get("password", [""])[0]
        if door == "sign-up":
            await run_sync(accounts.sign_up, name, password)
        token = await run_sync(accounts.sign_in, name, password, session_token(request) or None)
    except (AccountError, DatabaseError, ValueError) as error:
        if isinstance(error, DatabaseError):
            _log.error("an account could not be entered: %s", error)
        page = view_entrance(door, words, name=name[:200], problem=_said(error, words))
        return HTMLResponse(page, _STATUS.get(type(error), 400))
    response = RedirectResponse("/app", 303)
    give_session(response, request.url, token, session_hours)
    return response


def _said(error: Exception, words: Texts) -> str:
    """One line about what went wrong, in the person's language."""
    say = words.account
    match error:
        case NameTaken():
            return say.name_taken
        case InvalidAccount():
            return say.invalid.replace("{detail}", _sentence(str(error)))
        case WrongCredentials():
            return say.wrong
        case TooManyAttempts():
            return say.too_many
        case ValueError():
            return words.entrance.unreadable_form
        case _:
            return say.other


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def _language(asked: str | None) -> Language | None:
    return next((language for language in LANGUAGES if language == asked), None)
