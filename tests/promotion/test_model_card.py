"""The model card says what it must, of this very model."""

from typing import Any

import pytest

from cinq.data.interactions import Scale
from cinq.data.manifest import Manifest
from cinq.evaluation.figures import Group
from cinq.hyperparameters import ListSettings
from cinq.metrics.intervals import Interval
from cinq.models.bundle import ModelInfo
from cinq.promotion.decision import decide
from cinq.promotion.model_card import model_card
from cinq.settings import GateSettings

GATE = GateSettings()


def manifest(**changed: Any) -> Manifest:
    told = {
        "dataset": "toy",
        "version": "a" * 64,
        "source": "Somebody. 2015.",
        "licence": "free to use for research",
        "simulated": False,
        "scale": Scale(0.5, 5.0, 4.0),
        "n_users": 610,
        "n_films": 9742,
        "n_ratings": 100836,
        "n_rejected": 3,
        "mean": 3.5,
        "median": 3.5,
        "standard_deviation": 1.04,
        "first_time": 828_124_615,
        "last_time": 1_537_799_250,
        "findings": (),
        "archive": "toy.zip",
        "archive_sha256": "b" * 64,
    }
    return Manifest(**told | changed)


def info(**changed: Any) -> ModelInfo:
    told = {
        "ranker": "hybrid",
        "rater": "rating_svd",
        "lists": ListSettings(),
        "dataset": "toy",
        "data_version": "a" * 64,
        "simulated": False,
        "licence": "free to use for research",
        "scale": Scale(0.5, 5.0, 4.0),
        "data_last_time": 1_537_799_250,
        "n_users": 610,
        "n_films": 9742,
        "n_ratings": 100836,
        "n_training_users": 430,
        "n_training_ratings": 64_000,
        "split": "key k: 0.1 validate, 0.2 judge",
        "seed": 20,
        "control": "none",
        "hyperparameters": {"hybrid.content_weight": 0.3},
        "training_seconds": 2.5,
        "trained_at": "2026-11-01T00:00:00+00:00",
        "git_commit": "abc123",
        "lock_hash": "def456",
    }
    return ModelInfo(**told | changed)


def group(name: str, gain: float) -> Group:
    def there(value: float) -> Interval:
        return Interval(estimate=value, low=value - 0.02, high=value + 0.02)

    return Group(
        by="taste",
        name=name,
        unit="bits",
        low=1.0,
        high=2.5,
        n_people=39,
        hit_at_5=there(0.8),
        ndcg_at_10=there(0.4),
        over_popularity=there(gain),
    )


GROUPS = (group("like what most like", 0.15), group("like rare films", 0.03))


def card(make: Any, **changed: Any) -> str:
    judgement = make(groups=GROUPS, **changed)
    return model_card(info(), manifest(), judgement, decide(judgement, GATE))


def test_it_names_data_licence_protocol_and_making(make: Any) -> None:
    told = card(make)
    assert "Model card: cinq on toy" in told
    for said in (
        "100,836 ratings of 9,742 films by 610 people",
        "rated from 1996-03-29 to 2018-09-24",
        "free to use for research",
        "Somebody. 2015.",
        "it learned from 430 of them",
        "100 people it never saw",
        "abc123",
        "hybrid.content_weight",
    ):
        assert said in told, said


def test_figures_stand_beside_popularity_with_their_intervals(make: Any) -> None:
    told = card(make)
    assert "0.450 [0.440, 0.460]" in told
    assert "0.350 [0.340, 0.360]" in told
    assert "0.8500" in told
    assert "0.8800" in told


def test_it_says_who_is_served_worse(make: Any) -> None:
    told = card(make)
    assert "those who like rare films gain least, and surely less than others" in told
    assert "By how much people rate: no group surely gains less" in told
    assert "like rare films (1.0 to 2.5 bits)" in told


def test_a_refused_model_says_so_with_the_reasons(make: Any) -> None:
    told = card(make, rmse=2.0)
    assert "was refused by the gate" in told
    assert "RMSE is 2.0000" in told


def test_simulated_people_are_said_to_be(make: Any) -> None:
    judgement = make()
    made_up = manifest(simulated=True, first_time=None, last_time=None)
    told = model_card(info(), made_up, judgement, decide(judgement, GATE))
    assert "simulated, nobody was asked" in told
    assert "The people are simulated" in told
    assert "the source knows no times" in told


def test_too_few_people_are_no_figures_and_no_groups(make: Any) -> None:
    judgement = make(onboarding=None, rating=None, n_judging_people=4)
    told = model_card(info(), manifest(), judgement, decide(judgement, GATE))
    assert "too few people to judge on" in told
    assert "too few people to tell groups apart" in told


@pytest.mark.parametrize("field", ["source", "licence"])
def test_everything_is_escaped(make: Any, field: str) -> None:
    evil = "<script>alert(1)</script>"
    judgement = make()
    told = model_card(info(), manifest(**{field: evil}), judgement, decide(judgement, GATE))
    assert evil not in told
