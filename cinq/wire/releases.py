"""What was served, and what was served before."""

from typing import Annotated, Literal

from pydantic import Field

from cinq.wire.message import Reply, Request

ReleaseNumber = Annotated[int, Field(ge=1, lt=2**63, strict=True)]


class ReleasesRequest(Request):
    """A page of releases, newest first; ``before`` is the last number of the page before."""

    before: ReleaseNumber | None = None
    limit: Annotated[int, Field(ge=1, le=200, strict=True)] = 50


class ReleaseFacts(Reply):
    """One release: what was served from ``released_at`` until the next one.

    What a server has without a ledger is ``packed``, the model in its own Bento, with number 0, or
    ``last_good``, the one that it served last.
    """

    release: int
    kind: Literal["release", "rollback", "packed", "last_good"]
    model_version: str
    digest: str
    dataset: str
    data_version: str
    released_at: str | None
    reason: str
    rolled_back_to: int | None
    figures: dict[str, float]


class ReleasesAnswer(Reply):
    """Releases; ``next_before`` continues them, null at the first one.

    ``serving`` is the number that this server serves now. ``ledger`` is false where it has no
    ledger, or one in which nothing stands: then what it serves is all there is to tell.
    """

    releases: list[ReleaseFacts]
    next_before: int | None
    serving: int
    ledger: bool
    request_id: str
