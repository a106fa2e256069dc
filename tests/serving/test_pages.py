"""The page at the API's root."""

import asyncio
import json
import re
import shlex
from html import unescape

import httpx2
import pytest

from cinq.serving.endpoints import ENDPOINTS, EXAMPLES, GROUPS, group_of
from cinq.serving.pages import pages


def get(host: str = "api.example:8080", **options) -> str:
    async def go() -> str:
        transport = httpx2.ASGITransport(pages(**options))
        async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
            return (await client.get("/", headers={"Host": host})).text

    return asyncio.run(go())


def test_it_loads_nothing_from_elsewhere_and_runs_nothing():
    page = get()
    assert not re.search(r"<(script|link|img|iframe)\b|src=|@import|url\(", page)


def test_it_says_what_this_is_and_leads_to_the_description():
    page = get()
    assert "Five films you love in" in page
    assert 'href="/docs.json"' in page


@pytest.mark.parametrize("path", ENDPOINTS)
def test_every_endpoint_has_a_command_that_can_be_copied(path):
    commands = [shlex.split(unescape(text)) for text in re.findall(r"<pre>(.*?)</pre>", get())]
    (command,) = [found for found in commands if found[2] == f"http://api.example:8080{path}"]
    assert command[:2] == ["curl", "-s"]
    assert json.loads(command[command.index("-d") + 1]) == EXAMPLES[path]["request"]


def test_every_endpoint_stands_in_a_group():
    assert {group_of(path) for path in ENDPOINTS} == set(GROUPS)


def test_it_links_to_the_page_where_that_is_known():
    assert "film lovers" not in get()
    assert 'href="http://api.example:7861"' in get(page_port=7861)
    assert 'href="https://films.example"' in get(
        page_port=7861, page_address="https://films.example"
    )


@pytest.mark.parametrize("host", ['"><script>alert(1)</script>', "a b", "x'$(id)", ""])
def test_a_host_that_is_none_is_not_repeated(host):
    page = get(host=host)
    assert "http://127.0.0.1:3000/v1/search" in page
    assert "alert(1)" not in page
