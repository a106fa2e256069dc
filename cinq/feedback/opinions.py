"""Feedback as training reads it: what stands, as flat arrays."""

from array import array
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import case, select
from sqlalchemy.orm import Session

from cinq.accounts.pseudonyms import pseudonym
from cinq.feedback.standing import standing
from cinq.feedback.tables import FeedbackRow

LIKED, SEEN, NOT_FOR_ME = 1, 0, -1
"""Codes in `Opinions.kinds`."""

_CODES = {"liked": LIKED, "not_for_me": NOT_FOR_ME}

_AT_ONCE = 10_000
"""Rows held as objects together."""


@dataclass(frozen=True)
class Opinions:
    """What stands of all that was said, one entry a person and film.

    Parameters
    ----------
    user_ids
        Shape (n,), int64, ascending: who, by pseudonym; all below 0, so that nobody here is ever
        a user of the data set.
    of_accounts
        Shape (n,): whether an account of ours said so, and not a program's person.
    film_ids
        Shape (n,), int64: of the data set.
    kinds
        Shape (n,), int8: `LIKED`, `NOT_FOR_ME` or, where somebody said neither, `SEEN`.
    timestamps
        Shape (n,), int64: seconds since 1970 when this person last said something of the film.
    """

    user_ids: NDArray[np.int64]
    of_accounts: NDArray[np.bool_]
    film_ids: NDArray[np.int64]
    kinds: NDArray[np.int8]
    timestamps: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.user_ids)


def read_opinions(session: Session, dataset: str, key: bytes) -> Opinions:
    """Read what stands of the feedback on a data set's films.

    Parameters
    ----------
    session
        Open for reading.
    dataset
        Which data set.
    key
        Of `cinq.accounts.pseudonyms`.

    Notes
    -----
    The last of ``liked`` and ``not_for_me`` that was not undone counts; ``seen`` only where
    neither stands. Cost: one pass over the rows in order of person and film.
    """
    giver = case((FeedbackRow.subject.is_(None), ""), else_=FeedbackRow.client)
    person = (FeedbackRow.person_id, giver, FeedbackRow.subject)
    rows = (
        select(*person, FeedbackRow.film_id, FeedbackRow.kind, FeedbackRow.received_at)
        .where(FeedbackRow.dataset == dataset)
        .order_by(*person, FeedbackRow.film_id, FeedbackRow.id)
        .execution_options(yield_per=_AT_ONCE)
    )
    columns = [array(kind) for kind in "qbqbq"]
    for (*who, film_id), said in groupby(session.execute(rows), lambda row: row[:4]):
        all_said = list(said)
        stands = standing(row.kind for row in all_said)
        if stands:
            opinions = [_CODES[kind] for kind in stands if kind in _CODES]
            entry = (
                pseudonym(key, *who),
                who[0] is not None,
                film_id,
                opinions[-1] if opinions else SEEN,
                int(all_said[-1].received_at.timestamp()),
            )
            for column, value in zip(columns, entry, strict=True):
                column.append(value)
    return _in_order(columns)


def _in_order(columns: list["array[int]"]) -> Opinions:
    types = (np.int64, np.bool_, np.int64, np.int8, np.int64)
    arrays: list[NDArray[Any]] = [
        np.array(column, type_) for column, type_ in zip(columns, types, strict=True)
    ]
    users, ours, films, kinds, times = arrays
    order = np.lexsort((films, users))
    return Opinions(users[order], ours[order], films[order], kinds[order], times[order])
