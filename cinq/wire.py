"""What travels over HTTP: requests, answers and problems of the API under ``/v1``."""

from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

MAX_FAVOURITES = 100
MAX_K = 100
MAX_PEOPLE = 8
MAX_EXCLUDE = 2_000
MAX_REQUESTS = 256
MAX_REASONS = 50_000
MAX_QUERY = 200

FilmId = Annotated[int, Field(ge=0, lt=2**63, strict=True)]
UserId = Annotated[int, Field(ge=0, lt=2**63, strict=True)]
Genre = Annotated[str, Field(min_length=1, max_length=50)]
Year = Annotated[int, Field(ge=1850, le=2200, strict=True)]
K = Annotated[int, Field(ge=1, le=MAX_K, strict=True)]
Diversity = Annotated[float, Field(ge=0, le=1, strict=True, examples=[0.3])]
RequestId = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,64}$")]

Source = Literal[
    "hybrid",
    "hybrid_knn",
    "spectral_svd",
    "pure_svd",
    "item_knn",
    "ials",
    "ease",
    "content",
    "mult_vae",
    "rating_svd",
    "bayesian_mf",
    "svdpp",
    "nmf",
    "damped_mean",
    "popularity",
]
"""Which kind of model an answer comes from."""


class Message(BaseModel):
    """A body; unknown fields are refused, so that a misspelled one is never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Reply(Message):
    """A body that comes back; unknown fields are passed over, so that an answer may grow."""

    model_config = ConfigDict(extra="ignore")


class Request(Message):
    """What every request may bear.

    ``request_id`` is given back in the answer; left out, it is the one of the HTTP request (its
    header ``X-Request-ID``, or one made for it).
    """

    request_id: RequestId | None = None


def _no_film_twice(film_ids: list[int]) -> list[int]:
    seen: set[int] = set()
    for film_id in film_ids:
        if film_id in seen:
            raise ValueError(f"film {film_id} stands twice")
        seen.add(film_id)
    return film_ids


def _in_order(years: tuple[int, int]) -> tuple[int, int]:
    if years[0] > years[1]:
        raise ValueError("years run from the earlier to the later")
    return years


Favourites = Annotated[
    list[FilmId], Field(max_length=MAX_FAVOURITES), AfterValidator(_no_film_twice)
]
Years = Annotated[tuple[Year, Year], AfterValidator(_in_order)]


class RecommendRequest(Request):
    """Favourites in, films out.

    Films of ``exclude`` are never recommended; ids that the catalogue lacks do no harm there.
    A film passes ``genres`` if it has one of them (case aside), and ``years`` if it came out
    between both, ends included; a film without a year then does not pass.

    ``diversity`` says how unlike each other the films shall be, from 1, as varied as the best of
    them allow, down to 0, which is the plain order of score. Left out, the list is as the model
    was judged. But for 0, a list is not always in order of score.
    """

    favourites: Favourites
    k: K = 5
    exclude: list[FilmId] = Field(default=[], max_length=MAX_EXCLUDE)
    genres: list[Genre] = Field(default=[], max_length=20)
    years: Years | None = None
    diversity: Diversity | None = None


class RecommendBatch(Message):
    """The body of ``recommend``: any number of requests, answered in order.

    All together they ask for at most `MAX_REASONS` reasons, k times favourites each: that many
    take about half a second, in which nobody else is answered.
    """

    requests: list[RecommendRequest] = Field(min_length=1, max_length=MAX_REQUESTS)

    @field_validator("requests")
    @classmethod
    def _not_too_much(cls, requests: list[RecommendRequest]) -> list[RecommendRequest]:
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
    request_id: str


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


class Problem(Reply):
    """An RFC 9457 problem document.

    ``field`` is the path of the field at fault, such as ``requests.0.favourites.3``;
    ``film_ids`` are the unknown films.
    """

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    field: str | None = None
    film_ids: list[int] | None = None
    request_id: str | None = None


class ProblemAnswer(Reply):
    """Stands in a batch where one request could not be answered."""

    problem: Problem


class UserRequest(Request):
    """Films that a known user of the data set has not rated, best first."""

    user_id: UserId
    k: K = 5


class PredictRequest(Request):
    """The rating somebody would give to some films: a known user, or a person of favourites."""

    films: list[FilmId] = Field(min_length=1, max_length=MAX_K)
    user_id: UserId | None = None
    favourites: Favourites = []

    @model_validator(mode="after")
    def _one_kind_of_person(self) -> "PredictRequest":
        if self.user_id is not None and self.favourites:
            raise ValueError("give user_id or favourites, not both")
        return self


class PredictedRating(Reply):
    """A predicted rating, in the data set's own units."""

    film_id: int
    title: str
    predicted_rating: float


class PredictAnswer(Reply):
    """Predicted ratings in the order asked, with the ends of the scale."""

    films: list[PredictedRating]
    scale_low: float
    scale_high: float
    model_version: str
    release: int
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


class ProposalsRequest(Request):
    """Which films to offer next to somebody who is choosing."""

    chosen: Favourites = []
    skipped: list[FilmId] = Field(default=[], max_length=MAX_EXCLUDE)
    k: K = 12


class ProposalsAnswer(Reply):
    """Films to offer."""

    films: list[FilmFacts]
    request_id: str


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
