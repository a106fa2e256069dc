"""The champion that a challenger is judged against."""

from pathlib import Path

from cinq.data.people import split_name
from cinq.data.prepared import Prepared
from cinq.errors import ArtefactError, OutdatedArtefact
from cinq.evaluation.alignment import film_places
from cinq.models.artefact import load_bundle
from cinq.models.bundle import ModelBundle
from cinq.settings import JudgingSettings


def load_champion(folder: Path) -> tuple[ModelBundle | None, str]:
    """The released model, every file checked; or None and why it can never be read here.

    Never is only for a format that this version has left behind. Any other champion that cannot
    be read ends the run: a challenger must never be released unopposed because a file got lost.

    Raises
    ------
    ArtefactError
        If it is missing or damaged.
    """
    try:
        return load_bundle(folder, verify=True), ""
    except OutdatedArtefact as error:
        return None, f"the champion was saved by an older version of Cinq: {error}"
    except ArtefactError as error:
        raise ArtefactError(
            f"the champion cannot be judged against: {error}; bring its files back, or release "
            "another version with `cinq models rollback`"
        ) from error


def why_not_comparable(champion: ModelBundle, prepared: Prepared, judging: JudgingSettings) -> str:
    """Why a champion cannot be judged on this data, in one sentence; empty if it can."""
    trained_on, here = champion.info.dataset, prepared.manifest.dataset
    if trained_on != here:
        return f"the champion was trained on {trained_on} and this data set is {here}"
    if (film_places(champion.catalogue, prepared.catalogue) < 0).all():
        return f"the champion knows none of the films that {here} holds now"
    split = split_name(judging)
    if champion.info.split != split:
        return (
            "the champion may have been trained on people who judge now: its split was "
            f"{champion.info.split} and this one is {split}"
        )
    return ""
