"""Known users of the data set, and the ratings somebody would give."""

from pydantic import Field, model_validator

from cinq.wire.message import MAX_K, Favourites, FilmId, K, Reply, Request, UserId


class UserRequest(Request):
    """Films that a known user of the data set has not rated, best first."""

    user_id: UserId
    k: K = 5


class PredictRequest(Request):
    """The rating somebody would give to some films: a known user, or a person of favourites."""

    films: list[FilmId] = Field(min_length=1, max_length=MAX_K)
    user_id: UserId | None = None
    favourites: Favourites = Field(default=[])

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
