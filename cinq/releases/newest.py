"""What the ledger says is to be served, in the form in which a server needs it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from sqlalchemy import Engine

from cinq.errors import ArtefactError
from cinq.releases.ledger import Ledger
from cinq.releases.release import Release
from cinq.serving.sources import Identity

Newest = Callable[[], Release | None]
"""Gives what is to be served; None before the first release."""


def newest_of(engine: Engine) -> Newest:
    """Asks the ledger in this database, without making or migrating it."""
    ledger = Ledger(engine)
    file = engine.url.database if engine.url.get_backend_name() == "sqlite" else None

    def newest() -> Release | None:
        if file is not None and not Path(file).is_file():
            return None
        return ledger.newest()

    return newest


def identity_of(release: Release) -> Identity:
    """What a server tells of a release."""
    return Identity(
        release=release.number,
        model_version=release.model_version,
        released_at=release.released_at.isoformat(),
        digest=release.digest,
        figures=figures_of(release.decision),
    )


def figures_of(decision: Mapping[str, Any]) -> dict[str, float]:
    """The numbers under ``figures`` in a decision."""
    figures = decision.get("figures")
    if not isinstance(figures, Mapping):
        return {}
    return {
        str(name): float(value)
        for name, value in figures.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    }


def folder_of(artefact: str) -> Path:
    """A folder from a path or a ``file:`` URI.

    Raises
    ------
    ArtefactError
        If the artefact lies elsewhere than on a disk.
    """
    parts = urlsplit(artefact)
    if parts.scheme == "file":
        return Path(unquote(parts.path))
    if parts.scheme and len(parts.scheme) > 1:
        raise ArtefactError(f"{artefact} is not on a disk that this server can read")
    return Path(artefact)
