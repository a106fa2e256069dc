"""Requests without a pause over connections that stay open: each sticks to one worker."""

import http.client
import json
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit


@dataclass
class Connection:
    """What one connection saw.

    Parameters
    ----------
    releases
        The release of every answer, in order.
    seconds
        How long every answer took.
    failures
        What was no answer.
    """

    releases: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


class SteadyLoad:
    """Asks for lists from several threads, each over a connection of its own, for a block's time.

    Parameters
    ----------
    url
        Of the API.
    favourites
        Of every request.
    n_connections
        How many threads ask.
    """

    def __init__(self, url: str, favourites: Sequence[int], n_connections: int = 4) -> None:
        self._host = urlsplit(url).netloc
        self._body = json.dumps({"favourites": list(favourites)}).encode()
        self._stop = threading.Event()
        self._answered = threading.Condition()
        self.connections = [Connection() for _ in range(n_connections)]
        self._threads = [
            threading.Thread(target=self._ask, args=[connection], daemon=True)
            for connection in self.connections
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=30)

    def await_everywhere(self, release: int, within: float) -> float:
        """Seconds until every connection was answered by a release or a later one.

        Raises
        ------
        AssertionError
            If that takes longer than `within` seconds.
        """
        started = time.monotonic()

        def everywhere() -> bool:
            return all(one.releases and one.releases[-1] >= release for one in self.connections)

        with self._answered:
            assert self._answered.wait_for(everywhere, within), f"{release} is not everywhere"
        return time.monotonic() - started

    def _ask(self, connection: Connection) -> None:
        link = http.client.HTTPConnection(self._host, timeout=30)
        while not self._stop.is_set():
            started = time.perf_counter()
            try:
                link.request("POST", "/v1/recommend_one", self._body, _JSON)
                response = link.getresponse()
                answer = response.read()
            except (OSError, http.client.HTTPException) as error:
                connection.failures.append(repr(error))
                link.close()
                continue
            connection.seconds.append(time.perf_counter() - started)
            if response.status != 200:
                connection.failures.append(f"{response.status} {answer[:200]!r}")
                continue
            with self._answered:
                connection.releases.append(json.loads(answer)["release"])
                self._answered.notify_all()
        link.close()


_JSON = {"Content-Type": "application/json"}
