"""What the first training of a home would wait for, made beside it by a process of its own.

MLflow takes seconds to migrate its empty store and numba to compile; both hold Python's lock, so
a thread would not do. Meanwhile the training opens ZenML's store and reads the data.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cinq.jobs.kept import KeptProcess
from cinq.settings import Settings, load_settings


@contextmanager
def made_ahead(settings: Settings) -> Iterator[None]:
    """Make stores and loops beside the block, if this home has none; the block need not wait.

    Whoever needs them first in the block waits for them, or makes them. Their maker ends with the
    block.

    Parameters
    ----------
    settings
        Applied to the environment already.
    """
    if _made(settings.home).is_file():
        yield
        return
    log = settings.home / "logs" / "ahead.log"
    maker = KeptProcess([sys.executable, "-m", "cinq.console.ahead"], log=log)
    try:
        yield
    finally:
        maker.stop()
        maker.result()


def _make(settings: Settings) -> None:
    """Compile first: training needs that before it needs MLflow."""
    from cinq.models.film_scores import add_products, add_products_of_fours  # noqa: PLC0415
    from cinq.models.fold_in import place  # noqa: PLC0415
    from cinq.serving.lists import deal  # noqa: PLC0415
    from cinq.serving.topk import scan  # noqa: PLC0415

    for loop in (place, add_products, add_products_of_fours, scan, deal):
        loop.make()
    from cinq.adapters.tracking import Tracking  # noqa: PLC0415

    Tracking.of(settings).experiment_id("evaluate")
    _made(settings.home).touch()


def _made(home: Path) -> Path:
    return home / "numba" / "made"


if __name__ == "__main__":
    _make(load_settings())
