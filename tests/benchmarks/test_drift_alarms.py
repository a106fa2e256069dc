"""How often monitoring calls a quiet window shifted, and which shifts it finds.

``CINQ_ARCHIVES=… pytest tests/benchmarks/test_drift_alarms.py -s`` replays 300 quiet windows and
shifts of stated sizes on ml-latest-small (without the archive on the demo) and writes the tables of
docs/monitoring.md; some six processor minutes.
"""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from cinq.data.datasets import choose
from cinq.data.fetch import obtain
from cinq.data.prepare import prepare
from cinq.data.prepared import load_prepared
from cinq.models.training import Provenance, train_bundle
from cinq.monitoring.drift import Compared, compare
from cinq.monitoring.quality import share
from cinq.monitoring.watch import Champion, drift
from cinq.settings import ROOT, Settings, load_settings
from cinq.traffic.findings import Bounded, FeatureFinding
from tests.benchmarks.figures_in_docs import between_marks, row
from tests.conftest import ARCHIVES
from tests.monitoring.replays import (
    JUDGED,
    Population,
    Shift,
    asking,
    before,
    favourites_among,
    fewer,
    little_known,
    of_genre,
    quiet_replay,
    shift_replays,
    with_unknown,
)

pytestmark = pytest.mark.slow

N_QUIET, SIZES = 300, (200, 500, 1000)
N_SHIFTED, PARTS = 100, (0.05, 0.1, 0.2, 0.4)
N_SKEWED = 60

SHIFTS: dict[str, tuple[Shift, str]] = {
    "love horror": (of_genre("Horror"), "genres"),
    "love films from before 1980": (before(1980), "decades"),
    "love films that at most 10 of the training people like": (little_known(10), "popularity"),
    "name three favourites instead of five": (fewer(3), "profile_size"),
    "name a film that the catalogue lacks": (with_unknown, "unknown_films"),
}
"""What a part of the requests does, and the feature that should tell."""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    quick = {"training.rater": "rating_svd", "training.rating_svd.n_epochs": "2"}
    home = {"home": str(tmp_path_factory.mktemp("home"))}
    fewer_resamples = {"monitoring.resamples": "2000"}
    given = {"archives": ARCHIVES} if ARCHIVES else {"dataset": "demo"}
    return load_settings(quick | home | fewer_resamples | given)


@pytest.fixture(scope="module")
def population(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Population:
    dataset, _ = choose(settings.dataset, settings)
    folder: Path = tmp_path_factory.mktemp("data")
    prepare(dataset, obtain(dataset, settings), folder)
    code = Provenance(git_commit="", lock_hash="")
    bundle = train_bundle(load_prepared(folder), settings.training, settings.judging, code)
    champion = Champion.of(bundle, settings.judging, settings.monitoring.seed)
    return Population.of(champion, settings.judging, 99)


def rate(alarms: list[bool]) -> Bounded:
    told = share(np.array(alarms, np.float64), np.ones(len(alarms)))
    assert told is not None
    return told


def alarm(found: list[FeatureFinding], level: str = "") -> bool:
    return any(one.level == level if level else one.level != "quiet" for one in found)


def told(bounded: Bounded) -> str:
    return f"{bounded.mean:.1%} [{bounded.lower:.1%}, {bounded.upper:.1%}]"


def quiet_table(population: Population, settings: Settings) -> tuple[str, Bounded]:
    lines = [row(("requests in a window", "windows", "any alarm", "act")), row(["---"] * 4)]
    everything: list[list[FeatureFinding]] = []
    for n in SIZES:
        found = [
            quiet_replay(population, n, seed, settings.monitoring)
            for seed in range(N_QUIET // len(SIZES))
        ]
        everything += found
        lines.append(_rates(f"{n:,}", found))
    lines.append(_rates("**all**", everything))
    of = Counter(one.name for found in everything for one in found if one.level != "quiet")
    print(dict(of))  # noqa: T201 - for whoever runs it
    return "\n".join(lines), rate([alarm(found) for found in everything])


def _rates(name: str, found: list[list[FeatureFinding]]) -> str:
    any_, act = rate([alarm(f) for f in found]), rate([alarm(f, "act") for f in found])
    return row((name, f"{len(found)}", told(any_), told(act)))


def skewed_table(population: Population, settings: Settings) -> tuple[str, Bounded]:
    """People who name better known films, and three to seven of them, from the first day on."""
    champion, monitoring = population.champion, settings.monitoring
    random = np.random.default_rng(5)
    pool = [
        favourite[: random.integers(3, 8)]
        for favourite in favourites_among(champion, champion.ruler.likes >= 20, 6_000, k=7)
    ]
    measured = asking(champion, pool)
    against: dict[str, list[bool]] = {"judged": [], "chosen": []}
    judged = champion.measured(champion.judged)
    for _ in range(N_SKEWED):
        drawn = random.permutation(len(pool))
        first, window = measured.take(drawn[:1000]), measured.take(drawn[1000:1500])
        plain = [Compared("judged", judged, JUDGED)]
        found, _ = compare(plain, window, champion.ruler.bins, monitoring)
        against["judged"].append(alarm(found))
        against["chosen"].append(alarm(drift(champion, window, first, monitoring)[0]))
    names = {
        "judged": "always with the data set's people",
        "chosen": "**with those, or with the champion's first 1,000 requests, as monitoring does**",
    }
    lines = [row(("compared", "any alarm")), row(["---"] * 2)]
    lines += [row((names[name], told(rate(found)))) for name, found in against.items()]
    return "\n".join(lines), rate(against["chosen"])


def shift_table(population: Population, settings: Settings) -> tuple[str, dict[str, float]]:
    head = ("so many requests", "in a window of", *(f"{part:.0%}" for part in PARTS))
    lines = [row(head), row(["---"] * len(head))]
    random = np.random.default_rng(11)
    first = population.window(random, 1000)
    rates = {}
    for name, (shift, feature) in SHIFTS.items():
        shifted = shift(population.champion, 1500)
        for n in SIZES:
            cells = []
            for part in PARTS:
                found = shift_replays(
                    population, shifted, n, part, N_SHIFTED, settings.monitoring, first
                )
                own = [[one for one in each if one.name == feature] for each in found]
                seen, acted = (np.mean([alarm(f, how) for f in own]) for how in ("", "act"))
                cells.append(f"{seen:.0%} ({acted:.0%})")
                rates[f"{feature} {n} {part}"] = float(seen)
            lines.append(row((name if n == SIZES[0] else "", f"{n:,}", *cells)))
    return "\n".join(lines), rates


def test_quiet_windows_are_seldom_called_shifted_and_shifts_are_found(
    population: Population, settings: Settings
) -> None:
    quiet, alarms = quiet_table(population, settings)
    print(quiet)  # noqa: T201
    shifts, rates = shift_table(population, settings)
    print(shifts)  # noqa: T201
    skewed, chosen = skewed_table(population, settings)
    print(skewed)  # noqa: T201
    page = ROOT / "docs" / "monitoring.md"
    text = (
        f"**Quiet windows** on {population.champion.bundle.info.dataset}, "
        f"{population.n} people, {len(population.unseen)} of them never seen by the champion; "
        f"shares of windows with 95 % intervals:\n\n{quiet}\n\n"
        f"**Shifts**: share of {N_SHIFTED} windows in which the feature concerned gives an alarm "
        f"(in brackets: at the level `act`), by the part of the requests that changed:\n\n{shifts}"
        f"\n\n**People who are no sample of the data set**, {N_SKEWED} windows of 500 requests of "
        "people who name three to seven films, and only such as 20 training people like, and "
        f"among whom nothing changes:\n\n{skewed}"
    )
    between_marks(page, text)
    assert alarms.mean <= 0.05
    assert chosen.mean <= 0.05
    assert rates["genres 500 0.4"] >= 0.95
    assert rates["profile_size 500 0.2"] >= 0.95
