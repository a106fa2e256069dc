"""A model ready to serve, and the one that every Bento has packed."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from cinq import wire
from cinq.errors import ArtefactError, NoModel, OtherAnswers
from cinq.models.artefact import artefact_digest, load_bundle
from cinq.models.bundle import ModelBundle
from cinq.serving.engine import Engine
from cinq.serving.parity import check_parity, golden_of
from cinq.serving.search import TitleSearch

_logger = logging.getLogger("cinq.serving")

Origin = Literal["ledger", "last_good", "packed"]

PACKED_NOTE = "packed.json"
"""File beside the packed model that says which one it is."""


@dataclass(frozen=True)
class Identity:
    """What is known of a model beside its files.

    Parameters
    ----------
    release
        Number in the ledger; 0 for a model that was packed before it was released.
    model_version
        Version in the registry; empty if it has none yet.
    released_at
        ISO 8601, or None.
    digest
        Of the artefact.
    figures
        What the judging measured, by name.
    """

    release: int
    model_version: str
    released_at: str | None
    digest: str
    figures: Mapping[str, float] = field(default_factory=dict)


class ServedModel:
    """A model ready to answer: engine and search over the same catalogue.

    Parameters
    ----------
    bundle
        The model.
    identity
        Which release it is.
    origin
        Where it was found.
    """

    def __init__(self, bundle: ModelBundle, identity: Identity, origin: Origin) -> None:
        self.identity = identity
        self.origin = origin
        self.info = bundle.info
        self.engine = Engine(bundle, identity.release, identity.model_version)
        rated = bundle.seen.counts(len(bundle.catalogue))
        self._titles = TitleSearch(bundle.catalogue, rated)

    def search(self, request: wire.SearchRequest) -> wire.SearchAnswer:
        """Films by title."""
        films = self._titles.find(request.query, request.limit)
        return wire.SearchAnswer(films=films, request_id=request.request_id or "")

    def model(self, request: wire.ModelRequest) -> wire.ModelAnswer:
        """What this model is."""
        info = self.info
        return wire.ModelAnswer(
            name=info.name,
            model_version=self.identity.model_version,
            release=self.identity.release,
            released_at=self.identity.released_at,
            trained_at=info.trained_at,
            origin=self.origin,
            dataset=info.dataset,
            simulated=info.simulated,
            data_version=info.data_version,
            n_users=info.n_users,
            n_films=info.n_films,
            n_ratings=info.n_ratings,
            scale_low=info.scale.low,
            scale_high=info.scale.high,
            liked_from=info.scale.liked_from,
            digest=self.identity.digest,
            figures=dict(self.identity.figures),
            request_id=request.request_id or "",
        )


def packed(folder: Path) -> ServedModel:
    """The model in a Bento; its release number is 0, so that any release of a ledger replaces it.

    It is what serves if nothing else does, so it serves even if it answers its golden lists
    otherwise than when it was trained, as under newer code; that is logged.

    Parameters
    ----------
    folder
        An artefact, with ``packed.json`` (an `Identity`) beside it if the packer knew more.

    Raises
    ------
    NoModel
        If the folder is missing.
    ArtefactError
        If the files are damaged.
    """
    if not folder.is_dir():
        raise NoModel(f"{folder} holds no model: build the Bento with `cinq train`")
    note = folder.parent / PACKED_NOTE
    digest = artefact_digest(folder)
    identity = Identity(0, "", None, digest)
    if note.is_file():
        identity = replace(read_note(note), release=0, released_at=None, digest=digest)
    served = ServedModel(load_bundle(folder), identity, "packed")
    try:
        check_parity(served.engine, golden_of(folder), folder)
    except OtherAnswers as error:
        _logger.warning("the packed model serves although %s", error)
    return served


def read_note(note: Path) -> Identity:
    """An `Identity` from a file.

    Raises
    ------
    ArtefactError
        If it is missing or damaged.
    """
    try:
        return Identity(**json.loads(note.read_bytes()))
    except (OSError, ValueError, TypeError) as error:
        raise ArtefactError(f"{note} is damaged: delete it") from error
