"""The team's view: only accounts of the role team come here; to all others there is nothing."""

import asyncio
import logging
from collections.abc import Awaitable, Mapping
from typing import TypeVar

from anyio.to_thread import run_sync
from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from cinq import wire
from cinq.accounts import Accounts, Person
from cinq.client import ApiError
from cinq.settings import UiSettings
from ui.forms import form_of
from ui.overview import (
    FUNNEL_DAYS,
    AdminApi,
    Overview,
    ReadApi,
    Typed,
    detail_of,
    drift_of,
    films_named,
    number,
)
from ui.plain import answering
from ui.session import language_of, session_token
from ui.texts import Texts, texts
from ui.texts.rooms import mine_texts, team_texts
from ui.texts.team import TeamTexts
from ui.views.room import problem, room
from ui.views.team import TeamPage, view_sure, view_team
from ui.views.team_compare import compare_form, view_compared
from ui.views.team_parts import section

_log = logging.getLogger(__name__)

R = TypeVar("R")


class TeamRoom:
    """What the routes do; each looks by itself who asks, and of which role.

    Parameters
    ----------
    accounts
        People and sessions.
    api, admin
        The API; None as `admin` where there is no key for it.
    overview
        What the user database tells; None where nobody reads it.
    links
        Addresses of other pages by name.
    """

    def __init__(
        self,
        accounts: Accounts,
        api: ReadApi,
        admin: AdminApi | None,
        overview: Overview | None,
        links: Mapping[str, str],
    ) -> None:
        self._accounts = accounts
        self._api = api
        self._admin = admin
        self._overview = overview
        self._links = links

    async def show(self, request: Request) -> Response:
        """The view."""
        person, words, say = await self._here(request)
        model, releases, job, typed = await asyncio.gather(
            _unless_away(self._api.model()),
            _unless_away(self._api.releases(wire.ReleasesRequest())),
            self._job(number(request.query_params.get("job"))),
            self._own_titles(person),
        )
        funnel, found = {}, None
        if self._overview is not None:
            funnel = await run_sync(self._overview.funnel, FUNNEL_DAYS)
            found = drift_of(await run_sync(self._overview.monitoring))
        page = TeamPage(
            model, releases, funnel, found, self._admin is not None, typed, self._links, job
        )
        return _page(view_team(page, words, say), person, words)

    async def compare(self, request: Request) -> Response:
        """Two lists for the same favourites."""
        person, words, say = await self._here(request)
        asked = request.query_params
        typed = Typed(
            asked.get("films", "")[:2000], number(asked.get("first")), number(asked.get("second"))
        )
        releases = await _unless_away(self._api.releases(wire.ReleasesRequest()))
        try:
            inside, code = await self._compared(typed, words, say), 200
        except ApiError as error:
            told = detail_of(error) if error.problem else say.out_of_reach
            inside, code = problem(told, "compare-problem"), error.status or 503
        form = compare_form(releases, typed, say) if releases else ""
        body = section("compare", say.compare, f"{form}{inside}")
        title = f'<div class="lead"><h1>{say.title}</h1></div>'
        return _page(f"{title}{body}", person, words, code)

    async def sure(self, request: Request) -> Response:
        """Ask whether a release shall really be brought back."""
        person, words, say = await self._here(request)
        release, serving = await self._release(number(request.query_params.get("to")))
        return _page(view_sure(release, serving, say), person, words)

    async def rollback(self, request: Request) -> Response:
        """Ask the API to bring a release back; who asked stands in its ledger."""
        person, words, say = await self._here(request)
        form = await form_of(request)
        release, serving = await self._release(number(form.get("to")))
        if self._admin is None:
            raise HTTPException(404)
        reason = " ".join(form.get("reason", "").split())[:150]
        try:
            asked = await self._admin.admin_rollback(
                wire.RollbackJobRequest(to=release.release, reason=reason, asked_by=person.name)
            )
        except (ApiError, ValueError) as error:
            said = detail_of(error) if isinstance(error, ApiError) else words.account.other
            line = say.refused.replace("{detail}", said)
            return _page(view_sure(release, serving, say, line), person, words, 502)
        _log.info(
            "account %s asked for release %s again: job %s",
            person.id,
            release.release,
            asked.job.job_id,
        )
        return RedirectResponse(f"/team?job={asked.job.job_id}", 303)

    async def _here(self, request: Request) -> tuple[Person, Texts, TeamTexts]:
        """Who asks, if they are of the team."""
        person = await run_sync(self._accounts.who, session_token(request))
        if person.role != "team":
            raise HTTPException(404)
        words = texts(language_of(request))
        return person, words, team_texts(words.language)

    async def _compared(self, typed: Typed, words: Texts, say: TeamTexts) -> str:
        if self._admin is None:
            return problem(say.no_key, "compare-problem")
        taken, missing = await films_named(self._api, typed.titles)
        if not taken:
            said = say.not_found.replace("{title}", missing[0]) if missing else say.no_films
            return problem(said, "compare-problem")
        asked = wire.CompareRequest(
            favourites=[film.film_id for film in taken], first=typed.first, second=typed.second
        )
        answer = await self._admin.admin_compare(asked)
        return view_compared(answer, taken, missing, words, say)

    async def _release(self, wanted: int | None) -> tuple[wire.ReleaseFacts, int]:
        """A release by its number, and the one that serves; 404 for one that there is not."""
        if wanted is None:
            raise HTTPException(404)
        found = await self._api.releases(wire.ReleasesRequest(before=wanted + 1, limit=1))
        for release in found.releases:
            if release.release == wanted and found.ledger:
                return release, found.serving
        raise HTTPException(404)

    async def _job(self, job: int | None) -> wire.JobAnswer | None:
        if job is None or self._admin is None:
            return None
        return await _unless_away(self._admin.admin_job(wire.JobRequest(job_id=job)))

    async def _own_titles(self, person: Person) -> Typed:
        """The favourites of whoever looks, to begin with."""
        model = await _unless_away(self._api.model())
        if model is None:
            return Typed()
        own = await run_sync(self._accounts.favourites, person, model.dataset)
        if not own:
            return Typed()
        found = await _unless_away(self._api.films(wire.FilmsRequest(film_ids=own[:5])))
        return Typed("; ".join(_searchable(film) for film in found.films) if found else "")


def team_view(team: TeamRoom) -> APIRouter:
    """Routes under ``/team``."""
    router = APIRouter(include_in_schema=False, prefix="/team")
    for path, act, method in (
        ("", team.show, "GET"),
        ("/compare", team.compare, "GET"),
        ("/rollback", team.sure, "GET"),
        ("/rollback", team.rollback, "POST"),
    ):
        router.add_api_route(path, answering(act), methods=[method])
    return router


def links_of(ui: UiSettings) -> dict[str, str]:
    """Addresses of the team's other pages by name; empty where the settings have none."""
    return {
        "ZenML": ui.zenml_address,
        "MLflow": ui.mlflow_address,
        "Grafana": ui.grafana_address,
    }


def _page(main: str, person: Person, words: Texts, code: int = 200) -> Response:
    return HTMLResponse(room(words, mine_texts(words.language), person, "/team", main), code)


async def _unless_away(asked: Awaitable[R]) -> R | None:
    """An answer of the API; None where it did not give one."""
    try:
        return await asked
    except ApiError as error:
        _log.warning("the API did not answer the team's view: %s", error)
        return None


def _searchable(film: wire.FilmFacts) -> str:
    """A title that a search finds again."""
    title = film.title.replace(";", ",")
    return f"{title} {film.year}" if film.year else title
