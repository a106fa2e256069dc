"""Welcome, sign up, sign in, sign out: plain pages and forms, without scripts."""

import logging

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from cinq.accounts import AccountError, Accounts, DatabaseError, NotSignedIn
from ui.device import device_of
from ui.forms import faulty_fields, form_of, said, status_of, user_agent
from ui.pace import Overburdened, Turns, address_of
from ui.session import give_language, give_session, language_of, session_token, take_session
from ui.shared import is_shared
from ui.steps import Steps
from ui.texts import LANGUAGES, Language, texts
from ui.views.entrance import Door, view_entrance
from ui.views.room import view_trouble

_log = logging.getLogger(__name__)

_BACK = ("/", "/sign-in", "/app", "/me", "/team")
"""Where the language may be changed."""


def entrance(accounts: Accounts, session_hours: float, turns: Turns, steps: Steps) -> APIRouter:
    """Routes of everything outside the Gradio page.

    Parameters
    ----------
    accounts
        People and sessions.
    session_hours
        How long the browser keeps the cookie.
    turns
        Who may have a password hashed.
    steps
        Counts visits and new accounts.
    """
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    async def welcome(request: Request) -> Response:
        return await _door("sign-up", request, accounts, steps)

    @router.get("/sign-in")
    async def sign_in_page(request: Request) -> Response:
        return await _door("sign-in", request, accounts, steps)

    @router.get("/app")
    async def app(request: Request) -> Response:
        return RedirectResponse(f"/app/{language_of(request)}/", 303)

    @router.post("/account")
    async def sign_up(request: Request) -> Response:
        answer = await _enter("sign-up", request, accounts, session_hours, turns)
        return _counted(answer, steps)

    @router.post("/session")
    async def sign_in(request: Request) -> Response:
        return await _enter("sign-in", request, accounts, session_hours, turns)

    @router.post("/sign-out")
    async def sign_out(request: Request) -> Response:
        await run_sync(accounts.sign_out, session_token(request))
        response = RedirectResponse("/sign-in", 303)
        take_session(response, request.url)
        return response

    @router.get("/language")
    async def language(request: Request) -> Response:
        back = request.query_params.get("back", "/")
        ours = back in _BACK or is_shared(back)
        response = RedirectResponse(back if ours else "/", 303)
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
            connection = HTTPConnection(scope)
            try:
                if not await run_sync(is_signed_in, self._accounts, session_token(connection)):
                    app = RedirectResponse("/", 303)
            except DatabaseError as error:
                _log.error("a session could not be looked up: %s", error)
                words = texts(language_of(connection))
                app = HTMLResponse(view_trouble(words, words.account.away), 503)
        await app(scope, receive, send)


async def _door(door: Door, request: Request, accounts: Accounts, steps: Steps) -> Response:
    if await run_sync(is_signed_in, accounts, session_token(request)):
        return RedirectResponse("/app", 303)
    if door == "sign-up":
        steps.count("visit")
    return HTMLResponse(view_entrance(door, texts(language_of(request))))


def _counted(answer: Response, steps: Steps) -> Response:
    """An answer to somebody who signs up, counted if they did."""
    if isinstance(answer, RedirectResponse):
        steps.count("account")
    return answer


async def _enter(
    door: Door, request: Request, accounts: Accounts, session_hours: float, turns: Turns
) -> Response:
    words = texts(language_of(request))
    name = ""
    try:
        form = await form_of(request)
        name, password = form.get("name", ""), form.get("password", "")
        enter = accounts.join if door == "sign-up" else accounts.sign_in
        replaces, device = session_token(request) or None, device_of(user_agent(request))
        token = await turns.run(enter, name, password, replaces, address_of(request), device)
    except (AccountError, DatabaseError, Overburdened, ValueError) as error:
        if isinstance(error, DatabaseError):
            _log.error("an account could not be entered: %s", error)
        problem = said(error, words)
        page = view_entrance(door, words, name[:200], problem, faulty_fields(error))
        return HTMLResponse(page, status_of(error))
    response = RedirectResponse("/app", 303)
    give_session(response, request.url, token, session_hours)
    return response


def _language(asked: str | None) -> Language | None:
    return next((language for language in LANGUAGES if language == asked), None)
