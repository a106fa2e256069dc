"""Models as people name them: by a release, a registered version, or an alias."""

import re
from dataclasses import dataclass
from pathlib import Path

from cinq.adapters.registry import ModelVersion
from cinq.adapters.stores import known_registry
from cinq.errors import ModelError, NoModel
from cinq.models.artefact import artefact_digest
from cinq.releases.ledger import NOTHING_RELEASED, Ledger
from cinq.releases.release import Release
from cinq.settings import Settings

ALIASES = ("champion", "challenger", "previous")


@dataclass(frozen=True)
class NamedModel:
    """A model that somebody named.

    Parameters
    ----------
    name
        As it was named.
    model_version
        Version in the registry.
    release
        Number in the ledger where it was named by that, or serves now; otherwise 0.
    artefact
        Folder of its files.
    digest
        SHA-256 of the artefact.
    dataset
        What it was trained on.
    """

    name: str
    model_version: str
    release: int
    artefact: Path
    digest: str
    dataset: str

    @property
    def title(self) -> str:
        """One line that tells which it is."""
        release = f"release {self.release}, " if self.release else ""
        return f"{self.name} ({release}version {self.model_version})"


def named_model(name: str, ledger: Ledger, settings: Settings) -> NamedModel:
    """The model of this name.

    Parameters
    ----------
    name
        ``3`` is a release, ``v7`` a registered version; ``champion`` is what serves now,
        ``challenger`` and ``previous`` are the registry's.

    Raises
    ------
    NoModel
        If nothing was released or registered yet.
    ReleaseError
        If there is no such release.
    ModelError
        If there is no such version or alias, or it is no name of a model at all.
    """
    if name == "champion":
        newest = ledger.newest()
        if newest is None:
            raise NoModel(NOTHING_RELEASED)
        return _of_release(name, newest)
    if name in ALIASES:
        return _of_version(name, known_registry(settings).aliased(name))
    if re.fullmatch(r"[1-9][0-9]{0,17}", name):
        return _of_release(name, ledger.numbered(int(name)))
    if re.fullmatch(r"v[1-9][0-9]{0,17}", name):
        return _of_version(name, known_registry(settings).version(name[1:]))
    raise ModelError(
        f"{name[:60]!r} names no model: write a release's number, such as 3, v7 for a registered "
        f"version, or {', '.join(ALIASES)}"
    )


def _of_release(name: str, release: Release) -> NamedModel:
    return NamedModel(
        name,
        release.model_version,
        release.number,
        Path(release.artefact),
        release.digest,
        release.dataset,
    )


def _of_version(name: str, version: ModelVersion) -> NamedModel:
    digest = artefact_digest(version.artefact)
    dataset = version.tags.get("dataset", "")
    return NamedModel(name, version.version, 0, version.artefact, digest, dataset)
