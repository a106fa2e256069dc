"""The compose file's services as plain processes: what its containers would run, on loopback.

Each works in a folder that holds what its image copies of the checkout, sees only the environment
variables that image and compose file give it, and has on its PATH what its image adds: Python and
the commands, but neither git nor uv.
"""

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from cinq.jobs.kept import KeptProcess
from tests.integration.compose import ROOT, Image, Service, services
from tests.integration.product import free_port

SECONDS = 300
UV = Path(sys.executable).with_name("uv")
OURS = ("cinq", "python", "mlflow")
PORTS = ("3000", "3002", "5000", "7860", "9090", "9093")


def until(holds: Callable[[], bool], process: KeptProcess, log: Path) -> None:
    """Ask again until it holds; fails with the log if the process ends, or takes too long."""
    deadline = time.monotonic() + SECONDS
    while not holds():
        running = process.wait(0.2) is None
        assert running, log.read_text()
        assert time.monotonic() < deadline, log.read_text()


@dataclass
class Containers:
    """What stands in for the engine.

    Parameters
    ----------
    folder
        For everything that is made.
    database_port
        Where a PostgreSQL listens that has a database and an owner called ``cinq``.
    settings
        Added to the environment of all services that the same home serves.
    """

    folder: Path
    database_port: int
    settings: Mapping[str, str]
    services: Mapping[str, Service] = field(default_factory=services)
    _laid_out: dict[str, set[Path]] = field(default_factory=dict, init=False)

    @property
    def home(self) -> Path:
        """What the volume of that name holds."""
        return self.folder / "home"

    @property
    def secrets(self) -> Path:
        """What the compose file mounts as secrets."""
        return self.folder / "secrets"

    @cached_property
    def ports(self) -> dict[str, int]:
        """Free ports that stand in for the published ones."""
        return {port: free_port() for port in PORTS}

    def local(self, text: str) -> str:
        """The same text with paths, hosts and ports of this machine."""
        text = text.replace("/var/lib/cinq", str(self.home))
        text = text.replace("0.0.0.0", "127.0.0.1")
        text = text.replace("postgres:5432", f"127.0.0.1:{self.database_port}")
        text = text.replace("/run/secrets", str(self.secrets))
        return re.sub(rf"\b({'|'.join(PORTS)})\b", lambda at: str(self.ports[at[1]]), text)

    def address(self, port: str) -> str:
        """Where the service answers that the compose file publishes on `port`."""
        return f"http://127.0.0.1:{self.ports[port]}"

    def checkout(self, name: str) -> Path:
        """What the image of a service copies, laid out once."""
        folder = self.folder / "opt" / name
        if not folder.is_dir():
            folder.mkdir(parents=True)
            self._image(name).lay_out(folder)
            self._laid_out[name] = files_of(folder)
        return folder

    def added(self, name: str) -> set[Path]:
        """What a service has written into its checkout; it should write into the home alone."""
        return files_of(self.checkout(name)) - self._laid_out[name]

    def environment(self, name: str) -> dict[str, str]:
        """All variables of a service; a password is empty, for the database trusts loopback."""
        image = self._image(name)
        given = {**image.environment, **self.services[name].environment}
        variables = {key: self.local(re.sub(r"\$\{.*\}", "", of)) for key, of in given.items()}
        hosts = {key: "127.0.0.1" for key, of in given.items() if of in self.services}
        own = {"PATH": str(self._programs(name)), "HOME": str(self.home)}
        path = {"PYTHONPATH": str(self.checkout(name))} if image.sources else {}
        return variables | hosts | own | path | dict(self.settings)

    def asked(self, name: str, command: list[str]) -> "subprocess.CompletedProcess[str]":
        """Run a command inside a service, as the engine runs its health check."""
        environment = self.environment(name)
        return subprocess.run(
            [f"{environment['PATH']}/{command[0]}", *map(self.local, command[1:])],
            env=environment,
            cwd=self.checkout(name),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def is_healthy(self, name: str) -> bool:
        """Ask once, by the compose file's own command."""
        return self.asked(name, self.services[name].healthcheck).returncode == 0

    @contextmanager
    def running(self, name: str) -> Iterator[KeptProcess]:
        """Run the command of a service; ends it and all that it started."""
        environment = self.environment(name)
        process = KeptProcess(
            [self.local(part) for part in self.services[name].command],
            environment=environment,
            folder=self.checkout(name),
            log=self.log(name),
        )
        try:
            yield process
        finally:
            process.stop()
            process.result()

    @contextmanager
    def healthy(self, name: str) -> Iterator[KeptProcess]:
        """Run the command of a service, and wait until its health check is passed."""
        with self.running(name) as process:
            until(lambda: self.is_healthy(name), process, self.log(name))
            yield process

    def log(self, name: str) -> Path:
        """What a service has said."""
        return self.folder / "logs" / f"{name}.log"

    def python(self, name: str) -> Path:
        """The interpreter of a service: of an environment made from its lock alone, by uv.

        Without uv, and for `runtime.txt`, which takes long and which everything else is run with,
        it is the one that runs this test.
        """
        lock = self._image(name).lock
        folder = self.folder / "environments" / lock.removesuffix(".txt")
        made = folder / "bin" / "python"
        if lock == "runtime.txt" or not UV.is_file():
            return Path(sys.executable)
        if not made.exists():
            self._uv("venv", "--python", sys.executable, str(folder))
            locked = str(ROOT / "requirements" / lock)
            options = ["--offline", "--require-hashes", "--requirements", locked]
            self._uv("pip", "install", "--python", str(made), *options)
        return made

    def _uv(self, *arguments: str) -> None:
        done = subprocess.run([UV, *arguments], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    def _image(self, name: str) -> Image:
        image = self.services[name].image
        assert image is not None, f"{name} has an image of somebody else"
        return image

    def _programs(self, name: str) -> Path:
        """The folder of commands that a service finds."""
        folder = self.folder / "programs" / name
        folder.mkdir(parents=True, exist_ok=True)
        modules = {"cinq": "-m cli ", "mlflow": "-m mlflow ", "python": ""}
        for program in OURS:
            script = folder / program
            script.write_text(f'#!/bin/sh\nexec {self.python(name)} {modules[program]}"$@"\n')
            script.chmod(0o755)
        return folder


def files_of(folder: Path) -> set[Path]:
    """All files below, but for those that Python keeps for itself."""
    return {file for file in folder.rglob("*") if file.is_file() and file.suffix != ".pyc"}
