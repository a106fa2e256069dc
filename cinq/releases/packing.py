"""The Bento to serve: the newest, packed anew once the code around it has changed."""

import hashlib
import logging
from collections.abc import Iterator
from pathlib import Path

from cinq.errors import CinqError, ReleaseError
from cinq.releases.bento import CODE, build_bento
from cinq.releases.bento_store import bento_folder, newest_bento
from cinq.releases.newest import Newest, figures_of, folder_of
from cinq.settings import ROOT, Settings

_log = logging.getLogger(__name__)


def packed(settings: Settings, newest: Newest) -> tuple[str, bool]:
    """The Bento to serve, and whether it had to be built now.

    The API that runs is the one in the Bento. After an update it would not know the settings and
    the requests of the page and conductor beside it, so a Bento with other code than this
    checkout's is packed anew around the released model; that takes seconds and needs no training.
    Where that model cannot be had, the Bento is served as it is: an old API is better than none.

    Raises
    ------
    ReleaseError
        If there is no Bento and none can be built.
    """
    try:
        tag = newest_bento(settings)
    except ReleaseError:
        return _built(settings, newest), True
    if has_this_code(bento_folder(tag, settings)):
        return tag, False
    try:
        return _built(settings, newest), True
    except CinqError as error:
        _log.warning("%s holds the code of another version, and stays: %s", tag, error)
        return tag, False


def _built(settings: Settings, newest: Newest) -> str:
    release = newest()
    if release is None:
        raise ReleaseError("there is no Bento yet: build one with `cinq train`")
    return build_bento(
        folder_of(release.artefact),
        settings,
        model_version=release.model_version,
        figures=figures_of(release.decision),
    )


def has_this_code(bento: Path) -> bool:
    """Whether the code packed in a Bento's folder is this checkout's, to the byte."""
    return code_digest(bento / "src") == code_digest(ROOT)


def code_digest(folder: Path) -> str:
    """SHA-256 over names and content of everything packed but the model."""
    digest = hashlib.sha256()
    for file in sorted(_files(folder), key=lambda file: file.relative_to(folder).as_posix()):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        digest.update(f"{file.relative_to(folder).as_posix()} {content}\n".encode())
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    for name in CODE:
        source = folder / name
        if source.is_file():
            yield source
        for file in source.rglob("*"):
            if file.is_file() and file.parent.name != "__pycache__":
                yield file
