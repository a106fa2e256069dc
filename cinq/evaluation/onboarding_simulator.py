"""A simulator of choosing five films: held-out people before the screens of a strategy.

A person recognises the films that they rated and takes those that they liked, as they would on
the page: the first one that they love is taken, new proposals come, and only when a screen holds
none are others asked for, which skips all of it (`Habits.picks_at_once` lets them take several
before new ones come). It ends with five picks or after a bound of screens.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cinq.data.interactions import Interactions
from cinq.serving.proposals import Strategy


@dataclass(frozen=True)
class Habits:
    """How people choose.

    Parameters
    ----------
    n_favourites
        How many films are to be chosen.
    screen
        Films on a screen; the page shows 10.
    picks_at_once
        How many are taken from a screen at most before the next one comes.
    skips_the_rest
        Whether what is not taken of a screen counts as skipped even where something was taken;
        on the page it does not.
    most_screens
        After how many screens a person gives up.
    min_liked
        Liked films without which a person is not simulated: some must be left to be found.
    """

    n_favourites: int = 5
    screen: int = 10
    picks_at_once: int = 1
    skips_the_rest: bool = False
    most_screens: int = 15
    min_liked: int = 10


@dataclass(frozen=True)
class Visit:
    """What one person did.

    Parameters
    ----------
    chosen
        Shape (≤ n_favourites,), int32: catalogue rows in the order taken.
    shown
        Shape (n_shown,), int32: every film that was shown, each once, ascending.
    n_recognised
        How many of those the person has rated.
    n_screens
        Screens seen; the bound for those who gave up.
    """

    chosen: NDArray[np.int32]
    shown: NDArray[np.int32]
    n_recognised: int
    n_screens: int


@dataclass(frozen=True)
class Visitor:
    """A held-out person: the rows of all rated films, and of the liked ones."""

    user_id: int
    rated: NDArray[np.int32]
    liked: NDArray[np.int32]


def visitors(people: Interactions, habits: Habits) -> list[Visitor]:
    """Those of the people who liked at least ``habits.min_liked`` films."""
    bounds, liked = people.indptr(), people.liked
    found = []
    for place, user_id in enumerate(people.user_ids.tolist()):
        own = slice(int(bounds[place]), int(bounds[place + 1]))
        films = people.films[own]
        visitor = Visitor(user_id, films, films[liked[own]])
        if len(visitor.liked) >= habits.min_liked:
            found.append(visitor)
    return found


def visit(strategy: Strategy, visitor: Visitor, habits: Habits) -> Visit:
    """Let one person choose."""
    liked = set(visitor.liked.tolist())
    chosen: list[int] = []
    skipped: list[int] = []
    shown: set[int] = set()
    n_screens = 0
    while len(chosen) < habits.n_favourites and n_screens < habits.most_screens:
        rows = strategy.next_rows(_rows(chosen), _rows(skipped), habits.screen).tolist()
        if not rows:
            n_screens = habits.most_screens
            break
        n_screens += 1
        shown.update(rows)
        wanted = min(habits.picks_at_once, habits.n_favourites - len(chosen))
        taken = [row for row in rows if row in liked][:wanted]
        chosen += taken
        if habits.skips_the_rest or not taken:
            skipped += [row for row in rows if row not in taken]
    seen = _rows(sorted(shown))
    n_recognised = int(np.isin(seen, visitor.rated).sum())
    return Visit(_rows(chosen), seen, n_recognised, n_screens)


def simulate(
    strategies: Mapping[str, Strategy], people: Sequence[Visitor], habits: Habits
) -> dict[str, list[Visit]]:
    """Every strategy before the same people; visits by name, in the order of the people."""
    return {
        name: [visit(strategy, visitor, habits) for visitor in people]
        for name, strategy in strategies.items()
    }


def _rows(rows: Sequence[int]) -> NDArray[np.int32]:
    return np.array(rows, np.int32)
