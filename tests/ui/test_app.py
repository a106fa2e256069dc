import asyncio
import io
import json
import re
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from html import escape
from pathlib import Path
from uuid import uuid4

import pytest
from fastapi import FastAPI
from gradio.utils import get_upload_folder
from starlette.testclient import TestClient

from cinq.settings import ApiSettings, Settings, load_settings
from tests.ui.conftest import PASSWORD
from tests.ui.fakes import FakeApi
from ui.app import api_address, create_app
from ui.guard import MAX_BODY_BYTES
from ui.handlers import REGIONS
from ui.texts import LANGUAGES, Language, texts

EN = texts("en")
NOBODY = {"name": "Nobody", "password": PASSWORD}
PREDICT = "/app/en/gradio_api/run/predict"
TYPED = len(REGIONS) + 2
"""Number of the event of typing: after loading, and a press in each region and in the hits."""


def kept_by_gradio() -> set[Path]:
    """The files in Gradio's own folder."""
    return set(Path(get_upload_folder()).rglob("*"))


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return load_settings(
        {"home": str(tmp_path_factory.mktemp("home")), "ui.address": "http://testserver"}
    )


@pytest.fixture(scope="module")
def shared_api() -> FakeApi:
    return FakeApi()


@pytest.fixture(scope="module")
def server(settings: Settings, shared_api: FakeApi) -> Iterator[TestClient]:
    """The page, started once: building Gradio twice takes a second."""

    async def build() -> FastAPI:  # in a loop: Gradio makes and forgets one where none runs
        return create_app(settings, client=shared_api)

    with TestClient(asyncio.run(build()), "http://testserver") as client:
        yield client


@pytest.fixture
def browser(server: TestClient, shared_api: FakeApi) -> TestClient:
    """A browser without TLS and cookies that follows no redirects."""
    shared_api.asked.clear()
    server.follow_redirects = False
    server.cookies.clear()
    return server


@pytest.fixture
def form() -> dict[str, str]:
    return {"name": f"Ada {uuid4().hex}", "password": PASSWORD}


@pytest.fixture
def signed_in(browser: TestClient, form: dict[str, str]) -> TestClient:
    browser.post("/account", data=form)
    return browser


def test_welcome_and_sign_in_have_a_form(browser: TestClient) -> None:
    assert 'action="/account"' in browser.get("/").text
    assert 'action="/session"' in browser.get("/sign-in").text


def test_an_account_leads_to_the_films(browser: TestClient, form: dict[str, str]) -> None:
    answer = browser.post("/account", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/app")
    assert browser.get("/app").headers["location"] == "/app/en/"
    page = browser.get("/app/en/")
    assert page.status_code == 200
    assert EN.choosing.search in page.text


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(
    browser: TestClient, form: dict[str, str]
) -> None:
    cookie = browser.post("/account", data=form).headers["set-cookie"]
    assert cookie.startswith("cinq_session=")
    for flag in ("HttpOnly", "SameSite=lax", "Path=/", "Max-Age="):
        assert flag in cookie
    assert "Secure" not in cookie
    assert "Domain" not in cookie


def test_over_tls_the_cookie_is_secure_and_bound_to_the_host(
    server: TestClient, form: dict[str, str]
) -> None:
    browser = TestClient(server.app, "https://testserver", follow_redirects=False)
    cookie = browser.post("/account", data=form).headers["set-cookie"]
    assert cookie.startswith("__Host-cinq_session=")
    assert "Secure" in cookie
    assert browser.get("/app/en/").status_code == 200
    gone = browser.post("/sign-out").headers["set-cookie"]
    assert gone.startswith('__Host-cinq_session=""')
    assert "Secure" in gone


@pytest.mark.parametrize(
    ("path", "form", "status", "said"),
    [
        ("/session", NOBODY, 401, EN.account.wrong),
        ("/session", {}, 401, EN.account.wrong),
        ("/account", {"name": "", "password": PASSWORD}, 400, EN.account.rules["name_empty"]),
        ("/account", {"name": "Ada", "password": "short"}, 400, "too short"),
        ("/account", {"name": "<script>x</script>" * 9, "password": PASSWORD}, 400, "too long"),
    ],
    ids=["unknown", "empty", "no name", "short password", "long name"],
)
def test_what_went_wrong_is_one_line_beside_the_form(
    browser: TestClient, path: str, form: dict[str, str], status: int, said: str
) -> None:
    answer = browser.post(path, data=form)
    assert answer.status_code == status
    problem = answer.text.partition('role="alert">')[2].partition("</p>")[0]
    assert said in problem
    assert "\n" not in problem
    assert "set-cookie" not in answer.headers
    assert "<script>" not in answer.text


def test_a_taken_name_is_said_and_the_password_is_not_echoed(
    signed_in: TestClient, form: dict[str, str]
) -> None:
    answer = signed_in.post(
        "/account", data={"name": form["name"].upper(), "password": "another 12345"}
    )
    assert answer.status_code == 409
    assert EN.account.name_taken in answer.text
    assert "another 12345" not in answer.text


def test_too_many_wrong_passwords_are_slowed_down(
    signed_in: TestClient, form: dict[str, str]
) -> None:
    for _ in range(30):
        answer = signed_in.post("/session", data=form | {"password": "wrong wrong"})
        if answer.status_code == 429:
            break
    assert "Too many failed sign-ins. Try again in 15 minutes." in answer.text


@pytest.mark.parametrize(
    ("name", "password", "rule"),
    [
        ("  ", PASSWORD, "name_empty"),
        ("a" * 51, PASSWORD, "name_long"),
        ("a\u200bb", PASSWORD, "name_unseen"),
        ("Ada", "seven77", "password_short"),
        ("Ada", "long" * 65, "password_long"),
        ("Lovelace", "by lovelace herself", "password_has_name"),
        ("Ada", "P4ssw0rd!", "password_common"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_broken_rule_is_said_in_the_persons_language_and_tied_to_its_field(
    browser: TestClient, language: Language, name: str, password: str, rule: str
) -> None:
    answer = browser.post(
        "/account", data={"name": name, "password": password}, headers={"Accept-Language": language}
    )
    assert answer.status_code == 400
    assert escape(texts(language).account.rules[rule]) in answer.text
    wrong = re.findall(r'<input id="(\w+)"[^>]*aria-invalid="true"[^>]* autofocus>', answer.text)
    assert wrong == [rule.partition("_")[0]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_database_out_of_reach_is_said_kindly(
    signed_in: TestClient, settings: Settings, language: Language
) -> None:
    file = settings.database.partition("///")[2]
    with closing(sqlite3.connect(file)) as database:
        database.execute("ALTER TABLE cinq_sessions RENAME TO away")
        try:
            for path in ("/", "/sign-in", "/app/en/", "/me"):
                answer = signed_in.get(path, headers={"Accept-Language": language})
                assert answer.status_code == 503
                assert escape(texts(language).account.away) in answer.text
        finally:
            database.execute("ALTER TABLE away RENAME TO cinq_sessions")


def test_signing_in_again_makes_a_new_session_and_ends_the_old(
    signed_in: TestClient, form: dict[str, str]
) -> None:
    old = signed_in.cookies["cinq_session"]
    signed_in.post("/session", data=form)
    assert signed_in.cookies["cinq_session"] != old
    signed_in.cookies.clear()
    signed_in.cookies.set("cinq_session", old)
    assert signed_in.get("/app/en/").status_code == 303


def test_signing_out_ends_the_session_itself(signed_in: TestClient) -> None:
    token = signed_in.cookies["cinq_session"]
    assert signed_in.post("/sign-out").headers["location"] == "/sign-in"
    signed_in.cookies.set("cinq_session", token)
    assert signed_in.get("/app/en/").status_code == 303


def test_who_is_signed_in_skips_the_door(signed_in: TestClient) -> None:
    assert signed_in.get("/").headers["location"] == "/app"


def test_an_address_without_its_slash_leads_there(signed_in: TestClient) -> None:
    answer = signed_in.get("/app/fr", headers={"Host": "testserver"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/app/fr/")
    assert signed_in.get("/sign-in/").status_code == 404


@pytest.mark.parametrize("page", ["/app/en", "/app/en/", "/app/fr/"])
def test_who_is_not_is_sent_to_the_door(browser: TestClient, page: str) -> None:
    answer = browser.get(page)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


@pytest.mark.parametrize("path", ["/account", "/session", "/sign-out", PREDICT])
def test_a_post_from_another_site_is_refused(signed_in: TestClient, path: str) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.test"}):
        assert signed_in.post(path, data=NOBODY, headers=headers).status_code == 403
    assert signed_in.get("/app/en/").status_code == 200


def test_a_huge_or_unannounced_body_is_refused(browser: TestClient) -> None:
    huge = browser.post("/account", content=b"x" * (MAX_BODY_BYTES + 1))
    assert huge.status_code == 413
    unannounced = browser.post("/account", content=iter([b"name=a"]))
    assert unannounced.status_code == 411


def test_an_unreadable_form_is_a_kind_400(browser: TestClient) -> None:
    many = browser.post("/account", content=b"a=1&" * 50)
    assert many.status_code == 400
    assert EN.entrance.unreadable_form in many.text
    assert browser.post("/account", content=b"\xff\xfe=\xff").status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "upload",
        "file=/etc/passwd",
        "proxy=http://x",
        "info",
        "queue/join",
        "runs",
        "app_id",
        "heartbeat/x",
        "startup-events",
    ],
)
def test_the_doors_of_gradio_that_are_not_needed_stay_shut(
    signed_in: TestClient, path: str
) -> None:
    assert signed_in.get(f"/app/en/gradio_api/{path}").status_code == 404
    assert signed_in.post(f"/app/en/gradio_api/{path}", content=b"{}").status_code == 404


@pytest.mark.parametrize("path", ["config", "monitoring", "login_check", "dev/reload", "login"])
def test_nor_are_those_of_its_root(signed_in: TestClient, path: str) -> None:
    assert signed_in.get(f"/app/en/{path}").status_code == 404


@pytest.mark.parametrize("language", ["en", "fr"])
def test_gradio_keeps_no_history_shows_no_errors_and_counts_nobody(
    signed_in: TestClient, language: str
) -> None:
    html = signed_in.get(f"/app/{language}/").text
    config = json.loads(html.partition("window.gradio_config = ")[2].partition(";</script>")[0])
    assert config["run_history"] is False
    assert config["show_error"] is False
    assert config["analytics_enabled"] is False
    assert config["footer_links"] == []
    assert {event["queue"] for event in config["dependencies"]} == {False}
    assert {event["api_visibility"] for event in config["dependencies"]} == {"private"}
    assert "fonts.googleapis" not in html


def test_handlers_authorise_by_themselves(browser: TestClient, shared_api: FakeApi) -> None:
    for number, data in ((0, ["#five"]), (1, []), (TYPED, ["alien", ""])):
        body = {"data": data, "event_data": {"act": "open"}, "fn_index": number}
        answer = browser.post(PREDICT, json=body | {"session_hash": "x"})
        assert answer.status_code == 200
        assert EN.ended in answer.text
    assert shared_api.asked == []


FILE = {"path": __file__, "meta": {"_type": "gradio.FileData"}}


@pytest.mark.parametrize(
    "body",
    [
        {"fn_index": TYPED, "data": [FILE, ""]},
        {"fn_index": TYPED, "data": [{**FILE, "url": "http://127.0.0.1:3000/"}, ""]},
        {"fn_index": TYPED, "data": [[FILE], ""]},
        {"fn_index": TYPED, "data": [5, ""]},
        {"fn_index": TYPED, "data": []},
        {"fn_index": TYPED, "data": ["alien", "heat", ""]},
        {"fn_index": 1, "data": ["alien"]},
        {"fn_index": TYPED + 1, "data": []},
        {"fn_index": -1, "data": []},
        {"fn_index": True, "data": []},
        {"fn_index": 1, "data": [], "event_data": {"act": ["add"]}},
        {"fn_index": 0, "data": ["x" * 2_001]},
        {"api_name": "opened", "data": []},
        {"data": None},
        [],
    ],
    ids=str,
)
def test_what_the_page_never_asks_does_not_reach_gradio(
    signed_in: TestClient, body: object
) -> None:
    before = kept_by_gradio()
    assert signed_in.post(PREDICT, json=body).status_code == 400
    assert kept_by_gradio() == before


def test_text_that_is_no_json_or_no_unicode_does_not_either(signed_in: TestClient) -> None:
    for body in (b"", b"{", b"[" * 9_000, b'{"fn_index": 14, "data": ["\\ud800", ""]}', b"\xff"):
        assert signed_in.post(PREDICT, content=body).status_code == 400


def test_gradio_is_told_of_no_resets(signed_in: TestClient) -> None:
    answer = signed_in.post(PREDICT.replace("run/predict", "reset"), content=b"anything")
    assert answer.json() == {"success": True}


def test_an_address_that_leads_nowhere_says_so_with_a_way_back(browser: TestClient) -> None:
    answer = browser.get("/nope")
    assert answer.status_code == 404
    assert EN.entrance.nothing_here in answer.text
    assert 'href="/"' in answer.text


def test_a_click_over_http_answers_with_every_region(signed_in: TestClient) -> None:
    body = {"data": [], "event_data": {"act": "add", "film": "1"}, "fn_index": 1}
    answer = signed_in.post(PREDICT, json=body | {"session_hash": "x"})
    assert "Alien" in answer.text
    assert "1 of 5" in answer.text


def test_no_answer_can_be_read_by_another_origin(signed_in: TestClient) -> None:
    for path in ("/", "/app/en/", "/app/en/theme.css"):
        answer = signed_in.get(path, headers={"Origin": "https://evil.test"})
        assert "access-control-allow-origin" not in answer.headers
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_entrance_runs_no_scripts(browser: TestClient) -> None:
    policy = browser.get("/").headers["content-security-policy"]
    assert "script-src 'self';" in policy


def test_the_language_follows_the_browser_until_it_is_chosen(browser: TestClient) -> None:
    french = {"Accept-Language": "fr-FR,fr;q=0.9"}
    assert '<html lang="fr">' in browser.get("/", headers=french).text
    assert browser.get("/language?to=en&back=/").headers["location"] == "/"
    assert '<html lang="en">' in browser.get("/", headers=french).text


def test_the_language_link_leads_nowhere_else(browser: TestClient) -> None:
    answer = browser.get("/language?to=xx&back=https://evil.test")
    assert answer.headers["location"] == "/"
    assert "set-cookie" not in answer.headers


def test_health_answers_without_an_account(browser: TestClient) -> None:
    assert browser.get("/health").text == "ok"


@pytest.mark.parametrize(
    ("api", "address"),
    [
        ({}, "http://127.0.0.1:3000"),
        ({"port": 3456}, "http://127.0.0.1:3456"),
        ({"host": "0.0.0.0"}, "http://127.0.0.1:3000"),
        ({"host": "api", "port": 80}, "http://api:80"),
    ],
    ids=str,
)
def test_the_api_is_where_the_settings_say(settings: Settings, api, address: str) -> None:
    told = settings.model_copy(update={"api": ApiSettings(**api)})
    assert api_address(told) == address


def test_the_log_tells_of_requests_and_not_what_somebody_typed(settings, monkeypatch):
    lines = io.StringIO()
    monkeypatch.setattr(sys, "stdout", lines)

    async def build() -> FastAPI:
        return create_app(settings, client=FakeApi())

    with TestClient(asyncio.run(build()), "http://testserver") as client:
        client.get("/static/cinq.css")
        form = {"name": "Somebody", "password": "four quiet lanterns"}
        client.post("/account", data=form, follow_redirects=False)
    (told,) = [json.loads(line) for line in lines.getvalue().splitlines() if '"request"' in line]
    assert (told["method"], told["path"], told["status"]) == ("POST", "/account", 303)
    assert "lanterns" not in lines.getvalue()
    assert "Somebody" not in lines.getvalue()
