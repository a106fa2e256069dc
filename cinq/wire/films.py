"""What films are, looking them up, and searching titles."""

from typing import Annotated

from pydantic import Field

from cinq.wire.message import FilmId, Reply, Request

MAX_QUERY = 200


class FilmFacts(Reply):
    """What a film is."""

    film_id: int
    title: str
    year: int | None
    genres: list[str]


class FilmDetails(FilmFacts):
    """Everything the catalogue holds of a film."""

    directors: list[str]
    actors: list[str]
    description: str


class FilmsRequest(Request):
    """Look films up by id; left out, the first page of the catalogue in order of id."""

    film_ids: list[FilmId] | None = Field(default=None, min_length=1, max_length=500)
    after: FilmId | None = None
    limit: Annotated[int, Field(ge=1, le=500, strict=True)] = 100


class FilmsAnswer(Reply):
    """Films in the order asked; ``next_after`` continues the catalogue, null at its end."""

    films: list[FilmDetails]
    next_after: int | None
    request_id: str


class SearchRequest(Request):
    """A title as somebody would type it."""

    query: str = Field(min_length=1, max_length=MAX_QUERY)
    limit: Annotated[int, Field(ge=1, le=50, strict=True)] = 8


class FoundFilm(FilmFacts):
    """A hit; ``exact`` says that the titles agree apart from case, accents and article."""

    exact: bool
    match: float


class SearchAnswer(Reply):
    """Hits, best first."""

    films: list[FoundFilm]
    request_id: str
