"""Real parts that several files of these tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from cinq.database import open_database
from cinq.feedback import FeedbackBook
from cinq.settings import load_settings
from tests.conftest import require
from tests.integration.journey import CHROMIUM, CHROMIUM_ARGUMENTS
from tests.integration.postgres import Cluster, postgres
from tests.integration.served import serving
from tests.ui.fakes import FakeApi
from tests.ui.service import fake_service


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL of one's own; every test makes a database of its own in it."""
    with postgres() as made:
        yield made


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's browser, without a window."""
    require(Path(CHROMIUM).is_file(), f"the browser {CHROMIUM}")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def api() -> FakeApi:
    """An API of thirty films; `down` takes it out of reach."""
    return FakeApi(simulated=True)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the page keeps its database."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def address(api: FakeApi, home: Path) -> Iterator[str]:
    """The page with the real client over HTTP to an API of thirty films."""
    from ui.app import create_app  # takes seconds, which tests without a page do not wait

    with serving(lambda: fake_service(api)) as api_address:
        port = int(api_address.rpartition(":")[2])
        settings = load_settings({"home": str(home), "api.port": port})
        api.book = FeedbackBook(open_database(settings.database))
        with serving(lambda: create_app(settings)) as page_address:
            yield page_address


@pytest.fixture
def open_page(chromium, address: str):
    """Open a page; fails if it asks anything of another host or logs an error.

    One that ``may_fail`` may log that an address did not answer.
    """
    trouble: list[str] = []
    contexts = []

    def open_one(*, may_fail: bool = False, **options):
        def heard(said) -> None:
            if said.type == "error" and not (may_fail and "Failed to load" in said.text):
                trouble.append(said.text)

        context = chromium.new_context(**{"locale": "en-GB", **options})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("console", heard)
        page.on("request", lambda asked: trouble.append(asked.url) if foreign(asked.url) else None)
        return page

    def foreign(url: str) -> bool:
        return not url.startswith((f"{address}/", "data:", "blob:"))

    yield open_one
    for context in contexts:
        context.close()
    assert trouble == []
