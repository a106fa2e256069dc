"""What a browser gets: the page at the API's root, and the API's description."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route

from cinq.serving.headers import policy_of
from cinq.serving.openapi import openapi

_ROOT = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Cinq</title>
<style>
body { font: 1.05rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto;
       padding: 0 1rem; color: #222; background: #fff }
code, pre { background: #f2f2f2; border-radius: .3rem; padding: .1rem .3rem }
pre { padding: .8rem; overflow-x: auto }
@media (prefers-color-scheme: dark) {
  body { color: #ddd; background: #181818 } code, pre { background: #2a2a2a } a { color: #8bf } }
</style>
<h1>Cinq</h1>
<p>Five films you love in, five you will love out. This is the API.</p>
<pre>curl -H 'Content-Type: application/json' \\
     -d '{"favourites": [318, 296, 593, 2571, 527]}' \\
     http://127.0.0.1:3000/v1/recommend_one</pre>
<ul>
<li><a href="/docs.json">/docs.json</a>: every endpoint, in OpenAPI</li>
<li><a href="/readyz">/readyz</a>: whether it takes requests</li>
<li><a href="/metrics">/metrics</a>: what it has done, for Prometheus</li>
</ul>
</html>
"""


_POLICY = policy_of(_ROOT)


async def _root(request: Request) -> HTMLResponse:
    del request
    return HTMLResponse(_ROOT, headers={"Content-Security-Policy": _POLICY})


def pages() -> Starlette:
    """The application that answers ``/`` and ``/docs.json``, and nothing else.

    Both take the place of BentoML's: its page loads a foreign tag, its description knows neither
    our problems nor null.
    """
    description = openapi()

    async def docs(request: Request) -> JSONResponse:
        del request
        return JSONResponse(description)

    return Starlette(routes=[Route("/", _root), Route("/docs.json", docs)])
