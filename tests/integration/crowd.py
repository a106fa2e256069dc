"""Many people at once on the page, without browsers: their requests, one person a coroutine.

`python -m tests.integration.crowd ADDRESS [PEOPLE [FROM TO]]` beside `cinq serve` and `cinq ui`
tells how long everything took; ``ADDRESS`` is the page's, and people look at it for ``FROM`` to
``TO`` seconds between presses. The accounts it makes stay.
"""

import asyncio
import html
import json
import random
import re
import sys
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx2
import numpy as np

from tests.integration.journey import PASSWORD, TITLES

PATIENCE_SECONDS = 60.0
THINKS = (2.0, 6.0)
"""Seconds that somebody looks at the page before pressing the next thing: quick, so that the whole
journey stays under a minute."""

_FILM = re.compile(r'data-act="(\w+)"[^>]*data-film="(\d+)"')


@dataclass
class Crowd:
    """What a crowd met.

    Attributes
    ----------
    seconds
        How long each answer took, by what was asked.
    errors
        Whatever was not answered as it should be, in words.
    lists
        The five films of each person.
    """

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    lists: list[tuple[str, ...]] = field(default_factory=list)

    def p95(self, what: str) -> float:
        """Seconds within which 95 of 100 answers came."""
        return float(np.percentile(self.seconds[what], 95))

    def table(self) -> str:
        """Lines of Markdown: each kind of request, how many, median, p95 and longest."""
        lines = ["| asked | answers | p50, ms | p95, ms | longest, ms |", "|---|---|---|---|---|"]
        for what, seconds in self.seconds.items():
            told = (np.percentile(seconds, share) * 1000 for share in (50, 95, 100))
            lines.append(f"| {what} | {len(seconds)} | " + " | ".join(f"{ms:.0f}" for ms in told))
        return "\n".join(f"{line.rstrip(' |')} |" for line in lines)


def crowd(address: str, n_people: int, thinks: tuple[float, float] = THINKS) -> Crowd:
    """Let so many people join at once, choose five films, see five and judge one.

    Parameters
    ----------
    address
        Of the page.
    n_people
        Who come at the same moment.
    thinks
        Between how many seconds each looks at the page before going on.
    """
    met = Crowd()

    async def all_of_them() -> None:
        await asyncio.gather(*(_Visitor(address, n, thinks, met).visit() for n in range(n_people)))

    with ThreadPoolExecutor(1) as own:  # Playwright keeps a loop running in the test's own thread
        own.submit(asyncio.run, all_of_them()).result()
    return met


class _Visitor:
    """Somebody with a browser of their own."""

    def __init__(self, address: str, number: int, thinks: tuple[float, float], met: Crowd) -> None:
        self._address = address
        self._number = number
        self._thinks = thinks
        self._met = met
        self._mood = random.Random(number)
        self._events: Mapping[str, int] = {}

    async def visit(self) -> None:
        """The whole journey; what goes wrong is written down."""
        try:
            async with httpx2.AsyncClient(
                base_url=self._address, timeout=PATIENCE_SECONDS, trust_env=False
            ) as browser:
                self._browser = browser
                await self._journey()
        except (httpx2.HTTPError, _Odd) as error:
            self._met.errors.append(f"person {self._number}: {error!r}")

    async def _journey(self) -> None:
        await self._ask("the welcome", "GET", "/")
        await self._think()
        account = {"name": f"Crowd {uuid4().hex[:12]}", "password": PASSWORD}
        await self._ask("an account", "POST", "/account", data=account, wanted=303)
        page = await self._ask("the page", "GET", "/app/en/")
        self._events = _events_of(page.text)
        shown = await self._call("choosing", "load", ["#choosing"])
        for place in range(1, 6):
            await self._think()
            if place == 1:
                title = TITLES[self._number % len(TITLES)]
                shown = await self._call("a search", "change", [title, "choosing"])
            films = _films(shown, "add")
            if not films:
                raise _Odd("nothing to choose from")
            film = films[self._mood.randrange(min(3, len(films)))]
            shown = await self._press("a choice", "add", film, "choosing")
            if f"{place} of 5" not in shown:
                raise _Odd(f"not {place} of 5: {shown[:300]}")
        await self._think()
        five = _films(await self._press("five films", "five", "", "choosing"), "similar")
        if len(five) != 5:
            raise _Odd(f"{len(five)} films")
        self._met.lists.append(tuple(five))
        await self._think()
        shown = await self._press("the next after a judgement", "judge", five[0], "five", "seen")
        if len(_films(shown, "similar")) != 5 or five[0] in _films(shown, "similar"):
            raise _Odd("the film judged is still there")

    async def _press(self, what: str, act: str, film: str, place: str, value: str = "") -> str:
        pressed = {"act": act, "film": film, "value": value, "place": place}
        return await self._call(what, "click", [], pressed)

    async def _call(self, what: str, event: str, data: Sequence[str], pressed: Any = None) -> str:
        body = {
            "fn_index": self._events[event],
            "data": data,
            "event_data": pressed,
            "session_hash": f"crowd{self._number}",
        }
        answer = await self._ask(what, "POST", "/app/en/gradio_api/run/predict", json=body)
        return html.unescape(" ".join(map(str, answer.json()["data"])))

    async def _ask(
        self, what: str, method: str, path: str, wanted: int = 200, **sent: Any
    ) -> httpx2.Response:
        begun = time.perf_counter()
        answer = await self._browser.request(method, path, **sent)
        self._met.seconds[what].append(time.perf_counter() - begun)
        if answer.status_code != wanted:
            raise _Odd(f"{what}: {answer.status_code} {answer.text[:200]}")
        return answer

    async def _think(self) -> None:
        await asyncio.sleep(self._mood.uniform(*self._thinks))


class _Odd(Exception):
    """The page showed something that it should not."""


def _events_of(page: str) -> dict[str, int]:
    """Numbers of the page's events, by what sets them off; of several the first."""
    config = page.partition("window.gradio_config = ")[2].partition(";</script>")[0]
    events: dict[str, int] = {}
    for event in json.loads(config)["dependencies"]:
        for _, name in event["targets"]:
            events.setdefault(name, event["id"])
    return events


def _films(shown: str, act: str) -> list[str]:
    """Ids of the films that a button of this kind is shown for, each once."""
    return list(dict.fromkeys(film for done, film in _FILM.findall(shown) if done == act))


if __name__ == "__main__":
    people = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    pause = (float(sys.argv[3]), float(sys.argv[4])) if len(sys.argv) > 4 else THINKS
    started = time.perf_counter()
    seen = crowd(sys.argv[1], people, pause)
    sys.stdout.write(f"{seen.table()}\n\n{people} people, {len(seen.lists)} lists, ")
    sys.stdout.write(f"{len(seen.errors)} errors, {time.perf_counter() - started:.0f} s\n")
    sys.stdout.write("".join(f"{error}\n" for error in seen.errors[:10]))
