"""People who ask for lists all the time, and what they got: no request is sent a second time."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from types import TracebackType
from typing import Self

import httpx2

from cinq.drill.audience import Guest

CALLERS = 2
TIMEOUT = 15.0


@dataclass(frozen=True)
class Answered:
    """One request.

    Attributes
    ----------
    at, seconds
        When it was sent, by `time.monotonic`, and how long it took.
    failure
        Empty, or what came in place of a list.
    release
        Whose model answered; 0 where none did.
    hits
        Films of the list that the guest likes.
    phase
        Whose taste it was asked with.
    """

    at: float
    seconds: float
    failure: str
    release: int
    hits: int
    phase: str


class Traffic:
    """Guests who ask one after another, so many a second, until the block ends.

    Parameters
    ----------
    url
        Of the API.
    a_second
        Requests a second, all callers together.
    """

    def __init__(self, url: str, a_second: float) -> None:
        self._url = url
        self._pause = CALLERS / a_second
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._answered: list[Answered] = []
        self._phase = ""
        self._guests = cycle([Guest("nobody", (), frozenset())])
        self._threads = [
            threading.Thread(target=self._ask, name=f"guests {n}", daemon=True)
            for n in range(CALLERS)
        ]

    def become(self, phase: str, guests: Sequence[Guest]) -> None:
        """Let these guests ask from now on."""
        with self._lock:
            self._phase = phase
            self._guests = cycle(guests)

    @property
    def answered(self) -> list[Answered]:
        """All requests so far."""
        with self._lock:
            return list(self._answered)

    def of(self, phase: str, release: int | None = None) -> list[Answered]:
        """The requests of a phase, or those of it that a release answered."""
        return [
            each
            for each in self.answered
            if each.phase == phase and release in (None, each.release)
        ]

    def hit_share(self, phase: str, release: int) -> float:
        """Share of the lists of a phase and release with a film that the guest likes."""
        lists = self.of(phase, release)
        return sum(each.hits > 0 for each in lists) / max(1, len(lists))

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._done.set()
        for thread in self._threads:
            thread.join()

    def _ask(self) -> None:
        with httpx2.Client(base_url=self._url, timeout=TIMEOUT, trust_env=False) as client:
            due = time.monotonic()
            while not self._done.wait(max(0.0, due - time.monotonic())):
                due = max(due + self._pause, time.monotonic() - 1)
                with self._lock:
                    guest, phase = next(self._guests), self._phase
                answered = _ask(client, guest, phase)
                with self._lock:
                    self._answered.append(answered)


def _ask(client: httpx2.Client, guest: Guest, phase: str) -> Answered:
    at = time.monotonic()
    release, hits, failure = 0, 0, ""
    try:
        body = {"favourites": list(guest.favourites), "k": 5}
        response = client.post("/v1/recommend_one", json=body)
        if response.status_code == 200:
            answer = response.json()
            release = int(answer["release"])
            hits = sum(film["film_id"] in guest.others for film in answer["films"])
        else:
            failure = f"status {response.status_code}"
    except httpx2.HTTPError as error:
        failure = f"{type(error).__name__}: {error}"
    return Answered(at, time.monotonic() - at, failure, release, hits, phase)
