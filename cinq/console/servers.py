"""Becoming a server: the process that was started is the one that serves."""

import os

from cinq.database import connect
from cinq.jobs.ports import choose_port
from cinq.releases.bento_store import environment, serve_command
from cinq.releases.newest import newest_of
from cinq.releases.packing import packed
from cinq.settings import API_PORT, Settings


def serve_api(settings: Settings) -> None:
    """Become BentoML's server of the newest Bento, which follows this home's ledger.

    One with the code of another version is packed anew before.

    Raises
    ------
    ReleaseError
        If no Bento was built yet.
    PortTaken
        If the port is in use.
    """
    bento, _ = packed(settings, newest_of(connect(settings.database)))
    host = settings.api.host
    port, _ = choose_port(settings.api.port or API_PORT, API_PORT, host)
    command = serve_command(bento, settings, host, port)
    ours = {name: value for name, value in os.environ.items() if name.startswith("CINQ_")}
    # servers that share a BentoML home wipe each other's metrics
    own = settings.home / "bentoml" / "serving" / str(port)
    own.mkdir(parents=True, exist_ok=True)
    os.chdir(settings.home)
    variables = {**environment(settings), **ours, "BENTOML_HOME": str(own)}
    os.execve(command[0], command, variables)  # noqa: S606 - there is nothing for a shell here
