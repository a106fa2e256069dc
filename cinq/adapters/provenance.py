"""Where a run comes from: the commit, the locked environment, the code that made the data."""

import hashlib
import subprocess
from collections.abc import Iterable
from pathlib import Path

UNKNOWN = "unknown"
"""Stands where there is no checkout or no lock."""

TRAINING_CODE = (
    "cinq/adapters/spark",
    "cinq/data",
    "cinq/models",
    "cinq/schema.py",
    "data/demo",
    "configs/datasets",
)
"""What shapes prepared data and models: a change here makes earlier results stale."""


def git_commit(root: Path) -> str:
    """Full hash of the checkout at ``root``.

    ``-dirty`` is added when a tracked file differs from it. ``unknown`` if ``root`` is not the
    top of a git checkout, or git is not installed.
    """
    top = _git(root, "rev-parse", "--show-toplevel")
    if not top or Path(top).resolve() != root.resolve():
        return UNKNOWN
    commit = _git(root, "rev-parse", "HEAD")
    if not commit:
        return UNKNOWN
    changed = _git(root, "status", "--porcelain", "--untracked-files=no")
    return f"{commit}-dirty" if changed else commit


def lock_hash(root: Path) -> str:
    """SHA-256 of the locked requirements, hexadecimal; ``unknown`` where there are none."""
    lock = root / "requirements" / "runtime.txt"
    return hashlib.sha256(lock.read_bytes()).hexdigest() if lock.is_file() else UNKNOWN


def code_digest(root: Path, parts: Iterable[str] = TRAINING_CODE) -> str:
    """SHA-256 over the names and contents of these files and folders, and of the lock."""
    digest = hashlib.sha256(lock_hash(root).encode())
    for part in parts:
        path = root / part
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.is_file() and file.suffix != ".pyc":
                digest.update(str(file.relative_to(root)).encode() + b"\0")
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _git(root: Path, *arguments: str) -> str:
    """What git prints, stripped; empty if it fails or is missing."""
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *arguments], capture_output=True, text=True, check=False
        )
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
