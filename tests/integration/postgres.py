"""A real PostgreSQL on a free port of loopback, for tests alone."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from cinq.jobs.kept import KeptProcess
from tests.conftest import require
from tests.integration.product import free_port


class Cluster:
    """A PostgreSQL of one's own; it ends with this process, whatever happens."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.folder = folder
        self._programs = programs
        self._as_owner: list[str] = []
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            self._as_owner = ["runuser", "-u", "postgres", "--"]
            owner = pwd.getpwnam("postgres")
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        self.port = free_port()
        options = ["--auth=trust", "--username=cinq", "--encoding=UTF8", "--no-locale", "--no-sync"]
        self._run("initdb", "--pgdata", str(folder / "data"), *options)
        self.start()

    def _command(self, program: str, *arguments: str) -> list[str]:
        return [*self._as_owner, str(self._programs / program), *arguments]

    def _run(self, program: str, *arguments: str) -> None:
        command = self._command(program, *arguments)
        done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=self.folder)
        assert done.returncode == 0, done.stderr

    def _answers(self, asked: list[str]) -> bool:
        done = subprocess.run(asked, check=False, capture_output=True, cwd=self.folder)
        return done.returncode == 0

    def start(self) -> None:
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(self.folder),
            "fsync": "off",
        }
        options = [f"--{name}={value}" for name, value in settings.items()]
        self._log = self.folder.with_suffix(".log")
        self._server = KeptProcess(
            self._command("postgres", "-D", str(self.folder / "data"), *options),
            log=self._log,
            grace_seconds=0.5,
        )
        asked = self._command("pg_isready", "--host", "127.0.0.1", "--port", str(self.port))
        for _ in range(300):
            if self._answers(asked):
                return
            ended = self._server.wait(0.1)
            assert ended is None, self._log.read_text()
        pytest.fail(f"PostgreSQL did not start: {self._log.read_text()}")

    def stop(self) -> None:
        self._server.stop()
        self._server.result()

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://cinq@127.0.0.1:{self.port}/{database}"

    def new_database(self, name: str) -> str:
        """Make an empty database and return its URL."""
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
        engine.dispose()
        return self.url(name)


@contextmanager
def postgres() -> Iterator[Cluster]:
    """Make a cluster, and leave nothing of it behind; skips where PostgreSQL is missing."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    require(bool(found), "PostgreSQL's programs (Debian: postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="cinq-postgres-"))
    try:
        made = Cluster(found[-1].parent, folder)
        yield made
        made.stop()
    finally:
        shutil.rmtree(folder)
        folder.with_suffix(".log").unlink(missing_ok=True)
