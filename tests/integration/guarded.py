"""A home with a Bento and keys, a caller in no hurry, and `cinq serve` as people start it."""

import json
import select
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx2

from cinq.database import open_database
from cinq.keys import Keys
from cinq.models.artefact import save_bundle
from cinq.releases.bento import build_bento
from cinq.releases.served_bento import serving
from cinq.settings import Settings
from tests.integration.product import environment_of, free_port
from tests.serving.worlds import bundle, film_of

JSON = {"Content-Type": "application/json"}
BODY = json.dumps({"favourites": [film_of(0, place) for place in range(5)]}).encode()
SECONDS = 60


class World:
    """A home with a Bento and keys."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.settings = Settings(home=home)
        save_bundle(bundle(3), home / "model")
        self.tag = build_bento(home / "model", self.settings, model_version="1")
        self.database = open_database(self.settings.database)
        self.keys = Keys(self.database)
        self.operator = self.key("operator", "admin", "read")

    def key(self, name: str, *scopes: str) -> dict[str, str]:
        """The headers of somebody with a new key."""
        return {**JSON, "Authorization": f"Bearer {self.keys.make(name, scopes)[1]}"}

    @contextmanager
    def served(self, **settings: object) -> Iterator[httpx2.Client]:
        """The Bento, following this home."""
        given = {f"CINQ_API_{name.upper()}": str(value) for name, value in settings.items()}
        variables = {"CINQ_HOME": str(self.home), "CINQ_API_POLL_SECONDS": "0.2", **given}
        with (
            serving(self.tag, self.settings, variables) as client,
            httpx2.Client(base_url=client.base_url, timeout=30, trust_env=False) as http,
        ):
            yield http

    @contextmanager
    def locked(self) -> Iterator[Callable[[], None]]:
        """Keep everybody else from writing to the database until the end, or until told."""
        holder = sqlite3.connect(
            self.home / "cinq.db", isolation_level=None, check_same_thread=False
        )
        holder.execute("BEGIN IMMEDIATE")
        try:
            yield holder.rollback
        finally:
            holder.close()

    @property
    def log(self) -> str:
        return (self.home / "logs" / "bento.log").read_text()


def until(holds: Callable[[], object], seconds: float = SECONDS) -> float:
    """Wait for another process, which has no event to await; gives how long it took."""
    started = time.monotonic()
    while not holds():
        assert time.monotonic() - started < seconds, f"waited for {seconds} s"
        time.sleep(0.02)
    return time.monotonic() - started


class Caller:
    """A connection on which a request is sent bit by bit."""

    def __init__(self, http: httpx2.Client) -> None:
        self.socket = socket.create_connection((http.base_url.host, http.base_url.port), 30)
        self._answer = b""

    def send(self, text: bytes) -> None:
        self.socket.sendall(text)

    def ask(self, body: bytes, sent: int, path: str = "/v1/recommend_one") -> None:
        """Send a request, but of its body only the first bytes."""
        self.send(
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n".encode()
        )
        self.send(body[:sent])

    def answered(self, seconds: float = 0) -> bool:
        return bool(select.select([self.socket], [], [], seconds)[0])

    def answer(self) -> tuple[int, bytes]:
        """Status and all of the answer, once it is here."""
        self.socket.settimeout(30)
        with self.socket.makefile("rb") as stream:
            status = int(stream.readline().split()[1])
            headers = b"".join(iter(stream.readline, b"\r\n"))
            length = int(headers.lower().partition(b"content-length: ")[2].split()[0])
            return status, headers + stream.read(length)

    def all_that_comes_of(self, text: bytes) -> bytes:
        """Send something and nothing more; what is answered until the connection ends."""
        self.socket.settimeout(30)
        answer = b""
        with suppress(ConnectionError):  # it does not read to the end of what is far too long
            self.send(text)
            self.socket.shutdown(socket.SHUT_WR)
            while received := self.socket.recv(65_536):
                answer += received
        return answer

    def close(self) -> None:
        self.socket.close()


class Product:
    """`cinq serve`, as people start it."""

    def __init__(self, world: World, workers: int, port: int | None = None) -> None:
        self.port = port or free_port()
        self.file = world.home / "serve.log"
        self.url = f"http://127.0.0.1:{self.port}"
        variables = {"CINQ_API_PORT": str(self.port), "CINQ_API_WORKERS": str(workers)}
        with self.file.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "cli", "serve"],
                env=environment_of(world.home, **variables),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        until(lambda: self.started() == workers)

    @property
    def log(self) -> str:
        return self.file.read_text()

    def started(self) -> int:
        """How many workers have got ready so far."""
        assert self.process.poll() is None, self.log
        return self.log.count("Service cinq initialized")

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        pids = [int(pid) for pid in children.read_text().split()]
        return [
            pid
            for pid in pids
            if b"_bentoml_impl.worker.service" in Path(f"/proc/{pid}/cmdline").read_bytes()
        ]

    def ask(self, path: str, body: bytes, headers: Mapping[str, str]) -> httpx2.Response:
        return httpx2.post(
            f"{self.url}{path}", content=body, headers=headers, timeout=30, trust_env=False
        )
