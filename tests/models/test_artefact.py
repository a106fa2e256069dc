import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from cinq.errors import ArtefactError, OutdatedArtefact
from cinq.models.artefact import FORMAT, artefact_digest, load_bundle, save_bundle
from cinq.models.bundle import ModelBundle
from cinq.models.training import Provenance, train_bundle
from cinq.settings import JudgingSettings, TrainingSettings


@pytest.fixture(scope="module", params=["none", "popularity"])
def bundle(request, prepared, quick) -> ModelBundle:
    training = TrainingSettings(rating_svd=quick, control=request.param)
    return train_bundle(prepared, training, JudgingSettings(), Provenance())


@pytest.fixture(scope="module")
def saved(bundle, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("artefacts") / "model"
    save_bundle(bundle, folder)
    return folder


@pytest.fixture
def folder(saved, tmp_path) -> Path:
    """A copy that a test may damage."""
    return Path(shutil.copytree(saved, tmp_path / "model"))


def rewrite(folder: Path, change: Callable[[dict], None]) -> None:
    file = folder / "manifest.json"
    manifest = json.loads(file.read_text())
    change(manifest)
    file.write_text(json.dumps(manifest))


def test_what_is_loaded_is_what_was_saved_bit_for_bit(bundle, saved):
    loaded = load_bundle(saved)
    assert loaded.info == bundle.info
    assert loaded.catalogue == bundle.catalogue
    assert loaded.ranker.name == bundle.ranker.name
    for part in ("ranker", "rater", "popularity", "seen"):
        arrays, again = getattr(bundle, part).arrays(), getattr(loaded, part).arrays()
        assert arrays.keys() == again.keys()
        for name, array in arrays.items():
            assert array.dtype == again[name].dtype
            np.testing.assert_array_equal(again[name], array)
    profiles = [bundle.ranker.profile(picks) for picks in ([100, 101], [], [205])]
    np.testing.assert_array_equal(loaded.ranker.score(profiles), bundle.ranker.score(profiles))


def test_arrays_are_mapped_not_read(saved):
    array = load_bundle(saved).rater.arrays()["item_factors"]
    owner = array
    while isinstance(owner.base, np.ndarray):
        owner = owner.base
    assert isinstance(owner, np.memmap)


def test_the_digest_is_that_of_the_content(bundle, saved, tmp_path):
    assert save_bundle(bundle, tmp_path / "again") == artefact_digest(saved)
    other = bundle.info.model_copy(update={"seed": 99})
    changed = ModelBundle(**{**vars(bundle), "info": other})
    assert save_bundle(changed, tmp_path / "other") != artefact_digest(saved)


def test_nothing_is_left_beside_a_saved_bundle(saved):
    assert [file.name for file in saved.parent.iterdir()] == ["model"]


def test_a_folder_that_holds_something_is_never_overwritten(bundle, folder):
    with pytest.raises(ArtefactError, match="exists already"):
        save_bundle(bundle, folder)


def test_an_empty_folder_may_be_filled(bundle, tmp_path):
    (tmp_path / "model").mkdir()
    save_bundle(bundle, tmp_path / "model")
    load_bundle(tmp_path / "model")


def test_a_place_that_cannot_be_written_ends_in_one_line(bundle, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ArtefactError, match="cannot be written"):
        save_bundle(bundle, tmp_path / "file" / "model")


def test_every_missing_file_is_noticed(saved, folder):
    for file in sorted(saved.iterdir()):
        (folder / file.name).unlink()
        for verify in (True, False):
            with pytest.raises(ArtefactError) as caught:
                load_bundle(folder, verify=verify)
            assert "\n" not in str(caught.value)
        shutil.copy(file, folder / file.name)
    load_bundle(folder)


def test_every_flipped_bit_is_noticed(saved, folder):
    for file in sorted(saved.iterdir()):
        damaged = bytearray(file.read_bytes())
        damaged[-2] ^= 1
        (folder / file.name).write_bytes(damaged)
        with pytest.raises(ArtefactError, match=r"damaged|does not bear out|no file"):
            load_bundle(folder)
        shutil.copy(file, folder / file.name)


def test_every_truncated_file_is_noticed_even_unverified(saved, folder):
    for file in sorted(saved.iterdir()):
        content = file.read_bytes()
        (folder / file.name).write_bytes(content[: len(content) // 2])
        with pytest.raises(ArtefactError) as caught:
            load_bundle(folder, verify=False)
        assert "\n" not in str(caught.value)
        shutil.copy(file, folder / file.name)


@pytest.mark.parametrize("older", [1, FORMAT - 1])
def test_an_older_format_is_told_apart_from_damage(folder, older):
    rewrite(folder, lambda manifest: manifest.update(format=older))
    with pytest.raises(OutdatedArtefact, match=f"format {older}, not {FORMAT}: train again"):
        load_bundle(folder)


@pytest.mark.parametrize("strange", [FORMAT + 1, 0, True, "2", None])
def test_no_other_format_counts_as_older(folder, strange):
    rewrite(folder, lambda manifest: manifest.update(format=strange))
    with pytest.raises(ArtefactError) as caught:
        load_bundle(folder)
    assert not isinstance(caught.value, OutdatedArtefact)


def test_another_format_is_named(folder):
    rewrite(folder, lambda manifest: manifest.update(format=99))
    with pytest.raises(ArtefactError, match=f"format 99, not {FORMAT}"):
        load_bundle(folder)


@pytest.mark.parametrize("content", ["", "[]", "null", "{", '{"format": 1}', "\x00"])
def test_a_manifest_that_is_none_ends_in_one_line(folder, content):
    (folder / "manifest.json").write_text(content)
    with pytest.raises(ArtefactError):
        load_bundle(folder)


@pytest.mark.parametrize(
    "name",
    ["../outside.npy", "/etc/passwd", "ranker/../x.npy", "seen.films.npy/", "x.pkl", "..", ""],
)
def test_names_that_leave_the_folder_are_refused(folder, name):
    rewrite(folder, lambda manifest: manifest["files"].update({name: "0" * 64}))
    with pytest.raises(ArtefactError, match="no file of a model"):
        load_bundle(folder, verify=False)


def test_a_changed_info_does_not_pass(folder):
    rewrite(folder, lambda manifest: manifest["info"].update(n_users=1))
    with pytest.raises(ArtefactError, match="does not bear out its digest"):
        artefact_digest(folder)


def test_pickled_objects_are_never_loaded(folder, tmp_path):
    class Trap:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return (open, (str(tmp_path / "sprung"), "w"))

    np.save(folder / "popularity.popularity.npy", np.array([Trap()], object), allow_pickle=True)
    with pytest.raises(ArtefactError, match="holds no numbers"):
        load_bundle(folder, verify=False)
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize("name", ["seen.films", "rater.item_bias", "popularity.popularity"])
def test_arrays_that_do_not_fit_each_other_are_refused(folder, name):
    file = folder / f"{name}.npy"
    np.save(file, np.load(file)[:-1])
    with pytest.raises(ArtefactError, match="do not fit"):
        load_bundle(folder, verify=False)
