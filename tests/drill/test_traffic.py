"""Guests ask without pause, each request once, and whatever comes in place of a list is kept."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import UUID

import pytest

from cinq.drill.audience import Guest
from cinq.drill.crowd import tell_likes
from cinq.drill.traffic import Traffic

GUEST = Guest("new-1", (1, 2, 3, 4, 5), frozenset({6, 7}))


class Api:
    """Answers as the API does, or with a status that tests set."""

    def __init__(self) -> None:
        self.status = 200
        self.asked: list[tuple[str, dict]] = []
        self.enough = threading.Event()
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                owner.asked.append((self.path, body))
                if len(owner.asked) >= 6:
                    owner.enough.set()
                films = [{"film_id": film} for film in (6, 8, 9)]
                answer = json.dumps({"release": 4, "films": films}).encode()
                self.send_response(owner.status)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                """Keep quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def api() -> Iterator[Api]:
    made = Api()
    yield made
    made.close()


def test_answers_are_kept_with_release_and_hits(api):
    traffic = Traffic(api.url, 200)
    traffic.become("new taste", [GUEST])
    with traffic:
        assert api.enough.wait(20)
    answered = traffic.of("new taste", 4)
    assert len(answered) == len(api.asked) >= 6
    assert {(each.failure, each.hits) for each in answered} == {("", 1)}
    assert api.asked[0] == ("/v1/recommend_one", {"favourites": [1, 2, 3, 4, 5], "k": 5})


def test_refused_request_is_a_failure_and_not_sent_again(api):
    api.status = 503
    traffic = Traffic(api.url, 200)
    traffic.become("new taste", [GUEST])
    with traffic:
        assert api.enough.wait(20)
    assert {each.failure for each in traffic.answered} == {"status 503"}
    assert len(traffic.answered) == len(api.asked)


def test_server_that_is_away_is_a_failure():
    traffic = Traffic("http://127.0.0.1:1", 200)
    pause = threading.Event()
    with traffic:
        while not traffic.answered:
            pause.wait(0.01)
    assert all("ConnectError" in each.failure for each in traffic.answered)


def test_every_like_is_told_once_favourites_aside(api):
    accounts = [UUID(int=1), UUID(int=2)]
    guests = [GUEST, Guest("new-2", (1,), frozenset())]
    assert tell_likes(api.url, accounts, guests) == []
    told = sorted((body["account"], body["film_id"], body["kind"]) for _, body in api.asked)
    assert told == [(str(accounts[0]), film, "liked") for film in (6, 7)]
    assert {path for path, _ in api.asked} == {"/v1/feedback"}


def test_likes_that_are_refused_are_given_back(api):
    api.status = 500
    assert len(tell_likes(api.url, [UUID(int=1)], [GUEST])) == 2
