"""Hybrid: a model of people's ratings and one of what is said of films, added up.

    score = s_1 / d_1 + w s_2 / d_2

s_1 and s_2 are the components' scores, each a sum over the favourites, and so is the hybrid's: a
favourite's share is the sum of its shares in both. d_1 and d_2 are the standard deviations of the
components' scores over profiles of training people, constants of the model. Dividing by the
standard deviation of each *person's* own scores instead, as ensembles often do, would spoil the
sum; what that costs stands in docs/adr/0007-hybrid-ranker.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from cinq.data.catalogue import Catalogue
from cinq.data.interactions import Interactions
from cinq.hyperparameters import HybridSettings
from cinq.models.content import Content
from cinq.models.item_knn import ItemKNN
from cinq.models.popularity import popularity_scores
from cinq.models.recommender import Arrays, Profile, Recommender, read_only, rows_of_picks
from cinq.models.spectral_svd import SpectralSVD

N_PROFILES = 200
"""Training people whose profiles the components are measured on."""

N_FAVOURITES = 5

_OF = "__"
"""Between the name of a component and that of its array."""


@dataclass(frozen=True)
class TwofoldProfile(Profile):
    """A person who remembers how each component sees them."""

    parts: tuple[Profile, ...]

    @cached_property
    def blank(self) -> bool:
        """Whether no component can make anything of this person."""
        return all(part.blank for part in self.parts)


class Hybrid:
    """The sum of a model of people's ratings, here the spectral SVD, and of the content.

    Parameters
    ----------
    settings
        ``content_weight`` w.
    main, content
        The unfitted components.
    """

    name: ClassVar[str] = "hybrid"
    main_class: ClassVar[type[Recommender]] = SpectralSVD
    catalogue: Catalogue

    def __init__(
        self,
        settings: HybridSettings | None = None,
        main: Recommender | None = None,
        content: Content | None = None,
    ) -> None:
        self.settings = settings or HybridSettings()
        self.main: Recommender = main or self.main_class()
        self.content = content or Content()
        self.weights: NDArray[np.float32] = np.ones(2, np.float32)
        self.popularity: NDArray[np.float32] = np.empty(0, np.float32)

    def fit(self, interactions: Interactions, catalogue: Catalogue, seed: int) -> Self:
        """Fit both components and measure how widely their scores spread.

        Cost: the components', and the scores of 200 people.
        """
        self.popularity = read_only(popularity_scores(interactions))
        self.catalogue = catalogue
        for component in self.components:
            component.fit(interactions, catalogue, seed)
        favourites = _favourites(interactions, catalogue, seed)
        asked = np.array([1.0, self.settings.content_weight])
        widths = np.array([_width(component, favourites) for component in self.components])
        weights = np.divide(asked, widths, out=np.zeros(2), where=widths > 0)
        self.weights = read_only(weights.astype(np.float32))
        return self

    @property
    def components(self) -> tuple[Recommender, Recommender]:
        """What is added up."""
        return self.main, self.content

    def profile(self, picks: Sequence[int]) -> Profile:
        """The person in the spaces of both components, one after the other.

        Raises
        ------
        UnknownFilm
            Naming every id that the catalogue lacks.
        """
        return self.profile_of_rows(rows_of_picks(self.catalogue, picks))

    def profile_of_rows(self, rows: NDArray[np.int32]) -> Profile:
        """The same from catalogue rows."""
        parts = tuple(component.profile_of_rows(rows) for component in self.components)
        vector = np.concatenate([part.vector for part in parts])
        return TwofoldProfile(rows, vector, parts)

    def _parts(self, profile: Profile) -> Sequence[Profile]:
        """The same person as each component sees them."""
        if isinstance(profile, TwofoldProfile):
            return profile.parts
        border = len(profile.vector) - self.content.rows.n_features
        halves = profile.vector[:border], profile.vector[border:]
        return [Profile(profile.picks, half) for half in halves]

    def score(self, profiles: Sequence[Profile]) -> NDArray[np.float32]:
        """Sums over favourites, shape (n_profiles, n_films); popularity for blank profiles.

        A component that can make nothing of a person adds nothing.
        """
        parts = [self._parts(profile) for profile in profiles]
        scores = self._weighted(0, parts)
        scores += self._weighted(1, parts)
        for row, profile in enumerate(profiles):
            if profile.blank:
                scores[row] = self.popularity
        return scores

    def _weighted(self, place: int, parts: Sequence[Sequence[Profile]]) -> NDArray[np.float32]:
        """What one component adds to the scores of people, shape (n_profiles, n_films)."""
        own = [of[place] for of in parts]
        scores = self.components[place].score(own)
        scores *= self.weights[place]
        for row, part in enumerate(own):
            if part.blank:
                scores[row] = 0
        return scores

    def shares(self, profile: Profile, films: NDArray[np.int32]) -> NDArray[np.float32]:
        """Weighted sum of the components' shares, shape (n_asked, n_picks).

        Rows sum to the score up to float32 rounding. Blank profiles give shape (n_asked, 0).
        """
        if profile.blank:
            return np.empty((len(films), 0), np.float32)
        shares: NDArray[np.float32] | None = None
        for component, weight, part in zip(
            self.components, self.weights, self._parts(profile), strict=True
        ):
            if not part.blank:
                own = weight * component.shares(part, films)
                shares = own if shares is None else shares + own
        assert shares is not None, "who is not blank is not blank to a component"  # noqa: S101
        return shares

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """The components' arrays, each under ``<component>__<array>``, and what joins them.

        ``weights`` shape (2,), float32, 1 / d_1 and w / d_2; ``popularity`` ln(1 + likes),
        shape (n_films,), float32, which the components share.
        """
        joined: dict[str, NDArray[np.generic]] = {
            "weights": self.weights,
            "popularity": self.popularity,
        }
        for component in self.components:
            for name, array in component.arrays().items():
                if name != "popularity":
                    joined[component.name + _OF + name] = array
        return joined

    @classmethod
    def from_arrays(cls, arrays: Arrays, catalogue: Catalogue) -> Self:
        """The model that `arrays` came from.

        Raises
        ------
        ValueError
            If the arrays do not fit each other.
        """
        popularity = arrays["popularity"]
        main = cls.main_class.from_arrays(
            _of_component(arrays, cls.main_class.name, popularity), catalogue
        )
        content = Content.from_arrays(_of_component(arrays, Content.name, popularity), catalogue)
        model = cls(main=main, content=content)
        model.weights = read_only(arrays["weights"])
        if model.weights.shape != (2,):
            raise ValueError("a hybrid has two weights")
        model.popularity = read_only(popularity)
        model.catalogue = catalogue
        return model


class HybridKNN(Hybrid):
    """A hybrid of item k-NN and content."""

    name: ClassVar[str] = "hybrid_knn"
    main_class: ClassVar[type[Recommender]] = ItemKNN


def _of_component(
    arrays: Arrays, component: str, popularity: NDArray[np.generic]
) -> Mapping[str, NDArray[np.generic]]:
    prefix = component + _OF
    own = {
        name.removeprefix(prefix): array
        for name, array in arrays.items()
        if name.startswith(prefix)
    }
    return own | {"popularity": popularity}


def _favourites(interactions: Interactions, catalogue: Catalogue, seed: int) -> list[list[int]]:
    """Favourites (film ids) of people drawn from the training: five of their likes, or all."""
    random = np.random.default_rng(seed % 2**32)
    liked = interactions.take(interactions.liked)
    bounds = liked.indptr()
    with_likes = np.flatnonzero(np.diff(bounds))
    people = random.permutation(with_likes)[:N_PROFILES]
    drawn = []
    for person in people.tolist():
        films = random.permutation(liked.films[bounds[person] : bounds[person + 1]])
        drawn.append(catalogue.film_ids[films[:N_FAVOURITES]].tolist())
    return drawn


def _width(component: Recommender, favourites: list[list[int]]) -> float:
    """Standard deviation of the component's scores over these people and all films."""
    profiles = [profile for picks in favourites if not (profile := component.profile(picks)).blank]
    if not profiles:
        return 0.0
    moments = np.zeros(2)
    for profile in profiles:
        scores = component.score([profile])[0].astype(np.float64)
        moments += scores.mean(), (scores**2).mean()
    mean, square = moments / len(profiles)
    return float(np.sqrt(max(square - mean**2, 0.0)))
