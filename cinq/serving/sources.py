"""Models that a server can serve without asking anybody: the last good one, and the packed one."""

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Literal

import numpy as np

from cinq import wire
from cinq.errors import ArtefactError, NoModel
from cinq.models.artefact import artefact_digest, load_bundle
from cinq.models.bundle import ModelBundle
from cinq.serving.engine import Engine
from cinq.serving.search import TitleSearch

Origin = Literal["ledger", "last_good", "packed"]

_NOTE = "last_good.json"
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
        rated = np.bincount(bundle.seen.films, minlength=len(bundle.catalogue))
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
        identity = replace(_read_note(note), release=0, released_at=None, digest=digest)
    return ServedModel(load_bundle(folder), identity, "packed")


class LastGood:
    """Copies of the models that were served last, on the server's own disk.

    A server serves from its copy, so that nothing that later happens to the registry can reach
    what is being served. Several workers and servers may share the folder.

    Parameters
    ----------
    folder
        Made when the first model is kept: one folder per digest, and a note which one is good.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def fetch(self, artefact: Path, identity: Identity, origin: Origin = "ledger") -> ServedModel:
        """Copy an artefact, verify the copy, and open it.

        Raises
        ------
        ArtefactError
            If the artefact is missing or damaged, is not the one with that digest, or there is no
            room for the copy.
        """
        copy = self._folder / identity.digest
        if copy.is_dir():
            try:
                return self._open(copy, identity, origin)
            except ArtefactError:
                shutil.rmtree(copy, ignore_errors=True)
        if artefact_digest(artefact) != identity.digest:
            raise ArtefactError(
                f"{artefact} is not the model that release {identity.release} names: "
                "release it again"
            )
        self._copy(artefact, copy)
        try:
            return self._open(copy, identity, origin)
        except ArtefactError as error:
            shutil.rmtree(copy, ignore_errors=True)
            raise ArtefactError(f"the copy of {artefact} does not verify: {error}") from error

    def keep(self, identity: Identity) -> None:
        """Note that this model, fetched before, is good; older copies but one go away."""
        fresh = self._folder / f".{_NOTE}.{os.getpid()}"
        fresh.write_text(json.dumps(asdict(identity), indent=2) + "\n", encoding="utf-8")
        fresh.replace(self._folder / _NOTE)
        (self._folder / identity.digest).touch()
        copies = [path for path in self._folder.iterdir() if path.is_dir() and path.name[0] != "."]
        copies.sort(key=lambda path: path.stat().st_mtime_ns)
        for path in copies[:-2]:
            shutil.rmtree(path, ignore_errors=True)

    def load(self) -> ServedModel:
        """The model noted last.

        Raises
        ------
        NoModel
            If none was noted.
        ArtefactError
            If its files are damaged.
        """
        note = self._folder / _NOTE
        if not note.is_file():
            raise NoModel(f"{self._folder} holds no model yet")
        identity = _read_note(note)
        return self._open(self._folder / identity.digest, identity, "last_good")

    def _copy(self, artefact: Path, copy: Path) -> None:
        """Copy whole or not at all; of several workers that copy at once the first one wins."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            unfinished = Path(tempfile.mkdtemp(prefix=".copy-", dir=self._folder))
            try:
                shutil.copytree(artefact, unfinished, dirs_exist_ok=True)
                if not copy.exists():
                    unfinished.rename(copy)
            finally:
                shutil.rmtree(unfinished, ignore_errors=True)
        except OSError as error:
            reason = error.strerror or str(error)
            raise ArtefactError(f"{artefact} cannot be copied ({reason})") from error

    def _open(self, copy: Path, identity: Identity, origin: Origin) -> ServedModel:
        bundle = load_bundle(copy)
        if artefact_digest(copy) != identity.digest:
            raise ArtefactError(f"{copy} is not the model its name says")
        return ServedModel(bundle, identity, origin)


def _read_note(note: Path) -> Identity:
    try:
        return Identity(**json.loads(note.read_bytes()))
    except (OSError, ValueError, TypeError) as error:
        raise ArtefactError(f"{note} is damaged: delete it") from error
