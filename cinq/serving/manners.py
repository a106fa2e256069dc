"""What stands between the network and the endpoints: limits, JSON only, problems, request ids.

A request is judged in this order, and the first fault is answered:

1. 404 for a path that is not served, 405 for another method than the path takes;
2. 415 for a body that is not declared as plain JSON;
3. 413 for a body over the limit, declared or found so while reading;
4. 400 for what is not JSON, 422 for a field that is missing, malformed or out of bounds;
5. what the model finds: 422 for unknown films, 404 for an unknown user.

Every one is a problem document (RFC 9457), and so are the failures of what lies inside. Every
response bears ``X-Request-ID``: the caller's, if it is a sane one, else one made here.
"""

import logging
from collections.abc import Iterable, Mapping

from pydantic import ValidationError
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cinq import wire
from cinq.errors import InvalidRequest
from cinq.serving.direct import ASKED, Asked, with_request_id
from cinq.serving.idempotency import with_key
from cinq.serving.problems import MEDIA_TYPE, answer_of, problem, problem_of, problem_of_fields
from cinq.web.request_ids import request_id_of

_logger = logging.getLogger("cinq.serving")

DRAINED = 100
"""Up to this many times the limit, the rest of a body that is too large is read and forgotten:
a caller that is still sending would otherwise see a broken connection instead of the answer."""


class _Refused(Exception):
    def __init__(self, answer: wire.Problem, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(answer.detail)
        self.answer = answer
        self.headers = headers or {}


class _Gone(Exception):
    """The caller hung up."""


class Manners:
    """Pure ASGI middleware in front of the service.

    Parameters
    ----------
    app
        What answers requests of good manners.
    bodies
        The model of the body by path; these paths take POST.
    pages
        Paths that take GET and HEAD.
    max_body_bytes
        The largest body.
    """

    def __init__(
        self,
        app: ASGIApp,
        bodies: Mapping[str, type[wire.Message]],
        pages: Iterable[str],
        max_body_bytes: int,
    ) -> None:
        self._app = app
        self._bodies = bodies
        self._pages = frozenset(pages)
        self._max_body_bytes = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or hand on a request whose body fits its model."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        request_id = request_id_of(scope)
        outgoing = _Outgoing(send, scope["path"] in self._bodies, request_id)
        try:
            self._check_route(scope["method"], scope["path"], request_id)
            if scope["path"] in self._bodies:
                message = await self._checked(scope["path"], receive, headers, request_id)
                own = message.request_id if isinstance(message, wire.Request) else None
                scope[ASKED] = Asked(message, own or request_id, scope.get("app"))
                receive = _replay(message, request_id, receive)
            await self._app(scope, receive, outgoing)
        except _Gone:
            return
        except _Refused as refusal:
            await answer_of(refusal.answer, refusal.headers)(scope, receive, outgoing)
        except Exception:
            if outgoing.started:
                raise
            _logger.exception("request %s failed", request_id)
            answer = problem(500, "the server's log says more", request_id)
            await answer_of(answer)(scope, receive, outgoing)

    def _check_route(self, method: str, path: str, request_id: str) -> None:
        if path in self._bodies:
            allowed = ["POST"]
        elif path in self._pages:
            allowed = ["GET", "HEAD"]
        else:
            detail = "nothing is served under this path; /docs.json lists what is"
            raise _Refused(problem(404, detail, request_id))
        if method not in allowed:
            takes = " or ".join(allowed)
            answer = problem(405, f"this path takes {takes}", request_id)
            raise _Refused(answer, {"Allow": ", ".join(allowed)})

    async def _checked(
        self, path: str, receive: Receive, headers: Headers, request_id: str
    ) -> wire.Message:
        """The body, which fits the model of its path."""
        media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type != "application/json":
            detail = "send the body as Content-Type: application/json"
            raise _Refused(problem(415, detail, request_id))
        if headers.get("content-encoding", "identity").lower() != "identity":
            raise _Refused(problem(415, "send the body without Content-Encoding", request_id))
        body = await self._read(receive, headers, request_id)
        try:
            return with_key(self._bodies[path].model_validate_json(body or b"{}"), headers)
        except ValidationError as error:
            found = error.errors(include_url=False, include_context=False)
            raise _Refused(problem_of_fields(found, request_id)) from None
        except InvalidRequest as error:
            raise _Refused(problem_of(error, request_id)) from None

    async def _read(self, receive: Receive, headers: Headers, request_id: str) -> bytes:
        """The whole body.

        Raises
        ------
        _Refused
            If it is too large.
        _Gone
            If the caller hangs up before the end.
        """
        limit = self._max_body_bytes
        answer = problem(413, f"the body is larger than {limit} bytes", request_id)
        refusal = _Refused(answer, {"Connection": "close"})
        declared = headers.get("content-length", "")
        too_large = declared.isdecimal() and int(declared[:20]) > limit
        if too_large and headers.get("expect", "").lower() == "100-continue":
            raise refusal  # the caller waits for our word before it sends
        chunks: list[bytes] = []
        size = 0
        while size <= limit * DRAINED:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise _Gone
            chunk = message.get("body", b"")
            size += len(chunk)
            if size > limit or too_large:
                too_large = True
                chunks.clear()
            else:
                chunks.append(chunk)
            if not message.get("more_body", False):
                break
        if too_large:
            raise refusal
        return b"".join(chunks)


class _Outgoing:
    """Sends a response on: marks it with the request id, and makes problems of bare failures."""

    def __init__(self, send: Send, is_endpoint: bool, request_id: str) -> None:
        self._send = send
        self._is_endpoint = is_endpoint
        self._request_id = request_id
        self._replaced = False
        self.started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(raw=list(message["headers"]))
            bare = not headers.get("content-type", "").startswith(MEDIA_TYPE)
            if self._is_endpoint and message["status"] >= 400 and bare:
                self._replaced = True
                await self._replace(message["status"])
                return
            headers["x-request-id"] = self._request_id
            if message["status"] == 503:
                headers.setdefault("retry-after", "1")
            message = {**message, "headers": headers.raw}
        elif self._replaced:
            return
        await self._send(message)

    async def _replace(self, status: int) -> None:
        busy = status == 503
        detail = "too busy: try again in a moment" if busy else "the server's log says more"
        answer = answer_of(problem(status, detail, self._request_id))
        await self._send(
            {
                "type": "http.response.start",
                "status": status,
                "headers": answer.raw_headers + ([(b"retry-after", b"1")] if busy else []),
            }
        )
        await self._send({"type": "http.response.body", "body": answer.body})


def _replay(message: wire.Message, request_id: str, receive: Receive) -> Receive:
    """A `receive` that gives the body, which now bears the request id, then what comes after it."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        body = with_request_id(message, request_id).model_dump_json(exclude_none=True).encode()
        return {"type": "http.request", "body": body, "more_body": False}

    return again
