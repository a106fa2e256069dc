"""From a prepared data set to a bundle."""

import time
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from cinq.data.catalogue import Catalogue
from cinq.data.interactions import Interactions
from cinq.data.people import split_name, split_people
from cinq.data.prepared import Prepared
from cinq.data.progress import Progress, silent
from cinq.models.bundle import ModelBundle, ModelInfo, SeenFilms
from cinq.models.engine import LOCAL, Engine
from cinq.models.exposure import exposure
from cinq.models.popularity import Popularity
from cinq.models.rater import Rater
from cinq.models.recommender import Recommender
from cinq.settings import JudgingSettings, TrainingSettings


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


class Provenance(BaseModel):
    """Which code trains, with which dependencies, and when (ISO 8601, UTC)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    git_commit: str = "unknown"
    lock_hash: str = "unknown"
    trained_at: str = Field(default_factory=_now)


def train_bundle(
    prepared: Prepared,
    training: TrainingSettings,
    judging: JudgingSettings,
    provenance: Provenance,
    progress: Progress = silent,
    engine: Engine = LOCAL,
) -> ModelBundle:
    """Fit everything on the training people's older ratings; nobody else is learned from.

    The people of validation and judging are known to the rater by fold-in, which changes no
    parameter of the model, so that `recommend_user` can answer for all users of the data set.
    Accounts that joined the data are learned from like its own people, and then forgotten: the
    bundle holds nothing of any one of them.

    Parameters
    ----------
    prepared
        The data set.
    training
        Hyper-parameters and seed. With ``control`` "shuffled" ranker and rater learn from rated
        films that were dealt out anew to people, and the ranker from what is known of films dealt
        out anew to films; with "popularity" the ranker is popularity. The gate must refuse both;
        the bundle's own popularity is always the true one.
    judging
        Says who is trained on.
    provenance
        Recorded in the bundle.
    progress
        Is told what is being done.
    engine
        What fits ranker and rater.

    Raises
    ------
    ModelError
        If nothing is left to train on, or the training diverges.
    """
    started = time.perf_counter()
    older = split_people(prepared.interactions, judging).training
    learned = _shuffled(older, training.seed) if training.control == "shuffled" else older
    catalogue, seed, own = prepared.catalogue, training.seed, prepared.interactions.own
    popularity = Popularity().fit(older, catalogue, seed)
    chosen = engine.ranker(training)
    progress(f"fitting the {chosen.title} to the likes of {learned.n_users:,} people", 0.0)
    ranker = fit_ranker(learned, catalogue, training, popularity, engine)
    rating = engine.rater(training, len(learned))
    progress(f"fitting the {rating.title} to {len(learned):,} ratings", 0.1)
    rater: Rater = rating.model.fit(learned, catalogue, seed)
    progress("folding in the people who were not trained on", 0.9)
    rater = rater.knowing(own)
    progress("counting which films come up for everybody", 0.95)
    shown = exposure(ranker, learned, judging.n_favourites, seed)
    return ModelBundle(
        ranker=ranker,
        rater=rater,
        popularity=popularity,
        catalogue=catalogue,
        seen=SeenFilms.of_all(own),
        exposure=shown,
        info=_info(
            prepared,
            older,
            (ranker.name, rater.name),
            training,
            (*chosen.sections, *rating.sections),
            split_name(judging),
            provenance,
            time.perf_counter() - started,
        ),
    )


def fit_ranker(
    learned: Interactions,
    catalogue: Catalogue,
    training: TrainingSettings,
    popularity: Popularity,
    engine: Engine = LOCAL,
) -> Recommender:
    """Fit what answers favourites.

    Parameters
    ----------
    learned
        Ratings to learn from.
    catalogue
        Their films.
    training
        Hyper-parameters and seed; under its control "popularity" that model is the answer.
    popularity
        That model.
    engine
        What fits.

    Raises
    ------
    ModelError
        If nothing is left to train on.
    """
    if training.control == "popularity":
        return popularity
    described = _dealt(catalogue, training.seed) if training.control == "shuffled" else catalogue
    return engine.ranker(training).model.fit(learned, described, training.seed)


def _dealt(catalogue: Catalogue, seed: int) -> Catalogue:
    """The same films, each with what is known of another one; ids stay where they are."""
    order = np.random.default_rng(seed).permutation(len(catalogue)).tolist()
    films = tuple(
        replace(catalogue.films[other], film_id=film.film_id)
        for film, other in zip(catalogue.films, order, strict=True)
    )
    genome = None if catalogue.genome is None else catalogue.genome[order]
    return Catalogue(films, genome)


def _shuffled(interactions: Interactions, seed: int) -> Interactions:
    """The same rated films dealt out anew: each keeps its ratings, every person's taste is gone."""
    order = np.random.default_rng(seed).permutation(len(interactions))
    return replace(
        interactions, films=interactions.films[order], ratings=interactions.ratings[order]
    )


def _info(
    prepared: Prepared,
    learned: Interactions,
    names: tuple[str, str],
    training: TrainingSettings,
    used: tuple[str, ...],
    split: str,
    provenance: Provenance,
    seconds: float,
) -> ModelInfo:
    manifest = prepared.manifest
    joined = manifest.joined
    sections = {
        name: getattr(training, name) for name in used if name in type(training).model_fields
    }
    return ModelInfo(
        ranker=names[0],
        rater=names[1],
        lists=training.lists,
        dataset=manifest.dataset,
        data_version=manifest.version,
        simulated=manifest.simulated,
        licence=manifest.licence,
        scale=manifest.scale,
        data_last_time=manifest.last_time,
        n_users=manifest.n_users - (joined.n_people if joined else 0),
        n_films=manifest.n_films,
        n_ratings=manifest.n_ratings,
        n_training_users=learned.n_users,
        n_training_ratings=len(learned),
        split=split,
        seed=training.seed,
        control=training.control,
        hyperparameters={
            f"{section}.{name}": value
            for section, settings in sections.items()
            for name, value in settings.model_dump().items()
        },
        training_seconds=round(seconds, 3),
        trained_at=provenance.trained_at,
        git_commit=provenance.git_commit,
        lock_hash=provenance.lock_hash,
    )
