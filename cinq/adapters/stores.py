"""MLflow's stores of a home, opened only where they are: a new one takes seconds to make."""

from pathlib import Path

from sqlalchemy.engine import make_url

from cinq.adapters.registry import Registry
from cinq.adapters.tracking import Tracking
from cinq.errors import NoModel
from cinq.settings import Settings


def tracking_of(settings: Settings) -> Tracking:
    """The runs of this home."""
    return Tracking.of(settings)


def registry_of(settings: Settings) -> Registry | None:
    """The registered models of this home; None if its store was never made."""
    runs = tracking_of(settings)
    url = make_url(runs.uri)
    if url.get_backend_name() == "sqlite" and url.database and not Path(url.database).is_file():
        return None
    runs.experiment_id("train")  # waits for whoever is making the store
    return Registry(runs.uri)


def known_registry(settings: Settings) -> Registry:
    """The registered models of this home.

    Raises
    ------
    NoModel
        If nothing was ever registered.
    """
    registry = registry_of(settings)
    if registry is None:
        raise NoModel("nothing is registered yet: run `cinq train` first")
    return registry
