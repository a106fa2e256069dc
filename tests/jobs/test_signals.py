"""Signals: also the death of a parent that could not pass any on."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cinq.settings import ROOT

CHILD = """
import os, signal
from cinq.jobs.signals import end_with_make, stop_signals
import threading
asked = threading.Event()
with stop_signals(asked.set):
    end_with_make()
    print(os.getpid(), flush=True)
    asked.wait(20)
print("asked" if asked.is_set() else "forgotten", flush=True)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel tells it on Linux")
@pytest.mark.skipif(not shutil.which("make"), reason="needs make")
def test_what_make_runs_is_asked_to_stop_when_make_is_killed(tmp_path: Path) -> None:
    (tmp_path / "child.py").write_text(CHILD)
    (tmp_path / "Makefile").write_text(f"up:\n\t@exec {sys.executable} child.py\n")
    # as typed by a person, also where `make test` is the one that runs this
    outer = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")
    environment = {name: value for name, value in os.environ.items() if name not in outer}
    with subprocess.Popen(
        ["make", "up"],
        cwd=tmp_path,
        env=environment | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    ) as make:
        assert make.stdout is not None
        assert int(make.stdout.readline())
        make.send_signal(signal.SIGKILL)

        assert make.stdout.read().strip() == "asked"
