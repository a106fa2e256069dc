import os
import subprocess
import sys
from pathlib import Path

import pytest

from cinq.errors import ReleaseError
from cinq.releases.bento_store import (
    KEPT,
    SERVER,
    bento_folder,
    environment,
    newest_bento,
    serve_command,
    tidy,
)
from cinq.settings import Settings

VERSIONS = [f"tidied{number}xhfloevmax4" for number in range(6)]  # as in no other command line


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home with Bentos of rising age, the last one the newest."""
    for age, version in enumerate(VERSIONS):
        folder = tmp_path / "bentoml" / "bentos" / "cinq" / version
        folder.mkdir(parents=True)
        (folder / "bento.yaml").touch()
        os.utime(folder / "bento.yaml", (1_700_000_000 + age, 1_700_000_000 + age))
    return Settings(home=tmp_path)


def stored(settings: Settings) -> set[str]:
    return {path.name for path in (settings.home / "bentoml" / "bentos" / "cinq").iterdir()}


def test_the_newest_bento_is_the_one_built_last(settings):
    assert newest_bento(settings) == f"cinq:{VERSIONS[-1]}"


def test_no_bento_yet_is_told(tmp_path):
    with pytest.raises(ReleaseError, match="cinq train"):
        newest_bento(Settings(home=tmp_path))


def test_an_unknown_bento_is_told(settings):
    with pytest.raises(ReleaseError, match="cinq:nothing"):
        bento_folder("cinq:nothing", settings)


def test_only_the_last_bentos_stay(settings):
    tidy(settings, f"cinq:{VERSIONS[-1]}")
    assert stored(settings) == set(VERSIONS[-KEPT:])


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="needs /proc")
def test_a_bento_that_is_served_stays(settings):
    served = str(bento_folder(f"cinq:{VERSIONS[0]}", settings))
    command = [sys.executable, "-c", "print(flush=True); input()", served]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe) as process:
        assert process.stdout is not None
        process.stdout.readline()  # it runs
        tidy(settings, f"cinq:{VERSIONS[-1]}")
        process.communicate(b"\n")
    assert stored(settings) == {VERSIONS[0], *VERSIONS[-KEPT:]}


def test_a_bento_is_served_on_the_address_given_and_no_other(settings):
    command = serve_command(f"cinq:{VERSIONS[1]}", settings, "127.0.0.1", 3001)
    assert command[-4:] == ["--host", "127.0.0.1", "--port", "3001"]


def test_the_server_is_bentomls_and_looks_after_its_workers_every_moment():
    look = (
        "import runpy; from bentoml._internal.utils import circus; import bentoml_cli.cli as c;"
        "c.cli = lambda: print(circus.create_standalone_arbiter.keywords);"
        f"runpy.run_path({str(SERVER)!r}, run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-W", "ignore", "-c", look],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "{'check_delay': 0.5}\n"


def test_bentoml_gets_none_of_our_settings_and_no_import_paths(settings, monkeypatch):
    monkeypatch.setenv("CINQ_HOME", "/elsewhere")
    monkeypatch.setenv("CINQ_DATABASE_URL", "sqlite:////secret.db")
    monkeypatch.setenv("PYTHONPATH", "/checkout")
    found = environment(settings)
    assert not {"CINQ_HOME", "CINQ_DATABASE_URL", "PYTHONPATH"} & set(found)
    assert found["BENTOML_HOME"] == str(settings.home / "bentoml")
