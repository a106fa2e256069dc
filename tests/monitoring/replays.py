"""Quiet windows and shifted ones, replayed from the people of a champion's data set.

The people are taken for everybody there is: a reference is a sample of them, as large as the data
set, and a window is another one, with other draws of favourites. So nothing has changed between
both, and neither is a part of the other. Features of lists come from people the champion has never
seen.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cinq.monitoring.chance import Measured
from cinq.monitoring.drift import ONLY_FIRST, Compared, compare, judge, pair, thresholds
from cinq.monitoring.features import OF_LISTS, TITLES
from cinq.monitoring.reference import DRAWS, answer, simulated
from cinq.monitoring.requests import LIST, NOBODY, Requests
from cinq.monitoring.watch import Champion
from cinq.settings import JudgingSettings, MonitoringSettings
from cinq.traffic.findings import FeatureFinding

JUDGED = tuple(name for name in TITLES if name not in ONLY_FIRST)
INPUTS = tuple(name for name in TITLES if name not in OF_LISTS)


@dataclass(frozen=True)
class Population:
    """Everybody: places are people, in the same order in all arrays.

    Parameters
    ----------
    champion
        Whose bins are used.
    then, now
        `DRAWS` requests a person each, with different draws.
    unseen
        Places of the people the champion has never seen.
    """

    champion: Champion
    then: Measured
    now: Measured
    unseen: NDArray[np.int64]

    @classmethod
    def of(cls, champion: Champion, judging: JudgingSettings, seed: int) -> "Population":
        """The people of a champion's data set."""
        others = simulated(champion.bundle, judging, seed)
        then, now = (_by_person(champion.measured(r)) for r in (champion.judged, others))
        unseen = np.flatnonzero(then.telling("score")[::DRAWS] & now.telling("score")[::DRAWS])
        return cls(champion, then, now, unseen)

    @property
    def n(self) -> int:
        """How many people there are."""
        return len(self.then.people) // DRAWS

    def reference(self, random: np.random.Generator) -> Measured:
        """All requests of as many people as there are, drawn with replacement."""
        everybody, unseen = (random.choice(of, len(of)) for of in (np.arange(self.n), self.unseen))
        parts = [(everybody, INPUTS), (unseen, OF_LISTS)]
        return joined(
            [
                blanked(
                    Measured(
                        np.repeat(np.arange(len(drawn)), DRAWS),
                        self.then.take(
                            (drawn[:, None] * DRAWS + np.arange(DRAWS)).ravel()
                        ).features,
                    ),
                    names,
                )
                for drawn, names in parts
            ]
        )

    def window(self, random: np.random.Generator, n: int) -> Measured:
        """`n` requests, each of somebody drawn anew."""
        parts = [(np.arange(self.n), INPUTS), (self.unseen, OF_LISTS)]
        return joined(
            [
                blanked(
                    self.now.take(random.choice(of, n) * DRAWS + random.integers(0, DRAWS, n)),
                    names,
                )
                for of, names in parts
            ]
        )


def blanked(measured: Measured, names: Sequence[str]) -> Measured:
    """The same, but that only these features tell anything."""
    features = {
        name: of if name in names else np.zeros_like(of) for name, of in measured.features.items()
    }
    return Measured(measured.people, features)


def joined(parts: Sequence[Measured]) -> Measured:
    """Requests of several samples as one, nobody in two of them."""
    people = [part.people + place * 1_000_000_000 for place, part in enumerate(parts)]
    names = parts[0].features
    return Measured(
        np.concatenate(people),
        {name: np.concatenate([part.features[name] for part in parts]) for name in names},
    )


def _by_person(measured: Measured) -> Measured:
    return measured.take(np.argsort(measured.people, kind="stable"))


def quiet_replay(
    population: Population, n: int, seed: int, settings: MonitoringSettings
) -> list[FeatureFinding]:
    """What is found in one quiet window of `n` requests."""
    random = np.random.default_rng([seed, n])
    reference, window = population.reference(random), population.window(random, n)
    bins = population.champion.ruler.bins
    return compare([Compared("judged", reference, JUDGED)], window, bins, settings)[0]


def shift_replays(
    population: Population,
    shifted: Measured,
    n: int,
    share: float,
    times: int,
    settings: MonitoringSettings,
    first: Measured | None = None,
) -> list[list[FeatureFinding]]:
    """What is found in windows of which a share is drawn from `shifted`.

    With `first`, the number of favourites is compared with it.
    """
    random = np.random.default_rng([7, n])
    references = [Compared("judged", population.reference(random), JUDGED)]
    if first is not None:
        references.append(Compared("first", first, ONLY_FIRST))
    bins, limits = population.champion.ruler.bins, None
    found = []
    for _ in range(times):
        k = random.binomial(n, share)
        changed = shifted.take(random.integers(0, len(shifted.people), k))
        pairs, _ = pair(references, joined([population.window(random, n - k), changed]))
        limits = limits or thresholds(pairs, settings)
        found.append(judge(pairs, limits, bins, settings))
    return found


def asking(champion: Champion, rows: Sequence[NDArray[np.integer]], n_unknown: int = 0) -> Measured:
    """Requests with these favourites, in catalogue rows; with unknown ones there is no list."""
    n = len(rows)
    sizes = [len(each) + n_unknown for each in rows]
    flat = np.concatenate([np.append(each, [NOBODY] * n_unknown) for each in rows]).astype(np.int32)
    likes = champion.ruler.likes
    requests = Requests(
        people=np.arange(n),
        bounds=np.cumsum([0, *sizes]).astype(np.int64),
        favourites=flat,
        likes=np.where(flat == NOBODY, NOBODY, likes[flat]),
        shown=np.full((n, LIST), NOBODY, np.int32),
        score=np.full(n, np.nan),
        cold=np.zeros(n, np.bool_),
    )
    if not n_unknown:
        answer(champion.bundle, requests, np.arange(n))
    return champion.measured(requests)


def favourites_among(
    champion: Champion, films: NDArray[np.bool_], n: int, k: int = 5, seed: int = 3
) -> list[NDArray[np.int64]]:
    """`k` of these films, the better known the likelier, for each of `n` newcomers."""
    random = np.random.default_rng(seed)
    likes = np.where(films, champion.ruler.likes, 0).astype(np.float64)
    chances = likes / likes.sum()
    return [random.choice(len(likes), k, replace=False, p=chances) for _ in range(n)]


Shift = Callable[[Champion, int], Measured]


def of_genre(name: str) -> Shift:
    """Newcomers who love one genre."""

    def shift(champion: Champion, n: int) -> Measured:
        films = champion.bundle.catalogue
        return asking(
            champion,
            favourites_among(champion, films.genre_matrix[:, films.genres.index(name)], n),
        )

    return shift


def before(year: int) -> Shift:
    """Newcomers who love films from before this year."""

    def shift(champion: Champion, n: int) -> Measured:
        years = champion.bundle.catalogue.years
        return asking(champion, favourites_among(champion, (years > 0) & (years < year), n))

    return shift


def little_known(most_likes: int) -> Shift:
    """Newcomers who love films that few people know."""

    def shift(champion: Champion, n: int) -> Measured:
        films = champion.ruler.likes <= most_likes
        return asking(champion, favourites_among(champion, films, n))

    return shift


def fewer(k: int) -> Shift:
    """The same taste in `k` favourites."""

    def shift(champion: Champion, n: int) -> Measured:
        five = champion.judged.favourites.reshape(len(champion.judged), -1)
        rows = np.random.default_rng(3).integers(0, len(five), n)
        return asking(champion, [each[:k] for each in five[rows]])

    return shift


def with_unknown(champion: Champion, n: int) -> Measured:
    """The same taste, but that one of the five is a film that the catalogue lacks."""
    five = champion.judged.favourites.reshape(len(champion.judged), -1)
    rows = np.random.default_rng(3).integers(0, len(five), n)
    return asking(champion, [each[:4] for each in five[rows]], n_unknown=1)
