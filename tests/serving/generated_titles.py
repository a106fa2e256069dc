"""Catalogues as large as one likes, of titles put together from real ones."""

import random
from collections.abc import Sequence

from cinq.data.titles import title_forms

Titled = tuple[str, int | None]


def generated(films: Sequence[Titled], n: int, seed: int) -> list[Titled]:
    """The films and, up to `n`, more: the beginning of one's title with the end of another's."""
    chance = random.Random(seed)
    made = dict.fromkeys(films)
    words = [title_forms(title)[0].split() for title, _ in films]
    while len(made) < n:
        front, back = chance.choice(words), chance.choice(words)
        begins, ends = chance.randint(1, len(front)), chance.randint(1, len(back))
        made[" ".join([*front[:begins], *back[-ends:]]), chance.randint(1920, 2020)] = None
    return list(made)
