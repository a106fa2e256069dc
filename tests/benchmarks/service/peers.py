"""The peers: the same handler in plain FastAPI, and an empty endpoint in both frameworks.

``uvicorn tests.benchmarks.service.peers:app`` serves FastAPI's, with the model in the folder that
``CINQ_PEER_MODEL`` names, ``bentoml serve tests.benchmarks.service.peers:Empty`` BentoML's.
"""

import gc
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import bentoml
from fastapi import FastAPI
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from cinq import wire
from cinq.models.artefact import load_bundle
from cinq.serving.engine import Engine


class Nothing(BaseModel):
    """An empty body, and an empty answer."""


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.engine = Engine(load_bundle(Path(os.environ["CINQ_PEER_MODEL"])), 1, "1")
    gc.collect()
    gc.freeze()
    yield


app = FastAPI(lifespan=_lifespan)


@app.post("/v1/recommend_one")
async def recommend_one(asked: wire.RecommendRequest, request: Request) -> Response:
    """The engine's own bytes, as Cinq's service gives them."""
    body = request.app.state.engine.written_one(asked, "peer")
    return Response(body, media_type="application/json")


@app.post("/empty")
async def empty(asked: Nothing) -> Nothing:
    """What FastAPI costs."""
    return asked


@bentoml.service(name="empty")
class Empty:
    """What BentoML costs, as it is delivered."""

    @bentoml.api(route="/empty")
    async def empty(self, asked: Nothing, /) -> Nothing:
        return asked

    @bentoml.api(route="/empty_batched", batchable=True, max_batch_size=64, max_latency_ms=1000)
    async def empty_batched(self, requests: list[Nothing]) -> list[Nothing]:
        return requests
