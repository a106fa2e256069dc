"""What the whole training costs, from a CSV file to a release in its Bento, judging included.

``pytest tests/benchmarks/test_whole_pipeline.py -s`` takes 2 million simulated ratings and a minute
or two; ``CINQ_LONG=1`` takes 20 million, some minutes, and writes the figures of
docs/benchmarks.md. Seconds are shown; memory is asserted, and that a release comes out.
"""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from cinq.data.simulated_archive import write_archive
from cinq.data.simulator import SHAPES
from cinq.settings import ROOT
from tests.benchmarks.figures_in_docs import between_marks

LONG = bool(os.environ.get("CINQ_LONG"))
SHAPE = SHAPES["ml-20m" if LONG else "ml-2m"]
PAGE = ROOT / "docs" / "benchmarks.md"
MOST_BYTES = 4e9
LOOK_SECONDS = 0.5

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Cost:
    """Of a command with all processes it started."""

    seconds: float
    core_seconds: float
    peak_bytes: int
    told: str


def cost_of(command: list[str], env: dict[str, str], log: Path) -> Cost:
    """Run a command; its memory is PSS, looked at twice a second."""
    started, worked, peak = time.perf_counter(), 0.0, 0
    with (
        log.open("w") as errors,
        subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=errors) as running,
    ):
        tree = psutil.Process(running.pid)
        while running.poll() is None:
            held = 0
            for each in (tree, *_children(tree)):
                try:
                    held += each.memory_full_info().pss
                    times = each.cpu_times()
                except psutil.Error:  # it has ended meanwhile
                    continue
                if each.pid == tree.pid:
                    worked = max(
                        worked,
                        times.user + times.system + times.children_user + times.children_system,
                    )
            peak = max(peak, held)
            time.sleep(LOOK_SECONDS)
        seconds = time.perf_counter() - started
        assert running.stdout is not None
        told = running.stdout.read().decode()
    assert running.returncode == 0, log.read_text()[-2000:]
    return Cost(seconds, worked, peak, told)


def _children(tree: psutil.Process) -> list[psutil.Process]:
    try:
        return tree.children(recursive=True)
    except psutil.Error:
        return []


def test_training_from_a_file_to_a_bento(tmp_path):
    dataset = write_archive("simulated", SHAPE, 0, tmp_path)
    home = tmp_path / "home"
    cinq = str(Path(sys.executable).with_name("cinq"))
    command = [cinq, "train", "--dataset", str(dataset), "--json"]
    cost = cost_of(command, os.environ | {"CINQ_HOME": str(home)}, tmp_path / "log")
    told = json.loads(cost.told)
    assert told["release"] == 1
    assert any((home / "bentoml").rglob("bento.yaml"))
    assert cost.peak_bytes <= MOST_BYTES
    text = (
        f"From the CSV of {SHAPE.n_ratings:,} simulated ratings to release 1 in its Bento, from an "
        f"empty `CINQ_HOME`, judging included: {cost.seconds:.0f} s, {cost.core_seconds:.0f} s of "
        f"a core, {cost.peak_bytes / 1e9:.1f} GB at most in all its processes together (PSS; "
        "`CINQ_LONG=1 pytest tests/benchmarks/test_whole_pipeline.py -s`)."
    )
    print(text)  # noqa: T201 - what `make bench` shows
    if LONG:
        between_marks(PAGE, text, "pipeline")
