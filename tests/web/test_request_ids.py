"""One id for each request."""

import pytest

from cinq.web.request_ids import request_id_of


def scope(*headers: tuple[bytes, bytes]) -> dict:
    return {"type": "http", "headers": list(headers)}


def test_a_sane_id_is_kept():
    assert request_id_of(scope((b"x-request-id", b"Trace_1.a-b"))) == "Trace_1.a-b"


@pytest.mark.parametrize(
    "insane",
    [b"", b"a" * 65, b"a b", b"a\nb", b"a\r\nSet-Cookie: x=1", b"<b>", b"\xc3\xa9", b"a;b", b'"'],
)
def test_an_id_that_could_spoil_a_header_or_a_log_is_replaced(insane):
    made = request_id_of(scope((b"x-request-id", insane)))
    assert len(made) == 32
    assert made.isalnum()


def test_an_id_that_is_made_stays_the_same_for_its_request_only():
    one, other = scope(), scope()
    assert request_id_of(one) == request_id_of(one) != request_id_of(other)
