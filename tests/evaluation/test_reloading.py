from dataclasses import replace
from pathlib import Path

import pytest

from cinq.data.prepared import Prepared
from cinq.errors import ArtefactError
from cinq.evaluation.champion import load_champion, why_not_comparable
from cinq.evaluation.golden import golden_lists
from cinq.evaluation.reloading import reload_difference
from cinq.models.artefact import FORMAT, save_bundle
from cinq.models.bundle import ModelBundle
from cinq.models.popularity import Popularity
from cinq.settings import JudgingSettings


def test_a_saved_bundle_gives_the_same_bits(bundle: ModelBundle, artefact: Path) -> None:
    _, lists = golden_lists(bundle)
    assert reload_difference(bundle, lists) == ""
    save_bundle(bundle, artefact)
    assert reload_difference(bundle, lists, artefact) == ""


def test_one_bit_of_difference_is_seen(bundle: ModelBundle, artefact: Path) -> None:
    _, lists = golden_lists(bundle)
    save_bundle(bundle, artefact)
    scores = bundle.popularity.scores
    changed = replace(
        bundle, ranker=Popularity.from_arrays({"popularity": scores * 1.0000001}, bundle.catalogue)
    )
    assert "ranker" in reload_difference(changed, lists, artefact)


def test_another_exposure_is_seen(bundle: ModelBundle, artefact: Path) -> None:
    save_bundle(bundle, artefact)
    changed = replace(bundle, exposure=bundle.exposure + 1)
    assert "exposure" in reload_difference(changed, [], artefact)


def test_another_models_artefact_is_seen(bundle: ModelBundle, artefact: Path) -> None:
    save_bundle(bundle, artefact)
    other = replace(bundle, info=bundle.info.model_copy(update={"seed": 99}))
    assert "description" in reload_difference(other, [], artefact)


def test_a_missing_champion_ends_the_run_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ArtefactError, match="champion") as raised:
        load_champion(tmp_path / "gone")
    assert "\n" not in str(raised.value)


def test_a_damaged_champion_ends_the_run(bundle: ModelBundle, artefact: Path) -> None:
    save_bundle(bundle, artefact)
    file = artefact / "rater.item_factors.npy"
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    with pytest.raises(ArtefactError, match=r"rater\.item_factors\.npy"):
        load_champion(artefact)


def test_a_champion_of_an_older_format_is_none_and_told(
    bundle: ModelBundle, artefact: Path
) -> None:
    save_bundle(bundle, artefact)
    manifest = artefact / "manifest.json"
    manifest.write_text(manifest.read_text().replace(f'"format": {FORMAT}', '"format": 1'))
    champion, why = load_champion(artefact)
    assert champion is None
    assert "older version of Cinq" in why
    assert "\n" not in why


def test_a_champion_of_other_data_or_other_films_is_not_comparable(
    bundle: ModelBundle, prepared: Prepared, judging: JudgingSettings
) -> None:
    assert why_not_comparable(bundle, prepared, judging) == ""
    elsewhere = replace(bundle, info=bundle.info.model_copy(update={"dataset": "other"}))
    assert "other" in why_not_comparable(elsewhere, prepared, judging)
    films = tuple(replace(film, film_id=film.film_id + 1) for film in bundle.catalogue.films)
    strange = replace(bundle, catalogue=type(bundle.catalogue)(films))
    assert "none of the films" in why_not_comparable(strange, prepared, judging)


def test_a_champion_of_another_split_of_people_is_not_comparable(
    bundle: ModelBundle, prepared: Prepared, judging: JudgingSettings
) -> None:
    rekeyed = judging.model_copy(update={"split_key": "another"})
    assert "people who judge now" in why_not_comparable(bundle, prepared, rekeyed)
