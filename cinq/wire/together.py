"""A film for two, or for up to eight."""

from typing import Literal

from pydantic import Field, model_validator

from cinq.wire.films import FilmFacts
from cinq.wire.message import (
    MAX_EXCLUDE,
    Favourites,
    FilmId,
    Genre,
    K,
    Reply,
    Request,
    Source,
    Years,
)
from cinq.wire.recommend import MAX_REASONS, Reason

MAX_PEOPLE = 8


class TogetherRequest(Request):
    """Several people's favourites in, one list out; everybody's favourites are left out of it.

    ``method``: ``fair``, a list in which everybody finds something; ``average``, the films that
    suit them best on average; ``least_misery``, the films that suit the one they suit least best.
    ``exclude``, ``genres`` and ``years`` as in `RecommendRequest`.
    """

    people: list[Favourites] = Field(min_length=2, max_length=MAX_PEOPLE)
    k: K = 5
    exclude: list[FilmId] = Field(default=[], max_length=MAX_EXCLUDE)
    genres: list[Genre] = Field(default=[], max_length=20)
    years: Years | None = None
    method: Literal["fair", "average", "least_misery"] = "fair"

    @model_validator(mode="after")
    def _not_too_much(self) -> "TogetherRequest":
        reasons = self.k * sum(map(len, self.people))
        if reasons > MAX_REASONS:
            raise ValueError(
                f"this asks for {reasons} reasons (k times all favourites), and at most "
                f"{MAX_REASONS} are given at once: ask for fewer films"
            )
        return self


class TogetherPart(Reply):
    """What a film is to one of several people.

    ``person`` is the place of their list in the request, from 0; ``fit`` runs from 0, no better
    than the median film, to 1, the best film for them that the list may hold; ``score`` and
    ``because`` are those they would get alone.
    """

    person: int
    fit: float
    score: float
    predicted_rating: float
    because: list[Reason]


class TogetherFilm(FilmFacts):
    """One film for several people; ``score`` is the method's, from 0 to 1, highest first."""

    score: float
    people: list[TogetherPart]


class TogetherAnswer(Reply):
    """Films for several people; ``sources`` says for each what their part was made from."""

    films: list[TogetherFilm]
    method: str
    sources: list[Source]
    model_version: str
    release: int
    source: Source
    request_id: str
