"""Load on a server by wrk, and what a server's workers hold in memory."""

import json
import re
import shutil
import statistics
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.benchmarks.service.worlds import Size

WRK = shutil.which("wrk") or ""
_MAPPING = re.compile(r"[0-9a-f]+-[0-9a-f]+ ")

_REPORT = """
done = function(summary, latency)
  local failed = summary.errors
  io.write(string.format("cinq %d %f %f %f %d\\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), failed.status + failed.connect + failed.read
    + failed.write + failed.timeout))
end
"""


@dataclass(frozen=True)
class Load:
    """What wrk saw.

    Parameters
    ----------
    per_second
        Requests answered a second.
    p50, p99
        Milliseconds.
    failed
        Requests that were not answered, or not with a 2xx.
    """

    per_second: float
    p50: float
    p99: float
    failed: int


def median(loads: Sequence[Load]) -> Load:
    """Each figure's median over repeated loads; of failed requests, all."""
    return Load(
        per_second=statistics.median(each.per_second for each in loads),
        p50=statistics.median(each.p50 for each in loads),
        p99=statistics.median(each.p99 for each in loads),
        failed=sum(each.failed for each in loads),
    )


class Bodies:
    """Requests for five random favourites each, always the same.

    Parameters
    ----------
    folder
        Where scripts for wrk are put.
    size
        Of the model that is asked.
    """

    def __init__(self, folder: Path, size: Size) -> None:
        self._folder = folder
        random = np.random.default_rng(7)
        picks = [random.choice(size.n_films, 5, replace=False) * 3 + 1 for _ in range(512)]
        self.one = [json.dumps({"favourites": each.tolist()}) for each in picks]

    def script(self, name: str, together: int = 0) -> Path:
        """Bodies of one request each, or of a batch of so many."""
        bodies = self.one
        if together:
            bodies = [
                f'{{"requests": [{", ".join(self.one[start : start + together])}]}}'
                for start in range(0, len(self.one) - together + 1, together)
            ]
        lines = ",\n".join(f"'{body}'" for body in bodies)
        script = self._folder / f"{name}.lua"
        script.write_text(
            f"local bodies = {{\n{lines}\n}}\nlocal turn = 0\n"
            'wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\n'
            "request = function()\n  turn = turn % #bodies + 1\n"
            "  return wrk.format(nil, nil, nil, bodies[turn])\nend\n" + _REPORT
        )
        return script


def load(url: str, script: Path, connections: int, seconds: int) -> Load:
    """Ask from so many connections, each again as soon as it is answered; one thread."""
    told = subprocess.run(
        [WRK, "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(script), url],
        capture_output=True,
        text=True,
        check=True,
        timeout=seconds + 30,
    )
    [line] = [line for line in told.stdout.splitlines() if line.startswith("cinq ")]
    requests, duration, p50, p99, failed = map(float, line.split()[1:])
    return Load(requests / duration * 1e6, p50 / 1000, p99 / 1000, int(failed))


def workers_of(bento: Path) -> list[int]:
    """Process ids of the workers that serve the Bento in a folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:  # it has ended meanwhile
            continue
        if b"_bentoml_impl.worker.service" in words and str(bento).encode() in words:
            found.append(int(process.name))
    return found


def proportional_bytes(process: int) -> tuple[int, int]:
    """PSS of a process: of the arrays that it maps from files, and of memory that is no file's.

    Pages of files, arrays and libraries alike, may be taken back by the kernel when nobody has read
    them for a while, so how many are resident depends on when one looks; what is no file's stays.
    """
    of_arrays, mapped = 0, False
    for line in Path(f"/proc/{process}/smaps").read_text().splitlines():
        if line.startswith("Pss:"):
            of_arrays += mapped * int(line.split()[1]) * 1024
        elif _MAPPING.match(line):
            mapped = line.endswith(".npy")
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    parts = {name: each for name, _, each in (line.partition(":") for line in rollup[1:])}
    own = sum(int(parts[name].split()[0]) for name in ("Pss_Anon", "Pss_Shmem"))
    return of_arrays, own * 1024
