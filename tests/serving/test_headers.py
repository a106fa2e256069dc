"""What browsers are told of every answer."""

import asyncio
import base64
import hashlib

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import JSONResponse
from starlette.routing import Route

from cinq.measures import MemoryMeter
from cinq.serving.callers import Callers
from cinq.serving.deadline import Deadline
from cinq.serving.endpoints import ENDPOINTS
from cinq.serving.front import last_resort, layers, warning_of
from cinq.serving.headers import SafeHeaders, policy_of
from cinq.serving.limits import Limits
from cinq.serving.pages import pages
from cinq.settings import load_settings
from cinq.web.request_log import RequestLog

BODIES = {path: entry[1] for path, entry in ENDPOINTS.items()}
PAGE = "https://films.example"
JSON = {"Content-Type": "application/json"}


def ask(method: str, path: str, headers: dict[str, str] | None = None, **settings: object):
    made = layers(
        load_settings({f"api.{name}": value for name, value in settings.items()}),
        Callers(),
        BODIES,
        ("/", "/docs.json", "/readyz"),
        MemoryMeter(),
    )

    async def endpoint(request):
        return JSONResponse({})

    routes = [*pages().routes, Route("/v1/model", endpoint, methods=["POST"])]
    app = Starlette(routes=routes, middleware=[Middleware(layer, **how) for layer, how in made])

    async def go() -> httpx2.Response:
        transport = httpx2.ASGITransport(app, client=("127.0.0.1", 1))
        async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.request(method, path, headers=headers)

    return asyncio.run(go())


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/docs.json", 200),
        ("POST", "/v1/model", 200),
        ("GET", "/v1/model", 405),
        ("POST", "/v1/nothing", 404),
        ("POST", "/v1/admin/train", 401),
    ],
)
def test_every_answer_forbids_sniffing_frames_and_foreign_scripts(method, path, status):
    response = ask(method, path, JSON)
    assert response.status_code == status
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["x-frame-options"] == "DENY"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert response.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
    assert len(response.headers["x-request-id"]) == 32


def test_the_page_may_use_its_own_style_and_nothing_else():
    response = ask("GET", "/")
    style = response.text.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = response.headers["content-security-policy"]
    assert f"style-src 'sha256-{digest}';" in policy
    assert "unsafe" not in policy
    assert "<script" not in response.text


def test_a_page_without_styles_may_use_none():
    assert "style-src 'none'" in policy_of("<p>hello</p>")


PREFLIGHT = {
    "Origin": PAGE,
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization, content-type",
}


def test_no_other_site_may_call_unless_it_is_allowed():
    preflight = ask("OPTIONS", "/v1/model", PREFLIGHT)
    called = ask("POST", "/v1/model", {**JSON, "Origin": PAGE})
    assert preflight.status_code == 405
    assert not [name for r in (preflight, called) for name in r.headers if "access-control" in name]


def test_an_allowed_site_may_call_and_show_a_key():
    preflight = ask("OPTIONS", "/v1/model", PREFLIGHT, cors_origins=[PAGE], require_keys="always")
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == PAGE
    assert "Authorization" in preflight.headers["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in preflight.headers
    assert preflight.headers["x-content-type-options"] == "nosniff"
    called = ask("POST", "/v1/model", {**JSON, "Origin": PAGE}, cors_origins=[PAGE])
    assert called.headers["access-control-allow-origin"] == PAGE
    assert "Retry-After" in called.headers["access-control-expose-headers"]
    refused = ask("POST", "/v1/admin/train", {"Origin": PAGE}, cors_origins=[PAGE])
    assert refused.status_code == 401
    assert refused.headers["access-control-allow-origin"] == PAGE


@pytest.mark.parametrize("origin", ["https://evil.example", "null", f"{PAGE}.evil.example"])
def test_a_site_that_is_not_on_the_list_may_not(origin):
    preflight = ask("OPTIONS", "/v1/model", {**PREFLIGHT, "Origin": origin}, cors_origins=[PAGE])
    assert preflight.status_code == 400
    assert "access-control-allow-origin" not in preflight.headers


def test_layers_stand_in_their_order_and_only_where_they_are_needed():
    def names(**settings: object) -> list[type]:
        options = {f"api.{name}": value for name, value in settings.items()}
        made = layers(load_settings(options), Callers(), BODIES, (), MemoryMeter())
        return [layer for layer, _ in made]

    assert names()[:2] == [RequestLog, SafeHeaders]
    assert names(cors_origins=[PAGE])[2:5] == [CORSMiddleware, Deadline, Limits]
    quiet = layers(load_settings({"log_level": "WARNING"}), Callers(), BODIES, (), MemoryMeter())
    assert quiet[0][0] is SafeHeaders


def test_the_cap_is_shared_by_workers_and_bentomls_stands_above_it():
    settings = load_settings({"api.max_concurrency": "10", "api.workers": "4"})
    (limits,) = [
        how
        for layer, how in layers(settings, Callers(), BODIES, (), MemoryMeter())
        if layer is Limits
    ]
    assert limits["max_concurrency"] == 3
    assert last_resort(10) / 4 > 10 * limits["max_concurrency"]


@pytest.mark.parametrize(
    ("require", "host", "told"),
    [
        ("never", "0.0.0.0", True),
        ("never", "127.0.0.1", False),
        ("auto", "0.0.0.0", False),
        ("always", "0.0.0.0", False),
    ],
)
def test_an_operator_is_warned_of_a_server_that_is_open_to_the_world(require, host, told):
    settings = load_settings({"api.require_keys": require, "api.host": host})
    assert bool(warning_of(settings)) is told
