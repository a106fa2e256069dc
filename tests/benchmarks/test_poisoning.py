"""Groups of accounts that act together, beside honest ones, on MovieLens.

MovieLens latest-small is cut in two: seven tenths of its people are the data set, and accounts
speak as the others would. Every figure is of the ranker and the lists as they are served.
CINQ_LONG=1 makes the tables of docs/feedback-data.md anew.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from cinq.data.declarations import declaration
from cinq.data.interactions import Interactions
from cinq.data.prepare import prepare
from cinq.data.prepared import Prepared, load_prepared
from cinq.evaluation.figures import Influence
from cinq.evaluation.golden import GoldenList, read_golden_file
from cinq.evaluation.influence import Asked, fitted, kept_films, moved
from cinq.evaluation.titles import TitleIndex
from cinq.promotion.rules import accounts_influence
from cinq.settings import ROOT, GateSettings, LearningSettings, load_settings
from tests.benchmarks.figures_in_docs import between_marks, row
from tests.learning.crowds import (
    OPEN,
    Words,
    against,
    beside_popular,
    by_likes,
    honest,
    same_five,
    with_crowd,
)

pytestmark = pytest.mark.slow

LONG = bool(os.environ.get("CINQ_LONG"))
SHARES = (0.001, 0.01, 0.05, 0.2) if LONG else (0.01,)
WORLDS = range(5) if LONG else range(1)
CROWDS = (300, 1000, 5000) if LONG else (300,)
N_HONEST = 1000 if LONG else 300
UNGUARDED = OPEN.model_copy(update={"max_film_share": 0.999, "free_film_opinions": 100_000})
GATE = GateSettings()
PAGE = ROOT / "docs" / "feedback-data.md"


@dataclass(frozen=True)
class World:
    """A data set, the people whom accounts speak like, and the model without accounts."""

    base: Prepared
    others: Interactions
    without: Asked
    lists: list[GoldenList]
    seed: int

    def fit(self, joined: Prepared) -> Asked:
        settings = load_settings()
        return fitted(joined.interactions, joined.catalogue, settings.training, settings.judging)

    def influence(self, joined: Prepared, now: Asked) -> Influence:
        return moved(joined, now, self.without, self.lists, load_settings().judging)

    def golden(self, asked: Asked) -> np.ndarray:
        return asked.answers(np.array([each.favourites for each in self.lists], np.int32))


@pytest.fixture(scope="module")
def movielens(movielens_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    folder = tmp_path_factory.mktemp("movielens") / "data"
    prepare(declaration("ml-latest-small"), movielens_archive, folder)
    return load_prepared(folder)


def world_of(data: Prepared, seed: int) -> World:
    speaking = np.random.default_rng(seed).random(data.interactions.n_users) < 0.3
    base = replace(data, interactions=data.interactions.of_users(~speaking))
    settings, index = load_settings(), TitleIndex(data.catalogue)
    found = [
        (listed.name, [index.find(film.title, film.year) for film in listed.films])
        for listed in read_golden_file().lists
    ]
    return World(
        base=base,
        others=data.interactions.of_users(speaking),
        without=fitted(base.interactions, data.catalogue, settings.training, settings.judging),
        lists=[GoldenList(name, tuple(rows)) for name, rows in found if None not in rows],
        seed=seed,
    )


def attacks(world: World, share: float) -> dict[str, tuple[list[Words], int, LearningSettings]]:
    """By name: the group, the film it is about, and the rules of joining."""
    n = max(1, round(share * N_HONEST / (1 - share)))
    data = world.base.interactions
    ranked = by_likes(data).astype(np.int32)
    likes = np.bincount(data.films[data.liked], minlength=data.n_films)
    random = np.random.default_rng(world.seed)
    obscure = random.permutation(np.flatnonzero(likes == 2)).astype(np.int32)
    middling = int(random.permutation(np.flatnonzero(likes == 20))[0])
    popular = ranked[:50]
    hidden = int(obscure[0])
    return {
        "the same five films of 2 likes": (same_five(n, obscure), hidden, OPEN),
        "a film of 2 likes beside popular ones": (
            beside_popular(n, hidden, popular, world.seed), hidden, OPEN
        ),
        "a film of 20 likes beside popular ones": (
            beside_popular(n, middling, popular, world.seed), middling, OPEN
        ),
        "all against the most liked film": (
            against(n, int(ranked[0]), popular, world.seed), int(ranked[0]), OPEN
        ),
        "a film of 20 likes, no caps on films": (
            beside_popular(n, middling, popular, world.seed), middling, UNGUARDED
        ),
    }  # fmt: skip


def share_with(film: int, *lists: np.ndarray) -> float:
    every = np.concatenate(lists)
    return float((every == film).any(axis=1).mean())


def golden_kept(answered: np.ndarray, before: np.ndarray) -> float:
    return float(np.mean([kept_films(*pair) for pair in zip(answered, before, strict=True)]))


def test_honest_accounts_are_seldom_refused_and_groups_get_little(movielens: Prepared) -> None:
    quiet = [honest_row(movielens, n) for n in CROWDS]
    refused, decided = sum(each[1] for each in quiet), sum(each[2] for each in quiet)
    assert refused / decided <= 0.05
    world = world_of(movielens, 0)
    crowd = honest(world.others, N_HONEST, 0)
    before = {
        rules.max_film_share: world.fit(with_crowd(world.base, crowd, rules))
        for rules in (OPEN, UNGUARDED)
    }
    rows = [more_honest(world, crowd, before[OPEN.max_film_share], share) for share in SHARES]
    worst = {}
    for share in SHARES:
        for name, (group, film, rules) in attacks(world, share).items():
            joined = with_crowd(world.base, [*crowd, *group], rules)
            now = world.fit(joined)
            found = world.influence(joined, now)
            rule = accounts_influence(found, GATE)
            answered, honestly = (
                world.golden(asked) for asked in (now, before[rules.max_film_share])
            )
            kept = golden_kept(answered, honestly)
            if rules is OPEN and share == 0.01:
                worst[name] = (kept, share_with(film, answered) - share_with(film, honestly))
            asked = (before[rules.max_film_share], now)
            verdict = "passes" if rule.passed else "refused"
            told = [name, f"{share:.1%}", f"{len(group)}", f"{kept:.0%}"]
            rows.append(row([*told, *grown(world, film, *asked), verdict]))
    for name, (kept, gained) in worst.items():
        assert kept >= 0.8, name
        assert gained <= 0.05, name
    if LONG:
        between_marks(PAGE, tables([each[0] for each in quiet], rows))


def honest_row(data: Prepared, n_accounts: int) -> tuple[str, int, int]:
    """What so many honest accounts move, over all worlds; refusals, and decisions."""
    found = []
    for seed in WORLDS:
        world = world_of(data, seed)
        joined = with_crowd(world.base, honest(world.others, n_accounts, seed), seed=seed)
        found.append(world.influence(joined, world.fit(joined)))
    refused = sum(not accounts_influence(each, GATE).passed for each in found)
    cells = [
        f"{n_accounts:,}",
        f"{min(each.golden_kept for each in found):.0%}",
        f"{max(each.golden_push for each in found):.0%}",
        f"{max(each.push for each in found):.1%}",
        f"{max(each.drop for each in found):.1%}",
        f"{refused} of {len(found)}",
    ]
    return row(cells), refused, len(found)


def more_honest(world: World, crowd: Sequence[Words], before: Asked, share: float) -> str:
    """As many honest people more as a group would be: what movement is not the group's."""
    n = max(1, round(share * N_HONEST / (1 - share)))
    joined = with_crowd(world.base, [*crowd, *honest(world.others, n, 99)])
    kept = golden_kept(world.golden(world.fit(joined)), world.golden(before))
    return row(["as many honest people more", f"{share:.1%}", f"{n}", f"{kept:.0%}", "", "", ""])


def grown(world: World, film: int, before: Asked, now: Asked) -> list[str]:
    """Share of golden lists, and of lists of the data set's own people, that hold the film."""
    profiles = np.stack(
        [
            np.random.default_rng(person).choice(films, 5, replace=False)
            for person, films in enumerate(liked_films(world.base.interactions))
            if len(films) >= 10
        ]
    ).astype(np.int32)
    golden = [share_with(film, world.golden(asked)) for asked in (before, now)]
    everybody = [share_with(film, asked.answers(profiles)) for asked in (before, now)]
    return ["{:.0%} → {:.0%}".format(*golden), "{:.1%} → {:.1%}".format(*everybody)]


def liked_films(data: Interactions) -> list[np.ndarray]:
    liked = data.take(data.liked)
    bounds = liked.indptr()
    return [liked.films[bounds[p] : bounds[p + 1]] for p in range(data.n_users)]


def tables(quiet: Sequence[str], rows: Sequence[str]) -> str:
    first = [
        "accounts",
        "golden answers kept, least",
        "a film into golden lists, most",
        "into all lists, most",
        "out of all lists, most",
        "refused",
    ]
    second = [
        "group",
        "of accounts",
        "size",
        "golden answers kept",
        "golden lists with the film",
        "lists of own people with it",
        "gate",
    ]
    heads = [[row(names), row(["---"] * len(names))] for names in (first, second)]
    return "\n".join(
        [
            f"Honest accounts, beside the model without them, over {len(WORLDS)} cuts of the data:",
            "",
            *heads[0],
            *quiet,
            "",
            f"Groups beside {N_HONEST:,} honest accounts; shares without → with the group:",
            "",
            *heads[1],
            *rows,
            "",
        ]
    )
