import json
import os
import shutil
from pathlib import Path

import pytest

from cinq import wire
from cinq.errors import ArtefactError, NoModel
from cinq.models.artefact import save_bundle
from cinq.models.bundle import ModelBundle
from cinq.serving.sources import PACKED_NOTE, Identity, LastGood, packed


@pytest.fixture
def artefact(toy: ModelBundle, tmp_path: Path) -> tuple[Path, Identity]:
    folder = tmp_path / "registry" / "model"
    digest = save_bundle(toy, folder)
    return folder, Identity(4, "9", "2026-11-01T00:00:00+00:00", digest, {"hit_at_5": 0.85})


def spoil(folder: Path) -> None:
    file = next(folder.glob("ranker.*.npy"))
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)


def test_a_packed_model_has_release_0_and_what_was_noted_of_it(artefact):
    folder, identity = artefact
    note = {"release": 4, "model_version": "9", "released_at": "x", "digest": "y", "figures": {}}
    (folder.parent / PACKED_NOTE).write_text(json.dumps(note))
    answer = packed(folder).model(wire.ModelRequest())
    assert (answer.release, answer.model_version, answer.origin) == (0, "9", "packed")
    assert (answer.digest, answer.released_at) == (identity.digest, None)


def test_a_packed_model_needs_no_note(artefact):
    assert packed(artefact[0]).identity.model_version == ""


def test_without_a_packed_model_the_error_says_what_to_do(tmp_path):
    with pytest.raises(NoModel, match="cinq train"):
        packed(tmp_path / "model")


def test_a_model_is_served_from_a_copy_that_outlives_the_registry(artefact, tmp_path):
    folder, identity = artefact
    store = LastGood(tmp_path / "serving")
    served = store.fetch(folder, identity)
    store.keep(identity)
    shutil.rmtree(folder)
    request = wire.RecommendRequest(favourites=[1000, 1010])
    again = LastGood(tmp_path / "serving").load()
    assert again.origin == "last_good"
    assert again.identity == identity
    assert again.engine.recommend_one(request) == served.engine.recommend_one(request)
    assert store.fetch(folder, identity).origin == "ledger"


def test_what_happens_to_the_registry_does_not_reach_what_is_served(artefact, tmp_path):
    folder, identity = artefact
    served = LastGood(tmp_path / "serving").fetch(folder, identity)
    request = wire.RecommendRequest(favourites=[1000])
    before = served.engine.recommend_one(request)
    spoil(folder)
    assert served.engine.recommend_one(request) == before


def test_a_damaged_artefact_is_refused_and_leaves_no_copy(artefact, tmp_path):
    folder, identity = artefact
    spoil(folder)
    with pytest.raises(ArtefactError, match="damaged"):
        LastGood(tmp_path / "serving").fetch(folder, identity)
    assert list((tmp_path / "serving").iterdir()) == []


def test_another_model_than_the_one_named_is_refused(artefact, tmp_path):
    folder, _ = artefact
    other = Identity(4, "9", None, "0" * 64)
    with pytest.raises(ArtefactError, match="release 4"):
        LastGood(tmp_path / "serving").fetch(folder, other)


def test_a_damaged_copy_is_made_anew(artefact, tmp_path):
    folder, identity = artefact
    store = LastGood(tmp_path / "serving")
    store.fetch(folder, identity)
    spoil(tmp_path / "serving" / identity.digest)
    assert store.fetch(folder, identity).identity == identity


def test_a_damaged_note_is_told(artefact, tmp_path):
    folder, identity = artefact
    store = LastGood(tmp_path / "serving")
    store.fetch(folder, identity)
    store.keep(identity)
    (tmp_path / "serving" / "last_good.json").write_text("{")
    with pytest.raises(ArtefactError, match=r"last_good\.json is damaged"):
        store.load()


def test_nothing_kept_yet_is_told(tmp_path):
    with pytest.raises(NoModel):
        LastGood(tmp_path / "serving").load()


def test_only_the_last_copies_stay(artefact, tmp_path):
    folder, identity = artefact
    store = LastGood(tmp_path / "serving")
    store.fetch(folder, identity)
    for age, old in ((200, "a" * 64), (100, "b" * 64)):
        folder = tmp_path / "serving" / old
        folder.mkdir()
        os.utime(folder, (1_700_000_000 - age, 1_700_000_000 - age))
    store.keep(identity)
    copies = {path.name for path in (tmp_path / "serving").iterdir() if path.is_dir()}
    assert copies == {"b" * 64, identity.digest}
