"""The BentoML service: endpoints only."""

import asyncio
import gc
import logging
import os
from collections.abc import Awaitable, Callable
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import bentoml
from starlette.responses import Response

import cinq
from cinq import wire
from cinq.adapters.bento_path import ShortPath, batched
from cinq.adapters.meter import PrometheusMeter, forget_dead_workers
from cinq.adapters.traces import tracer_of
from cinq.errors import CinqError
from cinq.jobs.signals import end_with_parent
from cinq.measures import API, DURATIONS, begin
from cinq.serving.callers import CALLER, Callers
from cinq.serving.counting import count
from cinq.serving.direct import Asked, Direct, Handler, told_problem
from cinq.serving.endpoints import ENDPOINTS
from cinq.serving.front import give_up_ms, last_resort, layers, warning_of
from cinq.serving.memory import give_back, share_allocator
from cinq.serving.pages import pages
from cinq.serving.problems import MEDIA_TYPE
from cinq.serving.traced import BatchTraces, Traces
from cinq.settings import ROOT, Settings, load_settings
from cinq.tracing import UNTRACED
from cinq.web.logs import send_logs

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from cinq.serving.sources import ServedModel

E = TypeVar("E", bound=Callable[..., Awaitable[Any]])

_logger = logging.getLogger("cinq")

SETTINGS = load_settings()  # BentoML reads limits and workers from decorators, so while importing

CALLERS = Callers()  # given its keys in the workers

TRACER = tracer_of(os.environ, "cinq-api")

METER = PrometheusMeter()  # counts in the workers only: nothing is counted while importing

BODIES = {path: body for path, (_, body, _) in ENDPOINTS.items()}
PAGES = ("/", "/docs.json", "/schema.json", "/healthz", "/livez", "/readyz", "/metrics")


def _database(settings: Settings) -> "Engine | None":
    """Where releases and feedback are, if there is a home or a database; neither made here."""
    from cinq.database import connect  # noqa: PLC0415

    if not (os.environ.get("CINQ_HOME") or settings.database_url):
        return None
    return connect(settings.database)


def _endpoint(path: str, **options: Any) -> Callable[[E], E]:
    """Serve a method under a path; what it cannot answer becomes a problem document."""

    def decorate(method: E) -> E:
        @wraps(method)
        async def telling(self: "Cinq", request: Any, /) -> Any:
            try:
                with TRACER.span("model"):
                    answer = await method(self, request)
            except CinqError as error:
                problem = told_problem(error, request.request_id)
                body = problem.model_dump_json(exclude_none=True)
                return Response(body, status_code=problem.status, media_type=MEDIA_TYPE)
            count(METER, request, answer)
            return answer

        return cast("E", bentoml.api(route=path, **options)(telling))

    return decorate


@bentoml.service(
    name="cinq",
    workers=SETTINGS.api.workers,
    traffic={
        "timeout": SETTINGS.api.timeout_seconds,
        "max_concurrency": last_resort(SETTINGS.api.max_concurrency),
    },
    metrics={"duration": {"buckets": list(DURATIONS)}},
    logging={"access": {"enabled": False}},  # .08 ms a request
    tracing={"excluded_urls": ".*"},  # .2 ms a request, though nobody may collect the spans
)
class Cinq:
    """Five films you love in, five you will love out."""

    def __init__(self) -> None:
        send_logs("cinq", SETTINGS.log_format, SETTINGS.log_level)
        _logger.info("code: %s", Path(cinq.__file__).parent)
        if warning := warning_of(SETTINGS):
            _logger.warning(warning)
        from cinq.feedback import FeedbackBook  # noqa: PLC0415
        from cinq.keys.served import keyring_of  # noqa: PLC0415
        from cinq.releases.following import follow_releases  # noqa: PLC0415
        from cinq.releases.pages import releases_page  # noqa: PLC0415
        from cinq.releases.released_models import ReleasedModels  # noqa: PLC0415
        from cinq.serving.admin import AdminDesk, refreshed  # noqa: PLC0415
        from cinq.serving.arm_follower import follow_experiments  # noqa: PLC0415
        from cinq.serving.shown import Reporter  # noqa: PLC0415
        from cinq.traffic.writer import TrafficWriter  # noqa: PLC0415

        end_with_parent()  # a worker would hold the port of a server that was killed
        share_allocator()
        database = _database(SETTINGS)
        self._keyring = CALLERS.keyring = keyring_of(SETTINGS.api, database)
        self._keyring.start()
        self._feedback = FeedbackBook(database)
        self._desk = AdminDesk(database, SETTINGS.conductor.lease_seconds)
        self._releases = partial(releases_page, database)
        self._released_models = ReleasedModels(database)
        forget_dead_workers()
        begin(METER, API)
        worker = str(bentoml.server_context.worker_index or 1)
        self._follower = follow_releases(
            SETTINGS, ROOT / "model", METER, worker, alone=database is None
        )
        self._follower.start()
        self._refresh = partial(refreshed, self._follower)
        self._arms, self._arm_follower = follow_experiments(
            database, SETTINGS.home / "data" / "arms", METER, SETTINGS.api.poll_seconds
        )
        if self._arm_follower is not None:
            self._arm_follower.start()
        self._reporter = Reporter(self._served, METER)
        self._reporter.start()
        self._traffic = TrafficWriter(database, self._served, SETTINGS.monitoring)
        self._traffic.start()
        self._batches = BatchTraces(TRACER)
        give_back()
        gc.freeze()  # what lives as long as the process need not be walked at every collection

    def _served(self) -> "list[ServedModel]":
        """Every model that answers now, the champion first."""
        return [self._follower.served, *self._arms.models]

    @bentoml.on_shutdown  # type: ignore[untyped-decorator]  # BentoML is not followed by mypy
    def stop(self) -> None:
        """End the threads that follow ledger, keys and experiments; what waits is written down."""
        self._follower.stop()
        self._reporter.stop()
        self._traffic.stop()
        TRACER.close()
        self._keyring.stop()
        if self._arm_follower is not None:
            self._arm_follower.stop()

    @bentoml.api(  # type: ignore[untyped-decorator]
        route="/v1/recommend",
        batchable=True,
        max_batch_size=SETTINGS.api.max_batch_size,
        max_latency_ms=give_up_ms(SETTINGS.api.timeout_seconds),
    )
    async def recommend(self, asked: list[tuple[wire.RecommendRequest, str]]) -> list[bytes]:
        """JSON of films for many people; what cannot be answered is a problem in its place."""
        answers: list[bytes] = []
        with self._batches.batch(asked), TRACER.span("model"):
            for part in self._arms.written(self._follower.served, asked):
                answers += part
                await asyncio.sleep(0)  # others are answered meanwhile
        return answers

    async def recommend_many(self, asked: Asked) -> bytes:
        """Films for many people, through the adaptive batching of `recommend`."""
        requests = [(each, each.request_id or asked.request_id) for each in asked.message.requests]
        with self._batches.wait([request_id for _, request_id in requests]):
            return b"[" + b",".join(await batched(asked.app, "recommend", requests)) + b"]"

    async def recommend_one(self, asked: Asked) -> bytes:
        """Films for one person, by the shortest way."""
        with TRACER.span("model"):
            return self._arms.written_one(self._follower.served, asked.message, asked.request_id)

    @_endpoint("/v1/recommend_together")
    async def recommend_together(self, request: wire.TogetherRequest, /) -> wire.TogetherAnswer:
        """One list for several people, in which everybody finds something."""
        return self._follower.served.engine.recommend_together(request)

    @_endpoint("/v1/recommend_user")
    async def recommend_user(self, request: wire.UserRequest, /) -> wire.Answer:
        """Films that a known user of the data set has not rated, best first."""
        return self._follower.served.engine.recommend_user(request)

    @_endpoint("/v1/similar")
    async def similar(self, request: wire.SimilarRequest, /) -> wire.SimilarAnswer:
        """Films similar to a film, by the ratings and by what is said of both."""
        return self._follower.served.engine.similar(request)

    @_endpoint("/v1/users")
    async def users(self, request: wire.UsersRequest, /) -> wire.UsersAnswer:
        """The known users of the data set, page by page."""
        return self._follower.served.engine.users(request)

    @_endpoint("/v1/predict")
    async def predict(self, request: wire.PredictRequest, /) -> wire.PredictAnswer:
        """The ratings that a known user, or somebody with these favourites, would give."""
        return self._follower.served.engine.predict(request)

    @_endpoint("/v1/search")
    async def search(self, request: wire.SearchRequest, /) -> wire.SearchAnswer:
        """Films by title; typos, articles, accents and a year at the end are understood."""
        return await asyncio.to_thread(self._follower.served.search, request)

    @_endpoint("/v1/proposals")
    async def proposals(self, request: wire.ProposalsRequest, /) -> wire.ProposalsAnswer:
        """Films to offer next to somebody who is choosing favourites."""
        return self._follower.served.engine.proposals(request)

    @_endpoint("/v1/films")
    async def films(self, request: wire.FilmsRequest, /) -> wire.FilmsAnswer:
        """Films by id, or the catalogue page by page."""
        return self._follower.served.engine.films(request)

    @_endpoint("/v1/feedback")
    async def feedback(self, request: wire.FeedbackRequest, /) -> wire.FeedbackAnswer:
        """What somebody says of a film, written down for the next training."""
        served = self._follower.served
        if request.kind != "undo":
            served.engine.check_film(request.film_id)
        dataset, client = served.info.dataset, CALLER.get().client
        return await asyncio.to_thread(self._feedback.record, request, dataset, client)

    @_endpoint("/v1/releases")
    async def releases(self, request: wire.ReleasesRequest, /) -> wire.ReleasesAnswer:
        """What is served and was served before, newest first."""
        served = self._follower.served
        return await asyncio.to_thread(self._releases, served, request)

    @_endpoint("/v1/admin/refresh")
    async def admin_refresh(self, request: wire.RefreshRequest, /) -> wire.RefreshAnswer:
        """Look at the ledger of releases now."""
        return await asyncio.to_thread(self._refresh, request)

    @_endpoint("/v1/admin/train")
    async def admin_train(self, request: wire.TrainJobRequest, /) -> wire.JobAnswer:
        """Ask for a training."""
        return await asyncio.to_thread(self._desk.train, request, CALLER.get().name)

    @_endpoint("/v1/admin/tune")
    async def admin_tune(self, request: wire.TuneJobRequest, /) -> wire.JobAnswer:
        """Ask for a search of hyper-parameters."""
        return await asyncio.to_thread(self._desk.tune, request, CALLER.get().name)

    @_endpoint("/v1/admin/rollback")
    async def admin_rollback(self, request: wire.RollbackJobRequest, /) -> wire.JobAnswer:
        """Ask for an old release to be served again."""
        return await asyncio.to_thread(self._desk.rollback, request, CALLER.get().name)

    @_endpoint("/v1/admin/job")
    async def admin_job(self, request: wire.JobRequest, /) -> wire.JobAnswer:
        """Where a job stands."""
        return await asyncio.to_thread(self._desk.job, request)

    @_endpoint("/v1/model")
    async def model(self, request: wire.ModelRequest, /) -> wire.ModelAnswer:
        """The model that answers."""
        return self._follower.served.model(request)

    @_endpoint("/v1/admin/compare")
    async def compare(self, request: wire.CompareRequest, /) -> wire.CompareAnswer:
        """What two releases give for the same favourites, side by side."""
        served = self._follower.served
        return await asyncio.to_thread(self._released_models.compare, served, request)


DIRECT: dict[str, Handler] = {
    "/v1/recommend": lambda asked: _serving().recommend_many(asked),
    "/v1/recommend_one": lambda asked: _serving().recommend_one(asked),
}
"""What is answered past BentoML's endpoints (ADR 10)."""


def _serving() -> Cinq:
    return cast("Cinq", bentoml.get_current_service())


_app = cast("Any", Cinq)  # the decorator made a bentoml.Service of the class
# The path of a request, from the outside in. Before these BentoML counts it; after them, unless
# its path is in DIRECT, BentoML's endpoint reads it. What refuses belongs before what computes.
_app.add_asgi_middleware(
    ShortPath, longest_wait=SETTINGS.api.max_wait_ms / 1000, paths=(*BODIES, *PAGES)
)
if TRACER is not UNTRACED:
    _app.add_asgi_middleware(Traces, tracer=TRACER, paths=BODIES)
for _layer, _options in layers(SETTINGS, CALLERS, BODIES, PAGES, METER):
    _app.add_asgi_middleware(_layer, **_options)
_app.add_asgi_middleware(Direct, handlers=DIRECT)
_app.mount_asgi_app(pages(SETTINGS.ui.port, SETTINGS.ui.address), path="/")
