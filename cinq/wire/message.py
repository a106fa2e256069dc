"""What every body is, and the fields that many of them share."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

MAX_FAVOURITES = 100
MAX_K = 100
MAX_EXCLUDE = 2_000

FilmId = Annotated[int, Field(ge=0, lt=2**63, strict=True)]
UserId = Annotated[int, Field(ge=0, lt=2**63, strict=True)]
Genre = Annotated[str, Field(min_length=1, max_length=50)]
Year = Annotated[int, Field(ge=1850, le=2200, strict=True)]
K = Annotated[int, Field(ge=1, le=MAX_K, strict=True)]
Subject = Annotated[str, Field(pattern=r"^[!-~]{1,128}$")]
"""A program's own name for one of its people: any visible ASCII, without spaces."""

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
