"""What a catalogue says of its films, as one sparse row of features a film.

A film's features come in blocks: genres, tags, era, directors, actors, words of the title, and Tag
Genome scores where the data set has them. In each block a film's row is scaled to length 1, so that
a film of twenty tags is not more like all others than a film of one, and by the root of the
block's weight: the product of two rows is the weighted sum of the blocks' cosines.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cinq.data.catalogue import Catalogue, Film
from cinq.hyperparameters import ContentSettings

if TYPE_CHECKING:
    from scipy.sparse import csr_array

MIN_FILMS = 2
"""A feature of fewer films likens no film to another."""

ERA_YEARS = 10
"""Distance of two eras; a film between two belongs to both, more to the nearer."""

GENOME_FACTORS = 64
"""Directions that are kept of the Tag Genome's thousand correlated tags."""

NO_GENRE = "(no genres listed)"
_WORD = re.compile(r"[^\W\d_]{3,}")


def film_features(catalogue: Catalogue, settings: ContentSettings) -> "csr_array":
    """The features of every film.

    Parameters
    ----------
    catalogue
        The films; ``catalogue.genome`` is used where there is one.
    settings
        The weight of each block; blocks of weight 0 are left out.

    Returns
    -------
    Shape (n_films, n_features), float64; a film of which nothing is known has an empty row. Cost
    grows with the number of facts.
    """
    from scipy.sparse import csr_array, hstack  # noqa: PLC0415 - only training needs it

    films = catalogue.films
    blocks = [
        np.sqrt(weight) * _of_unit_length(_named(films, names))
        for weight, names in _named_blocks(settings)
        if weight > 0
    ]
    if settings.era_weight > 0:
        blocks.append(np.sqrt(settings.era_weight) * _of_unit_length(_eras(films)))
    if catalogue.genome is not None and settings.genome_weight > 0:
        of_genome = csr_array(_directions(catalogue.genome))
        blocks.append(np.sqrt(settings.genome_weight) * _of_unit_length(of_genome))
    empty = csr_array((len(films), 0), dtype=np.float64)
    features = csr_array(hstack([empty, *blocks], format="csr"))
    features.sort_indices()
    return features


Names = Callable[[Film], Iterable[str]]


def _named_blocks(settings: ContentSettings) -> list[tuple[float, Names]]:
    return [
        (settings.genre_weight, lambda film: (g for g in film.genres if g != NO_GENRE)),
        (settings.tag_weight, lambda film: film.tags),
        (settings.director_weight, lambda film: film.directors),
        (settings.actor_weight, lambda film: film.actors),
        (settings.title_weight, lambda film: _WORD.findall(film.title)),
    ]


def normalised(name: str) -> str:
    """A name without regard to case, to punctuation and to spaces around and between words."""
    return " ".join(re.sub(r"[\W_]+", " ", name.casefold()).split())


def _named(films: Sequence[Film], names: Names) -> "csr_array":
    """Features that a film has or has not, weighted by ln(n_films / films that have it)."""
    from scipy.sparse import csr_array  # noqa: PLC0415 - only training needs it

    of_films = [sorted({normalised(name) for name in names(film)} - {""}) for film in films]
    counts = Counter(name for of_film in of_films for name in of_film)
    shared = sorted(name for name, count in counts.items() if count >= MIN_FILMS)
    places = {name: place for place, name in enumerate(shared)}
    kept = [[places[name] for name in of_film if name in places] for of_film in of_films]
    columns = np.array([place for row in kept for place in row], np.int64)
    starts = np.cumsum([0, *map(len, kept)])
    rarity = np.log(len(films) / np.array([counts[name] for name in shared], np.float64))
    return csr_array((rarity[columns], columns, starts), shape=(len(films), len(shared)))


def _eras(films: Sequence[Film]) -> "csr_array":
    """How far each film belongs to the eras before and after its year; the two sum to 1."""
    from scipy.sparse import csr_array  # noqa: PLC0415 - only training needs it

    dated = np.array([place for place, film in enumerate(films) if film.year], np.int64)
    years = np.array([film.year for film in films if film.year], np.float64)
    position = (years - years.min(initial=np.inf)) / ERA_YEARS if len(years) else years
    before = np.floor(position).astype(np.int64)
    after_share = position - before
    n_eras = int(before.max(initial=-1)) + 2
    return csr_array(
        (
            np.concatenate([1 - after_share, after_share]),
            (np.concatenate([dated, dated]), np.concatenate([before, before + 1])),
        ),
        shape=(len(films), n_eras),
    )


def _directions(genome: NDArray[np.float32]) -> NDArray[np.float64]:
    """Tag scores less their mean over films, in their principal directions; zeros where unknown.

    Parameters
    ----------
    genome
        Shape (n_films, n_tags), NaN where there is no score.

    Returns
    -------
    Shape (n_films, n_directions).
    """
    known = np.flatnonzero(~np.isnan(genome).all(axis=1))
    rank = min(GENOME_FACTORS, len(known), genome.shape[1])
    directions = np.zeros((len(genome), rank))
    if rank:
        scores = genome[known].astype(np.float64)
        centred = np.nan_to_num(scores - np.nanmean(scores, axis=0))
        _, vectors = np.linalg.eigh(centred.T @ centred)
        directions[known] = centred @ vectors[:, ::-1][:, :rank]
    return directions


def _of_unit_length(block: "csr_array") -> "csr_array":
    """Each row scaled to length 1; empty rows stay empty."""
    from scipy.sparse import csr_array, diags_array  # noqa: PLC0415 - only training needs it

    lengths = np.sqrt(np.asarray(block.multiply(block).sum(axis=1)).ravel())
    scale = np.divide(1.0, lengths, out=np.zeros(len(lengths)), where=lengths > 0)
    return csr_array(diags_array(scale) @ block)
