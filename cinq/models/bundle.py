"""What is trained, judged, registered, released and served: one bundle."""

from dataclasses import dataclass, fields
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from cinq.data.catalogue import Catalogue
from cinq.data.interactions import Interactions, Scale
from cinq.errors import UnknownUser
from cinq.hyperparameters import ListSettings
from cinq.models.popularity import Popularity
from cinq.models.rater import Rater
from cinq.models.recommender import Arrays, Recommender, read_only

COUNTED_AT_ONCE = 1_000_000

Control = Literal["none", "shuffled", "popularity"]


class ModelInfo(BaseModel):
    """Where a bundle comes from.

    Parameters
    ----------
    name
        Of the registered model.
    ranker, rater
        Names of the classes that answer favourites and predict ratings.
    lists
        How scores become lists; what was judged is served.
    dataset, data_version, simulated, licence, scale, data_last_time
        Of the data set; ``data_last_time`` in seconds since 1970, None if it knows no time.
    n_users, n_films, n_ratings
        Of the whole data set: its users are those that rater and `SeenFilms` know, without the
        accounts that joined; its ratings include theirs.
    n_training_users, n_training_ratings
        Of the part that was learned from.
    split
        Who was trained on (`cinq.data.people.split_name`).
    seed, control, hyperparameters
        What the training was asked to do; names as in the settings, such as
        ``spectral_svd.n_factors``.
    training_seconds
        How long fitting took.
    trained_at
        ISO 8601, UTC.
    git_commit, lock_hash
        Of the code and of its dependencies.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = "cinq"
    ranker: str
    rater: str
    lists: ListSettings
    dataset: str
    data_version: str
    simulated: bool
    licence: str
    scale: Scale
    data_last_time: int | None
    n_users: int
    n_films: int
    n_ratings: int
    n_training_users: int
    n_training_ratings: int
    split: str
    seed: int
    control: Control
    hyperparameters: dict[str, int | float | str]
    training_seconds: float
    trained_at: str
    git_commit: str
    lock_hash: str

    @property
    def liked_from(self) -> float:
        """From which rating on a film counts as liked."""
        return self.scale.liked_from


@dataclass(frozen=True)
class SeenFilms:
    """What every user of the data set has rated.

    Parameters
    ----------
    user_ids
        Shape (n_users,), int64, ascending.
    indptr
        Shape (n_users + 1,), int64: user ``u`` holds entries ``indptr[u]:indptr[u + 1]``.
    films, ratings
        Shape (n_ratings,), int32 catalogue rows and float32 ratings.
    """

    user_ids: NDArray[np.int64]
    indptr: NDArray[np.int64]
    films: NDArray[np.int32]
    ratings: NDArray[np.float32]

    def of(self, user_id: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Catalogue rows and ratings of one user, each of shape (n_rated,).

        Raises
        ------
        UnknownUser
            If the data set holds no such user.
        """
        row = int(np.searchsorted(self.user_ids, user_id))
        if row == len(self.user_ids) or self.user_ids[row] != user_id:
            raise UnknownUser(user_id)
        rated = slice(int(self.indptr[row]), int(self.indptr[row + 1]))
        return self.films[rated], self.ratings[rated]

    def counts(self, n_films: int) -> NDArray[np.int64]:
        """How often each film was rated, shape (n_films,); never holds a copy of all ratings."""
        counts = np.zeros(n_films, np.int64)
        for start in range(0, len(self.films), COUNTED_AT_ONCE):
            counts += np.bincount(self.films[start : start + COUNTED_AT_ONCE], minlength=n_films)
        return counts

    @classmethod
    def of_all(cls, interactions: Interactions) -> "SeenFilms":
        """The films seen by every user of `interactions`."""
        return cls(
            interactions.user_ids, interactions.indptr(), interactions.films, interactions.ratings
        )

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Every array by its name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> "SeenFilms":
        """What `arrays` came from."""
        return cls(**{field.name: read_only(arrays[field.name]) for field in fields(cls)})


@dataclass(frozen=True)
class ModelBundle:
    """Everything that answers need, and nothing that must be executed to load it.

    Parameters
    ----------
    ranker
        Answers favourites.
    rater
        Predicts ratings; knows every user of the data set.
    popularity
        The list for people of whom nothing is known, and the baseline of the gate.
    catalogue
        The films; rows of all arrays.
    seen
        What the data set's users have rated.
    exposure
        Shape (n_films,), float32: how often the ranker would show each film
        (`cinq.models.exposure`).
    info
        Where all this comes from.
    """

    ranker: Recommender
    rater: Rater
    popularity: Popularity
    catalogue: Catalogue
    seen: SeenFilms
    exposure: NDArray[np.float32]
    info: ModelInfo
