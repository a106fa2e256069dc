"""ZenML's store of a home."""

import logging
import shutil
from pathlib import Path

from zenml.client import Client
from zenml.integrations.registry import integration_registry
from zenml.utils.source_utils import set_custom_source_root

from cinq.adapters.lock import one_at_a_time
from cinq.migrations.upgrade import ALEMBIC
from cinq.settings import ROOT

_LOGGER = logging.getLogger("cinq.pipelines")


def open_store(home: Path) -> None:
    """Open ZenML's store, and make it at the first run; processes wait for each other here.

    Making it takes seconds. Interrupted in the middle it could never be opened again, so one that
    was not made to its end, which holds no run yet, is made anew.
    """
    folder = home / "zenml"
    made = folder / "made"
    with one_at_a_time(home / "zenml.lock"), ALEMBIC:
        if not made.is_file():
            _LOGGER.info("making the pipelines' store (first time only)")
            shutil.rmtree(folder, ignore_errors=True)
        set_custom_source_root(str(ROOT))
        _ = Client().active_stack
        made.touch()
    _leave_out_integrations()


def _leave_out_integrations() -> None:
    """Spare a run the import of whatever ZenML has an integration for and is installed.

    Scikit-learn, Evidently, BentoML and others would take three seconds before every run. They
    are for components of a stack, and this one may have none but ZenML's own.
    """
    stack = Client().active_stack_model.components.values()
    if all(component.integration == "built-in" for of_type in stack for component in of_type):
        integration_registry.integrations.clear()
