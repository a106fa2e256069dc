"""What is sent again, and when."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx2
import pytest
from pydantic import TypeAdapter

from cinq import wire
from cinq.client import ApiError
from cinq.client.call import Call

READ = Call("/v1/model", wire.ModelRequest(), TypeAdapter(wire.ModelAnswer))
JOB = Call("/v1/admin/train", wire.TrainJobRequest(), TypeAdapter(wire.JobAnswer), repeatable=False)


@pytest.mark.parametrize("error", [httpx2.ConnectError("x"), httpx2.ConnectTimeout("x")])
def test_what_did_not_arrive_is_always_sent_again(error):
    assert READ.wait(error) is True
    assert JOB.wait(error) is True


@pytest.mark.parametrize("error", [httpx2.ReadError("x"), httpx2.RemoteProtocolError("x")])
def test_what_was_cut_off_is_sent_again_only_if_that_does_no_more(error):
    assert READ.wait(error) is True
    assert JOB.wait(error) is False


def test_a_slow_api_is_not_made_slower():
    assert READ.wait(httpx2.ReadTimeout("x")) is False
    assert READ.wait(ApiError("gave up", 504)) is False


@pytest.mark.parametrize(("status", "job"), [(429, True), (503, False), (500, False), (422, False)])
def test_statuses(status, job):
    error = ApiError("x", status)
    assert READ.wait(error) is (status in (429, 503))
    assert JOB.wait(error) is job


def test_the_api_says_how_long_to_wait():
    assert READ.wait(ApiError("x", 429, retry_after=3.0)) == 3.0
    assert READ.wait(ApiError("x", 503, retry_after=0.5)) == 0.5
    assert READ.wait(ApiError("x", 429, retry_after=600.0)) is False


def refused(headers: dict[str, str], **body: object) -> ApiError:
    response = httpx2.Response(429, headers=headers, json=body)
    with pytest.raises(ApiError) as caught:
        READ.read(response)
    return caught.value


def test_retry_after_is_read_as_seconds_and_as_a_date():
    until = datetime.now(UTC) + timedelta(seconds=30)
    assert refused({"Retry-After": "7"}).retry_after == 7
    assert (refused({"Retry-After": format_datetime(until, usegmt=True)}).retry_after or 0) > 25
    past = "Wed, 21 Oct 2015 07:28:00 GMT"
    assert refused({"Retry-After": past}).retry_after == 0
    for nonsense in ({}, {"Retry-After": "soon"}, {"Retry-After": "-1"}):
        assert refused(nonsense).retry_after is None


def test_a_problem_comes_typed_and_another_form_is_told_in_its_own_words():
    told = refused({}, type="urn:x", title="T", status=429, detail="too many", request_id="r")
    assert told.problem == wire.Problem(
        type="urn:x", title="T", status=429, detail="too many", request_id="r"
    )
    bentomls = refused({}, error="Too many requests")
    assert (bentomls.problem, str(bentomls)) == (None, "Too many requests")
