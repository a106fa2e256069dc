"""Lists that people share, for whoever has the link; nobody needs an account."""

import re

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from cinq.accounts import DatabaseError, Shares
from ui.session import language_of
from ui.texts import texts
from ui.views.shared import view_shared

_PATH = re.compile(r"/s/[A-Za-z0-9_-]{22}")


def is_shared(path: str) -> bool:
    """Whether an address could be that of a shared list."""
    return _PATH.fullmatch(path) is not None


def shared_lists(shares: Shares) -> APIRouter:
    """Route of shared lists; an ended link and one that never was are answered alike."""
    router = APIRouter(include_in_schema=False)

    @router.get("/s/{token}")
    async def shared(token: str, request: Request) -> Response:
        known = is_shared(f"/s/{token}")
        try:
            films = await run_sync(shares.seen, token) if known else None
        except DatabaseError:
            return HTMLResponse(texts(language_of(request)).unreachable, 503)
        back = f"/s/{token}" if known else "/"
        html = view_shared(films, texts(language_of(request)), back)
        headers = {"X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}
        return HTMLResponse(html, 200 if films is not None else 404, headers)

    return router
