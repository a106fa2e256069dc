"""Choosing the ports that `cinq up` listens on."""

import errno
import socket
from collections.abc import Collection

from cinq.errors import PortTaken, SettingsError

TRIED = 100
"""Ports after the default one that are tried."""


def choose_port(
    asked: int | None, default: int, host: str, avoid: Collection[int] = ()
) -> tuple[int, bool]:
    """Choose a port to listen on.

    Parameters
    ----------
    asked
        The port somebody asked for; None leaves the choice to us.
    default
        First choice where none is asked for; the next free one is taken if it is in use.
    host
        Address to listen on.
    avoid
        Ports that were chosen for something else already, but are not listened on yet.

    Returns
    -------
    tuple of int and bool
        The port, and True if it is another than the default, which somebody should be told.

    Raises
    ------
    PortTaken
        If the port asked for is in use, or none near the default is free.
    SettingsError
        If `host` is no address of this machine.
    """
    if asked is not None:
        if asked in avoid or not is_free(asked, host):
            raise PortTaken(
                f"port {asked} on {host} is in use: end what listens there, or ask for another "
                "(CINQ_API_PORT, CINQ_UI_PORT, CINQ_CONDUCTOR_PORT)"
            )
        return asked, False
    last = min(default + TRIED, 65_535)
    for port in range(default, last + 1):
        if port not in avoid and is_free(port, host):
            return port, port != default
    raise PortTaken(f"ports {default} to {last} on {host} are all in use: ask for another")


def is_free(port: int, host: str) -> bool:
    """Tell if a port can be listened on; a connection that has just closed does not count.

    Raises
    ------
    SettingsError
        If `host` is no address of this machine, or the port needs rights that we do not have.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        raise SettingsError(f"host {host} is no address: {error.strerror}") from error
    family, kind, protocol, _, address = found[0]
    with socket.socket(family, kind, protocol) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(address)
            listener.listen(1)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            said = f"cannot listen on port {port} of {host}: {error.strerror}"
            raise SettingsError(f"{said}; choose another port or host") from error
    return True
