import json
import logging
from pathlib import Path

import pytest

from cinq import wire
from cinq.errors import NoModel
from cinq.evaluation.golden import golden_answers
from cinq.models.artefact import save_bundle
from cinq.models.bundle import ModelBundle
from cinq.serving.parity import keep_golden
from cinq.serving.sources import PACKED_NOTE, Identity, packed


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


def test_a_packed_model_that_answers_otherwise_serves_all_the_same_and_it_is_logged(
    artefact, toy, caplog
):
    folder, identity = artefact
    answers = golden_answers(toy)
    keep_golden(folder, [{**answer, "films": answer["films"][::-1]} for answer in answers])
    with caplog.at_level(logging.WARNING):
        assert packed(folder).identity.digest == identity.digest
    assert f"answers {len(answers)} of {len(answers)} golden lists otherwise" in caplog.text
