"""All that the page needs for TMDB's pictures: a route, a script, and a daily sweep."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import escape

from fastapi import APIRouter

from cinq.accounts import Accounts
from cinq.repeating import Repeating
from cinq.settings import Settings
from ui.films import Films
from ui.texts import Texts
from ui.tmdb.kept import KeptPictures
from ui.tmdb.pictures import Pictures
from ui.tmdb.routes import film_pictures
from ui.tmdb.tmdb import Tmdb

_log = logging.getLogger(__name__)

_SWEPT_EVERY = 24 * 3600.0


class TmdbShown:
    """TMDB's pictures on the page.

    Parameters
    ----------
    settings
        With ``ui.tmdb_token``; the pictures are kept below ``home``.
    accounts
        Who may see them.
    films
        What a film is.
    tmdb
        Where pictures come from; closed with the page.
    """

    def __init__(self, settings: Settings, accounts: Accounts, films: Films, tmdb: Tmdb) -> None:
        kept = kept_pictures(settings)
        logo = settings.home / "tmdb" / "logo.svg"
        self._kept, self._tmdb = kept, tmdb
        self.router: APIRouter = film_pictures(accounts, Pictures(films, tmdb, kept), logo)

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """While the page is served: what is too old is deleted, at once and every day."""
        sweeping = Repeating(
            self._kept.sweep, _SWEPT_EVERY, "tmdb", "deleting TMDB's old pictures", _log
        )
        self._kept.sweep()
        sweeping.start()
        try:
            yield
        finally:
            sweeping.stop()
            await self._tmdb.close()


def script(texts: Texts) -> str:
    """What a page holds in its head to show the pictures, and whose they are."""
    return f'<script src="/static/tmdb.js" data-notice="{escape(texts.tmdb)}" defer></script>'


def kept_pictures(settings: Settings) -> KeptPictures:
    """The pictures of this home."""
    return KeptPictures(settings.home / "tmdb" / "pictures")
