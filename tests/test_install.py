"""The bootstrap: it runs before any dependency is there, so it is loaded by its path."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture
def install() -> ModuleType:
    spec = importlib.util.spec_from_file_location("install", ROOT / "requirements" / "install.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_an_unsupported_python_is_told_which_one_to_install(
    install: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(install.sys, "version_info", (3, 9, 1))
    with pytest.raises(install.Failed, match=r"Python 3\.9 is not supported: install Python 3\.11"):
        install.supported_python()


def test_another_python_on_the_path_is_taken_instead(
    install: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    other = tmp_path / "python3.12"
    other.write_text("#!/bin/sh\necho 3.12\n")
    other.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(install.sys, "version_info", (3, 14, 0))
    assert install.supported_python() == str(other)


def test_a_full_disk_is_said_before_anything_is_made(
    install: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(install, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(install, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(install.shutil, "disk_usage", lambda _: SimpleNamespace(free=2**30))
    with pytest.raises(install.Failed, match=r"the disk is full: free \d+ MB more"):
        install.main("runtime")
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize(
    ("output", "says"),
    [
        ("error: No space left on device (os error 28)", "the disk is full"),
        ("error: Failed to fetch: dns error", "the package index cannot be reached"),
        ("error: something else", "pip could not install uv"),
    ],
)
def test_a_failing_command_gives_one_line(
    install: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, output: str, says: str
) -> None:
    monkeypatch.setattr(install, "LOG", tmp_path / "log")
    command = [sys.executable, "-c", f"import sys; print({output!r}); sys.exit(1)"]
    with pytest.raises(install.Failed, match=says) as failure:
        install.run(command, "pip could not install uv")
    assert "\n" not in str(failure.value)


def test_every_locked_line_is_pinned_and_hashed_and_names_no_index() -> None:
    locks = [*ROOT.glob("requirements/*.txt")]
    assert {"runtime.txt", "dev.txt", "uv.txt"} <= {lock.name for lock in locks}
    for lock in locks:
        text = lock.read_text()
        assert "://" not in text
        assert "index-url" not in text
        names = [line for line in text.splitlines() if line[:1].isalpha()]
        assert all("==" in line for line in names)
        assert text.count("\\\n    --hash=sha256:") >= len(names)


def test_parts_of_the_lock_have_the_versions_of_the_whole() -> None:
    def pins(name: str) -> set[str]:
        lines = (ROOT / "requirements" / name).read_text().splitlines()
        return {line.split()[0] for line in lines if line[:1].isalpha()}

    whole = pins("runtime.txt")
    for part in ("dev.txt", "service.txt", "api.txt", "page.txt", "mlflow.txt"):
        ours = {pin.split("==")[0]: pin for pin in whole}
        shared = {pin for pin in pins(part) if pin.split("==")[0] in ours}
        assert shared <= whole, part


def test_the_script_can_be_read_by_an_old_python() -> None:
    script = (ROOT / "requirements" / "install.py").read_text()
    compile(script, "install.py", "exec", dont_inherit=True)
    assert ":=" not in script
    assert "match " not in script.split('"""', 2)[2]
