"""Hit@5 on what accounts liked later, whether or not the champion showed it."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine, select

from cinq.accounts.tables import FavouriteRow
from cinq.database import reading
from cinq.feedback.standing import standing
from cinq.feedback.tables import FeedbackRow
from cinq.models.bundle import ModelBundle
from cinq.monitoring.quality import share
from cinq.monitoring.reference import answer
from cinq.monitoring.requests import LIST, NOBODY, Requests
from cinq.traffic.findings import Quality


def later_hits(
    engine: Engine, bundle: ModelBundle, dataset: str, since: datetime, until: datetime
) -> Quality:
    """Share of accounts for whom one of the champion's five is a film that they liked since.

    Their favourites go in, those that were liked since aside. People like what they are shown, so
    it flatters; it is told beside the other shares and calls no alarm.
    """
    liked = _liked(engine, dataset, since, until)
    wanted = select(FavouriteRow.person_id, FavouriteRow.film_id).where(
        FavouriteRow.dataset == dataset
    )
    favourites: dict[UUID, set[int]] = defaultdict(set)
    with reading(engine) as session:
        for person, film in session.execute(wanted):
            if person in liked and film not in liked[person]:
                favourites[person].add(film)
    ids = bundle.catalogue.film_ids
    known = {p: np.flatnonzero(np.isin(ids, list(films))) for p, films in favourites.items()}
    people = [person for person, rows in known.items() if len(rows)]
    hits = np.zeros(len(people))
    if people:
        requests = _requests([known[person] for person in people])
        answer(bundle, requests, np.arange(len(people)))
        for place, person in enumerate(people):
            shown = requests.shown[place]
            hits[place] = bool(liked[person] & set(ids[shown[shown != NOBODY]].tolist()))
    return Quality(
        name="hit_at_5",
        title="a later like is among the champion's five",
        level="quiet",
        current=share(hits, np.ones(len(hits))),
        reference=None,
    )


def _liked(engine: Engine, dataset: str, since: datetime, until: datetime) -> dict[UUID, set[int]]:
    rows = (
        select(FeedbackRow.person_id, FeedbackRow.film_id, FeedbackRow.kind)
        .where(
            FeedbackRow.person_id.is_not(None),
            FeedbackRow.dataset == dataset,
            FeedbackRow.received_at >= since,
            FeedbackRow.received_at < until,
        )
        .order_by(FeedbackRow.id)
    )
    said: dict[tuple[UUID, int], list[str]] = defaultdict(list)
    with reading(engine) as session:
        for person, film, kind in session.execute(rows):
            said[person, film].append(kind)
    liked: dict[UUID, set[int]] = defaultdict(set)
    for (person, film), kinds in said.items():
        if "liked" in standing(kinds):
            liked[person].add(film)
    return liked


def _requests(rows: list[NDArray[np.int64]]) -> Requests:
    n = len(rows)
    favourites = np.concatenate(rows).astype(np.int32)
    return Requests(
        people=np.arange(n),
        bounds=np.cumsum([0, *map(len, rows)]).astype(np.int64),
        favourites=favourites,
        likes=np.zeros(len(favourites), np.int64),
        shown=np.full((n, LIST), NOBODY, np.int32),
        score=np.full(n, np.nan),
        cold=np.zeros(n, np.bool_),
    )
