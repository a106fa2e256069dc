"""Favourites in, films out, for one person or for many at once."""

from typing import Annotated

from pydantic import Field, field_validator

from cinq.wire.experiment import Assigned
from cinq.wire.films import FilmFacts
from cinq.wire.message import (
    MAX_EXCLUDE,
    Favourites,
    FilmId,
    Genre,
    K,
    Message,
    Reply,
    Request,
    Source,
    Subject,
    Years,
)

MAX_REQUESTS = 256
MAX_FILMS = 6_400
MAX_REASONS = 20_000

Diversity = Annotated[float, Field(ge=0, le=1, strict=True, examples=[0.3])]


class RecommendRequest(Request):
    """Favourites in, films out.

    Films of ``exclude`` are never recommended; ids that the catalogue lacks do no harm there.
    A film passes ``genres`` if it has one of them (case aside), and ``years`` if it came out
    between both, ends included; a film without a year then does not pass.

    ``diversity`` says how unlike each other the films shall be, from 1, as varied as the best of
    them allow, down to 0, which is the plain order of score. Left out, the list is as the model
    was judged. But for 0, a list is not always in order of score.

    ``subject`` is the caller's own name for the person. Whoever has one takes part in the
    experiment that runs, if one does, and always in the same arm of it.
    """

    favourites: Favourites
    k: K = 5
    exclude: list[FilmId] = Field(default=[], max_length=MAX_EXCLUDE)
    genres: list[Genre] = Field(default=[], max_length=20)
    years: Years | None = None
    diversity: Diversity | None = None
    subject: Subject | None = None


class RecommendBatch(Message):
    """The body of ``recommend``: any number of requests, answered in order.

    All together they ask for at most `MAX_FILMS` films, k added up, and `MAX_REASONS` reasons, k
    times favourites each: while a body is answered nobody else is.
    """

    requests: list[RecommendRequest] = Field(min_length=1, max_length=MAX_REQUESTS)

    @field_validator("requests")
    @classmethod
    def _not_too_much(cls, requests: list[RecommendRequest]) -> list[RecommendRequest]:
        films = sum(request.k for request in requests)
        if films > MAX_FILMS:
            raise ValueError(
                f"these ask for {films} films (k added up), and at most {MAX_FILMS} are given at "
                "once: send fewer requests together"
            )
        reasons = sum(request.k * len(request.favourites) for request in requests)
        if reasons > MAX_REASONS:
            raise ValueError(
                f"these ask for {reasons} reasons (k times favourites, added up), and at most "
                f"{MAX_REASONS} are given at once: send fewer requests together"
            )
        return requests


class Reason(Reply):
    """One favourite's part in a film's score; shares add up to the score."""

    film_id: int
    title: str
    share: float


class RecommendedFilm(FilmFacts):
    """One film of an answer."""

    score: float
    predicted_rating: float
    because: list[Reason]


class Answer(Reply):
    """Films for one request, in the order of the list, and what made them."""

    films: list[RecommendedFilm]
    model_version: str
    release: int
    source: Source
    experiment: Assigned | None = None
    request_id: str
