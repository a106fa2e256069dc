"""A real API is killed under somebody who chooses, and started again: the page goes on."""

import os
import signal
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from cinq.settings import load_settings
from tests.integration.guarded import Product, World
from tests.integration.journey import PATIENCE_MS
from tests.integration.product import STOP_SECONDS, free_port
from tests.integration.served import serving
from tests.integration.views import choosing

pytestmark = pytest.mark.integration


class Api:
    """`cinq serve` at one port, killed and started as often as wanted."""

    def __init__(self, world: World, port: int) -> None:
        self._world, self._port = world, port
        self._running: Product | None = None

    def start(self) -> None:
        self._running = Product(self._world, workers=1, port=self._port)

    def kill(self) -> None:
        """End all of its processes at once, as a power cut would."""
        if self._running is not None:
            workers = self._running.workers()  # their groups are their own, and outlive the parent
            for pid in (self._running.process.pid, *workers):
                os.kill(pid, signal.SIGKILL)
            self._running.process.wait(timeout=STOP_SECONDS)
            self._running = None


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def api(world: World, port: int) -> Iterator[Api]:
    made = Api(world, port)
    made.start()
    yield made
    made.kill()


@pytest.fixture(scope="module")
def address(api: Api, world: World, port: int) -> Iterator[str]:
    from ui.app import create_app  # takes seconds, which tests without a page do not wait

    settings = load_settings({"home": str(world.home), "api.port": port})
    with serving(lambda: create_app(settings)) as page_address:
        yield page_address


def test_the_five_come_by_themselves_once_a_killed_api_is_back(
    open_page, address: str, api: Api
) -> None:
    expect.set_options(timeout=2 * PATIENCE_MS)
    page: Page = open_page()
    choosing(page, address)
    for place in range(1, 6):
        page.locator("#proposals .film:not(.chosen)").first.click()
        expect(page.locator(".count")).to_have_text(f"{place} of 5")
    chosen = page.locator("#tray .places strong").all_inner_texts()
    api.kill()
    page.get_by_role("button", name="Show my five").click()
    expect(page.get_by_role("alert")).to_contain_text("out of reach")
    expect(page.locator("#tray .places strong")).to_have_text(chosen)
    api.start()
    expect(page.locator("#five .card")).to_have_count(5)
    expect(page.get_by_role("alert")).to_be_empty()
