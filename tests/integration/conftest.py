"""Real parts that several files of these tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.conftest import require
from tests.integration.journey import CHROMIUM, CHROMIUM_ARGUMENTS
from tests.integration.postgres import Cluster, postgres


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
