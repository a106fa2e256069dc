"""A bundle on disk: one .npy per array, the films as Parquet, and a manifest with hashes.

Nothing in it is executed: arrays of Python objects are refused, and only files that the manifest
names, under names of one fixed form, are opened.
"""

import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from cinq import schema
from cinq.data.catalogue import Catalogue
from cinq.disk import full_line, says_full
from cinq.errors import ArtefactError, OutdatedArtefact
from cinq.models.bundle import ModelBundle, ModelInfo, SeenFilms
from cinq.models.family import class_of, rater_of
from cinq.models.popularity import Popularity
from cinq.models.recommender import Arrays, read_only

FORMAT = 3

_FILE_NAME = re.compile(r"[a-z_]+\.[a-z_]+\.npy|films\.parquet")
_KINDS = "biuf"


class _Manifest(BaseModel):
    """``manifest.json``: format version, SHA-256 of every file, where the model comes from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int
    files: dict[str, str]
    info: ModelInfo
    digest: str


def save_bundle(bundle: ModelBundle, folder: Path) -> str:
    """Write a bundle; the folder appears whole or not at all.

    Parameters
    ----------
    bundle
        What to write.
    folder
        A folder that does not exist, or is empty.

    Returns
    -------
    str
        The digest: SHA-256 over the files' names and hashes, in order of name, and the info.

    Raises
    ------
    ArtefactError
        If the folder holds something, or cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ArtefactError(f"{folder} exists already: choose a new folder for the model")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    except OSError as error:
        raise _unwritten(folder, error) from error
    try:
        manifest = _write(bundle, unfinished)
        unfinished.chmod(0o755)
        unfinished.rename(folder)
    except OSError as error:
        raise _unwritten(folder, error) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return manifest.digest


def _unwritten(folder: Path, error: OSError) -> ArtefactError:
    if says_full(error):
        return ArtefactError(full_line(folder.parent))
    return ArtefactError(f"{folder} cannot be written: {error.strerror or error}")


def load_bundle(folder: Path, verify: bool = True) -> ModelBundle:
    """Open a bundle; arrays are memory-mapped, so opening costs little more than the hashes.

    Parameters
    ----------
    folder
        What `save_bundle` wrote.
    verify
        Whether to compare every file with its SHA-256 first.

    Raises
    ------
    OutdatedArtefact
        If it was saved in an older format.
    ArtefactError
        If anything is missing, damaged, of another format, or not of the expected form.
    """
    manifest = _manifest(folder)
    if verify:
        _verify(folder, manifest)
    try:
        catalogue = Catalogue.from_parquet(folder / schema.FILMS_FILE)
        parts = _arrays(folder, manifest)
        bundle = ModelBundle(
            ranker=class_of(manifest.info.ranker).from_arrays(parts["ranker"], catalogue),
            rater=rater_of(manifest.info.rater).from_arrays(parts["rater"], catalogue),
            popularity=Popularity.from_arrays(parts["popularity"], catalogue),
            catalogue=catalogue,
            seen=SeenFilms.from_arrays(parts["seen"]),
            exposure=read_only(parts["lists"]["exposure"]),
            info=manifest.info,
        )
    except (OSError, KeyError, TypeError, ValueError, pa.ArrowException) as error:
        reason = " ".join(str(error).split())
        raise ArtefactError(f"{folder} is damaged ({reason}): train or fetch it again") from error
    if not _fits(bundle):
        raise ArtefactError(f"{folder} is damaged: its arrays do not fit each other; train again")
    return bundle


def artefact_digest(folder: Path) -> str:
    """The digest recorded in a bundle's manifest; reads no array.

    Raises
    ------
    ArtefactError
        If the manifest is missing, damaged or does not bear out its digest.
    """
    return _manifest(folder).digest


def _write(bundle: ModelBundle, folder: Path) -> _Manifest:
    parts: Mapping[str, Arrays] = {
        "ranker": bundle.ranker.arrays(),
        "rater": bundle.rater.arrays(),
        "popularity": bundle.popularity.arrays(),
        "seen": bundle.seen.arrays(),
        "lists": {"exposure": bundle.exposure},
    }
    for part, arrays in parts.items():
        for name, array in arrays.items():
            np.save(folder / f"{part}.{name}.npy", array, allow_pickle=False)
    pq.write_table(_films_table(bundle.catalogue), folder / schema.FILMS_FILE)
    files = {file.name: _sha256(file) for file in sorted(folder.iterdir())}
    manifest = _Manifest(
        format=FORMAT, files=files, info=bundle.info, digest=_digest(files, bundle.info)
    )
    text = manifest.model_dump_json(indent=2) + "\n"
    (folder / schema.MANIFEST_FILE).write_text(text, encoding="utf-8")
    return manifest


def _films_table(catalogue: Catalogue) -> pa.Table:
    absent = (schema.IMDB_ID, schema.TMDB_ID)
    rows = [vars(film) | dict.fromkeys(absent) for film in catalogue.films]
    return pa.Table.from_pylist(rows, schema=schema.FILMS)


def _manifest(folder: Path) -> _Manifest:
    file = folder / schema.MANIFEST_FILE
    try:
        found = json.loads(file.read_bytes())
        if not isinstance(found, dict) or found.get("format") != FORMAT:
            version = found.get("format") if isinstance(found, dict) else None
            older = type(version) is int and 0 < version < FORMAT
            kind = OutdatedArtefact if older else ArtefactError
            raise kind(f"{file} has format {version}, not {FORMAT}: train again")
        manifest = _Manifest.model_validate(found)
    except FileNotFoundError as error:
        raise ArtefactError(f"{folder} holds no model: {file.name} is missing") from error
    except (OSError, ValueError, ValidationError) as error:
        raise ArtefactError(f"{file} is damaged: train or fetch the model again") from error
    for name in manifest.files:
        if not _FILE_NAME.fullmatch(name):
            raise ArtefactError(f"{file} names {name!r}, which is no file of a model")
    if manifest.digest != _digest(manifest.files, manifest.info):
        raise ArtefactError(f"{file} does not bear out its digest: train or fetch the model again")
    return manifest


def _verify(folder: Path, manifest: _Manifest) -> None:
    for name, expected in manifest.files.items():
        file = folder / name
        try:
            found = _sha256(file)
        except OSError as error:
            raise ArtefactError(f"{file} is missing: train or fetch the model again") from error
        if found != expected:
            raise ArtefactError(f"{file} is damaged: train or fetch the model again")


def _arrays(folder: Path, manifest: _Manifest) -> dict[str, dict[str, NDArray[np.generic]]]:
    parts: dict[str, dict[str, NDArray[np.generic]]] = {}
    for file in manifest.files:
        if file != schema.FILMS_FILE:
            part, name, _ = file.split(".")
            parts.setdefault(part, {})[name] = _mapped(folder / file)
    return parts


def _mapped(file: Path) -> NDArray[np.generic]:
    """A memory-mapped array; an empty one, which cannot be mapped, is read."""
    with file.open("rb") as handle:
        version = np.lib.format.read_magic(handle)
        read = (
            np.lib.format.read_array_header_1_0
            if version == (1, 0)
            else np.lib.format.read_array_header_2_0
        )
        shape, _, dtype = read(handle)
    if dtype.kind not in _KINDS:
        raise ValueError(f"{file.name} holds no numbers")
    array = np.load(file, mmap_mode=None if 0 in shape else "r", allow_pickle=False)
    return np.asarray(array)


def _fits(bundle: ModelBundle) -> bool:
    """Whether every array of films or users is as long as the catalogue or the users' list."""
    n_films, n_users = len(bundle.catalogue), len(bundle.seen.user_ids)
    models = (bundle.ranker, bundle.rater, bundle.popularity)
    try:
        shapes = [model.score([model.profile([])]).shape for model in models]
    except (ValueError, IndexError, TypeError):  # of numpy, where two arrays do not fit
        return False
    return (
        shapes == [(1, n_films)] * len(models)
        and np.array_equal(bundle.rater.user_ids, bundle.seen.user_ids)
        and bundle.rater.n_known == n_users
        and bundle.exposure.shape == (n_films,)
        and bundle.seen.indptr.shape == (n_users + 1,)
        and bundle.seen.films.shape == bundle.seen.ratings.shape == (int(bundle.seen.indptr[-1]),)
    )


def _digest(files: Mapping[str, str], info: ModelInfo) -> str:
    text = json.dumps(
        [sorted(files.items()), info.model_dump(mode="json")],
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _sha256(file: Path) -> str:
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
