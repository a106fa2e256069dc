"""Log lines: JSON for programs, or coloured ones for somebody who watches a terminal.

Nothing that a request holds in its body, no key and no password is ever written.
"""

import logging
import sys
from collections.abc import Callable
from typing import Any, Literal, Protocol, TextIO

import structlog

LogFormat = Literal["auto", "console", "json"]

RequestLine = Callable[..., Any]
"""Writes one line; takes the event and its fields."""


class Stream(Protocol):
    """A stream that knows whether somebody watches it."""

    def isatty(self) -> bool:
        """Tell whether it is a terminal."""


def is_json(log_format: LogFormat, stream: Stream) -> bool:
    """Tell what ``auto`` means: JSON unless a terminal shows it."""
    return log_format == "json" or (log_format == "auto" and not stream.isatty())


def request_lines(log_format: LogFormat, stream: TextIO | None = None) -> RequestLine:
    """Return what writes lines of requests to a stream, standard output if left out.

    It knows nothing of the standard library's logging, which would take several times as long.
    """
    stream = stream or sys.stdout
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
    if is_json(log_format, stream):
        render: Any = structlog.processors.JSONRenderer()
    else:
        render = structlog.dev.ConsoleRenderer(colors=stream.isatty(), sort_keys=False)
    logger = structlog.wrap_logger(
        structlog.PrintLogger(stream),
        processors=[structlog.processors.add_log_level, stamp, render],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
    line: RequestLine = logger.bind().info
    return line


def send_logs(name: str, log_format: LogFormat, level: str, stream: TextIO | None = None) -> None:
    """Have a logger of the standard library, and those below it, write in the same form."""
    stream = stream or sys.stdout
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.ExtraAdder(),
    ]
    if is_json(log_format, stream):
        render: list[Any] = [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ]
    else:
        render = [structlog.dev.ConsoleRenderer(colors=stream.isatty())]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *render],
        )
    )
    logger = logging.getLogger(name)
    logger.handlers = [handler]
    logger.propagate = False
    logger.setLevel(level)
