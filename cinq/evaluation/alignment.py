"""Models that were trained on another version of the catalogue, seen through today's."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cinq.data.catalogue import Catalogue
from cinq.data.interactions import Interactions
from cinq.errors import ModelError
from cinq.models.recommender import Profile, Recommender
from cinq.serving.lists import ListMaker


def film_places(own: Catalogue, catalogue: Catalogue) -> NDArray[np.int32]:
    """Row in `own` of each film of `catalogue`, -1 where it has none; shape (n_films,)."""
    if not len(own):
        return np.full(len(catalogue), -1, np.int32)
    rows = np.minimum(np.searchsorted(own.film_ids, catalogue.film_ids), len(own) - 1)
    return np.where(own.film_ids[rows] == catalogue.film_ids, rows, -1).astype(np.int32)


def in_catalogue(interactions: Interactions, own: Catalogue, catalogue: Catalogue) -> Interactions:
    """Ratings whose films are rows of `catalogue`, as ratings of rows of `own`.

    Ratings of films that `own` lacks are left out; users keep their places.
    """
    rows = film_places(own, catalogue)[interactions.films]
    known = rows >= 0
    return replace(interactions.take(known), films=rows[known], n_films=len(own))


class AlignedRanker:
    """A model that answers in rows of a catalogue that need not be its own.

    Films are matched by id. Favourites that the model does not know are left out of the profile
    (with none left it answers by popularity); films it does not know it cannot recommend.

    Parameters
    ----------
    model
        The ranker.
    catalogue
        Whose rows go in and come out.
    """

    def __init__(self, model: Recommender, catalogue: Catalogue) -> None:
        self._model = model
        self._film_ids = catalogue.film_ids
        self._places = film_places(model.catalogue, catalogue)
        self._same = np.array_equal(model.catalogue.film_ids, catalogue.film_ids)

    @property
    def absent(self) -> NDArray[np.bool_]:
        """Films that the model does not know, shape (n_films,)."""
        return self._places < 0

    def lists(self, own: ListMaker) -> ListMaker:
        """The model's list-maker, in rows of the catalogue."""
        return own if self._same else own.seen_through(self._places)

    def profiles(self, favourites: NDArray[np.int32]) -> list[Profile]:
        """People with these favourites, catalogue rows of shape (n_people, n_favourites)."""
        return [
            self._model.profile(self._film_ids[row[self._places[row] >= 0]].tolist())
            for row in favourites
        ]

    def scores(self, profiles: Sequence[Profile]) -> NDArray[np.float32]:
        """Score of every film for each profile.

        Returns
        -------
        Shape (n_people, n_films); -inf for films that the model does not know.

        Raises
        ------
        ModelError
            If a score is not a finite number.
        """
        scores = self._model.score(profiles)
        if not np.isfinite(scores).all():
            raise ModelError(f"{self._model.name} gives scores that are no numbers: train again")
        if self._same:
            return scores
        aligned = np.full((len(profiles), len(self._places)), -np.inf, np.float32)
        known = self._places >= 0
        aligned[:, known] = scores[:, self._places[known]]
        return aligned
