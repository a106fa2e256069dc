"""The team's view as values: model, releases, two lists, drift and funnel, without any markup."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from cinq import wire
from cinq.client import ApiError

FUNNEL_DAYS = 30
MAX_TITLES = 20

Level = Literal["quiet", "warn", "act"]


class Overview(Protocol):
    """What the user database tells; `cinq.overview.Overview` is one."""

    def funnel(self, days: int) -> dict[str, int]:
        """How many accounts of the last days came how far, in order."""

    def monitoring(self) -> dict[str, Any] | None:
        """The newest findings as JSON; None before the first monitoring."""


class ReadApi(Protocol):
    """What everybody may ask of the API; `cinq.client.AsyncClient` is one."""

    async def model(self) -> wire.ModelAnswer:
        """The model that answers."""

    async def releases(self, request: wire.ReleasesRequest, /) -> wire.ReleasesAnswer:
        """What is served and was served before."""

    async def search(self, request: wire.SearchRequest, /) -> wire.SearchAnswer:
        """Films by title."""

    async def films(self, request: wire.FilmsRequest, /) -> wire.FilmsAnswer:
        """Films by id."""


class AdminApi(Protocol):
    """What the team's key lets ask; `cinq.client.AsyncClient` is one."""

    async def admin_compare(self, request: wire.CompareRequest, /) -> wire.CompareAnswer:
        """Two lists."""

    async def admin_rollback(self, request: wire.RollbackJobRequest, /) -> wire.JobAnswer:
        """A job that brings a release back."""

    async def admin_job(self, request: wire.JobRequest, /) -> wire.JobAnswer:
        """Where a job stands."""


@dataclass(frozen=True)
class Figure:
    """A figure, with the ends of its 95 % interval where they are known."""

    name: str
    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Shift:
    """How far a feature of the requests has moved, and from where on that counts."""

    name: str
    title: str
    level: Level
    psi: float
    warn: float
    act: float


@dataclass(frozen=True)
class Drift:
    """One monitoring: when, since when, of how many requests, and each feature."""

    made_at: str
    since: str
    requests: int
    shifts: tuple[Shift, ...]


@dataclass(frozen=True)
class Typed:
    """A comparison as it was asked for: titles between semicolons, and two releases."""

    titles: str = ""
    first: int | None = None
    second: int | None = None


def figures_of(figures: Mapping[str, float], names: Sequence[str]) -> tuple[Figure, ...]:
    """Those of the figures that are named, in that order."""
    return tuple(
        Figure(name, figures[name], figures.get(f"{name}.low"), figures.get(f"{name}.high"))
        for name in names
        if name in figures
    )


def drift_of(findings: Mapping[str, Any] | None) -> Drift | None:
    """Read what a monitoring found, the furthest first."""
    if findings is None:
        return None
    shifts = [
        Shift(
            each["name"],
            each["title"],
            each["level"],
            each["psi"],
            each["warn_psi"],
            each["act_psi"],
        )
        for each in findings["features"]
    ]
    shifts.sort(key=lambda shift: -shift.psi)
    return Drift(findings["made_at"], findings["since"], findings["requests"], tuple(shifts))


def number(text: str | None) -> int | None:
    """A number of a release or job in an address; None for anything else."""
    digits = text is not None and text.isascii() and text.isdigit() and len(text) < 10
    return int(text) if digits and text and int(text) > 0 else None


async def films_named(api: ReadApi, titles: str) -> tuple[list[wire.FilmFacts], list[str]]:
    """The best film for each title between semicolons, each once, and the titles without any."""
    found: dict[int, wire.FilmFacts] = {}
    missing = []
    for title in [part.strip() for part in titles.split(";") if part.strip()][:MAX_TITLES]:
        asked = wire.SearchRequest(query=title[: wire.MAX_QUERY], limit=1)
        films = (await api.search(asked)).films
        if films:
            found.setdefault(films[0].film_id, films[0])
        else:
            missing.append(title)
    return list(found.values()), missing


def detail_of(error: ApiError) -> str:
    """One line of what the API said."""
    return error.problem.detail if error.problem else str(error)
