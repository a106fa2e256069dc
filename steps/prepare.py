"""Check the data and bring it into shape."""

from typing import Annotated

from zenml import step
from zenml.config.cache_policy import CachePolicy
from zenml.types import HTMLString

from cinq.adapters.spark.engine import prepare_data
from cinq.data.declarations import Dataset
from cinq.data.prepared import load_prepared, load_rejected
from cinq.data.report import data_report
from cinq.settings import SparkSettings
from steps.folders import Folder
from steps.progress import say
from steps.surroundings import TRAINING_CODE, new_folder, note, settings


@step(
    enable_cache=True,
    cache_policy=CachePolicy(cache_func=TRAINING_CODE),
)
def prepare(
    dataset: Dataset, archive: Folder, spark: SparkSettings | None = None
) -> tuple[Annotated[Folder, "prepared"], Annotated[HTMLString, "data_report"]]:
    """Prepare a data set and report on it; a fatal finding ends the run before any training.

    Done by Spark where its settings are given.
    """
    folder = new_folder() / dataset.name
    say(f"checking {dataset.name}")
    manifest = prepare_data(dataset, archive.only_file(), folder, settings().home, spark, say)
    say(f"prepared {manifest.n_ratings:,} ratings, {len(manifest.mended)} findings were mended")
    note({"n_rejected": manifest.n_rejected, "mean_rating": manifest.mean})
    report = data_report(load_prepared(folder), load_rejected(folder))
    return Folder(folder, kept=False), HTMLString(report)
