"""The team's view in a real browser: everybody of the team can use it, at every width."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect

from cinq import wire
from cinq.accounts import open_accounts
from cinq.database import open_database
from cinq.keys.secret import new_secret
from cinq.overview import Overview
from cinq.settings import load_settings
from tests.integration.served import serving
from tests.integration.test_accessibility import (
    LOOKS,
    SMALL_TARGETS,
    SMALLEST_TARGET,
    findings,
    lost_focus,
)
from tests.ui.service import fake_service
from tests.ui.team_api import FakeTeamApi

pytestmark = pytest.mark.integration

NAME, PASSWORD = "Ada", "five dots and a lamp"


def team_service(api: FakeTeamApi) -> FastAPI:
    """The fake API over HTTP, with what the team asks."""
    app = fake_service(api)

    @app.post("/v1/releases")
    async def releases(request: wire.ReleasesRequest) -> wire.ReleasesAnswer:
        return await api.releases(request)

    @app.post("/v1/admin/compare")
    async def compare(request: wire.CompareRequest) -> wire.CompareAnswer:
        return await api.admin_compare(request)

    @app.post("/v1/admin/rollback")
    async def rollback(request: wire.RollbackJobRequest) -> wire.JobAnswer:
        return await api.admin_rollback(request)

    @app.post("/v1/admin/job")
    async def job(request: wire.JobRequest) -> wire.JobAnswer:
        return await api.admin_job(request)

    return app


@pytest.fixture(scope="module")
def api() -> FakeTeamApi:
    return FakeTeamApi()


@pytest.fixture(scope="module")
def address(api: FakeTeamApi, home: Path) -> Iterator[str]:
    """The page with a key for the team, to which Ada belongs."""
    from ui.app import create_app  # takes seconds, which tests without a page do not wait

    with serving(lambda: team_service(api)) as api_address:
        port = int(api_address.rpartition(":")[2])
        told = {"home": str(home), "api.port": port, "api.team_key": new_secret()}
        settings = load_settings(told)
        accounts = open_accounts(settings)
        accounts.sign_up(NAME, PASSWORD)
        accounts.set_role(NAME, "team")
        overview = Overview(open_database(settings.database))
        with serving(lambda: create_app(settings, overview=overview)) as page_address:
            yield page_address


@pytest.fixture
def page(open_page, address: str) -> Page:
    """A browser in which Ada is signed in."""
    page: Page = open_page()
    page.goto(f"{address}/sign-in")
    page.get_by_label("Name").fill(NAME)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/app/**")
    return page


@pytest.mark.parametrize(
    "view", ["/team", "/team?job=12", "/team/compare?films=alien;heat", "/team/rollback?to=1"]
)
def test_everybody_of_the_team_can_use_it(page: Page, address: str, view: str) -> None:
    page.goto(f"{address}{view}")
    for width, height, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        assert findings(page) == []
        assert page.evaluate(SMALL_TARGETS, SMALLEST_TARGET) == []
        across = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(across) <= 0
    assert lost_focus(page) == []


def test_a_release_is_brought_back_by_keyboard(page: Page, address: str, api: FakeTeamApi) -> None:
    page.goto(f"{address}/team")
    page.get_by_role("link", name="Bring release 1 back").press("Enter")
    page.get_by_label("Reason").fill("dull lists")
    page.get_by_label("Reason").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Job 12")
    assert (api.asked_for[-1].to, api.asked_for[-1].asked_by) == (1, NAME)
