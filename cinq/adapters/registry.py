"""The registered model `cinq` in MLflow: versions, what was decided on them, aliases."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Any
from urllib.parse import urlparse
from urllib.request import url2pathname

import mlflow
import pandas as pd
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException
from mlflow.models import ModelSignature
from mlflow.types import ColSpec, DataType, Schema
from mlflow.types.schema import Array

from cinq.errors import ModelError

MODEL = "cinq"
BUNDLE = "bundle"
"""Name of the artefact folder inside the registered model."""

REQUIREMENTS = ("numba", "numpy", "pyarrow", "pydantic", "pydantic-settings", "pyyaml", "scipy")
"""What the model needs to answer, beside Cinq itself."""


@dataclass(frozen=True)
class ModelVersion:
    """A registered version.

    Parameters
    ----------
    version
        Its number, as text.
    artefact
        Folder of the very bundle that was judged.
    run_id
        The MLflow run that registered it.
    created_at
        Milliseconds since 1970.
    aliases
        ``champion``, ``challenger``, ``previous``, where they point here.
    tags
        dataset, data_version, digest, decision (passed or refused), reason, …
    """

    version: str
    artefact: Path
    run_id: str
    created_at: int
    aliases: tuple[str, ...] = ()
    tags: dict[str, str] = field(default_factory=dict)


class Registry:
    """Versions of the registered model of one MLflow store.

    Parameters
    ----------
    uri
        SQLAlchemy URL of the store.
    """

    def __init__(self, uri: str) -> None:
        self.uri = uri

    def register(self, bundle: Path, tags: Mapping[str, str], example: list[int]) -> ModelVersion:
        """Log the bundle on the open run as a pyfunc and register it, alias ``challenger``.

        Nothing is pickled: the model is a code file and the bundle's folder.

        Parameters
        ----------
        bundle
            The folder that `save_bundle` wrote; it is copied.
        tags
            Facts kept on the version.
        example
            Film ids for the input example.
        """
        row = {"favourites": example, "k": 5}
        mlflow.set_tracking_uri(self.uri)
        mlflow.set_registry_uri(self.uri)
        with tempfile.TemporaryDirectory(dir=bundle.parent) as folder:
            named = Path(folder) / BUNDLE  # MLflow keeps the folder's own name
            shutil.copytree(bundle, named, copy_function=_link)
            logged = mlflow.pyfunc.log_model(
                name=MODEL,
                python_model=str(Path(__file__).with_name("pyfunc_model.py")),
                artifacts={BUNDLE: str(named)},
                signature=_signature(),
                input_example=pd.DataFrame([row]),
                pip_requirements=_pinned(REQUIREMENTS),
            )
        client = self._client()
        _make_model(client)
        made = client.create_model_version(
            MODEL, logged.model_uri, run_id=logged.run_id, tags=dict(tags), model_id=logged.model_id
        )
        client.set_registered_model_alias(MODEL, "challenger", made.version)
        return self.version(str(made.version))

    def version(self, version: str) -> ModelVersion:
        """The registered version of this number.

        Raises
        ------
        ModelError
            If there is none.
        """
        try:
            found = self._client().get_model_version(MODEL, version)
        except MlflowException as error:
            raise ModelError(
                f"no version {version} of {MODEL} is registered: see `cinq models list`"
            ) from error
        return self._read(found)

    def aliased(self, alias: str) -> ModelVersion:
        """The registered version that an alias points at.

        Raises
        ------
        ModelError
            If it points at none.
        """
        found = self._aliases().get(alias)
        if found is None:
            raise ModelError(f"no version is the {alias} yet: see `cinq models list`")
        return self.version(found)

    def versions(self, limit: int = 100) -> list[ModelVersion]:
        """Registered versions, newest first."""
        found = self._client().search_model_versions(
            f"name = '{MODEL}'", max_results=limit, order_by=["version_number DESC"]
        )
        aliases = self._aliases()
        return [self._read(version, aliases) for version in found]

    def note(self, version: str, tags: Mapping[str, str]) -> None:
        """Add tags to a version."""
        client = self._client()
        for key, value in tags.items():
            client.set_model_version_tag(MODEL, version, key, value[:5000])

    def crown(self, version: str) -> None:
        """Point ``champion`` at this version and ``previous`` at the one it pointed at."""
        client = self._client()
        before = self._aliases().get("champion")
        if before is not None and before != version:
            client.set_registered_model_alias(MODEL, "previous", before)
        client.set_registered_model_alias(MODEL, "champion", version)

    def _client(self) -> Any:
        return MlflowClient(tracking_uri=self.uri, registry_uri=self.uri)

    def _aliases(self) -> dict[str, str]:
        """Version by alias; empty before the first registration."""
        try:
            model = self._client().get_registered_model(MODEL)
        except MlflowException as error:
            if error.error_code != "RESOURCE_DOES_NOT_EXIST":
                raise
            return {}
        return {alias: str(version) for alias, version in model.aliases.items()}

    def _read(self, found: Any, aliases: Mapping[str, str] | None = None) -> ModelVersion:
        pointing = self._aliases() if aliases is None else aliases
        version = str(found.version)
        place = self._client().get_model_version_download_uri(MODEL, version)
        return ModelVersion(
            version=version,
            artefact=_local(place) / "artifacts" / BUNDLE,
            run_id=str(found.run_id or ""),
            created_at=int(found.creation_timestamp),
            aliases=tuple(sorted(name for name, of in pointing.items() if of == version)),
            tags=dict(found.tags),
        )


def _link(source: str, place: str) -> None:
    """A second name for the same file, or a copy where the file system knows no links."""
    try:
        os.link(source, place)
    except OSError:
        shutil.copy2(source, place)


def _make_model(client: Any) -> None:
    try:
        client.create_registered_model(MODEL, description="Five favourite films in, five films out")
    except MlflowException as error:
        if error.error_code != "RESOURCE_ALREADY_EXISTS":
            raise


def _local(uri: str) -> Path:
    parsed = urlparse(uri)
    if parsed.scheme not in {"", "file"}:
        raise ModelError(f"the registry keeps models at {parsed.scheme}://, not on this disk")
    return Path(url2pathname(parsed.path)) if parsed.scheme else Path(uri)


def _signature() -> Any:
    return ModelSignature(
        inputs=Schema([ColSpec(Array(DataType.long), "favourites"), ColSpec(DataType.long, "k")]),
        outputs=Schema(
            [
                ColSpec(Array(DataType.long), "films"),
                ColSpec(Array(DataType.string), "titles"),
                ColSpec(Array(DataType.double), "scores"),
                ColSpec(Array(DataType.double), "predicted_ratings"),
            ]
        ),
    )


def _pinned(names: tuple[str, ...]) -> list[str]:
    return [f"{name}=={installed_version(name)}" for name in names]
