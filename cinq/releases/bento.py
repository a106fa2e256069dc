"""Building the Bento: the model, and the code that serves it."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from cinq.errors import ReleaseError
from cinq.models.artefact import artefact_digest, load_bundle
from cinq.releases.bento_store import NAME, environment, tidy
from cinq.serving.sources import PACKED_NOTE, Identity
from cinq.settings import ROOT, Settings

BUILD_SECONDS = 300.0

_TAG = re.compile(rf"__tag__:({NAME}:[a-z0-9_.-]+)")
CODE = ("service.py", "cinq", "configs", "requirements/service.txt")
"""What a Bento serves the model with, by names in the checkout; they lie under ``src`` in it."""


def build_bento(
    artefact: Path,
    settings: Settings,
    *,
    model_version: str = "",
    figures: Mapping[str, float] | None = None,
) -> str:
    """Pack an artefact and the code that serves it into a Bento; nothing is downloaded.

    Parameters
    ----------
    artefact
        The model's folder; it is copied.
    settings
        Tells where BentoML's store is.
    model_version, figures
        What ``model`` answers of the packed model while no ledger is followed.

    Returns
    -------
    str
        The tag, ``cinq:<version>``. Its labels name the model's version and digest and the data's
        version. Older Bentos leave the store, but for the last few and those being served.

    Raises
    ------
    ArtefactError
        If the artefact is damaged.
    ReleaseError
        If BentoML cannot build.
    """
    digest = artefact_digest(artefact)
    info = load_bundle(artefact).info
    labels = {
        "model_version": model_version or "unregistered",
        "digest": digest,
        "dataset": info.dataset,
        "data_version": info.data_version,
    }
    identity = Identity(0, model_version, None, digest, dict(figures or {}))
    with tempfile.TemporaryDirectory(prefix="cinq-bento-") as folder:
        stage = Path(folder) / "src"
        _lay_out(stage, artefact, identity)
        tag = _build(stage, labels, environment(settings) | _without_uv(Path(folder)))
    tidy(settings, tag)
    return tag


def _lay_out(stage: Path, artefact: Path, identity: Identity) -> None:
    """What `bentofile.yaml` includes, and nothing else."""
    waste = shutil.ignore_patterns("__pycache__", "*.pyc")
    for name in (*CODE, "bentofile.yaml"):
        source, place = ROOT / name, stage / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, place, ignore=waste)
        else:
            shutil.copy2(source, place)
    shutil.copytree(artefact, stage / "model")
    note = json.dumps(asdict(identity), indent=2) + "\n"
    (stage / PACKED_NOTE).write_text(note, encoding="utf-8")


def _build(stage: Path, labels: Mapping[str, str], variables: Mapping[str, str]) -> str:
    command = [sys.executable, "-m", "bentoml", "build", "--output", "tag"]
    for name, value in labels.items():
        command += ["--label", f"{name}={value}"]
    try:
        done = subprocess.run(
            [*command, "."],
            cwd=stage,
            env=dict(variables),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=BUILD_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ReleaseError(f"building the Bento took over {BUILD_SECONDS:.0f} s") from error
    found = _TAG.search(done.stdout)
    if done.returncode or found is None:
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise ReleaseError(f"BentoML cannot build: {lines[-1] if lines else 'no reason given'}")
    return found[1]


def _without_uv(folder: Path) -> dict[str, str]:
    """A PATH on which BentoML finds a ``uv``: it would install one, though it locks nothing."""
    tools = folder / "tools"
    tools.mkdir()
    (tools / "uv").symlink_to(sys.executable)
    return {"PATH": f"{tools}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}
