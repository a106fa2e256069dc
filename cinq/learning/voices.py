"""Everybody who said something here, and what stands of it, as flat arrays."""

from array import array
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from cinq.accounts.pseudonyms import pseudonym
from cinq.accounts.tables import FavouriteRow, PersonRow
from cinq.feedback import LIKED, SEEN, read_opinions

FAVOURITE = LIKED + 1
"""Code of a favourite beside those of `cinq.feedback`."""

_AT_ONCE = 10_000


@dataclass(frozen=True)
class Voices:
    """People by pseudonym, and one entry a person and film of what stands.

    Parameters
    ----------
    people
        Shape (n_people,), int64, ascending, all below 0.
    consents, accounts
        Shape (n_people,): whether models may learn from this person; whether it is an account of
        ours. Nobody asked a program's people, so they consented to nothing.
    since
        Shape (n_people,), int64: seconds since 1970 when the account was made; 0 for others.
    speakers
        Shape (n_opinions,), int32: place in ``people``; ascending.
    film_ids
        Shape (n_opinions,), int64: of the data set.
    kinds
        Shape (n_opinions,), int8: `FAVOURITE` or a code of `cinq.feedback`.
    timestamps
        Shape (n_opinions,), int64: seconds since 1970 when this person last said so.
    """

    people: NDArray[np.int64]
    consents: NDArray[np.bool_]
    accounts: NDArray[np.bool_]
    since: NDArray[np.int64]
    speakers: NDArray[np.int32]
    film_ids: NDArray[np.int64]
    kinds: NDArray[np.int8]
    timestamps: NDArray[np.int64]


def read_voices(session: Session, dataset: str, key: bytes) -> Voices:
    """Read what everybody said of a data set's films.

    Where a film is a favourite and something else was said of it, the later word stands; a
    favourite that was only liked or seen besides stays one.

    Parameters
    ----------
    session
        Open for reading.
    dataset
        Name of the data set.
    key
        Of `cinq.accounts.pseudonyms`.

    Notes
    -----
    Cost: some 30 bytes an opinion, and one pass over the rows.
    """
    accounts = _accounts(session, key)
    known = dict(accounts.values())
    numbers = np.array(sorted(known), np.int64)
    said = read_opinions(session, dataset, key)
    # of an account that came or went since the accounts were read nothing is known
    told = ~said.of_accounts | np.isin(said.user_ids, numbers)
    favourites = _favourites(session, dataset, accounts)
    users = np.concatenate([said.user_ids[told], favourites[0]])
    films = np.concatenate([said.film_ids[told], favourites[1]])
    kinds = np.concatenate([said.kinds[told], np.full(len(favourites[0]), FAVOURITE, np.int8)])
    times = np.concatenate([said.timestamps[told], favourites[2]])
    stands = _standing(users, films, kinds, times)
    users, films, kinds, times = users[stands], films[stands], kinds[stands], times[stands]
    people = np.union1d(users, numbers)
    rows = [known.get(number) for number in people.tolist()]
    return Voices(
        people=people,
        consents=np.array([row is not None and bool(row[0]) for row in rows], np.bool_),
        accounts=np.array([row is not None for row in rows], np.bool_),
        since=np.array([row[1] if row is not None else 0 for row in rows], np.int64),
        speakers=np.searchsorted(people, users).astype(np.int32),
        film_ids=films,
        kinds=kinds,
        timestamps=times,
    )


def _accounts(session: Session, key: bytes) -> dict[UUID, tuple[int, tuple[bool | None, int]]]:
    """By account: its pseudonym, and its consent and age."""
    rows = select(PersonRow.id, PersonRow.consent, PersonRow.created_at)
    return {
        person: (pseudonym(key, person), (consent, int(made.timestamp())))
        for person, consent, made in session.execute(rows).tuples()
    }


def _favourites(
    session: Session, dataset: str, accounts: dict[UUID, tuple[int, tuple[bool | None, int]]]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Pseudonyms, films and times; one whose time was not kept has that of its account."""
    rows = (
        select(FavouriteRow.person_id, FavouriteRow.film_id, FavouriteRow.chosen_at)
        .where(FavouriteRow.dataset == dataset)
        .execution_options(yield_per=_AT_ONCE)
    )
    users, films, times = array("q"), array("q"), array("q")
    for person, film_id, chosen_at in session.execute(rows).tuples():
        if person not in accounts:  # made since the accounts were read
            continue
        number, (_, made) = accounts[person]
        users.append(number)
        films.append(film_id)
        times.append(made if chosen_at is None else int(chosen_at.timestamp()))
    return np.array(users, np.int64), np.array(films, np.int64), np.array(times, np.int64)


def _standing(
    users: NDArray[np.int64],
    films: NDArray[np.int64],
    kinds: NDArray[np.int8],
    times: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Places of what stands, one a person and film, in their order."""
    agrees = (kinds == LIKED) | (kinds == SEEN)
    order = np.lexsort((-kinds, np.where(agrees, -1, times), films, users))
    last = np.ones(len(order), np.bool_)
    last[:-1] = (np.diff(users[order]) != 0) | (np.diff(films[order]) != 0)
    stands: NDArray[np.int64] = order[last]
    return stands
