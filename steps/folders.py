"""Folders as artefacts: handed from step to step as they are, without an archive around them."""

import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Self

from zenml.enums import ArtifactType
from zenml.materializers.base_materializer import BaseMaterializer
from zenml.utils import io_utils


@dataclass(frozen=True)
class Folder:
    """A folder on disk that a step made or received.

    Parameters
    ----------
    path
        The folder; a received one belongs to the artefact store and must not be changed.
    kept
        False if the step made the folder only to hand it on: it is then moved, not copied.
    """

    path: Path
    kept: bool = True

    @classmethod
    def holding(cls, file: Path, folder: Path) -> Self:
        """An unkept folder with this one file, linked where possible."""
        _put(file, folder / file.name, kept=True)
        return cls(folder, kept=False)

    def only_file(self) -> Path:
        """The one file of the folder."""
        (file,) = _files(self.path)
        return file


class FolderMaterializer(BaseMaterializer):  # type: ignore[misc]
    """Stores a folder's files under the artefact's address.

    In a local store nothing is compressed, and files that stay where they are get a second name
    (a hard link) where the file system allows it, so that large archives are not doubled.
    """

    ASSOCIATED_TYPES: ClassVar[tuple[type[Any], ...]] = (Folder,)
    ASSOCIATED_ARTIFACT_TYPE: ClassVar[ArtifactType] = ArtifactType.DATA

    def load(self, data_type: type[Any]) -> Folder:  # noqa: ARG002 - a fixed signature
        """The folder in the store itself; a copy of it if the store is not a local one."""
        if Path(self.uri).is_dir():
            return Folder(Path(self.uri))
        with self.get_temporary_directory(delete_at_exit=False) as directory:
            io_utils.copy_dir(self.uri, str(directory))
            return Folder(Path(directory))

    def save(self, data: Folder) -> None:
        """Move, link or copy the files; an unkept folder is gone afterwards."""
        target = Path(self.uri)
        if not target.is_dir():
            io_utils.copy_dir(str(data.path), self.uri)
        else:
            for file in _files(data.path):
                place = target / file.relative_to(data.path)
                place.parent.mkdir(parents=True, exist_ok=True)
                _put(file, place, kept=data.kept)
        if not data.kept:
            shutil.rmtree(data.path)

    def compute_content_hash(self, data: Folder) -> str:
        """SHA-256 over names and contents: equal folders are equal inputs to the cache."""
        stored = Path(self.uri)  # already saved, so a folder that was moved is found here
        root = stored if stored.is_dir() else data.path
        digest = hashlib.sha256()
        for file in _files(root):
            digest.update(str(file.relative_to(root)).encode() + b"\0")
            with file.open("rb") as stream:
                digest.update(hashlib.file_digest(stream, "sha256").digest())
        return digest.hexdigest()


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _put(file: Path, place: Path, *, kept: bool) -> None:
    if not kept:
        shutil.move(file, place)
        return
    try:
        os.link(file, place)
    except OSError:  # another file system, or one without links
        shutil.copy2(file, place)
