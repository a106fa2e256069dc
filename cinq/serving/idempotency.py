"""The header ``Idempotency-Key``, which may stand in place of the field."""

from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import Headers

from cinq import wire
from cinq.errors import InvalidRequest
from cinq.wire.feedback import IdempotencyKey

HEADER = "Idempotency-Key"

_KEY: TypeAdapter[str] = TypeAdapter(IdempotencyKey)


def with_key(message: wire.Message, headers: Headers) -> wire.Message:
    """The message with the header's key, if it takes one; quotes around the key are dropped.

    Raises
    ------
    InvalidRequest
        If the key is malformed, or the body has another.
    """
    given = headers.get(HEADER)
    if given is None or not isinstance(message, wire.FeedbackRequest):
        return message
    try:
        key = _KEY.validate_python(given.strip().removeprefix('"').removesuffix('"'))
    except ValidationError:
        raise InvalidRequest(
            f"{HEADER}: 1 to 128 visible ASCII characters without spaces are taken", HEADER
        ) from None
    if message.idempotency_key not in (None, key):
        raise InvalidRequest(f"{HEADER}: the body has another idempotency_key", HEADER)
    return message.model_copy(update={"idempotency_key": key})
