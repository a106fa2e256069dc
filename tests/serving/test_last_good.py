import json
import os
import resource
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cinq import wire
from cinq.errors import ArtefactError, NoModel, OtherAnswers
from cinq.evaluation.golden import golden_answers
from cinq.models.artefact import save_bundle
from cinq.models.bundle import ModelBundle
from cinq.serving.last_good import LastGood
from cinq.serving.parity import keep_golden
from cinq.serving.sources import Identity


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


def copies(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.is_dir()}


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
    assert copies(tmp_path / "serving") == set()


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
    assert copies(tmp_path / "serving") == {"b" * 64, identity.digest}


def test_what_a_crash_left_of_a_copy_is_swept_away_and_never_taken_for_whole(artefact, tmp_path):
    folder, identity = artefact
    left = tmp_path / "serving" / ".copy-crashed"
    shutil.copytree(folder, left)
    next(left.glob("ranker.*.npy")).unlink()
    assert LastGood(tmp_path / "serving").fetch(folder, identity).identity == identity
    assert copies(tmp_path / "serving") == {identity.digest}


def test_workers_that_fetch_at_once_all_get_the_model(artefact, tmp_path):
    folder, identity = artefact
    store = tmp_path / "serving"

    def work(_: int) -> str:
        own = LastGood(store)
        digest = own.fetch(folder, identity).identity.digest
        own.keep(identity)
        return digest

    for _ in range(5):
        shutil.rmtree(store, ignore_errors=True)
        with ThreadPoolExecutor(6) as workers:
            assert set(workers.map(work, range(6))) == {identity.digest}
        assert copies(store) == {identity.digest}


def test_a_lock_goes_with_the_process_that_held_it(artefact, tmp_path):
    folder, identity = artefact
    store = tmp_path / "serving"
    held = (
        "import fcntl, os, sys; lock = os.open(sys.argv[1], os.O_CREAT | os.O_RDWR); "
        "fcntl.flock(lock, fcntl.LOCK_EX); print('held', flush=True); sys.stdin.read()"
    )
    store.mkdir()
    command = [sys.executable, "-c", held, str(store / ".lock")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with ThreadPoolExecutor(1) as pool:
            fetched = pool.submit(LastGood(store).fetch, folder, identity)
            assert not fetched.done()
            other.kill()
            assert fetched.result(20).identity == identity


def test_a_late_worker_does_not_undo_the_note_of_one_that_has_gone_on(artefact, tmp_path):
    folder, identity = artefact
    store = LastGood(tmp_path / "serving")
    store.fetch(folder, identity)
    later = replace(identity, release=5, released_at="2026-11-02T00:00:00+00:00")
    store.keep(later)
    store.keep(identity)
    assert store.load().identity == later


def test_a_ledger_begun_anew_counts_from_1_and_is_noted(artefact, tmp_path):
    folder, identity = artefact
    store = LastGood(tmp_path / "serving")
    store.fetch(folder, identity)
    store.keep(identity)
    anew = replace(identity, release=1, released_at="2026-12-01T00:00:00+00:00")
    store.keep(anew)
    assert store.load().identity == anew


def test_a_full_disk_is_named_and_leaves_nothing(artefact, tmp_path):
    folder, identity = artefact
    store = tmp_path / "serving"
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(ArtefactError, match="no space left"):
            LastGood(store).fetch(folder, identity)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert copies(store) == set()
    assert LastGood(store).fetch(folder, identity).identity == identity


def test_a_model_that_answers_otherwise_than_its_pipeline_is_refused(artefact, toy, tmp_path):
    folder, identity = artefact
    keep_golden(folder, golden_answers(toy))
    assert LastGood(tmp_path / "sound").fetch(folder, identity).identity == identity
    golden = json.loads((folder / "golden.json").read_text())
    golden[2]["scores"][0] = float(np.nextafter(golden[2]["scores"][0], 9))
    keep_golden(folder, golden)
    with pytest.raises(OtherAnswers, match="1 of "):
        LastGood(tmp_path / "serving").fetch(folder, identity)


def test_a_damaged_golden_file_is_refused_and_a_copy_of_it_made_anew(artefact, toy, tmp_path):
    folder, identity = artefact
    keep_golden(folder, golden_answers(toy))
    store = LastGood(tmp_path / "serving")
    store.fetch(folder, identity)
    copy = tmp_path / "serving" / identity.digest / "golden.json"
    copy.write_bytes(copy.read_bytes()[:-30])
    assert store.fetch(folder, identity).identity == identity
    (folder / "golden.json").write_text("{}")
    with pytest.raises(ArtefactError, match=r"golden\.json is damaged"):
        LastGood(tmp_path / "other").fetch(folder, identity)
