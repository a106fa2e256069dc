"""Every endpoint of the API, declared once for both clients.

An endpoint is a descriptor: on a `Client` it is a method that waits and gives the answer, on an
`AsyncClient` one whose result is awaited. Types follow from the declaration.
"""

from collections.abc import Coroutine
from typing import Any, Generic, Protocol, TypeVar, overload

from pydantic import BaseModel, TypeAdapter

from cinq import wire
from cinq.client.call import Call

Q = TypeVar("Q", bound=BaseModel)
R = TypeVar("R")
Q_contra = TypeVar("Q_contra", contravariant=True)
R_co = TypeVar("R_co", covariant=True)


class Ask(Protocol[Q_contra, R_co]):
    """A method of a client: a request in, an answer out."""

    def __call__(self, request: Q_contra) -> R_co:
        """Ask."""


class Waits(Protocol):
    """Sends a call and waits for its answer."""

    def send(self, call: Call[R]) -> R:
        """The answer."""


class Awaits(Protocol):
    """Sends a call without blocking the event loop."""

    def send(self, call: Call[R]) -> Coroutine[Any, Any, R]:
        """The answer, to be awaited."""


class Endpoint(Generic[Q, R]):
    """An endpoint that takes Q and answers R.

    Parameters
    ----------
    reply
        The type of the answer.
    path
        Under ``/v1/``; left out, the name of the attribute.
    repeatable
        As of `cinq.client.call.Call`.
    """

    def __init__(self, reply: Any, path: str = "", *, repeatable: bool = True) -> None:
        self._reply: TypeAdapter[R] = TypeAdapter(reply)
        self._path = f"/v1/{path}"
        self._repeatable = repeatable

    def __set_name__(self, owner: type, name: str) -> None:
        if self._path == "/v1/":
            self._path += name

    @overload
    def __get__(self, client: None, owner: type) -> "Endpoint[Q, R]": ...
    @overload
    def __get__(self, client: Waits, owner: type) -> Ask[Q, R]: ...
    @overload
    def __get__(self, client: Awaits, owner: type) -> Ask[Q, Coroutine[Any, Any, R]]: ...
    def __get__(self, client: Any, owner: type) -> Any:
        if client is None:
            return self

        def ask(request: Q) -> Any:
            return client.send(self.call(request))

        return ask

    def call(self, request: Q) -> Call[R]:
        """What is sent for a request."""
        return Call(self._path, request, self._reply, self._repeatable)


class Endpoints:
    """What can be asked of the API; ``recommend``, ``model`` and ``feedback`` are the clients'."""

    recommend_one = Endpoint[wire.RecommendRequest, wire.Answer](wire.Answer)
    """Films for one person, by the shortest way."""

    recommend_together = Endpoint[wire.TogetherRequest, wire.TogetherAnswer](wire.TogetherAnswer)
    """One list for several people."""

    recommend_user = Endpoint[wire.UserRequest, wire.Answer](wire.Answer)
    """Films that a known user of the data set has not rated."""

    predict = Endpoint[wire.PredictRequest, wire.PredictAnswer](wire.PredictAnswer)
    """The ratings somebody would give."""

    similar = Endpoint[wire.SimilarRequest, wire.SimilarAnswer](wire.SimilarAnswer)
    """Films similar to a film."""

    search = Endpoint[wire.SearchRequest, wire.SearchAnswer](wire.SearchAnswer)
    """Films by title, tolerant of typos."""

    proposals = Endpoint[wire.ProposalsRequest, wire.ProposalsAnswer](wire.ProposalsAnswer)
    """Films to offer next to somebody who is choosing."""

    films = Endpoint[wire.FilmsRequest, wire.FilmsAnswer](wire.FilmsAnswer)
    """Films by id, or the catalogue page by page."""

    users = Endpoint[wire.UsersRequest, wire.UsersAnswer](wire.UsersAnswer)
    """The known users of the data set, page by page."""

    releases = Endpoint[wire.ReleasesRequest, wire.ReleasesAnswer](wire.ReleasesAnswer)
    """What is served and was served before, newest first."""

    admin_refresh = Endpoint[wire.RefreshRequest, wire.RefreshAnswer](
        wire.RefreshAnswer, "admin/refresh"
    )
    """Look at the ledger of releases now."""

    admin_train = Endpoint[wire.TrainJobRequest, wire.JobAnswer](
        wire.JobAnswer, "admin/train", repeatable=False
    )
    """Ask for a training."""

    admin_tune = Endpoint[wire.TuneJobRequest, wire.JobAnswer](
        wire.JobAnswer, "admin/tune", repeatable=False
    )
    """Ask for a search of hyper-parameters."""

    admin_rollback = Endpoint[wire.RollbackJobRequest, wire.JobAnswer](
        wire.JobAnswer, "admin/rollback", repeatable=False
    )
    """Ask for an old release to be served again."""

    admin_job = Endpoint[wire.JobRequest, wire.JobAnswer](wire.JobAnswer, "admin/job")
    """Where a job stands."""

    admin_compare = Endpoint[wire.CompareRequest, wire.CompareAnswer](
        wire.CompareAnswer, "admin/compare"
    )
    """What two releases give for the same favourites, side by side."""


RECOMMEND = Endpoint[wire.RecommendBatch, list[wire.Answer | wire.ProblemAnswer]](
    list[wire.Answer | wire.ProblemAnswer], "recommend"
)
FEEDBACK = Endpoint[wire.FeedbackRequest, wire.FeedbackAnswer](wire.FeedbackAnswer, "feedback")
MODEL = Endpoint[wire.ModelRequest, wire.ModelAnswer](wire.ModelAnswer, "model")
