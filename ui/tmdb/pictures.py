"""A film's picture, from disk or from TMDB."""

import logging
import time
from collections.abc import Callable

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from cinq.client import ApiError
from ui.films import Films
from ui.tmdb.kept import KeptPictures
from ui.tmdb.tmdb import Tmdb, TmdbAway

_log = logging.getLogger(__name__)

_ASKED_AT_ONCE = 4
PAUSE_SECONDS = 60.0
"""After TMDB did not answer, nobody is kept waiting for it for so long."""


class Pictures:
    """Finds pictures by film id.

    Parameters
    ----------
    films
        What a film is.
    tmdb
        Asked for what is not kept, for a few films at a time.
    kept
        What was asked before.
    clock
        Seconds that only grow.
    """

    def __init__(
        self,
        films: Films,
        tmdb: Tmdb,
        kept: KeptPictures,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._films = films
        self._tmdb = tmdb
        self._kept = kept
        self._clock = clock
        self._again_at = 0.0
        self._limiter = CapacityLimiter(_ASKED_AT_ONCE)

    async def of(self, film_id: int) -> bytes | None:
        """The JPEG of a film; empty if it has none, None if it cannot be told now."""
        try:
            facts = await self._films.facts([film_id])
        except ApiError:
            return None
        if not facts or facts[0].year is None:
            return b""
        title, year = facts[0].title, facts[0].year
        try:
            kept = await run_sync(self._kept.find, title, year)
            return await self._asked(title, year) if kept is None else kept
        except TmdbAway as error:
            self._pause(str(error))
        except OSError as error:
            self._pause(f"they cannot be kept: {error}")
        return None

    async def _asked(self, title: str, year: int) -> bytes | None:
        async with self._limiter:
            if self._clock() < self._again_at:
                return None
            picture = await self._tmdb.picture(title, year)
        await run_sync(self._kept.keep, title, year, picture)
        return picture

    def _pause(self, why: str) -> None:
        if self._clock() >= self._again_at:
            _log.warning("films are shown without TMDB's pictures for a minute: %s", why)
        self._again_at = self._clock() + PAUSE_SECONDS
