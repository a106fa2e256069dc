"""Which model answers."""

from typing import Literal

from cinq.wire.message import Reply, Request


class ModelRequest(Request):
    """Takes nothing but a request id."""


class ModelAnswer(Reply):
    """The model that answers."""

    name: str
    model_version: str
    release: int
    released_at: str | None
    trained_at: str
    origin: Literal["ledger", "last_good", "packed"]
    dataset: str
    simulated: bool
    data_version: str
    n_users: int
    n_films: int
    n_ratings: int
    scale_low: float
    scale_high: float
    liked_from: float
    digest: str
    figures: dict[str, float]
    request_id: str
