"""A conductor's desk with its server, on a clock that tests set."""

import json
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import Engine

from cinq.conducting.app import make_app
from cinq.conducting.figures import samples
from cinq.conducting.hook_book import HookBook
from cinq.conducting.hooks import HookDesk, limits_of
from cinq.conducting.secrets import HookSecrets
from cinq.conducting.server import served
from cinq.database import open_database
from cinq.jobs.asking import Asked
from cinq.jobs.job import Outcome
from cinq.jobs.queue import JobQueue
from cinq.settings import ConductorSettings
from cinq.web.signatures import signed_headers

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SECRETS = HookSecrets(signing="signing-secret-of-tests", token="token-of-tests-0000")
RULES: dict[str, Any] = {"CinqDriftAct": "train", "CinqModelOld": "train", "CinqSilent": "monitor"}


class Clock:
    """A time that only moves when it is told to."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def move(self, **step: float) -> None:
        self.now += timedelta(**step)


class Post:
    """What a conductor's server is asked in tests."""

    def __init__(self, url: str, clock: Clock) -> None:
        self.url = url
        self._clock = clock
        self._http = httpx2.Client(base_url=url, trust_env=False, timeout=20)

    def signed(self, body: Any, secret: str = SECRETS.signing, **headers: Any) -> httpx2.Response:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        signed = signed_headers(secret, int(self._clock.now.timestamp()), content)
        return self._http.post("/hooks/signed", content=content, headers=signed | headers)

    def alertmanager(self, body: Any, token: str | None = SECRETS.token) -> httpx2.Response:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {} if token is None else {"Authorization": f"Bearer {token}".strip()}
        return self._http.post("/hooks/alertmanager", content=content, headers=headers)

    def get(self, path: str, headers: dict[str, str] | None = None) -> httpx2.Response:
        return self._http.get(path, headers=headers)

    def close(self) -> None:
        self._http.close()


class World:
    """A queue, a desk before it, and what was told."""

    def __init__(self, engine: Engine, settings: ConductorSettings) -> None:
        self.engine = engine
        self.settings = settings
        self.clock = Clock()
        self.queue = JobQueue(engine, 30.0, self.clock)
        self.book = HookBook(engine)
        self.told: list[tuple[str, Asked]] = []
        self.desk = HookDesk(
            engine,
            self.book,
            settings,
            SECRETS,
            lambda who, asked: self.told.append((who, asked)),
            self.clock,
        )

    @property
    def jobs(self) -> list[str]:
        return [job.kind for job in self.queue.list()]

    def counted(self, kind: str) -> dict[str, int]:
        return {
            outcome: number for (of, outcome), number in self.book.counts().items() if of == kind
        }

    def run(self, state: Any = "succeeded", processor_seconds: float = 60.0) -> None:
        """Run the job that waits to its end, for ten minutes."""
        job = self.queue.claim("test")
        assert job is not None
        self.clock.move(minutes=10)
        self.queue.finish(job, Outcome(state, 0, "", processor_seconds))

    def figures(self) -> dict[tuple[str, ...], float]:
        found = samples(self.engine, self.book, limits_of(self.settings), {}, self.clock)
        return {(sample.measure.name, *sample.labels): sample.value for sample in found}


def alert(name: str = "CinqDriftAct", started: datetime = NOON, **more: Any) -> dict[str, Any]:
    """One alert as Alertmanager tells it."""
    return {
        "status": "firing",
        "labels": {"alertname": name, "severity": "act"},
        "annotations": {"summary": "-"},
        "startsAt": started.isoformat(),
        "endsAt": "0001-01-01T00:00:00Z",
        "generatorURL": "http://prometheus/graph",
        "fingerprint": f"{zlib.crc32(name.encode()):x}",
    } | more


def group(*alerts: dict[str, Any]) -> dict[str, Any]:
    """A group of alerts as Alertmanager sends it."""
    return {"version": "4", "status": "firing", "receiver": "conductor", "alerts": list(alerts)}


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = open_database(f"sqlite:///{tmp_path / 'cinq.db'}")
    yield made
    made.dispose()


@pytest.fixture
def make_world(engine: Engine) -> Callable[..., World]:
    def make(**settings: Any) -> World:
        return World(engine, ConductorSettings(**{"alerts": RULES} | settings))

    return make


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    return make_world()


@pytest.fixture
def post(world: World) -> Iterator[Post]:
    """The world's server."""
    settings = world.settings
    app = make_app(
        world.desk, settings.max_body_bytes, lambda: b"figures\n", lambda: True, settings.host
    )
    with served(app, "127.0.0.1", 0) as url:
        made = Post(url, world.clock)
        yield made
        made.close()
