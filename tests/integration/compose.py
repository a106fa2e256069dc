"""What docker-compose.yml and the Dockerfiles say, read so that tests can hold and run it."""

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docker-compose.yml"


@dataclass(frozen=True)
class Image:
    """One of our Dockerfiles.

    Parameters
    ----------
    lock
        The file of `requirements/` that its environment is made from.
    sources
        Paths of the checkout that it copies, other than the lock.
    command
        Its CMD.
    environment
        Its ENV, without the PATH.
    """

    lock: str
    sources: tuple[str, ...]
    command: list[str]
    environment: Mapping[str, str]

    @classmethod
    def read(cls, file: Path) -> "Image":
        """Read a Dockerfile."""
        text = file.read_text().replace("\\\n", " ")
        locks = re.findall(r"^COPY requirements/(\S+) /tmp/lock.txt$", text, re.MULTILINE)
        copied = re.findall(r"^COPY (?!--from)(.+) (?!/tmp)\S+$", text, re.MULTILINE)
        sources = tuple(source for names in copied for source in names.split())
        environment = dict(
            pair.split("=", 1)
            for line in re.findall(r"^ENV (.+)$", text, re.MULTILINE)
            for pair in line.split()
        )
        environment.pop("PATH")
        (command,) = re.findall(r"^CMD (\[.+\])$", text, re.MULTILINE)
        (lock,) = locks
        return cls(lock, sources, json.loads(command), environment)

    def lay_out(self, folder: Path) -> None:
        """Copy what the image holds of the checkout, and nothing else."""
        for source in self.sources:
            place = folder / source
            place.parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / source).is_dir():
                waste = shutil.ignore_patterns("__pycache__")
                shutil.copytree(ROOT / source, place, ignore=waste)
            else:
                shutil.copy2(ROOT / source, place)


@dataclass(frozen=True)
class Service:
    """One service of the compose file.

    Parameters
    ----------
    said
        All that the file says about it.
    """

    name: str
    said: Mapping[str, Any]

    @property
    def image(self) -> Image | None:
        """The Dockerfile it is built from; None if it is somebody else's image."""
        build = self.said.get("build")
        return Image.read(ROOT / build["context"] / build["dockerfile"]) if build else None

    @property
    def command(self) -> list[str]:
        return list(self.said.get("command", ()))

    @property
    def environment(self) -> dict[str, str]:
        return dict(self.said.get("environment", {}))

    @property
    def healthcheck(self) -> list[str]:
        """The command that tells whether it is healthy; empty if there is none."""
        test = list(self.said.get("healthcheck", {}).get("test", ()))
        assert test[:1] in ([], ["CMD"]), f"{self.name}: write the health check as CMD"
        return test[1:]

    @property
    def waits_for(self) -> list[str]:
        """Services that must be healthy before it starts."""
        needs = self.said.get("depends_on", {})
        return [name for name in needs if isinstance(needs, dict)]


def services() -> dict[str, Service]:
    """All services by name."""
    said = yaml.safe_load(FILE.read_text())["services"]
    return {name: Service(name, of) for name, of in said.items()}
