"""The fake API over HTTP, as the real one speaks it."""

from fastapi import FastAPI
from fastapi.responses import JSONResponse

from cinq import wire
from cinq.client import ApiError
from tests.ui.fakes import FakeApi


def fake_service(api: FakeApi) -> FastAPI:
    """Endpoints under ``/v1`` for everything that the page asks."""
    app = FastAPI()

    @app.exception_handler(ApiError)
    async def problem(_: object, error: ApiError) -> JSONResponse:
        told = error.problem.model_dump() if error.problem else {"detail": str(error)}
        return JSONResponse(told, error.status or 503)

    @app.post("/v1/model")
    async def model() -> wire.ModelAnswer:
        return await api.model()

    @app.post("/v1/films")
    async def films(request: wire.FilmsRequest) -> wire.FilmsAnswer:
        return await api.films(request)

    @app.post("/v1/search")
    async def search(request: wire.SearchRequest) -> wire.SearchAnswer:
        return await api.search(request)

    @app.post("/v1/proposals")
    async def proposals(request: wire.ProposalsRequest) -> wire.ProposalsAnswer:
        return await api.proposals(request)

    @app.post("/v1/recommend")
    async def recommend(batch: wire.RecommendBatch) -> list[wire.Answer | wire.ProblemAnswer]:
        return await api.recommend(batch.requests)

    @app.post("/v1/recommend_together")
    async def together(request: wire.TogetherRequest) -> wire.TogetherAnswer:
        return await api.recommend_together(request)

    @app.post("/v1/similar")
    async def similar(request: wire.SimilarRequest) -> wire.SimilarAnswer:
        return await api.similar(request)

    @app.post("/v1/feedback")
    async def feedback(request: wire.FeedbackRequest) -> wire.FeedbackAnswer:
        return await api.feedback(request)

    return app
