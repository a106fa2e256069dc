"""Where the page finds the pictures: for who is signed in, by the ids of films."""

import re
from pathlib import Path

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse

from cinq.accounts import Accounts, DatabaseError, NotSignedIn
from ui.session import session_token
from ui.tmdb.kept import BROWSER_DAYS
from ui.tmdb.pictures import Pictures

_FILM_ID = re.compile(r"\d{1,18}", re.ASCII)
_DAY = 24 * 3600


def film_pictures(accounts: Accounts, pictures: Pictures, logo: Path) -> APIRouter:
    """Route of the pictures, and of TMDB's logo where its file stands.

    204 answers whatever there is no picture for: unlike 404 it fails nothing, and is no secret
    either, for it also answers who is not signed in.
    """
    router = APIRouter(prefix="/pictures", include_in_schema=False)

    @router.get("/logo")
    async def tmdb_logo() -> Response:
        if not await run_sync(logo.is_file):
            return Response(status_code=204)
        return FileResponse(logo, media_type="image/svg+xml", headers=_kept_for(1))

    @router.get("/{film_id}")
    async def picture(film_id: str, request: Request) -> Response:
        if not _FILM_ID.fullmatch(film_id) or not await _is_known(accounts, request):
            return Response(status_code=204)
        found = await pictures.of(int(film_id))
        if found:
            return Response(found, media_type="image/jpeg", headers=_kept_for(BROWSER_DAYS))
        return Response(status_code=204, headers=None if found is None else _kept_for(1))

    return router


def _kept_for(days: int) -> dict[str, str]:
    return {"Cache-Control": f"private, max-age={days * _DAY}"}


async def _is_known(accounts: Accounts, request: Request) -> bool:
    try:
        await run_sync(accounts.who, session_token(request))
    except (NotSignedIn, DatabaseError):
        return False
    return True
