import pytest

from cinq.data.prepared import Prepared
from cinq.errors import ModelError
from cinq.evaluation.equal_effort import Trials
from cinq.evaluation.protocol import rotating_folds
from cinq.evaluation.search_spaces import SPACES
from cinq.hyperparameters import Hyperparameters, RatingSettings, SpectralSettings
from cinq.settings import JudgingSettings

BAD = Hyperparameters(
    spectral_svd=SpectralSettings(n_factors=1, popularity_in=0.9),
    rating_svd=RatingSettings(n_factors=2, n_epochs=1, learning_rate=1e-6),
)


def trials(prepared: Prepared, n_trials: int) -> Trials:
    fold = rotating_folds(prepared.interactions, 5)[0]
    return Trials.on(fold, prepared.catalogue, JudgingSettings(draws=1), n_trials, 0)


@pytest.mark.parametrize("name", ["spectral_svd", "rating_svd"])
def test_better_settings_than_bad_ones_are_found(prepared: Prepared, name: str) -> None:
    told: list[int] = []
    best, n_tried = trials(prepared, 4).best(name, BAD, told.append)
    section = getattr(best, name)
    assert n_tried == 4
    assert told == [0, 1, 2, 3]
    assert section != getattr(BAD, name)
    assert all(of.holds(getattr(section, key)) for key, of in SPACES[name].dimensions.items())


def test_one_trial_is_the_settings_as_they_are(prepared: Prepared) -> None:
    best, n_tried = trials(prepared, 1).best("spectral_svd", BAD, lambda _: None)
    assert (best, n_tried) == (BAD, 1)


def test_every_model_is_tried_on_the_same_people_and_the_same_way_again(prepared: Prepared) -> None:
    once = trials(prepared, 3).best("spectral_svd", BAD, lambda _: None)
    assert trials(prepared, 3).best("spectral_svd", BAD, lambda _: None) == once


def test_popularity_has_nothing_to_be_tuned(prepared: Prepared) -> None:
    assert trials(prepared, 3).best("popularity", BAD, lambda _: None) == (BAD, 0)


def test_without_people_to_validate_on_it_says_so(prepared: Prepared) -> None:
    fold = rotating_folds(prepared.interactions, 5)[0]
    strict = JudgingSettings(min_liked=1000)
    with pytest.raises(ModelError, match="compare without --tune"):
        Trials.on(fold, prepared.catalogue, strict, 3, 0)
