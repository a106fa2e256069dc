"""What comes back in place of an answer."""

from cinq.wire.message import Reply


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
