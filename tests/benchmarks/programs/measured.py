"""What every measured program does: read the ratings, and print what a part took, as JSON.

A program of its own process, so that peaks of memory do not mix; only the standard library, numpy
and pandas, so that it runs in a peer's environment too.
"""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd

N_FACTORS, N_EPOCHS, LEARNING_RATE, REGULARIZATION = 100, 20, 0.005, 0.02
"""Of every rating model, in Surprise's terms."""

RANKING_FACTORS = 64


def frames() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Ratings to learn from and ratings held out (one in twenty), from the file in the call."""
    with np.load(sys.argv[1]) as held:
        columns = {name: held[name] for name in ("user", "film", "rating")}
    out = np.random.default_rng(7).random(len(columns["user"])) < 0.05
    return tuple(pd.DataFrame({n: c[mask] for n, c in columns.items()}) for mask in (~out, out))


def peak_mb() -> float:
    """Memory of this process at its height, MB."""
    told = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line.split()[1] for line in told if line.startswith("VmHWM"))) / 1024


class Measured:
    """Times the parts of a program and tells them at the end.

    ``held_mb`` is what the process holds before, libraries and data frame; ``peak_mb`` its height.
    """

    def __init__(self) -> None:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the mark begins anew
        self._told: dict[str, float] = {"held_mb": peak_mb()}

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Time a part: ``build``, from data frame to what is fitted on, or ``fit``."""
        clock, worked = time.perf_counter(), time.process_time()
        yield
        self._told[f"{name}_seconds"] = time.perf_counter() - clock
        self._told[f"{name}_processor_seconds"] = time.process_time() - worked
        self._told["peak_mb"] = peak_mb()

    def tell(self, errors: np.ndarray | None = None) -> None:
        """Print what was measured, and the RMSE of these errors on held-out ratings."""
        if errors is not None:
            self._told["rmse"] = float(np.sqrt(np.mean(np.square(errors, dtype=np.float64))))
        print(json.dumps(self._told))  # noqa: T201 - read by the benchmark
