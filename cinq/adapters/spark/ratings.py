"""The rating model by MLlib's alternating least squares, in the form that the rating SVD is served.

Biases come first, as damped means, and ALS (Zhou, Wilkinson, Schreiber and Pan, 2008: the penalty
of a person's or film's factors grows with the number of their ratings) learns what they leave over:

    b_film   = sum of (rating - mean) / (n + damping)
    b_person = sum of (rating - mean - b_film) / (n + damping)
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from cinq.adapters.spark.exchange import FILM, RATING, USER, handed_over, scratch_folder
from cinq.data.catalogue import Catalogue
from cinq.data.interactions import Interactions
from cinq.data.progress import Progress, silent
from cinq.errors import ModelError
from cinq.hyperparameters import ALSSettings
from cinq.models.factor_rater import spread
from cinq.models.popularity import popularity_scores
from cinq.models.rating_parameters import RatingParameters
from cinq.models.rating_svd import SPAN, RatingSVD

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_REST = "rest"


class ALSRatings(RatingSVD):
    """`RatingSVD` in all but how it learns; what it learned is read as one.

    Parameters
    ----------
    settings
        ``n_factors``, ``n_epochs``, ``regularization`` on a scale of span 4.5, ``bias_damping``;
        ``fold_in_regularization`` for unseen people.
    spark
        A running session.
    scratch
        A folder that driver and executors see.
    progress
        Is told what Spark works on.
    """

    def __init__(
        self,
        settings: ALSSettings,
        spark: "SparkSession",
        scratch: Path,
        progress: Progress = silent,
    ) -> None:
        super().__init__()
        self._als = settings
        self._spark, self._scratch, self._progress = spark, scratch, progress

    def fit(self, interactions: Interactions, catalogue: Catalogue, seed: int) -> Self:
        """Learn biases, then factors of what they leave over, all of it by Spark.

        Cost: 2 · n_epochs passes over the ratings, each with a least squares of n_factors unknowns
        for every person and film. The driver collects biases and factors.

        Raises
        ------
        ModelError
            If there are no ratings.
        """
        if not len(interactions):
            raise ModelError("ALS needs ratings and got none: check the data set")
        scale = interactions.scale
        with handed_over(self._spark, interactions, self._scratch) as ratings:
            self._progress("Spark: biases of people and films", 0.0)
            mean, of_films, of_users, rest = _biases(ratings, self._als.bias_damping)
            user_factors, item_factors = self._factors(
                rest, SPAN / (scale.high - scale.low), seed, interactions
            )
            item_bias = _spread_bias(of_films, FILM, interactions.n_films)
            user_bias = _spread_bias(of_users, USER, interactions.n_users)
        self.catalogue = catalogue
        self.learned = RatingParameters(
            mean=np.array(mean),
            scale=np.array([scale.low, scale.high]),
            fold_in=np.array([self._als.fold_in_regularization, scale.high]),
            user_ids=interactions.user_ids,
            user_bias=user_bias,
            user_factors=user_factors,
            item_bias=item_bias,
            item_factors=item_factors.T,
            popularity=popularity_scores(interactions),
        )
        return self

    def _factors(
        self, rest: "DataFrame", factor: float, seed: int, interactions: Interactions
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Factors of people in the data's unit, (n_users, n_factors), and of films."""
        from pyspark.ml.recommendation import ALS  # noqa: PLC0415 - an extra
        from pyspark.sql import functions as f  # noqa: PLC0415

        chosen = self._als
        parts = self._spark.sparkContext.defaultParallelism
        self._progress(f"Spark: {chosen.n_epochs} epochs of ALS", 0.2)
        with scratch_folder(self._scratch) as folder:
            # without checkpoints some 20 epochs overflow Java's stack: each remembers all before
            self._spark.sparkContext.setCheckpointDir(f"file://{folder / 'checkpoints'}")
            model = ALS(
                rank=chosen.n_factors,
                maxIter=chosen.n_epochs,
                regParam=chosen.regularization,
                numUserBlocks=parts,
                numItemBlocks=parts,
                userCol=USER,
                itemCol=FILM,
                ratingCol=_REST,
                seed=seed,
            ).fit(rest.select(USER, FILM, (f.col(_REST) * factor).cast("float").alias(_REST)))
            self._progress("Spark: collecting factors", 0.8)
            model.userFactors.write.parquet(f"file://{folder / 'users'}")
            model.itemFactors.write.parquet(f"file://{folder / 'films'}")
            users = _read_factors(folder / "users", interactions.n_users, chosen.n_factors)
            films = _read_factors(folder / "films", interactions.n_films, chosen.n_factors)
        return users / np.float32(factor), films


def _biases(
    ratings: "DataFrame", damping: float
) -> tuple[float, "DataFrame", "DataFrame", "DataFrame"]:
    """Mean, biases of films and people, and what they leave of every rating (_REST)."""
    from pyspark.sql import functions as f  # noqa: PLC0415 - an extra

    given = ratings.select(USER, FILM, f.col(RATING).cast("double").alias(RATING))
    mean = float(given.agg(f.avg(RATING)).first()[0])
    above = given.withColumn(_REST, f.col(RATING) - mean)
    of_films = _damped(above, FILM, damping).cache()
    above = above.join(f.broadcast(of_films), FILM).withColumn(_REST, f.col(_REST) - f.col("bias"))
    of_users = _damped(above.drop("bias"), USER, damping).cache()
    rest = above.drop("bias").join(of_users, USER).withColumn(_REST, f.col(_REST) - f.col("bias"))
    return mean, of_films, of_users, rest


def _damped(above: "DataFrame", by: str, damping: float) -> "DataFrame":
    from pyspark.sql import functions as f  # noqa: PLC0415 - an extra

    bias = f.sum(_REST) / (f.count(_REST) + f.lit(damping))
    return above.groupBy(by).agg(bias.alias("bias"))


def _spread_bias(found: "DataFrame", by: str, length: int) -> NDArray[np.float32]:
    """Biases at their places; one number a person or film comes to the driver."""
    places, values = np.array(found.select(by, "bias").collect(), np.float64).reshape(-1, 2).T
    found.unpersist()
    return spread(values, places.astype(np.int64), length)


def _read_factors(folder: Path, length: int, n_factors: int) -> NDArray[np.float32]:
    """Factors that Spark wrote, at their places; zeros where there is no rating."""
    table = pq.read_table(folder)
    features: Any = table["features"].combine_chunks()
    flat = features.flatten().to_numpy().astype(np.float32)
    return spread(flat.reshape(-1, n_factors), table["id"].to_numpy().astype(np.int64), length)
