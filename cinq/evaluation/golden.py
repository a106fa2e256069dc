"""Golden profiles: fixed lists of five favourites whose answers must make sense, and stay."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
import yaml
from numpy.typing import NDArray
from pydantic import Field, ValidationError

from cinq.data.catalogue import Catalogue
from cinq.errors import SettingsError
from cinq.evaluation.figures import GoldenResult, NamedFilm, Part
from cinq.evaluation.titles import TitleIndex
from cinq.models.bundle import ModelBundle
from cinq.models.popularity import Popularity
from cinq.serving.lists import ListMaker
from cinq.serving.topk import best_rows
from cinq.settings import CONFIGS

N_FILMS = 5
MAX_LISTS = 20
MIN_LISTS = 5
FILE = "configs/golden.yaml"
NO_GENRE = "(no genres listed)"


class ListedFilm(Part):
    """A film of ``configs/golden.yaml``, by title and year."""

    title: str
    year: int | None = None


class ListedFavourites(Part):
    """A list of ``configs/golden.yaml``: five films."""

    name: str
    films: Annotated[tuple[ListedFilm, ...], Field(min_length=N_FILMS, max_length=N_FILMS)]


class GoldenFile(Part):
    """``configs/golden.yaml``."""

    lists: tuple[ListedFavourites, ...]


@dataclass(frozen=True)
class GoldenList:
    """A name and the catalogue rows of five favourites."""

    name: str
    favourites: tuple[int, ...]


def read_golden_file() -> GoldenFile:
    """The lists of ``configs/golden.yaml``.

    Raises
    ------
    SettingsError
        If the file is missing or malformed.
    """
    path = CONFIGS / "golden.yaml"
    try:
        return GoldenFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise SettingsError(f"{FILE} is missing or malformed: {str(error)[:200]!r}") from error


def golden_lists(
    bundle: ModelBundle, min_lists: int = MIN_LISTS, file: GoldenFile | None = None
) -> tuple[str, list[GoldenList]]:
    """The lists that can be asked of a bundle, and where they come from.

    Parameters
    ----------
    bundle
        Its catalogue and popularity are looked at.
    min_lists
        If every film is found for at least so many lists of the file, those are the lists;
        otherwise the five most liked films of each genre are (or, where no film has a genre, the
        most liked five, the next five and so on).
    file
        Lists by title; ``configs/golden.yaml`` if left out.
    """
    index = TitleIndex(bundle.catalogue)
    found = []
    for listed in (file or read_golden_file()).lists:
        rows = [index.find(film.title, film.year) for film in listed.films]
        known = tuple(row for row in rows if row is not None)
        if len(set(known)) == len(rows):
            found.append(GoldenList(listed.name, known))
    if len(found) >= min_lists:
        return FILE, found
    return "the data", _most_liked_lists(bundle.catalogue, bundle.popularity)


def golden_answers(
    bundle: ModelBundle, min_lists: int = MIN_LISTS, file: GoldenFile | None = None
) -> list[dict[str, Any]]:
    """What the bundle's ranker answers to every golden list, each asked alone.

    Parameters
    ----------
    bundle, min_lists, file
        As in `golden_lists`.

    Returns
    -------
    list of dict
        ``name``, ``favourites`` (ids), ``films`` (ids, in the order served) and ``scores`` (the
        ranker's, exact through JSON).
    """
    ids = bundle.catalogue.film_ids
    answers = []
    for golden in golden_lists(bundle, min_lists, file)[1]:
        rows, scores = _answer(bundle, golden)
        answers.append(
            {
                "name": golden.name,
                "favourites": ids[list(golden.favourites)].tolist(),
                "films": ids[rows].tolist(),
                "scores": scores.tolist(),
            }
        )
    return answers


def golden_results(
    bundle: ModelBundle, lists: Sequence[GoldenList], min_films: int
) -> tuple[GoldenResult, ...]:
    """Ask every list and check the answers.

    Parameters
    ----------
    lists
        From `golden_lists`.
    min_films
        How many of the five answers must share a genre with the list; not asked of lists
        without any genre.
    """
    return tuple(_result(bundle, golden, min_films) for golden in lists)


def _answer(
    bundle: ModelBundle, golden: GoldenList
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    ids = bundle.catalogue.film_ids[list(golden.favourites)]
    profile = bundle.ranker.profile(ids.tolist())
    scores = bundle.ranker.score([profile])[0]
    excluded = np.zeros(len(scores), np.bool_)
    excluded[list(golden.favourites)] = True
    best = best_rows if profile.blank else ListMaker.of(bundle).rows
    rows = best(scores, excluded, N_FILMS)
    return rows, scores[rows]


def _result(bundle: ModelBundle, golden: GoldenList, min_films: int) -> GoldenResult:
    catalogue = bundle.catalogue
    rows, scores = _answer(bundle, golden)
    genres = set().union(*(_genres(catalogue, row) for row in golden.favourites))
    sharing = sum(bool(genres & _genres(catalogue, int(row))) for row in rows) if genres else None
    problem = ""
    if len(rows) < N_FILMS:
        problem = f"only {len(rows)} films were answered"
    elif sharing is not None and sharing < min_films:
        problem = f"only {sharing} of the five films answered share a genre with the list"
    return GoldenResult(
        name=golden.name,
        favourites=named_films(catalogue, golden.favourites),
        films=named_films(catalogue, rows.tolist()),
        scores=tuple(scores.tolist()),
        n_sharing=sharing,
        problem=problem,
    )


def named_films(catalogue: Catalogue, rows: Sequence[int]) -> tuple[NamedFilm, ...]:
    """Films as reports show them."""
    films = [catalogue.films[row] for row in rows]
    return tuple(
        NamedFilm(
            film_id=film.film_id,
            title=f"{film.title} ({film.year})" if film.year else film.title,
        )
        for film in films
    )


def _genres(catalogue: Catalogue, row: int) -> set[str]:
    return set(catalogue.films[row].genres) - {NO_GENRE}


def _most_liked_lists(catalogue: Catalogue, popularity: Popularity) -> list[GoldenList]:
    scores = popularity.score([popularity.profile([])])[0]
    ranked = [int(row) for row in np.argsort(-scores, kind="stable") if scores[row] > 0]
    lists = []
    for genre in catalogue.genres:
        rows = [row for row in ranked if genre in _genres(catalogue, row)]
        if len(rows) >= 2 * N_FILMS:
            lists.append(GoldenList(f"most liked: {genre}", tuple(rows[:N_FILMS])))
    if not lists:
        lists = [
            GoldenList(
                f"most liked: {start + 1} to {start + N_FILMS}",
                tuple(ranked[start : start + N_FILMS]),
            )
            for start in range(0, len(ranked) - N_FILMS + 1, N_FILMS)
        ]
    return lists[:MAX_LISTS]
