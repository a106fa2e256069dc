"""Which films a request lets through."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cinq.data.catalogue import Catalogue
from cinq.errors import InvalidRequest


class FilmFilter:
    """Masks over the catalogue's rows.

    Parameters
    ----------
    catalogue
        The films; their genres and years are laid out as arrays once.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._years = catalogue.years
        self._columns: dict[str, list[int]] = {}
        for column, genre in enumerate(catalogue.genres):
            self._columns.setdefault(genre.casefold(), []).append(column)

    def excluded(
        self,
        picks: NDArray[np.int32],
        exclude: Sequence[int] = (),
        genres: Sequence[str] = (),
        years: tuple[int, int] | None = None,
    ) -> NDArray[np.bool_]:
        """Rows that must not be recommended, shape (n_films,).

        Parameters
        ----------
        picks
            Rows that are always excluded: the favourites.
        exclude
            Film ids; those that the catalogue lacks are passed over.
        genres
            A film stays if it has one of them, case aside.
        years
            A film stays if it came out between both, ends included; films without a year do not.

        Raises
        ------
        InvalidRequest
            If no film has one of the genres; the known ones are named.
        """
        mask = np.zeros(len(self._catalogue), np.bool_)
        mask[picks] = True
        mask[self.known_rows(exclude)] = True
        if genres:
            mask |= ~np.logical_or.reduce([self._of_genre(genre) for genre in genres])
        if years is not None:
            mask |= (self._years < years[0]) | (self._years > years[1]) | (self._years == 0)
        return mask

    def known_rows(self, film_ids: Sequence[int]) -> NDArray[np.int32]:
        """Rows of those ids that the catalogue holds."""
        known = self._catalogue.film_ids
        if not len(known) or not len(film_ids):
            return np.empty(0, np.int32)
        wanted = np.asarray(film_ids, np.int64)
        rows = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
        found: NDArray[np.int32] = rows[known[rows] == wanted].astype(np.int32)
        return found

    def _of_genre(self, genre: str) -> NDArray[np.bool_]:
        try:
            columns = self._columns[genre.casefold()]
        except KeyError:
            known = ", ".join(self._catalogue.genres)
            message = f"no film is of genre {genre!r}; known: {known}"
            raise InvalidRequest(message, "genres") from None
        return np.asarray(self._catalogue.genre_matrix[:, columns].any(axis=1))
