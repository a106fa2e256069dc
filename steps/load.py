"""Get the archive."""

from typing import Annotated

from zenml import step
from zenml.config.cache_policy import CachePolicy
from zenml.config.retry_config import StepRetryConfig

from cinq.data.declarations import Dataset
from cinq.data.fetch import obtain
from cinq.settings import FetchSettings
from steps.folders import Folder
from steps.progress import say
from steps.surroundings import TRAINING_CODE, new_folder, note, settings


@step(
    enable_cache=True,
    cache_policy=CachePolicy(cache_func=TRAINING_CODE, ignored_inputs=["fetch"]),
    retry=StepRetryConfig(max_retries=1, delay=1),
)
def load(dataset: Dataset, checksum: str, fetch: FetchSettings) -> Annotated[Folder, "archive"]:
    """Obtain the verified archive or file of a data set; the only step that uses the network.

    Parameters
    ----------
    dataset
        Its declaration.
    checksum
        SHA-256 of what is at hand; a changed file is thereby a changed input.
    fetch
        Limits of a download.
    """
    source = obtain(dataset, settings().model_copy(update={"fetch": fetch}), say)
    note({"dataset": dataset.name, "archive": source.name, "archive_at_hand": checksum})
    return Folder.holding(source, new_folder())
