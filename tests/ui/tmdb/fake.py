"""A TMDB in memory, in place of the network."""

import io
import json
from collections.abc import Mapping

import httpx2
from PIL import Image
from pydantic import SecretStr

from ui.tmdb import Tmdb

TOKEN = SecretStr("eyJh.eyJi.c-_d")


def jpeg(colour: str) -> bytes:
    """A picture of one colour."""
    file = io.BytesIO()
    Image.new("RGB", (34, 51), colour).save(file, "JPEG")
    return file.getvalue()


ALIEN = jpeg("green")


class FakeTmdb(httpx2.AsyncBaseTransport):
    """Knows films by title, and pictures by path; keeps what it was asked.

    ``status`` other than 200 answers everything; ``away`` answers nothing at all.
    """

    def __init__(self, pictures: Mapping[str, bytes] | None = None) -> None:
        self.found = [film("Alien", "1979-05-25", "/alien.jpg")]
        self.pictures = dict(pictures or {"/alien.jpg": ALIEN})
        self.asked: list[httpx2.Request] = []
        self.status = 200
        self.away = False
        self.said: bytes | None = None

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        if self.away:
            raise httpx2.ConnectError("refused")
        if self.status != 200:
            return httpx2.Response(self.status)
        if request.url.host == "api.themoviedb.org":
            said = self.said or json.dumps({"page": 1, "results": self.found}).encode()
            return httpx2.Response(200, content=said)
        picture = self.pictures.get(request.url.path.removeprefix("/t/p/w342"))
        return httpx2.Response(404) if picture is None else httpx2.Response(200, content=picture)

    def client(self) -> Tmdb:
        """Who asks this one."""
        return Tmdb(TOKEN, self)


def film(title: str, released: str, path: str | None, original: str = "") -> dict[str, object]:
    """A film as the search tells it."""
    return {
        "id": 348,
        "title": title,
        "original_title": original or title,
        "release_date": released,
        "poster_path": path,
    }
