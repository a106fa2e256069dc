"""What a step finds around it: settings, stores, the run it belongs to.

A step may run in a process of its own, so it is an entry point and reads where state lies from
the environment. What shapes its result comes as parameters instead, which are recorded.
"""

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import Engine
from zenml import get_step_context, log_metadata
from zenml.client import Client
from zenml.io import fileio
from zenml.steps.step_context import StepContext
from zenml.utils.pagination_utils import depaginate

from cinq.adapters.provenance import code_digest, git_commit, lock_hash
from cinq.adapters.registry import Registry
from cinq.adapters.tracking import Tracking
from cinq.database import open_database
from cinq.evaluation.champion import load_champion
from cinq.models.bundle import ModelBundle
from cinq.models.training import Provenance
from cinq.releases.ledger import Ledger
from cinq.settings import ROOT, Settings, load_settings

TRAINING_CODE = "steps.surroundings.training_code"
"""Given to ZenML's cache by name: resolving a function would look for a project when importing."""


def settings() -> Settings:
    """The settings by environment and file."""
    return load_settings()


def database() -> Engine:
    """The user database."""
    return open_database(load_settings().database)


def ledger() -> Ledger:
    """The ledger of releases."""
    return Ledger(database())


def tracking() -> Tracking:
    """MLflow's runs."""
    return Tracking.of(load_settings())


def registry() -> Registry:
    """MLflow's registered model."""
    return Registry(tracking().uri)


def provenance() -> Provenance:
    """Which code works, with which dependencies."""
    return Provenance(git_commit=git_commit(ROOT), lock_hash=lock_hash(ROOT))


def training_code() -> str:
    """Digest of the code and packages that shape data and models, for the keys of the cache."""
    return code_digest(ROOT)


def new_folder() -> Path:
    """An empty folder on the disk of CINQ_HOME, for what a step hands on."""
    parent = _scratch(load_settings()) / str(os.getpid())
    parent.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(dir=parent))


def clear_scratch(settings: Settings) -> None:
    """Remove every folder of `new_folder` that was made by a process which has ended."""
    for folder in _scratch(settings).glob("*"):
        if not (folder.name.isdecimal() and _runs(int(folder.name))):
            shutil.rmtree(folder, ignore_errors=True)


def forget_earlier(artefact: str) -> None:
    """Remove from the store what earlier runs kept under this name; their records stay."""
    for version in depaginate(Client().list_artifact_versions, artifact=artefact):
        if fileio.exists(version.uri):
            fileio.rmtree(version.uri)


def run_name() -> str:
    """Name of the pipeline run; empty outside one."""
    return str(get_step_context().pipeline_run.name) if StepContext.is_active() else ""


def champion() -> tuple[ModelBundle | None, str]:
    """The released model, as `load_champion` gives it; None before the first release."""
    released = ledger().newest()
    return load_champion(Path(released.artefact)) if released is not None else (None, "")


def note(figures: Mapping[str, float | int | str | bool]) -> None:
    """Put figures on the step and on the run, where there is one."""
    if StepContext.is_active():
        log_metadata(dict(figures))
        log_metadata(dict(figures), run_id_name_or_prefix=get_step_context().pipeline_run.id)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's
        return True
    return True


def _scratch(settings: Settings) -> Path:
    return settings.home / "scratch"
