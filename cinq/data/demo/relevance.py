"""The demo as a file: raw relevance put on the scale from 0 to 100, in 13 columns."""

import csv
import io
import os
from pathlib import Path

import numpy as np
import pyarrow as pa

from cinq import schema
from cinq.data.demo.audience import N_PEOPLE, Audience, simulate
from cinq.data.demo.catalogue import demo_films
from cinq.data.demo.names import handles
from cinq.data.demo.tables import Floats, Integers

FILE = "relevance.csv"
SEED = 385
FIRST_USER_ID = 100_001
"""User ids start far above film ids, so that taking one for the other cannot go unseen."""

COLUMNS = (
    "user_id",
    "user_name",
    "film_id",
    "title",
    "directors",
    "actors",
    "description",
    "relevance",
    "movielens_rating",
    "movielens_rating_10",
    "imdb_mean",
    "imdb_votes",
    "raw_relevance",
)

KNOTS = (
    (0, 0),
    (10, 440),
    (50, 1515),
    (100, 2165),
    (250, 3300),
    (500, 4715),
    (750, 6305),
    (900, 7790),
    (950, 8590),
    (990, 9525),
    (1000, 10000),
)
"""Share of scores below, in thousandths, and that score, in hundredths; straight in between."""


def make_demo(folder: Path, seed: int = SEED) -> Path:
    """Write the demo's scores, the same bytes on every run and every machine.

    13,373 simulated people give 407,610 relevance scores from 0 to 100 to 385 real films. Every
    number in the file, the MovieLens and IMDb columns included, is simulated.

    Parameters
    ----------
    folder
        Where to write; made if it is missing. The file appears there only once it is whole.
    seed
        Any whole number from 0; another seed gives another audience.

    Returns
    -------
    Path
        The CSV of `COLUMNS`, some 100 MB, sorted by user and film. Made in a few seconds.

    Raises
    ------
    IntegrityError
        If the embedded catalogue is missing or damaged.
    """
    films = demo_films()
    audience = simulate(films, seed)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE
    unfinished = folder / f"{FILE}.{os.getpid()}.part"
    try:
        _write(unfinished, films, audience)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path


def on_scale(raw: Floats) -> Integers:
    """Relevance in hundredths of a point, (n,), of raw relevance: only its rank counts.

    The distribution is that of `KNOTS` (mean 48.5, median 47.15, standard deviation 21.46),
    whatever the raw values are; whole numbers throughout.
    """
    order = np.argsort(raw, kind="stable")
    n = len(raw)
    shares = np.array([share * n // 1000 for share, _ in KNOTS], np.int64)
    scores = np.array([score for _, score in KNOTS], np.int64)
    ranks = np.arange(n, dtype=np.int64)
    below = np.searchsorted(shares, ranks, side="right") - 1
    width = shares[below + 1] - shares[below]
    rise = scores[below + 1] - scores[below]
    relevance = np.empty(n, np.int64)
    relevance[order] = scores[below] + (ranks - shares[below]) * rise // width
    return relevance


def _write(path: Path, films: pa.Table, audience: Audience) -> None:
    before, after = _film_cells(films, audience)
    people = [f"{FIRST_USER_ID + i},{name}," for i, name in enumerate(handles(N_PEOPLE))]
    points = [f"{score // 100}.{score % 100:02d}" for score in range(10_001)]
    relevance = on_scale(audience.raw).tolist()
    raw = np.rint(audience.raw * 10_000).astype(np.int64).tolist()
    users, rows = audience.people.tolist(), audience.films.tolist()
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(COLUMNS) + "\n")
        file.writelines(
            f"{people[user]}{before[row]}{points[score]}{after[row]}{value / 10_000:.4f}\n"
            for user, row, score, value in zip(users, rows, relevance, raw, strict=True)
        )


def _film_cells(films: pa.Table, audience: Audience) -> tuple[list[str], list[str]]:
    """Per film, the cells before and after the relevance, with their commas."""
    before = [
        _csv_line(
            film[schema.FILM_ID],
            film[schema.TITLE],
            "|".join(film[schema.DIRECTORS]),
            "|".join(film[schema.ACTORS]),
            film[schema.DESCRIPTION],
        )
        + ","
        for film in films.to_pylist()
    ]
    half_stars = np.clip(np.rint(70 + 10 * audience.quality), 10, 98).astype(np.int64).tolist()
    imdb = np.clip(np.rint(71 + 8 * audience.quality), 20, 95).astype(np.int64).tolist()
    votes = np.rint((audience.popularity + 4.0) ** 2 * 20_000).astype(np.int64).tolist()
    after = [
        f",{stars / 20:.2f},{stars / 10:.1f},{mean / 10:.1f},{count},"
        for stars, mean, count in zip(half_stars, imdb, votes, strict=True)
    ]
    return before, after


def _csv_line(*cells: object) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()
