"""Environment variables: what frameworks and child processes are told, in one place."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cinq.errors import SettingsError
from cinq.settings import Settings, tree_of


def framework_environment(settings: Settings) -> dict[str, str]:
    """Environment variables that keep every framework inside ``home`` and silent."""
    home = settings.home
    return {
        "CINQ_HOME": str(home),
        "ZENML_CONFIG_PATH": str(home / "zenml"),
        "ZENML_LOCAL_STORES_PATH": str(home / "zenml" / "stores"),
        "ZENML_ANALYTICS_OPT_IN": "false",
        "ZENML_LOGGING_VERBOSITY": "WARN",
        "ZENML_ENABLE_RICH_TRACEBACK": "false",
        "MLFLOW_TRACKING_URI": _mlflow_uri(settings),
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
        "MLFLOW_ALLOW_PICKLE_DESERIALIZATION": "false",
        "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
        "BENTOML_HOME": str(home / "bentoml"),
        "BENTOML_DO_NOT_TRACK": "True",
        "GRADIO_ANALYTICS_ENABLED": "False",
        "GRADIO_TEMP_DIR": str(home / "gradio"),
        "SURPRISE_DATA_FOLDER": str(home / "surprise"),
        "NUMBA_CACHE_DIR": str(home / "numba"),
        "MPLCONFIGDIR": str(home / "matplotlib"),
        "DO_NOT_TRACK": "true",
    }


def _mlflow_uri(settings: Settings) -> str:
    return settings.database_url or f"sqlite:///{settings.home / 'mlflow.db'}"


def apply_environment(settings: Settings) -> None:
    """Make the home folder and set `framework_environment` in this process; entry points only.

    Where state lies is set too, so that children and pipeline steps find it, without a database
    password among recorded parameters.

    Raises
    ------
    SettingsError
        If the home folder cannot be made, or not be written to.
    """
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        writable = os.access(settings.home, os.W_OK | os.X_OK)
    except OSError as error:
        raise _no_home(settings.home, error.strerror or str(error)) from error
    if not writable:
        raise _no_home(settings.home, "no right to write there")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ.update(framework_environment(settings))
    places = {"CINQ_ARCHIVES": settings.archives, "CINQ_DATABASE_URL": settings.database_url}
    os.environ.update({name: str(value) for name, value in places.items() if value})


def _no_home(home: Path, why: str) -> SettingsError:
    return SettingsError(f"{home} cannot be used ({why}): set CINQ_HOME to a folder of yours")


def arguments_as_environment(arguments: Mapping[str, Any]) -> dict[str, str]:
    """The same settings as variables, so that child processes have them too.

    Parameters
    ----------
    arguments
        Values by dotted key, as `cinq.settings.load_settings` takes them.
    """
    variables = {}
    for name, value in tree_of(arguments).items():
        fields = value if isinstance(value, dict) else {"": value}
        for field, inner in fields.items():
            variable = "_".join(part for part in ("CINQ", name, field) if part).upper()
            variables[variable] = (
                inner if isinstance(inner, str) else json.dumps(inner, default=str)
            )
    return variables
