"""The page as one ASGI app: entrance and Gradio behind one guard."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from html import escape

import gradio as gr
import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from pydantic import SecretStr
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware

from cinq.accounts import Accounts, DatabaseError, open_accounts
from cinq.client import AsyncClient
from cinq.measures import PAGE, MemoryMeter, Meter, begin
from cinq.settings import API_PORT, UI_PORT, Settings
from cinq.tracing import UNTRACED, Tracer
from cinq.web.logs import request_lines
from cinq.web.request_log import RequestLog
from ui.bodies import WholeBodies
from ui.calls import Inputs, OnlyOurCalls, inputs_of
from ui.entrance import OnlySignedIn, entrance
from ui.films import FilmApi, Films
from ui.guard import MAX_BODY_BYTES, Guard, names_of
from ui.handlers import Handlers
from ui.metrics import METRICS, metrics_page
from ui.mine import MyData, PersonalData, my_data
from ui.onboarding import Onboarding
from ui.overview import Overview
from ui.pace import PER_ADDRESS, PER_BROWSER, Buckets, Pace, Turns
from ui.policy import SafeHeaders
from ui.session import language_of, session_token
from ui.shared import shared_lists
from ui.shelf import shelf_of
from ui.stage import STATIC, build_stage
from ui.steps import Steps
from ui.team import TeamRoom, links_of, team_view
from ui.texts import LANGUAGES, Language, texts
from ui.theme import stage_theme
from ui.tmdb import Tmdb, TmdbShown, kept_pictures, script
from ui.views.entrance import view_nothing
from ui.views.room import view_trouble

_log = logging.getLogger(__name__)

_STOP_SECONDS = 3

MOST_CONNECTIONS = 900
"""Open at once; more are told to come again. Most systems let a process have 1,024 files open."""

_QUIET = (
    "/health",
    METRICS,
    "/static/",
    "/pictures/",
    *(f"/app/{language}/{files}/" for language in LANGUAGES for files in ("assets", "static")),
)
"""Not worth a line in the log, unless they fail."""


def create_app(
    settings: Settings,
    *,
    accounts: Accounts | None = None,
    client: FilmApi | None = None,
    tracer: Tracer = UNTRACED,
    meter: Meter | None = None,
    exposed: Callable[[], bytes] | None = None,
    personal: PersonalData | None = None,
    overview: Overview | None = None,
    tmdb: Tmdb | None = None,
) -> FastAPI:
    """Build the page.

    Parameters
    ----------
    settings
        Where the API and the database are, and how long sessions last.
    accounts
        Opened from the settings if left out.
    client
        Made from the settings if left out; one given is not closed here.
    tracer
        Of what the page asks the API; closed with the page.
    meter
        Counts how far people come; left out, nobody hears of it.
    exposed
        Gives what the meter has counted, for `/metrics`; left out, there is no such page.
    personal
        Hands over and deletes what is kept of a person; left out, what the accounts keep.
    overview
        What the team sees of the user database; left out, nothing.
    tmdb
        Made from the settings if left out: with a token, or not at all; closed with the page.

    Raises
    ------
    DatabaseError
        If the database cannot be opened.
    """
    accounts = accounts or open_accounts(settings)
    meter = meter or MemoryMeter()
    begin(meter, PAGE)
    own_client = _client(settings, settings.api.key, tracer)
    team_client = _client(settings, settings.api.team_key, tracer)
    films = Films(client or own_client)
    shown = _tmdb_shown(settings, accounts, films, tmdb)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as opened:
            await opened.enter_async_context(own_client)
            await opened.enter_async_context(team_client)
            if shown is not None:
                await opened.enter_async_context(shown.opened())
            yield
        tracer.close()

    app = FastAPI(
        title="Cinq",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,  # it would lead to whatever host was asked for
        lifespan=lifespan,
    )
    # with a CORS policy of its own in the parent, Gradio adds none: no other origin is allowed
    app.add_middleware(CORSMiddleware, allow_origins=[])
    app.add_exception_handler(404, _nothing_here)
    app.add_exception_handler(DatabaseError, _no_accounts)
    app.add_exception_handler(500, _broken)
    turns, shelf, steps = Turns(), shelf_of(accounts), Steps(meter)
    app.include_router(entrance(accounts, settings.ui.session_hours, turns, steps))
    app.include_router(shared_lists(shelf.shares))
    app.include_router(
        my_data(MyData(accounts, personal or accounts, settings.ui.session_hours, turns))
    )
    admin = team_client if settings.api.team_key else None
    team = TeamRoom(accounts, own_client, admin, overview, links_of(settings.ui))
    app.include_router(team_view(team))
    if exposed is not None:
        app.include_router(metrics_page(exposed, settings))
    if shown is not None:
        app.include_router(shown.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")

    @app.get("/favicon.ico", include_in_schema=False)
    async def icon() -> FileResponse:
        return FileResponse(STATIC / "icon.svg", media_type="image/svg+xml")

    onboarding = Onboarding(shelf, films, steps)
    stages = dict(
        _mount_stage(app, onboarding, language, shown is not None) for language in LANGUAGES
    )
    app.add_middleware(OnlyOurCalls, stages=stages)
    app.add_middleware(OnlySignedIn, accounts=accounts)
    app.add_middleware(WholeBodies, most=MAX_BODY_BYTES)
    app.add_middleware(Guard, is_our_name=names_of(settings.ui))
    app.add_middleware(Pace, browsers=Buckets(PER_BROWSER), addresses=Buckets(PER_ADDRESS))
    app.add_middleware(SafeHeaders)
    app.add_middleware(GZipMiddleware, minimum_size=1_000)
    if settings.log_level in ("DEBUG", "INFO"):
        app.add_middleware(RequestLog, line=request_lines(settings.log_format), quiet=_QUIET)
    return app


def serve(
    settings: Settings,
    tracer: Tracer,
    meter: Meter,
    exposed: Callable[[], bytes],
    personal: PersonalData,
    overview: Overview,
) -> None:
    """Serve the page until it is told to stop; what `cinq ui` runs. Parameters: `create_app`."""
    uvicorn.run(
        create_app(
            settings,
            tracer=tracer,
            meter=meter,
            exposed=exposed,
            personal=personal,
            overview=overview,
        ),
        host=settings.ui.host,
        port=settings.ui.port or UI_PORT,
        log_level=settings.log_level.lower(),
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_STOP_SECONDS,
        limit_concurrency=MOST_CONNECTIONS,
    )


def api_address(settings: Settings) -> str:
    """Where the API answers; an address to listen on everywhere is reached by loopback."""
    host = "127.0.0.1" if settings.api.host in ("0.0.0.0", "::") else settings.api.host  # noqa: S104
    return f"http://{host}:{settings.api.port or API_PORT}"


def _client(settings: Settings, key: SecretStr | None, tracer: Tracer) -> AsyncClient:
    """A client of the API that shows a key, if there is one."""
    return AsyncClient(
        api_address(settings),
        timeout=settings.api.timeout_seconds + 1,
        key=key.get_secret_value() if key else None,
        tracer=tracer,
    )


def _tmdb_shown(
    settings: Settings, accounts: Accounts, films: Films, tmdb: Tmdb | None
) -> TmdbShown | None:
    """TMDB's pictures, if there is a token; without one, what was kept of them is deleted."""
    if tmdb is None and settings.ui.tmdb_token is not None:
        tmdb = Tmdb(settings.ui.tmdb_token)
    if tmdb is None:
        kept_pictures(settings).clear()
        return None
    return TmdbShown(settings, accounts, films, tmdb)


def _mount_stage(
    app: FastAPI, onboarding: Onboarding, language: Language, with_tmdb: bool
) -> tuple[str, Inputs]:
    """Mount the Gradio page of a language; gives its path and its events."""
    path = f"/app/{language}"
    stage = build_stage(Handlers(onboarding, language, _token_of, _origin_of), language)

    @app.get(path, include_in_schema=False)
    async def with_slash() -> Response:
        return RedirectResponse(f"{path}/", 303)

    @app.get(f"{path}/static/js/iframeResizer.contentWindow.min.js", include_in_schema=False)
    async def no_frames() -> Response:  # Gradio asks for it on every page; there are no frames
        return Response("", media_type="text/javascript")

    gr.mount_gradio_app(
        app,
        stage,
        path,
        run_history=False,  # it would keep what is typed in the browser's local storage
        show_error=False,
        footer_links=[],
        allowed_paths=[],
        enable_monitoring=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        max_file_size=0,
        theme=stage_theme(),
        head='<link rel="icon" href="/static/icon.svg">'
        '<link rel="stylesheet" href="/static/cinq.css">'
        '<link rel="stylesheet" href="/static/journey.css">'
        f'<script src="/static/stage.js" data-offline="{escape(texts(language).offline)}" defer>'
        "</script>" + (script(texts(language)) if with_tmdb else ""),
    )
    return path, inputs_of(stage)


async def _nothing_here(request: Request, _: Exception) -> Response:
    return HTMLResponse(view_nothing(texts(language_of(request))), 404)


async def _no_accounts(request: Request, error: Exception) -> Response:
    _log.error("%s could not be answered: %s", request.url.path, error)
    words = texts(language_of(request))
    return HTMLResponse(view_trouble(words, words.account.away), 503)


async def _broken(request: Request, _: Exception) -> Response:
    words = texts(language_of(request))  # the server logs the exception itself
    return HTMLResponse(view_trouble(words, words.account.broken), 500)


def _token_of(request: gr.Request) -> str:
    return session_token(request.request)


def _origin_of(request: gr.Request) -> str:
    url = request.request.url
    return f"{url.scheme}://{url.netloc}"
