"""The header that may stand in place of the field."""

import pytest
from starlette.datastructures import Headers

from cinq import wire
from cinq.errors import InvalidRequest
from cinq.serving.idempotency import with_key

LIKED = wire.FeedbackRequest(film_id=1, kind="liked", subject="u")


@pytest.mark.parametrize("sent", ["k-1", '"k-1"', " k-1 "])
def test_the_header_becomes_the_field(sent):
    told = with_key(LIKED, Headers({"Idempotency-Key": sent}))
    assert told == LIKED.model_copy(update={"idempotency_key": "k-1"})


@pytest.mark.parametrize("sent", ["", "two words", "é", "k" * 129])
def test_a_malformed_key_is_refused_and_the_header_named(sent):
    with pytest.raises(InvalidRequest, match="128 visible") as caught:
        with_key(LIKED, Headers({"Idempotency-Key": sent}))
    assert caught.value.field == "Idempotency-Key"


def test_header_and_field_must_agree():
    body = LIKED.model_copy(update={"idempotency_key": "a"})
    assert with_key(body, Headers({"Idempotency-Key": "a"})) == body
    with pytest.raises(InvalidRequest, match="another"):
        with_key(body, Headers({"Idempotency-Key": "b"}))


def test_other_requests_take_no_key():
    request = wire.ModelRequest()
    assert with_key(request, Headers({"Idempotency-Key": "a"})) is request
