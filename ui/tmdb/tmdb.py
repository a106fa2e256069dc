"""TMDB over HTTPS: a search by title and year, and the picture that it names."""

import httpx2
from pydantic import SecretStr, ValidationError

from ui.tmdb.matching import Results, path_of

SEARCH = "https://api.themoviedb.org/3/search/movie"
PICTURES = "https://image.tmdb.org/t/p/w342"
"""342 pixels wide: sharp on a phone, some 30 kB."""

MAX_PICTURE_BYTES = 400_000
_MAX_SEARCH_BYTES = 400_000
_JPEG = b"\xff\xd8\xff"
_TIMEOUT = 5.0


class TmdbAway(Exception):
    """TMDB cannot be asked now; says why, in one line."""


class Tmdb:
    """Asks TMDB; what it is told is a film's title and year, and nothing of whoever looks.

    Parameters
    ----------
    token
        A "read access token" of TMDB's.
    transport
        In place of the network.
    """

    def __init__(
        self, token: SecretStr, transport: httpx2.AsyncBaseTransport | None = None
    ) -> None:
        self._token = token
        self._http = httpx2.AsyncClient(transport=transport, timeout=_TIMEOUT)

    async def picture(self, title: str, year: int) -> bytes:
        """A JPEG of at most `MAX_PICTURE_BYTES`; empty if there is none for this film.

        Raises
        ------
        TmdbAway
            If TMDB cannot be reached, refuses the token, or answers something else.
        """
        said = await self._get(
            SEARCH,
            _MAX_SEARCH_BYTES,
            params={"query": title, "year": str(year), "include_adult": "false"},
            headers={"Authorization": f"Bearer {self._token.get_secret_value()}"},
        )
        try:
            path = path_of(title, year, Results.model_validate_json(said).results)
        except ValidationError as error:
            raise TmdbAway("TMDB answers something else than its search") from error
        found = b"" if path is None else await self._get(PICTURES + path, MAX_PICTURE_BYTES)
        return found if found.startswith(_JPEG) else b""

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _get(
        self,
        address: str,
        most: int,
        params: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> bytes:
        """What an address answers; nothing if it has nothing, or more than ``most`` bytes."""
        try:
            async with self._http.stream("GET", address, params=params, headers=headers) as answer:
                if answer.status_code == 404:
                    return b""
                if answer.status_code == 401:
                    raise TmdbAway(
                        "TMDB refuses ui.tmdb_token: make it an API Read Access Token of yours"
                    )
                if answer.status_code != 200:
                    raise TmdbAway(f"TMDB answers with {answer.status_code}")
                body = bytearray()
                async for part in answer.aiter_bytes():
                    body += part
                    if len(body) > most:
                        return b""
                return bytes(body)
        except httpx2.HTTPError as error:
            raise TmdbAway(f"TMDB cannot be reached: {type(error).__name__}") from error
