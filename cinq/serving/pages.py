"""What a browser gets: the page at the API's root, and the API's description."""

import json
import re
import shlex
from html import escape
from pathlib import Path
from string import Template

from starlette.applications import Starlette
from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route

from cinq.serving.endpoints import ENDPOINTS, EXAMPLES, GROUPS, group_of
from cinq.serving.headers import policy_of
from cinq.serving.openapi import openapi

_ROOT = Template(Path(__file__).with_name("root.html").read_text(encoding="utf-8"))
_POLICY = policy_of(_ROOT.template)

_PLAIN_HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?|\[[0-9a-fA-F:]+\](:[0-9]{1,5})?")


def pages(page_port: int | None = None, page_address: str = "") -> Starlette:
    """The application that answers ``/`` and ``/docs.json``, and nothing else.

    Both take the place of BentoML's: its page loads a foreign tag, its description knows neither
    our problems nor null.

    Parameters
    ----------
    page_port
        Where the page for people listens on this machine; None if that is not known.
    page_address
        Its address, where it is reached by another.
    """
    description = openapi()

    async def docs(request: Request) -> JSONResponse:
        del request
        return JSONResponse(description)

    async def root(request: Request) -> HTMLResponse:
        here = _address(request)
        page = page_address
        if not page and page_port is not None:
            page = str(here.replace(port=page_port))
        return HTMLResponse(
            root_page(str(here), page), headers={"Content-Security-Policy": _POLICY}
        )

    return Starlette(routes=[Route("/", root), Route("/docs.json", docs)])


def root_page(api: str, page: str) -> str:
    """The HTML of the root.

    Parameters
    ----------
    api, page
        Addresses of API and page; an empty one of the page is not shown.
    """
    link = f'<li><a href="{escape(page)}">the page for film lovers</a></li>\n' if page else ""
    return _ROOT.substitute(page=link, groups="".join(_group(name, api) for name in GROUPS))


def _address(request: Request) -> URL:
    """The API's address as the caller wrote it, so that the examples can be copied."""
    host = request.headers.get("host", "")
    if not _PLAIN_HOST.fullmatch(host):
        host = "127.0.0.1:3000"
    return URL(f"{request.url.scheme}://{host}")


def _group(name: str, api: str) -> str:
    endpoints = "".join(
        f'<h3 id="{escape(path[4:])}">{escape(path)}</h3>\n<p>{escape(summary)}</p>\n'
        f"<pre>{escape(_curl(api + path, EXAMPLES[path]['request']))}</pre>\n"
        for path, (summary, _, _) in ENDPOINTS.items()
        if group_of(path) == name
    )
    return f"<h2>{escape(name.capitalize())}</h2>\n{endpoints}"


def _curl(url: str, body: object) -> str:
    sent = shlex.quote(json.dumps(body, ensure_ascii=False))
    return f"curl -s {url} -H 'Content-Type: application/json' -d {sent}"
