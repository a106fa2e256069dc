"""Putting ratings in order, person by person, and finding those that stand there twice."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from cinq.data.rating_columns import BLOCK, RatingColumns, Whole


def keep_newest(columns: RatingColumns) -> NDArray[np.int64]:
    """Sort by user, time and film; of several ratings of one person and film the newest stays.

    Of several of one time the last stays. People are put in order first if they are not; then
    some people at a time are sorted where they stand.

    Parameters
    ----------
    columns
        Changed in place; which rows of the source they stood in is forgotten.

    Returns
    -------
    Rows of the source that were left out, ascending.
    """
    if not _ascending(columns.users):
        columns.take(np.argsort(columns.users, kind="stable"))
    end, left_out = 0, [np.empty(0, np.int64)]
    for start, stop in _whole_people(columns.users):
        places, older = _newest(columns, start, stop)
        left_out.append(columns.rows_at(older))
        if end != start or len(older) or (np.diff(places) != 1).any():
            columns.put(end, places)
        end += len(places)
    columns.cut(end)
    return np.sort(np.concatenate(left_out))


def n_distinct(values: Whole) -> int:
    """How many different numbers there are, by one pass where they ascend or are small."""
    if not len(values):
        return 0
    if _ascending(values):
        return 1 + sum(
            int(np.count_nonzero(np.diff(values[start : start + BLOCK + 1])))
            for start in range(0, len(values), BLOCK)
        )
    if values.min() >= 0 and values.max() < len(values):
        seen = np.zeros(int(values.max()) + 1, np.bool_)
        seen[values] = True
        return int(seen.sum())
    return len(np.unique(values))


def _ascending(values: Whole) -> bool:
    return all(
        bool((values[start : start + BLOCK] <= values[start + 1 : start + BLOCK + 1]).all())
        if start + BLOCK < len(values)
        else bool((values[start:-1] <= values[start + 1 :]).all())
        for start in range(0, len(values), BLOCK)
    )


def _whole_people(users: Whole) -> Iterator[tuple[int, int]]:
    """Where some people's ratings start and stop, about `BLOCK` at a time."""
    start = 0
    while start < len(users):
        last = users[min(start + BLOCK, len(users)) - 1]
        stop = int(np.searchsorted(users, last, "right"))
        yield start, stop
        start = stop


def _newest(
    columns: RatingColumns, start: int, stop: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Places of the ratings that stay, in order, and of those that do not."""
    users, films = columns.users[start:stop], columns.films[start:stop]
    times = columns.times[start:stop]
    by_pair = np.arange(stop - start)
    older = by_pair[:0]
    if not _strictly_ascending(users, films):
        by_pair = np.lexsort((times, films, users))
        same = (np.diff(users[by_pair]) == 0) & (np.diff(films[by_pair]) == 0)
        older = by_pair[:-1][same]
        by_pair = np.delete(by_pair, np.flatnonzero(same))
    order = np.lexsort((times[by_pair], users[by_pair]))  # stable: films stay in order
    return start + by_pair[order], start + older


def _strictly_ascending(users: Whole, films: Whole) -> bool:
    """Whether pairs rise strictly, as in MovieLens' files: then none is there twice."""
    same_user = users[1:] == users[:-1]
    return bool(((users[1:] > users[:-1]) | (same_user & (films[1:] > films[:-1]))).all())
