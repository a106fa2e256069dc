"""What may be asked of Gradio: the page's own events, with text and nothing else.

Gradio takes whatever JSON it gets for an input. An object that says it is a file makes it copy that
file, any file that this process may read, or fetch an address; an unknown event makes it fail.
Neither is asked by the page, so neither gets as far. Nor does the name that Gradio's script gives a
page that is open: Gradio would keep, for each name, what it showed last.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.bodies import again

Inputs = Mapping[int, int]
"""How many inputs each event of a Gradio page has, by the event's number."""

Text = Annotated[str, Field(max_length=2_000)]
"""What is typed, and places; longer ones the page's fields don't let in."""


class Call(BaseModel):
    """The part of Gradio's own body that the page needs; the rest is dropped."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)

    fn_index: int
    data: list[Text | None] = Field(max_length=2)
    event_data: dict[str, str] | str | None = None
    trigger_id: int | None = None


def inputs_of(stage: Any) -> Inputs:
    """The events of a `gradio.Blocks`."""
    return {number: len(event.inputs) for number, event in stage.fns.items()}


class OnlyOurCalls:
    """ASGI middleware: hands on calls that the page itself could make, refuses others with 400.

    Parameters
    ----------
    app
        What answers.
    stages
        The events of each Gradio page, by the path that it is mounted under.
    """

    def __init__(self, app: ASGIApp, stages: Mapping[str, Inputs]) -> None:
        self._app = app
        self._calls = {f"{path}/gradio_api/run/predict": inputs for path, inputs in stages.items()}
        self._resets = {f"{path}/gradio_api/reset" for path in stages}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on, or refuse."""
        if scope["type"] != "http" or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        path = scope["path"].rstrip("/")
        if path in self._resets:  # Gradio would remember every name it is told, for ever
            await JSONResponse({"success": True})(scope, receive, send)
        elif path in self._calls:
            await self._call(self._calls[path], scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _call(self, inputs: Inputs, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            call = Call.model_validate_json(await Request(scope, receive).body())
        except ValidationError:
            call = None
        if call is None or inputs.get(call.fn_index) != len(call.data):
            refusal = PlainTextResponse("This is nothing that the page asks.", 400)
            await refusal(scope, receive, send)
            return
        body = call.model_dump_json().encode()
        headers = MutableHeaders(raw=list(scope["headers"]))
        headers["content-length"] = str(len(body))
        headers["content-type"] = "application/json"
        await self._app({**scope, "headers": headers.raw}, again(body, receive), send)
