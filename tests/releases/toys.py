"""Toy models, released one after the other."""

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Engine

from cinq.models.artefact import save_bundle
from cinq.releases.ledger import Ledger
from tests.serving.worlds import bundle


def release_toys(database: Engine, folder: Path, seeds: Iterable[int]) -> Ledger:
    """Release a toy model of each seed; seed, version and folder bear the same number."""
    ledger = Ledger(database)
    for seed in seeds:
        artefact = folder / str(seed)
        ledger.publish(
            model_version=str(seed),
            artefact=artefact,
            digest=save_bundle(bundle(seed), artefact),
            dataset="toy",
            data_version="0" * 64,
            decision={},
            actor="somebody",
            reason="to see",
        )
    return ledger
