"""Spectral SVD with its matrix in MLlib: the same numbers as the local one, from distributed parts.

MLlib's own ``computeSVD`` multiplies by one vector at a time, hundreds of jobs, and needs ARPACK;
here the local model's subspace iteration asks MLlib for products with whole blocks, so both engines
start from the same random block and end at the same vectors. On the driver lie blocks of
n_films by (n_factors + 32) numbers, and nothing of the size of people or ratings.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cinq.adapters.spark.exchange import FILM, RATING, USER, handed_over
from cinq.data.interactions import Interactions, Scale
from cinq.data.progress import Progress, silent
from cinq.hyperparameters import SpectralSettings
from cinq.models.spectral_svd import SpectralSVD
from cinq.models.truncated_svd import Block, subspace_iteration

if TYPE_CHECKING:
    from pyspark.mllib.linalg.distributed import IndexedRowMatrix
    from pyspark.sql import DataFrame, SparkSession

BLOCK = 4096
"""Side of the blocks that the transposed matrix is cut into."""

_GRADE = "grade"


class SparkSpectralSVD(SpectralSVD):
    """`SpectralSVD`, decomposed by Spark; its arrays are the local model's.

    Parameters
    ----------
    settings
        As of `SpectralSVD`.
    spark
        A running session.
    scratch
        A folder that driver and executors see.
    progress
        Is told of every product.
    """

    def __init__(
        self,
        settings: SpectralSettings,
        spark: "SparkSession",
        scratch: Path,
        progress: Progress = silent,
    ) -> None:
        super().__init__(settings)
        self._spark, self._scratch, self._progress = spark, scratch, progress

    def decomposed(
        self, interactions: Interactions, rank: int, seed: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Singular values (rank,) and right vectors (n_films, rank) of the normalised ratings.

        Cost: (2 · n_power_iterations + 3) products of the ratings with rank + 32 columns, half of
        which shuffle the ratings.
        """
        shape = interactions.n_users, interactions.n_films
        with handed_over(self._spark, interactions, self._scratch) as ratings:
            matrix = _Matrix(
                normalised(ratings, interactions.scale, self.settings), shape, self._progress
            )
            try:
                return subspace_iteration(
                    matrix.gram,
                    matrix.triangle,
                    shape,
                    rank,
                    self.settings.n_power_iterations,
                    seed,
                )
            finally:
                matrix.forget()


def normalised(ratings: "DataFrame", scale: Scale, settings: SpectralSettings) -> "DataFrame":
    """``d^(-a/2) X e^(-b/2)`` of `cinq.models.spectral_svd`, one row an entry.

    Parameters
    ----------
    ratings
        USER, FILM and RATING.
    scale
        Of the ratings.
    settings
        Exponents g, a and b.

    Returns
    -------
    Rows (int64), columns (int64) and values (float64) of the entries above 0.
    """
    from pyspark.sql import functions as f  # noqa: PLC0415 - an extra

    rating = f.col(RATING).cast("double")
    if settings.rating_exponent == 0:
        grade = (rating >= scale.liked_from).cast("double")
    else:
        share = (rating - scale.low) / (scale.high - scale.low)
        grade = f.pow(f.least(f.greatest(share, f.lit(0.0)), f.lit(1.0)), settings.rating_exponent)
    said = ratings.select(USER, FILM, grade.alias(_GRADE)).where(f.col(_GRADE) > 0)
    of_users = said.groupBy(USER).agg(f.sum(_GRADE).alias("of_user"))
    of_films = said.groupBy(FILM).agg(f.sum(_GRADE).alias("of_film"))
    value = (
        f.col(_GRADE)
        * f.pow("of_user", f.lit(-settings.user_exponent / 2))
        * f.pow("of_film", f.lit(-settings.item_exponent / 2))
    )
    return (
        said.join(of_users, USER)
        .join(f.broadcast(of_films), FILM)
        .select(f.col(USER).cast("long"), f.col(FILM).cast("long"), value)
    )


class _Matrix:
    """A sparse matrix in MLlib, kept as rows and as blocks of its transpose."""

    def __init__(self, entries: "DataFrame", shape: tuple[int, int], progress: Progress) -> None:
        from pyspark.mllib.common import callMLlibFunc  # noqa: PLC0415 - an extra
        from pyspark.mllib.linalg.distributed import CoordinateMatrix  # noqa: PLC0415

        self._progress, self._n_products = progress, 0
        self._entries = entries.cache()
        # straight from a frame: the constructor would take every entry through Python
        java = callMLlibFunc("createCoordinateMatrix", self._entries._jdf, *shape)  # noqa: SLF001
        of_entries = CoordinateMatrix(java)
        self._rows: IndexedRowMatrix = of_entries.toIndexedRowMatrix()
        self._kept = [_inner(self._rows).rows().cache()]
        self._transposed = of_entries.transpose().toBlockMatrix(BLOCK, BLOCK)
        self._kept.append(_inner(self._transposed.cache()).blocks())

    def gram(self, right: Block) -> Block:
        """The transpose times the matrix times a block, on the driver."""
        self._n_products += 1
        self._progress(f"Spark: product {self._n_products} of the ratings", 0.0)
        product = self._times(right).toBlockMatrix(BLOCK, BLOCK)
        found: Block = self._transposed.multiply(product).toLocalMatrix().toArray()
        return found

    def triangle(self, right: Block) -> NDArray[np.float64]:
        """R of the QR decomposition of the matrix times a block."""
        found: NDArray[np.float64] = (
            self._times(right).toRowMatrix().tallSkinnyQR(computeQ=False).R.toArray()
        )
        return found

    def forget(self) -> None:
        """Free what Spark keeps of it."""
        for kept in self._kept:
            kept.unpersist(False)
        self._entries.unpersist()

    def _times(self, right: Block) -> "IndexedRowMatrix":
        from pyspark.mllib.linalg import DenseMatrix  # noqa: PLC0415 - an extra

        return self._rows.multiply(DenseMatrix(*right.shape, right.ravel(order="F")))


def _inner(matrix: Any) -> Any:
    """Java's own object, whose data sets can be kept and freed without a way through Python."""
    return matrix._java_matrix_wrapper._java_model  # noqa: SLF001 - pyspark offers no other way
