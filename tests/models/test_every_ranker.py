"""Whatever the family holds can be trained, saved, opened again, and asked."""

from pathlib import Path

import numpy as np
import pytest

from cinq import wire
from cinq.hyperparameters import IALSSettings, MultVAESettings, NMFSettings, RatingSettings
from cinq.models.artefact import load_bundle, save_bundle
from cinq.models.family import FAMILY
from cinq.models.training import Provenance, train_bundle
from cinq.serving.engine import Engine
from cinq.settings import JudgingSettings, TrainingSettings

QUICK = {
    "rater": "rating_svd",
    "rating_svd": RatingSettings(n_factors=4, n_epochs=3),
    "nmf": NMFSettings(n_factors=4, n_epochs=3),
    "ials": IALSSettings(n_factors=4, n_epochs=2),
    "mult_vae": MultVAESettings(n_hidden=8, n_factors=4, n_epochs=2, batch_size=20),
}
FAVOURITES = ([100, 101, 102, 103, 104], [200, 300], [], [301])


@pytest.mark.parametrize("name", [name for name, of in FAMILY.items() if not of.absent()])
def test_it_is_trained_saved_and_opened_and_answers_alike_alone_and_in_a_batch(
    name: str, prepared, tmp_path: Path
):
    training = TrainingSettings.model_validate({"ranker": name, **QUICK})
    made = train_bundle(prepared, training, JudgingSettings(), Provenance())
    save_bundle(made, tmp_path / "model")
    opened = load_bundle(tmp_path / "model")
    assert opened.info == made.info
    requests = [wire.RecommendRequest(favourites=picks) for picks in FAVOURITES]
    answers = Engine(made).recommend(requests)
    assert Engine(opened).recommend(requests) == answers
    assert [Engine(opened).recommend_one(request) for request in requests] == answers
    for picks, answer in zip(FAVOURITES, answers, strict=True):
        assert isinstance(answer, wire.Answer)
        assert len(answer.films) == 5
        assert not {film.film_id for film in answer.films} & set(picks)
        assert np.isfinite([film.score for film in answer.films]).all()
