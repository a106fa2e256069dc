import asyncio
import json
import re

import httpx2

from cinq.serving.openapi import ENDPOINTS, openapi
from cinq.serving.pages import pages


def get(path: str) -> httpx2.Response:
    async def go() -> httpx2.Response:
        transport = httpx2.ASGITransport(pages())
        async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get(path)

    return asyncio.run(go())


def test_every_reference_leads_somewhere():
    document = openapi()
    names = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(document)))
    assert names <= set(document["components"]["schemas"])


def test_every_endpoint_tells_its_problems():
    for path in ENDPOINTS:
        responses = openapi()["paths"][path]["post"]["responses"]
        assert {"200", "400", "413", "415", "422"} <= set(responses)


def test_the_description_is_served():
    assert get("/docs.json").json() == openapi()


def test_the_root_page_loads_nothing_from_elsewhere():
    page = get("/").text
    assert "/docs.json" in page
    assert not re.search(r"""(src|href)=['"](https?:)?//""", page)
    assert "<script" not in page
