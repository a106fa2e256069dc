"""Serving the conductor's app in a thread beside its work."""

import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from cinq.errors import PortTaken

log = logging.getLogger(__name__)

CONNECTIONS = 100
"""At once; more get a 503."""

END_SECONDS = 2


@contextmanager
def served(app: ASGIApp, host: str, port: int) -> Iterator[str]:
    """Serve an app while the block runs; gives its address.

    Parameters
    ----------
    port
        0 takes any that is free.

    Raises
    ------
    PortTaken
        If it cannot be listened on.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
    except OSError as error:
        raise PortTaken(
            f"port {port} on {host} cannot be listened on ({error.strerror}): set "
            "CINQ_CONDUCTOR_PORT to another"
        ) from error
    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
        lifespan="off",
        limit_concurrency=CONNECTIONS,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=END_SECONDS,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(
        target=server.run, kwargs={"sockets": [listener]}, name="conductor's server", daemon=True
    )
    thread.start()
    try:
        shown = f"[{host}]" if ":" in host else host
        yield f"http://{shown}:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(END_SECONDS + 3)
        listener.close()
