"""Films similar to a film."""

from pydantic import Field

from cinq.wire.films import FilmFacts
from cinq.wire.message import MAX_EXCLUDE, FilmId, Genre, K, Reply, Request, Years


class SimilarRequest(Request):
    """A film in, films like it out; ``exclude``, ``genres`` and ``years`` as in `recommend`."""

    film_id: FilmId
    k: K = 5
    exclude: list[FilmId] = Field(default=[], max_length=MAX_EXCLUDE)
    genres: list[Genre] = Field(default=[], max_length=20)
    years: Years | None = None


class SimilarFilm(FilmFacts):
    """How like the film asked for it is: ``similarity``, up to 1, is the sum of both parts."""

    similarity: float
    by_ratings: float
    by_content: float


class SimilarAnswer(Reply):
    """The film asked for, and films like it, the most similar first.

    There are fewer than k where too few films are like it at all.
    """

    film: FilmFacts
    films: list[SimilarFilm]
    model_version: str
    release: int
    request_id: str
