"""One release, as the ledger knows it."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

ReleaseKind = Literal["release", "rollback"]


@dataclass(frozen=True)
class Release:
    """What was served from `released_at` until the next release.

    Attributes
    ----------
    number
        Grows with each release and never comes again; 1 is the first.
    kind
        ``rollback`` where an old version was released anew.
    model_version
        Version of the registered model.
    artefact
        Folder or URI of the model's files.
    digest
        SHA-256 of the artefact, as its manifest gives it.
    dataset, data_version
        What the model was trained on.
    released_at
        UTC; never earlier than that of the release before.
    actor, reason
        Who or what asked for it, and why.
    decision
        The gate's decision, as JSON; a rollback keeps that of the release it brings back, and
        tells its number as ``rolled_back_to``.
    """

    number: int
    kind: ReleaseKind
    model_version: str
    artefact: str
    digest: str
    dataset: str
    data_version: str
    released_at: datetime
    actor: str
    reason: str
    decision: dict[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON would hold it; times in ISO 8601."""
        return asdict(self) | {"released_at": self.released_at.isoformat()}
