"""What steps find around them: folders for what they hand on."""

import subprocess
import sys
from pathlib import Path

import pytest

from cinq.settings import load_settings
from steps.surroundings import clear_scratch, new_folder


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CINQ_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_a_run_keeps_its_hands_off_the_folders_of_one_that_is_at_work() -> None:
    ours = new_folder()
    code = "from steps.surroundings import new_folder; print(new_folder())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    left = Path(done.stdout.strip())
    assert left.is_dir()

    clear_scratch(load_settings())

    assert ours.is_dir()
    assert not left.exists()
