"""The models that were served last, kept on the server's own disk."""

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from cinq.disk import full_line, says_full
from cinq.errors import ArtefactError, NoModel, OutdatedArtefact
from cinq.models.artefact import artefact_digest, load_bundle
from cinq.models.bundle import ModelBundle
from cinq.serving.parity import GoldenAnswer, check_parity, golden_of
from cinq.serving.sources import Identity, Origin, ServedModel, read_note

NOTE = "last_good.json"

_Opened = tuple[ModelBundle, tuple[GoldenAnswer, ...]]

_KEPT = 2
_LOCK = ".lock"
_UNFINISHED = ".copy-"


class LastGood:
    """Copies of the models that were served last.

    A server serves from its copy, so that nothing that later happens to the registry can reach
    what is being served. Several workers and servers may share the folder: who copies, removes or
    notes holds a lock on it, which the kernel lets go of when its holder dies. A copy bears its
    name only when it is whole; what a crash left of one is swept away by the next to come.

    Parameters
    ----------
    folder
        Made when the first model is kept: one folder per digest, and a note which one is good.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def fetch(self, artefact: Path, identity: Identity) -> ServedModel:
        """Copy an artefact, verify the copy, open it, and see that it answers as it was judged.

        Raises
        ------
        ArtefactError
            If the artefact is missing or damaged, is not the one with that digest, answers its
            golden lists otherwise, or there is no room for the copy.
        """
        with self._alone():
            opened = self._copied(artefact, identity)
        return self._serving(opened, identity, "ledger")

    def keep(self, identity: Identity) -> None:
        """Note that this model, fetched before, is good; older copies but one go away.

        A worker that comes late does not undo the note of one that has gone on to the next.

        Raises
        ------
        ArtefactError
            If the note cannot be written.
        """
        with self._alone():
            if _later(self._noted(), identity):
                return
            try:
                self._write(identity)
                (self._folder / identity.digest).touch()
            except OSError as error:
                raise self._unwritten(error) from error
            self._tidy()

    def load(self) -> ServedModel:
        """The model noted last.

        Raises
        ------
        NoModel
            If none was noted.
        ArtefactError
            If its files are damaged, or it answers its golden lists otherwise by now.
        """
        note = self._folder / NOTE
        if not note.is_file():
            raise NoModel(f"{self._folder} holds no model yet")
        identity = read_note(note)
        opened = self._open(self._folder / identity.digest, identity)
        return self._serving(opened, identity, "last_good")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock = os.open(self._folder / _LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise self._unwritten(error) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _copied(self, artefact: Path, identity: Identity) -> _Opened:
        for left in self._folder.glob(f"{_UNFINISHED}*"):
            shutil.rmtree(left, ignore_errors=True)
        copy = self._folder / identity.digest
        if copy.is_dir():
            try:
                return self._open(copy, identity)
            except OutdatedArtefact:
                raise
            except ArtefactError:
                shutil.rmtree(copy, ignore_errors=True)
        if artefact_digest(artefact) != identity.digest:
            raise ArtefactError(
                f"{artefact} is not the model that release {identity.release} names: "
                "release it again"
            )
        self._copy(artefact, copy)
        try:
            return self._open(copy, identity)
        except ArtefactError as error:
            shutil.rmtree(copy, ignore_errors=True)
            raise ArtefactError(f"the copy of {artefact} does not verify: {error}") from error

    def _copy(self, artefact: Path, copy: Path) -> None:
        unfinished = Path()
        try:
            unfinished = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=self._folder))
            for file in artefact.iterdir():
                shutil.copyfile(file, unfinished / file.name)  # its error is that of the first file
            unfinished.rename(copy)
        except OSError as error:
            if says_full(error):
                raise self._unwritten(error) from error
            raise ArtefactError(
                f"{artefact} cannot be copied ({error.strerror or error})"
            ) from error
        finally:
            if unfinished.name:
                shutil.rmtree(unfinished, ignore_errors=True)

    def _open(self, copy: Path, identity: Identity) -> _Opened:
        """Everything that is read of a copy: after this it may be removed."""
        bundle = load_bundle(copy)
        if artefact_digest(copy) != identity.digest:
            raise ArtefactError(f"{copy} is not the model its name says")
        return bundle, golden_of(copy)

    def _serving(self, opened: _Opened, identity: Identity, origin: Origin) -> ServedModel:
        bundle, golden = opened
        served = ServedModel(bundle, identity, origin)
        check_parity(served.engine, golden, self._folder / identity.digest)
        return served

    def _noted(self) -> Identity | None:
        try:
            return read_note(self._folder / NOTE)
        except ArtefactError:  # none yet, or a damaged one: either way to be written anew
            return None

    def _write(self, identity: Identity) -> None:
        fresh = self._folder / f".{NOTE}"
        fresh.write_text(json.dumps(asdict(identity), indent=2) + "\n", encoding="utf-8")
        fresh.replace(self._folder / NOTE)

    def _tidy(self) -> None:
        copies = [path for path in self._folder.iterdir() if path.is_dir() and path.name[0] != "."]
        copies.sort(key=lambda path: path.stat().st_mtime_ns)
        for path in copies[:-_KEPT]:
            shutil.rmtree(path, ignore_errors=True)

    def _unwritten(self, error: OSError) -> ArtefactError:
        if says_full(error):
            return ArtefactError(full_line(self._folder))
        return ArtefactError(f"{self._folder} cannot be written ({error.strerror or error})")


def _later(noted: Identity | None, than: Identity) -> bool:
    """By time first: a ledger that was begun anew counts from 1 again."""
    if noted is None:
        return False
    return (noted.released_at or "", noted.release) > (than.released_at or "", than.release)
