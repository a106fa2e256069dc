"""Hashes of files, and the sidecars that record them."""

import hashlib
import json
from pathlib import Path

from cinq.errors import ChecksumError


def file_hash(file: Path, algorithm: str = "sha256") -> str:
    """Hash of a file's bytes, in hexadecimal; reads it in pieces.

    Parameters
    ----------
    file
        The file.
    algorithm
        ``sha256``, or ``md5`` where a publisher gives nothing better.
    """
    with file.open("rb") as stream:
        return hashlib.file_digest(
            stream, lambda: hashlib.new(algorithm, usedforsecurity=False)
        ).hexdigest()


def sidecar(folder: Path, name: str) -> Path:
    """The file in which the SHA-256 of ``name`` is recorded on first use."""
    return folder / f"{name}.sha256.json"


def recorded(folder: Path, name: str) -> dict[str, str]:
    """What `record` wrote, or an empty mapping if nothing usable is recorded."""
    try:
        tree = json.loads(sidecar(folder, name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(k): str(v) for k, v in tree.items()} if isinstance(tree, dict) else {}


def record(folder: Path, name: str, **facts: str) -> None:
    """Write the SHA-256 of a file, and what it was checked against, beside it."""
    file = sidecar(folder, name)
    fresh = file.with_name(file.name + ".new")
    fresh.write_text(json.dumps(facts, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    fresh.replace(file)


def verify(file: Path, expected: str, said_by: str, advice: str, algorithm: str = "sha256") -> None:
    """Compare a file with the hash it should have.

    Raises
    ------
    ChecksumError
        Naming the file, who says otherwise, and what to do.
    """
    found = file_hash(file, algorithm)
    if found != expected:
        raise ChecksumError(
            f"{file} is not the file it should be: its {algorithm} begins with {found[:12]}, "
            f"{said_by} says {expected[:12]}; {advice}"
        )
