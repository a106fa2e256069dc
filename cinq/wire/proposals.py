"""What to offer next to somebody who is choosing favourites."""

from pydantic import Field

from cinq.wire.films import FilmFacts
from cinq.wire.message import MAX_EXCLUDE, Favourites, FilmId, K, Reply, Request


class ProposalsRequest(Request):
    """Which films to offer next to somebody who is choosing."""

    chosen: Favourites = Field(default=[])
    skipped: list[FilmId] = Field(default=[], max_length=MAX_EXCLUDE)
    k: K = 12


class ProposalsAnswer(Reply):
    """Films to offer."""

    films: list[FilmFacts]
    request_id: str
