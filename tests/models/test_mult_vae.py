"""Mult-VAE: answered with numpy alone everywhere, trained where PyTorch is installed."""

import numpy as np
import pytest

from cinq.errors import ModelError
from cinq.hyperparameters import MultVAESettings
from cinq.models import mult_vae
from cinq.models.family import FAMILY, member
from cinq.models.mult_vae import MultVAE, why_absent
from tests.models.conftest import BLOCKBUSTER, DAY, NIGHT, UNSEEN

QUICK = MultVAESettings(
    n_hidden=24, n_factors=8, n_epochs=60, batch_size=20, learning_rate=0.01, penalty=0.1
)
with_torch = pytest.mark.skipif(bool(why_absent()), reason="PyTorch (extra `deep`) is not here")


@pytest.fixture
def by_hand(world) -> MultVAE:
    """Weights drawn by chance; nobody liked the film without ratings."""
    random = np.random.default_rng(2)
    n_films, n_hidden, n_factors = len(world.catalogue), 6, 3
    shapes = {
        "encoder": (n_films, n_hidden),
        "encoder_bias": (n_hidden,),
        "mean": (n_factors, n_hidden),
        "mean_bias": (n_factors,),
        "hidden": (n_hidden, n_factors),
        "hidden_bias": (n_hidden,),
        "decoder": (n_hidden, n_films),
        "bias": (n_films,),
        "popularity": (n_films,),
    }
    arrays = {name: random.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}
    arrays["known"] = (world.catalogue.film_ids != UNSEEN).astype(np.float32)
    return MultVAE.from_arrays(arrays, world.catalogue)


def test_scores_are_the_decoded_mean_of_the_encoded_profile(by_hand, world):
    picks = [NIGHT[0], NIGHT[3], DAY[1]]
    rows = world.catalogue.rows(picks)
    of = by_hand.arrays()
    x = np.zeros(len(world.catalogue))
    x[rows] = 1 / np.sqrt(3)
    hidden = np.tanh(x @ of["encoder"] + of["encoder_bias"])
    mean = of["mean"] @ hidden + of["mean_bias"]
    expected = np.tanh(of["hidden"] @ mean + of["hidden_bias"]) @ of["decoder"] + of["bias"]
    np.testing.assert_allclose(by_hand.score([by_hand.profile(picks)])[0], expected, rtol=1e-5)


def test_a_film_that_nobody_liked_says_nothing(by_hand):
    assert by_hand.profile([UNSEEN]).blank
    np.testing.assert_array_equal(
        by_hand.profile([NIGHT[0], UNSEEN]).vector, by_hand.profile([NIGHT[0]]).vector
    )


def test_without_pytorch_it_is_absent_and_says_how_to_get_it(monkeypatch, world):
    monkeypatch.setattr(mult_vae, "find_spec", lambda name: None)
    assert "not installed" in FAMILY["mult_vae"].absent()
    with pytest.raises(ModelError, match=r"mult_vae is absent: .*make deep"):
        member("mult_vae")
    with pytest.raises(ModelError, match="absent"):
        MultVAE().fit(world.interactions, world.catalogue, seed=0)


@with_torch
def test_a_taste_is_recognised(world):
    model = MultVAE(QUICK).fit(world.interactions, world.catalogue, seed=1)
    scores = model.score([model.profile(NIGHT[:4]), model.profile(DAY[:4])])
    night, day = (world.catalogue.rows(list(films)) for films in (NIGHT[4:], DAY[4:]))
    assert scores[0, night].min() > scores[0, day].max()
    assert scores[1, day].min() > scores[1, night].max()
    assert scores[:, world.catalogue.rows([UNSEEN])].max() < scores[:, night].min()
    assert scores[0, world.catalogue.rows([BLOCKBUSTER])] > scores[0, day].max()
