"""Who may ask for what: the decision, and how it is answered."""

import asyncio
import logging
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from cinq.keys import Key, Keyring
from cinq.keys.secret import digest_of, new_secret, prefix_of
from cinq.measures import MemoryMeter
from cinq.serving.access import Access, AccessRules, judge, scope_of
from cinq.serving.callers import CALLER, Caller, Callers
from cinq.serving.endpoints import ENDPOINTS
from cinq.serving.front import HEALTH
from tests.keys.conftest import NOON

LOCAL = Caller("127.0.0.1", is_local=True)
REMOTE = Caller("192.0.2.7", is_local=False)


def key(*scopes: str) -> tuple[Key, str]:
    secret = new_secret()
    return Key(prefix_of(secret), "page", scopes, digest_of(secret), NOON), secret


def showing(*scopes: str, live: bool = True, known: bool = True) -> Caller:
    shown = key(*scopes)[0] if known else None
    return Caller("192.0.2.7", is_local=False, shown=True, key=shown, live=live)


@pytest.mark.parametrize(
    ("require", "on_loopback", "caller", "status"),
    [
        ("auto", True, LOCAL, None),
        ("auto", True, REMOTE, 401),
        ("auto", False, LOCAL, 401),
        ("auto", False, REMOTE, 401),
        ("always", True, LOCAL, 401),
        ("never", True, LOCAL, None),
        ("never", False, REMOTE, None),
    ],
)
@pytest.mark.parametrize("needed", ["read", "feedback"])
def test_without_a_key_it_depends_on_who_may_reach_the_server(
    require, on_loopback, caller, status, needed
):
    refusal = judge(caller, needed, AccessRules(require, on_loopback))
    assert (refusal.status if refusal else None) == status


@pytest.mark.parametrize("require", ["auto", "always", "never"])
@pytest.mark.parametrize("on_loopback", [True, False])
def test_what_admins_do_always_needs_a_key_of_that_scope(require, on_loopback):
    rules = AccessRules(require, on_loopback)
    assert judge(LOCAL, "admin", rules).status == 401
    assert judge(showing("read", "feedback"), "admin", rules).status == 403
    assert judge(showing("admin"), "admin", rules) is None


def test_a_missing_scope_is_named_and_none_includes_another():
    rules = AccessRules("auto", on_loopback=False)
    for needed in ("read", "feedback", "admin"):
        others = {"read", "feedback", "admin"} - {needed}
        refusal = judge(showing(*others), needed, rules)
        assert refusal.status == 403
        assert needed in refusal.detail
        assert f'scope="{needed}"' in refusal.challenge
        assert judge(showing(needed), needed, rules) is None


@pytest.mark.parametrize("caller", [showing(known=False, live=False), showing("read", live=False)])
def test_a_wrong_or_ended_key_is_refused_even_where_none_is_needed(caller):
    refusal = judge(caller, "read", AccessRules("never", on_loopback=True))
    assert refusal.status == 401
    assert "invalid_token" in refusal.challenge


@pytest.mark.parametrize("path", ENDPOINTS)
def test_every_endpoint_needs_the_scope_its_path_says(path):
    expected = {"admin": "admin", "feedback": "feedback"}.get(path.split("/")[2], "read")
    assert scope_of(path) == expected


CLOSED = AccessRules("auto", on_loopback=False)
READER, READ = key("read")
ADMIN, RULE = key("admin")


async def who(request: Request) -> Response:
    return JSONResponse({"caller": CALLER.get().name})


async def health(request: Request) -> Response:
    return JSONResponse({})


def call(
    path: str,
    headers: dict[str, str] | None = None,
    *,
    rules: AccessRules = CLOSED,
    keyring: Keyring | None = None,
    meter: MemoryMeter | None = None,
) -> httpx2.Response:
    options: dict[str, Any] = {
        "callers": Callers(keyring or Keyring([READER, ADMIN])),
        "rules": rules,
        "open_paths": HEALTH,
        "meter": meter or MemoryMeter(),
        "admin_paths": ["/v1/admin/train"],
    }
    paths = ("/v1/recommend_one", "/v1/admin/train", "/v1/admin/none")
    routes = [Route(path, who, methods=["POST"]) for path in paths]
    routes += [Route(path, health, methods=["POST"]) for path in HEALTH]
    app = Starlette(routes=routes, middleware=[Middleware(Access, **options)])

    async def go() -> httpx2.Response:
        transport = httpx2.ASGITransport(app, client=("192.0.2.7", 1))
        async with httpx2.AsyncClient(transport=transport, base_url="http://films") as client:
            return await client.post(path, headers=headers)

    return asyncio.run(go())


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}", "X-Request-ID": "r-1"}


def test_a_refusal_is_a_problem_that_says_what_to_show():
    response = call("/v1/recommend_one", {"X-Request-ID": "r-1"})
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == 'Bearer realm="cinq"'
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["x-request-id"] == response.json()["request_id"] == "r-1"


def test_a_key_lets_pass_and_the_endpoint_knows_whose_it_is():
    response = call("/v1/recommend_one", bearer(READ))
    assert response.json() == {"caller": f"page ({READER.prefix})"}


@pytest.mark.parametrize("path", HEALTH)
def test_health_is_always_told(path):
    assert call(path, bearer("wrong")).status_code == 200


@pytest.mark.parametrize("path", ["/", "/docs.json", "/schema.json", "/metrics", "/nothing"])
def test_everything_but_health_needs_a_key(path):
    assert call(path).status_code == 401


def test_keys_that_could_not_be_read_yet_are_told_as_such():
    class Away:
        def list(self):
            raise AssertionError("not read before the server starts")

        def note_used(self, prefix, at):
            raise AssertionError("nothing is known to have been used")

    response = call("/v1/recommend_one", bearer(READ), keyring=Keyring(source=Away()))
    assert response.status_code == 503
    assert response.headers["retry-after"] == "1"


def test_every_admin_attempt_is_logged_and_counted_with_key_and_address(caplog):
    caplog.set_level(logging.INFO, "cinq.access")
    meter = MemoryMeter()
    call("/v1/admin/train", bearer(RULE), meter=meter)
    call("/v1/admin/train", bearer(READ), meter=meter)
    call("/v1/admin/train", meter=meter)
    call("/v1/admin/none%0Aadmin allowed", bearer("wrong"), meter=meter)
    assert meter.values == {
        ("cinq_admin_attempts_total", "train", "allowed"): 1,
        ("cinq_admin_attempts_total", "train", "refused"): 2,
        ("cinq_admin_attempts_total", "other", "refused"): 1,
    }
    said = [record.getMessage() for record in caplog.records if record.name == "cinq.access"]
    assert said[0] == (
        f"admin allowed: /v1/admin/train by page ({ADMIN.prefix}) from 192.0.2.7 (request r-1)"
    )
    assert "lacks the scope admin" in said[1]
    assert "by nobody from 192.0.2.7" in said[2]
    assert not [line for line in said if "\n" in line or RULE in line or READ in line]


@pytest.mark.parametrize(
    "path",
    [
        "//v1/admin/train",
        "/V1/admin/train",
        "/v1/admin/train/",
        "/v1/./admin/train",
        "/v1/%61dmin/train",
    ],
)
def test_no_spelling_of_a_path_gets_by_without_the_scope(path):
    open_to_all = AccessRules("never", on_loopback=True)
    assert call(path, rules=open_to_all).status_code in (401, 404)
    assert call(path, bearer(READ), rules=open_to_all).status_code in (403, 404)
