"""What somebody says of a film."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator

from cinq.wire.message import FilmId, Message, Reply, Request, RequestId

FeedbackKind = Literal["liked", "seen", "not_for_me", "undo"]
Subject = Annotated[str, Field(pattern=r"^[!-~]{1,128}$")]
"""A program's own name for one of its people: any visible ASCII, without spaces."""

IdempotencyKey = Annotated[str, Field(pattern=r"^[!-~]{1,128}$")]


class AnsweredList(Message):
    """The recommendation that is answered: what stands in every answer of ``recommend…``."""

    request_id: RequestId
    release: Annotated[int, Field(ge=0, lt=2**63, strict=True)]
    model_version: str = Field(max_length=100, pattern=r"^[ -~]*$")


class FeedbackRequest(Request):
    """One person says one thing of one film.

    The person is either ``account``, the id of an account of the page, or ``subject``, the
    calling program's own name for somebody: ``"7"`` there is neither an account nor the data
    set's user 7, and another program's ``"7"`` is somebody else.

    ``liked``, ``seen`` and ``not_for_me`` stand until ``undo`` takes back what was said last of
    the film and still stands. With an ``idempotency_key``, which may be sent as the header
    ``Idempotency-Key`` as well, the same feedback can be sent any number of times and counts once.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [
                {"required": [name], "properties": {name: {"type": "string"}}}
                for name in ("account", "subject")
            ]
        }
    )

    film_id: FilmId
    kind: FeedbackKind
    account: UUID | None = None
    subject: Subject | None = None
    recommendation: AnsweredList | None = None
    idempotency_key: IdempotencyKey | None = None

    @model_validator(mode="after")
    def _one_person(self) -> "FeedbackRequest":
        if (self.account is None) == (self.subject is None):
            raise ValueError("say who it is: give either account or subject")
        return self


class FeedbackAnswer(Reply):
    """What was written down; sent again with the same key it is the same to the letter."""

    feedback_id: int
    film_id: int
    kind: FeedbackKind
    received_at: str
    request_id: str
