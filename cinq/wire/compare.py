"""Two models side by side: what each gives for the same favourites."""

from pydantic import Field

from cinq.wire.films import FilmFacts
from cinq.wire.message import Favourites, Genre, K, Reply, Request, Source, Years
from cinq.wire.recommend import Diversity, Reason
from cinq.wire.releases import ReleaseNumber


class CompareRequest(Request):
    """Favourites, and the numbers of two releases; one that is left out is what serves now."""

    favourites: Favourites
    first: ReleaseNumber | None = None
    second: ReleaseNumber | None = None
    k: K = 5
    genres: list[Genre] = Field(default=[], max_length=20)
    years: Years | None = None
    diversity: Diversity | None = None


class Listed(Reply):
    """A film's place in one list, from 1, and why it stands there."""

    rank: int
    score: float
    predicted_rating: float
    because: list[Reason]


class ComparedFilm(FilmFacts):
    """A film of either list; a list that lacks it has null.

    ``change`` is how many places it stands higher in the second list than in the first, below 0
    where it stands lower; null where it stands in one list only.
    """

    first: Listed | None
    second: Listed | None
    change: int | None


class ListedModel(Reply):
    """What made one of the lists."""

    release: int
    model_version: str
    source: Source
    n_films: int


class CompareAnswer(Reply):
    """Both lists as one: the films of the first in its order, then those only in the second.

    ``n_shared`` films stand in both; ``overlap`` is their share of all of them, 1 for lists of the
    same films. Scores of two models are not on one scale.
    """

    first: ListedModel
    second: ListedModel
    films: list[ComparedFilm]
    n_shared: int
    overlap: float
    request_id: str
