"""Whether a saved bundle, loaded again, is the bundle that was judged."""

import tempfile
from pathlib import Path

import numpy as np

from cinq.evaluation.golden import GoldenList
from cinq.models.artefact import load_bundle, save_bundle
from cinq.models.bundle import ModelBundle


def reload_difference(
    bundle: ModelBundle, lists: list[GoldenList], artefact: Path | None = None
) -> str:
    """What differs between a bundle and its artefact, loaded anew; empty if nothing does.

    Every film's score and predicted rating is compared bit for bit for every list.

    Parameters
    ----------
    bundle
        What was judged.
    lists
        The favourites to compare on.
    artefact
        Where the bundle is saved; if left out it is saved to a temporary folder first.

    Raises
    ------
    ArtefactError
        If the artefact is missing or damaged.
    """
    if artefact is not None:
        return _difference(bundle, load_bundle(artefact), lists)
    with tempfile.TemporaryDirectory(prefix="cinq-reload-") as folder:
        saved = Path(folder) / "model"
        save_bundle(bundle, saved)
        return _difference(bundle, load_bundle(saved), lists)


def _difference(bundle: ModelBundle, loaded: ModelBundle, lists: list[GoldenList]) -> str:
    if not np.array_equal(loaded.catalogue.film_ids, bundle.catalogue.film_ids):
        return "its films are others"
    if loaded.info != bundle.info:
        return "its description is another"
    if loaded.exposure.tobytes() != bundle.exposure.tobytes():
        return "its exposure of films is another"
    for golden in lists:
        ids = bundle.catalogue.film_ids[list(golden.favourites)].tolist()
        for part in ("ranker", "rater"):
            judged, found = getattr(bundle, part), getattr(loaded, part)
            before = judged.score([judged.profile(ids)])
            after = found.score([found.profile(ids)])
            if before.tobytes() != after.tobytes():
                return f"the {part}'s scores are others for {golden.name}"
    return ""
