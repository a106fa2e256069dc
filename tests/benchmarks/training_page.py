"""docs/benchmarks.md: what `test_training_speed` measured, as tables and a picture."""

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np
import plotly.graph_objects as go

from cinq.data.simulator import SHAPES
from cinq.pictures import still
from cinq.settings import ROOT
from tests.benchmarks.figures_in_docs import between_marks, row
from tests.benchmarks.floor import ROW, Floor
from tests.benchmarks.programs.measured import N_EPOCHS
from tests.benchmarks.scoring import Scoring

PAGE = ROOT / "docs" / "benchmarks.md"
PICTURE = ROOT / "docs" / "images" / "training-growth.svg"

Costs = Mapping[tuple[str, str], Mapping[str, float] | None]

TITLES = {
    "cinq_rating_svd": "**Cinq, rating SVD**",
    "surprise_svd": "Surprise, SVD",
    "cornac_mf": "Cornac, MF",
    "lenskit_als": "LensKit, biased MF by ALS",
    "cinq_spectral_svd": "**Cinq, spectral SVD**",
    "implicit_als": "implicit, ALS on likes",
}
RATING_PROGRAMS = ("cinq_rating_svd", "surprise_svd", "cornac_mf", "lenskit_als")
RANKING_PROGRAMS = ("cinq_spectral_svd", "implicit_als")

LEARNED = 0.95
"""Share of the ratings that is learned from; the rest is held out."""

OPERATIONS = 2 * ROW + 6 * ROW
"""Of one update of the rating SVD: a product of two rows, and both rows moved."""


@dataclass(frozen=True)
class Slopes:
    """Of the line through the logarithms from 2 to 32 million ratings; 1 is linear growth."""

    processor: float
    memory: float


def slopes(costs: Costs, program: str) -> Slopes:
    """How processor time and memory beside the frame grow with the ratings."""
    shapes = [shape for shape in ("ml-2m", "ml-20m", "ml-32m") if costs.get((program, shape))]
    ratings = np.log([SHAPES[shape].n_ratings for shape in shapes])
    found = [costs[program, shape] for shape in shapes]
    processor = np.log([f["fit_processor_seconds"] for f in found if f])
    memory = np.log([f["peak_mb"] - f["held_mb"] for f in found if f])
    return Slopes(*(float(np.polyfit(ratings, y, 1)[0]) for y in (processor, memory)))


def write(costs: Costs, floor: Floor, scoring: Sequence[Scoring]) -> None:
    """Put everything between the page's marks, and draw the picture."""
    parts = [_machine(), "### Rating models", *_table(costs, RATING_PROGRAMS, "surprise_svd")]
    parts += ["### Ranking models", *_table(costs, RANKING_PROGRAMS, "implicit_als")]
    parts += ["### Growth", *_growth(costs), "### Distance to the floor", *_floor(costs, floor)]
    parts += ["### From five favourites to five films", *_scoring(scoring)]
    between_marks(PAGE, "\n".join(parts))
    PICTURE.write_text(still(_figure(costs)), encoding="utf-8")


def _machine() -> str:
    info = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    model = next(line.split(":", 1)[1].strip() for line in info if line.startswith("model name"))
    cores = sum(line.startswith("processor") for line in info)
    named = ("numpy", "numba", "scikit-surprise")
    found = ", ".join(f"{name} {_version(name)}" for name in named)
    return f"{model}, {cores} cores, Python {platform.python_version()}, {found}.\n"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"


def _table(costs: Costs, programs: Sequence[str], peer: str) -> list[str]:
    head = ["ratings", "model", "build, s", "fit, s", "processor s", "MB beside the frame"]
    lines = ["", row([*head, "RMSE", f"time, {peer.partition('_')[0].title()} = 1"])]
    lines.append("|---|---|---|---|---|---|---|---|")
    for shape in SHAPES:
        base = costs.get((peer, shape))
        for program in programs:
            if (program, shape) not in costs:
                continue
            found = costs[program, shape]
            n_ratings = f"{SHAPES[shape].n_ratings:,}"
            if found is None:
                lines.append(row([n_ratings, TITLES[program], *["not here, or too long"] * 6]))
                continue
            seconds = found["build_seconds"] + found["fit_seconds"]
            ratio = "-"
            if base:
                ratio = f"{seconds / (base['build_seconds'] + base['fit_seconds']):.3f}"
            worked = found["build_processor_seconds"] + found["fit_processor_seconds"]
            cells = [f"{found['build_seconds']:.2f}", f"{found['fit_seconds']:.2f}"]
            cells += [f"{worked:.2f}", f"{found['peak_mb'] - found['held_mb']:,.0f}"]
            cells += [f"{found['rmse']:.4f}" if "rmse" in found else "-", ratio]
            lines.append(row([n_ratings, TITLES[program], *cells]))
    return [*lines, ""]


def _growth(costs: Costs) -> list[str]:
    lines = ["", row(["model", "slope of processor time", "slope of memory"]), "|---|---|---|"]
    for program in ("cinq_rating_svd", "cinq_spectral_svd"):
        found = slopes(costs, program)
        cells = TITLES[program], f"{found.processor:.2f}", f"{found.memory:.2f}"
        lines.append(row(cells))
    return [*lines, "", "![Seconds of processors by ratings](images/training-growth.svg)", ""]


def _floor(costs: Costs, floor: Floor) -> list[str]:
    found = costs["cinq_rating_svd", "ml-20m"] or {}
    updates = SHAPES["ml-20m"].n_ratings * LEARNED * N_EPOCHS
    each = found["fit_processor_seconds"] / updates
    arithmetic = OPERATIONS / floor.gigaflops / 1e9
    memory = 4 * ROW / floor.gather_gigabytes / 1e9
    machine = (
        f"One core multiplies matrices at {floor.gigaflops:.0f} · 10⁹ operations a second and "
        f"reads rows of factors at random at {floor.gather_gigabytes:.1f} · 10⁹ bytes a second."
    )
    update = (
        f"An update of the rating SVD on 20 million ratings takes {each * 1e9:.0f} ns of a core. "
        f"Its {OPERATIONS} operations would take {arithmetic * 1e9:.0f} ns at that speed, and "
        f"reading its film's row {memory * 1e9:.0f} ns."
    )
    return ["", machine, update, ""]


def _scoring(scoring: Sequence[Scoring]) -> list[str]:
    head = ["films, factors", "people at once", "people/s", "µs each", "share of sgemm alone"]
    lines = ["", row(head), "|---|---|---|---|---|"]
    for each in scoring:
        cells = [f"{each.n_films:,}, {each.n_factors}", str(each.batch), f"{each.people:,.0f}"]
        cells += [f"{1e6 / each.people:.0f}", f"{each.people / each.by_product:.2f}"]
        lines.append(row(cells))
    return [*lines, ""]


def _figure(costs: Costs) -> go.Figure:
    """Processor seconds of a fit by shape, one bar a model."""
    figure = go.Figure()
    shapes = [shape for shape in SHAPES if costs.get(("cinq_rating_svd", shape))]
    for program in ("cinq_rating_svd", "surprise_svd", "cinq_spectral_svd", "implicit_als"):
        known = [shape for shape in shapes if costs.get((program, shape))]
        found = [costs[program, shape] or {} for shape in known]
        figure.add_bar(
            name=TITLES[program].strip("*"),
            x=[f"{SHAPES[shape].n_ratings / 1e6:.1f} M" for shape in known],
            y=[f["build_processor_seconds"] + f["fit_processor_seconds"] for f in found],
        )
    figure.update_layout(height=360, yaxis_title="seconds of processors", barmode="group")
    return figure
