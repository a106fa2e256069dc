"""What goes wrong with a call."""

from cinq import wire
from cinq.errors import CinqError


class ApiError(CinqError):
    """The API answered with a problem document, or not at all.

    Parameters
    ----------
    message
        What is wrong and what to do.
    status
        HTTP status; 0 if there was no answer.
    problem
        The RFC 9457 document; None if there was none.
    retry_after
        Seconds after which the API asked to try again; None if it did not.
    """

    def __init__(
        self,
        message: str,
        status: int = 0,
        problem: wire.Problem | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.problem = problem
        self.retry_after = retry_after
