"""The known users of the data set."""

from typing import Annotated

from pydantic import Field

from cinq.wire.message import Reply, Request, UserId


class UsersRequest(Request):
    """A page of the data set's users in order of id; ``after`` is the last id before it."""

    after: UserId | None = None
    limit: Annotated[int, Field(ge=1, le=500, strict=True)] = 100


class KnownUser(Reply):
    """A user of the data set, who is never an account: ids of both are unlike."""

    user_id: int
    n_ratings: int
    n_liked: int


class UsersAnswer(Reply):
    """Users; ``next_after`` continues them, null at their end."""

    users: list[KnownUser]
    next_after: int | None
    request_id: str
