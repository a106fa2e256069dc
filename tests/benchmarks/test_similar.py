"""What ratings and content do for the similarity of films, on the real data.

``pytest tests/benchmarks/test_similar.py`` writes the figures of docs/api.md; it needs
CINQ_ARCHIVES, and half a minute.
"""

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cinq.data.catalogue import Catalogue
from cinq.data.declarations import declaration
from cinq.data.people import split_people
from cinq.data.prepare import prepare
from cinq.data.prepared import load_prepared
from cinq.models.bundle import ModelBundle
from cinq.models.family import build
from cinq.models.popularity import Popularity, like_counts
from cinq.serving.similar import TRUSTED_LIKES, FilmSpace
from cinq.serving.topk import best_rows
from cinq.settings import ROOT, load_settings
from tests.benchmarks.figures_in_docs import between_marks, row
from tests.serving.worlds import bundle

K = 5
KNOWN = 10
MIN_LIKES = 3
WAYS = {
    "ratings alone": 0.0,
    "l = n / (n + 5)": 5.0,
    f"**l = n / (n + {TRUSTED_LIKES:g}), served**": TRUSTED_LIKES,
    "l = n / (n + 80)": 80.0,
    "content alone": math.inf,
}

pytestmark = pytest.mark.slow


@dataclass
class World:
    """A hybrid, which films belong together by title, and what others like together."""

    bundle: ModelBundle
    likes: NDArray[np.int64]
    series: dict[int, list[int]]
    together: NDArray[np.float64]


@pytest.fixture(scope="module")
def world(movielens_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    settings = load_settings({"archives": str(movielens_archive.parent)})
    folder = tmp_path_factory.mktemp("data")
    prepare(declaration("ml-latest-small"), movielens_archive, folder)
    data = load_prepared(folder)
    split = split_people(data.interactions, settings.judging)
    films, training = data.catalogue, split.training
    ranker = build("hybrid", settings.training).fit(training, films, 20)
    popularity = Popularity().fit(training, films, 20)
    made = replace(bundle(), ranker=ranker, popularity=popularity, catalogue=films)
    return World(made, like_counts(training), series(films), liked_together(split.judging))


def series(films: Catalogue) -> dict[int, list[int]]:
    """Rows of the films that share the beginning of a title with a film, by its row."""
    by_stem: defaultdict[str, list[int]] = defaultdict(list)
    for place, film in enumerate(films.films):
        stem = re.split(r"[:(]| - | Part | and the ", film.title)[0].strip()
        by_stem[re.sub(r"\s+(\d+|[IVX]+)$", "", stem).strip().lower()].append(place)
    groups = [group for group in by_stem.values() if 2 <= len(group) <= 8]
    return {one: [other for other in group if other != one] for group in groups for one in group}


def liked_together(people) -> NDArray[np.float64]:
    liked = people.take(people.liked)
    shape = (people.n_users, people.n_films)
    matrix = csr_array((np.ones(len(liked)), (liked.users, liked.films)), shape=shape)
    both = (matrix.T @ matrix).toarray()
    likes = np.diag(both).copy()
    both /= np.sqrt(np.maximum(likes, 1)[:, np.newaxis] * np.maximum(likes, 1))
    both[likes < MIN_LIKES] = np.nan
    return both


def favourite(world: World) -> Callable[[int], NDArray[np.float32]]:
    ranker, ids = world.bundle.ranker, world.bundle.catalogue.film_ids
    return lambda film: ranker.score([ranker.profile([int(ids[film])])])[0]


def cosine(world: World, trusted_likes: float) -> Callable[[int], NDArray[np.float32]]:
    space = FilmSpace(world.bundle, trusted_likes)
    return lambda film: space.likeness(film).cosines


def measured(world: World, scores: Callable[[int], NDArray[np.float32]]) -> tuple[float, float]:
    """Share of known films with one of their series among the five, and how far liked together."""

    def five(film: int) -> set[int]:
        hidden = np.zeros(len(world.likes), np.bool_)
        hidden[film] = True
        return set(best_rows(scores(film), hidden, K).tolist())

    known = [film for film in world.series if world.likes[film] >= KNOWN]
    judged = np.flatnonzero(~np.isnan(world.together[:, 0]))
    hits = [bool(five(film) & set(world.series[film])) for film in known]
    liked = [np.nan_to_num(world.together[film, sorted(five(film))]).mean() for film in judged]
    return float(np.mean(hits)), float(np.mean(liked))


def table(found: Iterable[tuple[str, tuple[float, float]]]) -> str:
    lines = [row(["five films by", "series", "liked together"]), "|---|---|---|"]
    return "\n".join(lines + [row([n, f"{a:.2f}", f"{b:.3f}"]) for n, (a, b) in found])


def test_both_parts_are_worth_their_place(world):
    found = {name: measured(world, cosine(world, trusted)) for name, trusted in WAYS.items()}
    found["score of an only favourite"] = measured(world, favourite(world))
    ratings, _, served, _, content, only = found.values()
    assert served[0] > 1.5 * max(ratings[0], only[0])
    assert served[1] > 1.5 * content[1]
    between_marks(ROOT / "docs" / "api.md", table(found.items()))
