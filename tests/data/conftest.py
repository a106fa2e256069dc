"""Small data sets, and a server of files that breaks off when told to."""

import hashlib
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import stamina

from cinq.data.datasets import Dataset
from cinq.data.interactions import Scale
from cinq.settings import FetchSettings, Settings

RATINGS = (
    "userId,movieId,rating,timestamp\n"
    "1,10,4.0,1000000000\n"
    "1,20,3.5,1000000100\n"
    "2,10,5.0,1000000200\n"
    "2,30,0.5,1000000300\n"
)
MOVIES = (
    "movieId,title,genres\n"
    '10,"Matrix, The (1999)",Action|Sci-Fi\n'
    '20,"City of Lost Children, The (Cité des enfants perdus, La) (1995)",Fantasy\n'
    "30,Babylon 5,(no genres listed)\n"
)

MakeArchive = Callable[..., Path]


@pytest.fixture
def make_archive(tmp_path: Path) -> MakeArchive:
    """Writes a zip in the MovieLens layout; keyword arguments replace or add members."""

    def make(name: str = "tiny.zip", **contents: str | bytes | None) -> Path:
        members = {"ratings": RATINGS, "movies": MOVIES} | contents
        with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in members.items():
                if content is not None:
                    archive.writestr(f"tiny/{member}.csv", content)
        return tmp_path / name

    return make


@pytest.fixture
def movielens() -> Dataset:
    return Dataset(
        name="tiny",
        reader="movielens",
        url="http://127.0.0.1:9/tiny.zip",
        archive="tiny.zip",
        licence="none",
        source="made by a test",
        scale=Scale(0.5, 5, 4),
    )


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    fetch = FetchSettings(timeout_seconds=5, attempts=3, auto_seconds=5)
    return Settings(home=tmp_path / "home", archives=None, fetch=fetch)


@dataclass
class FileServer:
    """Serves ``files`` on loopback; each of ``breaks`` ends an answer after so many bytes."""

    address: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    breaks: list[int] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    ranges: bool = True
    asked: list[str | None] = field(default_factory=list)

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        asked = request.headers.get("Range")
        self.asked.append(asked)
        body = self.files.get(request.path.strip("/"))
        status = self.statuses.pop(0) if self.statuses else 404 if body is None else 200
        if status != 200 or body is None:
            request.send_response(status)
            request.send_header("Content-Length", "0")
            request.end_headers()
            return
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked and self.ranges else 0
        if start >= len(body) and start:
            request.send_response(416)
            request.send_header("Content-Range", f"bytes */{len(body)}")
            request.send_header("Content-Length", "0")
            request.end_headers()
            return
        request.send_response(206 if start else 200)
        if start:
            request.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        request.send_header("Content-Length", str(len(body) - start))
        request.end_headers()
        end = start + self.breaks.pop(0) if self.breaks else len(body)
        request.wfile.write(body[start:end])
        request.close_connection = True


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FileServer]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    files = FileServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            files.answer(self)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    files.address = f"http://127.0.0.1:{http.server_address[1]}"
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield files
    http.shutdown()
    thread.join()
    http.server_close()


@pytest.fixture
def no_waiting() -> Iterator[None]:
    """Retries follow at once."""
    stamina.set_testing(True, attempts=3)
    yield
    stamina.set_testing(False)


@pytest.fixture
def served(server: FileServer, movielens: Dataset, make_archive: MakeArchive) -> Dataset:
    """The tiny data set with its archive on the server and its SHA-256 declared."""
    content = make_archive("at-the-publisher.zip").read_bytes()
    server.files["tiny.zip"] = content
    digest = hashlib.sha256(content).hexdigest()
    return movielens.model_copy(update={"url": f"{server.address}/tiny.zip", "sha256": digest})
