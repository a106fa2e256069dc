"""A small data set from which a model can learn, for runs of the whole pipeline."""

import zipfile
from pathlib import Path

import numpy as np

GENRES = ("Action", "Comedy", "Drama", "Horror")
FILMS_PER_GENRE, N_PEOPLE, RATED = 30, 300, 40
QUICK = {
    "training.spectral_svd.n_factors": 8,
    "training.bayesian_mf.n_factors": 6,
    "training.bayesian_mf.n_chains": 2,
    "training.rating_svd.n_factors": 8,
    "training.rating_svd.n_epochs": 60,
    "training.rating_svd.learning_rate": 0.02,
    "judging.draws": 3,
    "judging.bootstrap_samples": 200,
}
"""Settings by dotted key under which a training on it takes seconds."""


def write_archive(file: Path) -> None:
    """People who each love one genre and rate others lower: what a model can learn."""
    random = np.random.default_rng(7)
    n_films = len(GENRES) * FILMS_PER_GENRE
    movies = ["movieId,title,genres"]
    movies += [
        f"{film + 1},Film {film + 1} ({1980 + film % 40}),{GENRES[film // FILMS_PER_GENRE]}"
        for film in range(n_films)
    ]
    ratings = ["userId,movieId,rating,timestamp"]
    for person in range(1, N_PEOPLE + 1):
        loved = random.integers(len(GENRES))
        weight = np.where(np.arange(n_films) // FILMS_PER_GENRE == loved, 4.0, 1.0)
        seen = random.choice(n_films, RATED, replace=False, p=weight / weight.sum())
        for place, film in enumerate(seen):
            mean = 4.5 if film // FILMS_PER_GENRE == loved else 2.0
            rating = np.clip(np.round(2 * random.normal(mean, 0.4)) / 2, 0.5, 5)
            ratings.append(f"{person},{film + 1},{rating},{1_000_000_000 + 60 * place}")
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("small/movies.csv", "\n".join(movies) + "\n")
        archive.writestr("small/ratings.csv", "\n".join(ratings) + "\n")


def declare(folder: Path, name: str, archive: str) -> Path:
    """Write the declaration of a MovieLens archive in `folder`; gives the YAML file."""
    file = folder / f"{name}.yaml"
    file.write_text(
        f"reader: movielens\npath: {archive}\nlicence: none\nsource: made for a test\n"
        "simulated: true\nscale: {low: 0.5, high: 5, liked_from: 4}\n"
    )
    return file
