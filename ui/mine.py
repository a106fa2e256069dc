"""My data: what somebody does with what is kept of them, as plain pages and forms."""

import json
import logging
from datetime import UTC, datetime
from typing import Any, Protocol

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from cinq.accounts import (
    AccountError,
    Accounts,
    NotSignedIn,
    Person,
    UnknownAccount,
    WrongCredentials,
)
from ui.forms import form_of, said, status_of
from ui.pace import Overburdened, Turns, address_of
from ui.plain import answering
from ui.session import give_session, language_of, session_token, take_session
from ui.texts import texts
from ui.texts.rooms import mine_texts
from ui.views.mine import Mine, Part, counted, view_gone, view_mine

_log = logging.getLogger(__name__)


class PersonalData(Protocol):
    """Hands over and deletes what is kept of a person; `cinq.personal.PersonalData` is one."""

    def export(self, person: Person) -> dict[str, Any]:
        """Return everything."""

    def delete(self, person: Person) -> None:
        """Delete everything."""


class MyData:
    """What the routes do; each looks by itself whose session asks.

    Parameters
    ----------
    accounts
        People and sessions.
    personal
        All that is kept of them.
    session_hours
        How long the browser keeps the cookie.
    turns
        Who may have a password hashed.
    """

    def __init__(
        self, accounts: Accounts, personal: PersonalData, session_hours: float, turns: Turns
    ) -> None:
        self._accounts = accounts
        self._personal = personal
        self._session_hours = session_hours
        self._turns = turns

    async def show(
        self, request: Request, wrong: tuple[Part, str] | None = None, code: int = 200
    ) -> Response:
        """The view; `wrong` is what went wrong with one of its forms."""
        token, words = session_token(request), texts(language_of(request))
        say = mine_texts(words.language)
        person = await run_sync(self._accounts.who, token)
        mine = Mine(
            person,
            counted(await run_sync(self._personal.export, person), say.kept),
            await run_sync(self._accounts.own.sessions, token),
            await run_sync(self._accounts.own.consent, token),
            datetime.now(UTC),
            request.query_params.get("done", "") if wrong is None else "",
            wrong,
        )
        return HTMLResponse(view_mine(mine, words, say), code)

    async def export(self, request: Request) -> Response:
        """Everything as a file."""
        person = await run_sync(self._accounts.who, session_token(request))
        told = json.dumps(
            await run_sync(self._personal.export, person), ensure_ascii=False, indent=2
        )
        as_file = {"Content-Disposition": 'attachment; filename="cinq-my-data.json"'}
        return Response(told, media_type="application/json", headers=as_file)

    async def consent(self, request: Request) -> Response:
        """Whether models may learn; anything but a clear yes is a no."""
        given = (await form_of(request)).get("given") == "yes"
        own, token = self._accounts.own, session_token(request)
        await run_sync(lambda: own.set_consent(token, given=given))
        return _done("yes" if given else "no")

    async def end_session(self, request: Request) -> Response:
        """End one session."""
        which = (await form_of(request)).get("id", "")
        await run_sync(self._accounts.own.end_session, session_token(request), which)
        return _done("session")

    async def end_others(self, request: Request) -> Response:
        """End all sessions but this one."""
        await run_sync(self._accounts.own.end_others, session_token(request))
        return _done("others")

    async def change_password(self, request: Request) -> Response:
        """Take a new password; the browser gets a new session, all old ones end."""
        form, token = await form_of(request), session_token(request)
        current, new = form.get("current", ""), form.get("new", "")
        change = self._accounts.own.change_password
        try:
            fresh = await self._turns.run(change, token, current, new, address_of(request))
        except (AccountError, Overburdened) as error:
            return await self._refused("password", error, request)
        response = _done("password")
        give_session(response, request.url, fresh, self._session_hours)
        return response

    async def delete(self, request: Request) -> Response:
        """Delete the account, if the password is right and the box is ticked."""
        form, token = await form_of(request), session_token(request)
        words = texts(language_of(request))
        say = mine_texts(words.language)
        person = await run_sync(self._accounts.who, token)
        if form.get("sure") != "yes":
            return await self.show(request, ("delete", say.not_sure), 400)
        confirm, password = self._accounts.own.confirm, form.get("password", "")
        try:
            await self._turns.run(confirm, token, password, address_of(request))
            await run_sync(self._personal.delete, person)
        except UnknownAccount:
            _log.info("an account was deleted twice at once")
        except (AccountError, Overburdened) as error:
            return await self._refused("delete", error, request)
        response = HTMLResponse(view_gone(words, say))
        take_session(response, request.url)
        return response

    async def _refused(self, part: Part, error: Exception, request: Request) -> Response:
        if isinstance(error, NotSignedIn):
            raise error
        words = texts(language_of(request))
        line = said(error, words)
        if isinstance(error, WrongCredentials):
            line = mine_texts(words.language).wrong_password
        return await self.show(request, (part, line), status_of(error))


def my_data(room: MyData) -> APIRouter:
    """Routes under ``/me``."""
    router = APIRouter(include_in_schema=False, prefix="/me")
    gets = {"": room.show, "/export": room.export}
    posts = {
        "/consent": room.consent,
        "/sessions/end": room.end_session,
        "/sessions/end-others": room.end_others,
        "/password": room.change_password,
        "/delete": room.delete,
    }
    for method, routes in (("GET", gets), ("POST", posts)):
        for path, act in routes.items():
            router.add_api_route(path, answering(act), methods=[method])
    return router


def _done(what: str) -> Response:
    return RedirectResponse(f"/me?done={what}", 303)
