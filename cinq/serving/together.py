"""A film for two, or for up to eight: one list for several people's favourites."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cinq import wire
from cinq.errors import UnknownFilm
from cinq.models.bundle import ModelBundle
from cinq.models.recommender import Profile
from cinq.serving.agreement import METHODS, fits
from cinq.serving.filters import FilmFilter
from cinq.serving.reasons import because


def profiles_of(bundle: ModelBundle, people: Sequence[Sequence[int]]) -> list[Profile]:
    """Everybody as the ranker sees them.

    Raises
    ------
    UnknownFilm
        Naming every favourite of the first list at fault that the catalogue lacks, and the list.
    """
    profiles = []
    for person, favourites in enumerate(people):
        try:
            profiles.append(bundle.ranker.profile(favourites))
        except UnknownFilm as error:
            raise UnknownFilm(error.film_ids, f"people.{person}") from error
    return profiles


def films_together(
    bundle: ModelBundle, film_filter: FilmFilter, request: wire.TogetherRequest
) -> tuple[list[wire.TogetherFilm], list[str]]:
    """Films for all of them, and where each one's scores come from.

    Everybody's favourites are left out of the list. Who has none, or only such as say nothing,
    takes part with the popularity scores.

    Raises
    ------
    UnknownFilm
        As `profiles_of`.
    InvalidRequest
        If a genre does not occur.
    """
    profiles = profiles_of(bundle, request.people)
    mask = film_filter.excluded(
        np.unique(np.concatenate([profile.picks for profile in profiles])),
        request.exclude,
        request.genres,
        request.years,
    )
    scores = bundle.ranker.score(profiles)
    fit = fits(scores, mask)
    rows, values = METHODS[request.method](fit, mask, request.k)
    parts = [
        _parts(bundle, person, profile, request.people[person], rows, scores[person], fit[person])
        for person, profile in enumerate(profiles)
    ]
    films = [bundle.catalogue.films[row] for row in rows]
    sources = ["popularity" if profile.blank else bundle.ranker.name for profile in profiles]
    return [
        wire.TogetherFilm(
            film_id=film.film_id,
            title=film.title,
            year=film.year,
            genres=list(film.genres),
            score=float(value),
            people=[of_person[place] for of_person in parts],
        )
        for place, (film, value) in enumerate(zip(films, values, strict=True))
    ], sources


def _parts(
    bundle: ModelBundle,
    person: int,
    profile: Profile,
    favourites: Sequence[int],
    rows: NDArray[np.int32],
    scores: NDArray[np.float32],
    fit: NDArray[np.float32],
) -> list[wire.TogetherPart]:
    """What each film of the list is to one person."""
    shares = bundle.ranker.shares(profile, rows)
    ratings = bundle.rater.predicted(bundle.rater.profile(favourites), rows)
    return [
        wire.TogetherPart(
            person=person,
            fit=float(fit[row]),
            score=float(scores[row]),
            predicted_rating=float(rating),
            because=because(bundle.catalogue, profile.picks, share),
        )
        for row, rating, share in zip(rows, ratings, shares, strict=True)
    ]
