"""Which engine a training works on: this machine, or Spark."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cinq.adapters.spark.prepare import prepare as prepare_by_spark
from cinq.adapters.spark.ratings import ALSRatings
from cinq.adapters.spark.session import scratch_of, spark_session
from cinq.adapters.spark.spectral import SparkSpectralSVD
from cinq.data.declarations import Dataset
from cinq.data.manifest import Manifest
from cinq.data.prepare import prepare
from cinq.data.progress import Progress, silent
from cinq.errors import ModelError
from cinq.models.content import Content
from cinq.models.engine import LOCAL, Chosen, Engine
from cinq.models.hybrid import Hybrid
from cinq.models.rater import Rater
from cinq.models.recommender import Recommender
from cinq.settings import AUTO, SparkSettings, TrainingSettings

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


class SparkEngine:
    """Spectral SVD, alone or in the hybrid, and ALS; contents of films, few, are fitted here.

    Parameters
    ----------
    spark
        A running session.
    scratch
        A folder that driver and executors see.
    progress
        Is told what Spark works on.
    """

    def __init__(self, spark: "SparkSession", scratch: Path, progress: Progress = silent) -> None:
        self._spark, self._scratch, self._progress = spark, scratch, progress

    def ranker(self, training: TrainingSettings) -> Chosen[Recommender]:
        """The spectral SVD or the hybrid.

        Raises
        ------
        ModelError
            If another one is set.
        """
        spectral = SparkSpectralSVD(
            training.spectral_svd, self._spark, self._scratch, self._progress
        )
        match training.ranker:
            case "spectral_svd":
                return Chosen("spectral SVD on Spark", spectral, ("spectral_svd",))
            case "hybrid":
                hybrid = Hybrid(training.hybrid, spectral, Content(training.content))
                sections = ("hybrid", "spectral_svd", "content")
                return Chosen("hybrid with a spectral SVD on Spark", hybrid, sections)
            case other:
                raise ModelError(
                    f"Spark fits spectral_svd and hybrid, not {other}: set training.ranker"
                )

    def rater(self, training: TrainingSettings, n_ratings: int) -> Chosen[Rater]:
        """ALS, whatever the number of ratings.

        Raises
        ------
        ModelError
            If a rating model of the local engine is set.
        """
        del n_ratings
        if training.rater != AUTO:
            raise ModelError(
                f"Spark fits ratings by ALS, not by {training.rater}: set training.rater to auto"
            )
        model = ALSRatings(training.als, self._spark, self._scratch, self._progress)
        return Chosen("ALS on Spark", model, ("als",))


@contextmanager
def engine_of(
    training: TrainingSettings, home: Path, progress: Progress = silent
) -> Iterator[Engine]:
    """The engine that the settings name, ready within the block.

    Raises
    ------
    SparkUnavailable
        If it is Spark, which cannot be started.
    """
    if training.engine == "local":
        yield LOCAL
        return
    progress(f"starting Spark on {training.spark.master}", 0.0)
    with spark_session(training.spark, home) as spark:
        yield SparkEngine(spark, scratch_of(home), progress)


def prepare_data(
    dataset: Dataset,
    source: Path,
    out: Path,
    home: Path,
    spark: SparkSettings | None,
    progress: Progress = silent,
) -> Manifest:
    """Prepare on this machine, or on Spark where it is given; errors as `cinq.data.prepare`.

    Parameters
    ----------
    dataset, source, out, progress
        As for `cinq.data.prepare.prepare`.
    home
        CINQ_HOME.
    spark
        Where Spark is; None for this machine.
    """
    if spark is None:
        return prepare(dataset, source, out, progress)
    progress(f"starting Spark on {spark.master}", 0.0)
    with spark_session(spark, home) as session:
        return prepare_by_spark(session, dataset, source, out, scratch_of(home), progress)
