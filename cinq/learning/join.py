"""Joining: a prepared data set with what accounts said beside its own ratings."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from cinq import schema
from cinq.data.content import version_of_pieces
from cinq.data.manifest import JoinedPart, Manifest
from cinq.data.prepare import moments
from cinq.data.rating_columns import RatingColumns
from cinq.data.ratings_file import RatingsFile
from cinq.data.storage import replaced_folder
from cinq.errors import DataError
from cinq.learning.rules import Chosen, FilmCounts, choose_voices
from cinq.learning.voices import Voices
from cinq.settings import LearningSettings


class Joining(BaseModel):
    """What joined a data set, and what did not.

    Parameters
    ----------
    people, opinions
        How many joined.
    people_left_out, opinions_left_out
        How many did not, by reason; opinions of people who joined or would have.
    buried
        How many were deleted since the training before; nothing of them is left in its data.
    base_version, version
        Of the data set without and with what joined; the same if nothing did.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    people: int
    opinions: int
    people_left_out: dict[str, int]
    opinions_left_out: dict[str, int]
    buried: int = 0
    base_version: str
    version: str

    def told(self) -> str:
        """One line for people."""
        joined = f"{self.people:,} accounts joined with {self.opinions:,} opinions"
        parts = [joined if self.people else "no account joined"]
        if self.people_left_out:
            parts.append("left out: " + _listed(self.people_left_out))
        if self.opinions_left_out:
            parts.append("opinions left out: " + _listed(self.opinions_left_out))
        if self.buried:
            parts.append(f"{self.buried:,} deleted since the last training")
        return "; ".join(parts)

    def figures(self) -> dict[str, int]:
        """By the names that runs know them by."""
        return {
            "joined_people": self.people,
            "joined_opinions": self.opinions,
            "people_left_out": sum(self.people_left_out.values()),
            "opinions_left_out": sum(self.opinions_left_out.values()),
        }


def join(prepared: Path, voices: Voices, rules: LearningSettings, out: Path, now: int) -> Joining:
    """Write a prepared data set with what joins it; nothing is written where nothing does.

    The version is that of the content, as of any other data set: the same data and the same
    words make the same version, and without any it stays what it was.

    Parameters
    ----------
    prepared
        Folder of the data set.
    voices, rules, now
        As for `cinq.learning.rules.choose_voices`.
    out
        Folder to write.

    Raises
    ------
    DataError
        If the data set is damaged, or has people of its own with ids below 0 and somebody would
        join them.

    Notes
    -----
    Cost: the ratings pass through some at a time; 4 bytes each stay, for the median.
    """
    manifest = Manifest.read(prepared)
    with RatingsFile(prepared / schema.RATINGS_FILE) as file:
        chosen = choose_voices(
            voices, _counts(file, prepared, manifest), manifest.scale, rules, now
        )
        if not len(chosen.ratings):
            return _joining(chosen, manifest, manifest)
        _refuse_mixture(file, manifest)
        joined = _manifest(file, prepared, manifest, chosen.ratings)
        with replaced_folder(out) as fresh:
            _write_ratings(file, chosen.ratings, fresh / schema.RATINGS_FILE)
            for other in prepared.iterdir():
                if other.name not in (schema.RATINGS_FILE, schema.MANIFEST_FILE):
                    _put(other, fresh / other.name)
            joined.write(fresh)
    return _joining(chosen, manifest, joined)


def _listed(reasons: dict[str, int]) -> str:
    return ", ".join(f"{n:,} {why}" for why, n in reasons.items())


def _joining(chosen: Chosen, base: Manifest, joined: Manifest) -> Joining:
    return Joining(
        people=len(np.unique(chosen.ratings.users)),
        opinions=len(chosen.ratings),
        people_left_out=dict(chosen.people_left_out),
        opinions_left_out=dict(chosen.opinions_left_out),
        base_version=base.version,
        version=joined.version,
    )


def _counts(file: RatingsFile, prepared: Path, manifest: Manifest) -> FilmCounts:
    ids = pq.read_table(prepared / schema.FILMS_FILE, columns=[schema.FILM_ID])
    film_ids = ids[schema.FILM_ID].to_numpy()
    likes, all_of = (np.zeros(len(film_ids), np.int64) for _ in range(2))
    pieces = zip(file.pieces(schema.FILM_ID), file.pieces(schema.RATING), strict=True)
    for films, ratings in pieces:
        rows = np.searchsorted(film_ids, films)
        all_of += np.bincount(rows, minlength=len(film_ids))
        liked = rows[ratings >= manifest.scale.liked_from]
        likes += np.bincount(liked, minlength=len(film_ids))
    return FilmCounts(film_ids, likes, all_of - likes)


def _refuse_mixture(file: RatingsFile, manifest: Manifest) -> None:
    """Accounts have ids below 0, and must meet nobody there."""
    first = next(file.pieces(schema.USER_ID), np.empty(0, np.int64))
    if len(first) and first[0] < 0:
        raise DataError(
            f"{manifest.dataset} has users with ids below 0, where accounts have theirs: number "
            "them anew, or train with --set learning.accounts=false"
        )


def _manifest(file: RatingsFile, prepared: Path, base: Manifest, joined: RatingColumns) -> Manifest:
    def both(name: str, own: NDArray[Any]) -> Iterator[NDArray[Any]]:
        yield own
        yield from file.pieces(name)

    genome = prepared / schema.GENOME_FILE
    values = np.concatenate(list(both(schema.RATING, joined.ratings)))
    mean, median, deviation = moments(values)
    people = len(np.unique(joined.users))
    columns = (joined.users, joined.films, joined.ratings, joined.times)
    version = version_of_pieces(
        {name: both(name, own) for name, own in zip(schema.RATINGS.names, columns, strict=True)},
        base.n_ratings + len(joined),
        pq.read_table(prepared / schema.FILMS_FILE),
        base.scale,
        pq.read_table(genome) if genome.exists() else None,
    )
    times = [int(joined.times.min()), int(joined.times.max())]
    return base.model_copy(
        update={
            "version": version,
            "n_users": base.n_users + people,
            "n_ratings": base.n_ratings + len(joined),
            "mean": mean,
            "median": median,
            "standard_deviation": deviation,
            "first_time": min(times[0], times[0] if base.first_time is None else base.first_time),
            "last_time": max(times[1], times[1] if base.last_time is None else base.last_time),
            "joined": JoinedPart(base_version=base.version, n_people=people, n_ratings=len(joined)),
        }
    )


def _write_ratings(file: RatingsFile, joined: RatingColumns, target: Path) -> None:
    """Who joined stands first, with ids below 0; row group by row group."""
    repeating = [schema.USER_ID, schema.FILM_ID, schema.RATING]
    columns = zip(*(file.pieces(name) for name in schema.RATINGS.names), strict=True)
    with pq.ParquetWriter(
        target, schema.RATINGS, compression="zstd", use_dictionary=repeating
    ) as writer:
        for block in joined.blocks():
            writer.write_table(joined.table(block))
        for users, films, ratings, times in columns:
            writer.write_table(RatingColumns(users, films, ratings, times).table())


def _put(file: Path, place: Path) -> None:
    """A second name for a file that nobody changes, or a copy where there can be none."""
    try:
        os.link(file, place)
    except OSError:  # another file system, or one without links
        shutil.copy2(file, place)
