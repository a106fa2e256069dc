"""The spaces of tuning and the hyper-parameters they are of."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cinq.errors import SettingsError
from cinq.evaluation.search_spaces import SPACES, replaced, section_of, space_of
from cinq.hyperparameters import Hyperparameters
from cinq.models.family import FAMILY
from cinq.settings import load_settings


def test_every_model_with_hyperparameters_can_be_tuned() -> None:
    assert SPACES.keys() >= FAMILY.keys() & Hyperparameters.model_fields.keys()
    assert SPACES.keys() <= Hyperparameters.model_fields.keys()


@pytest.mark.parametrize("model", SPACES)
def test_a_space_is_of_hyperparameters_that_exist_and_of_values_they_allow(model: str) -> None:
    space, everything = SPACES[model], Hyperparameters()

    for seed in range(20):
        drawn = space.drawn(np.random.default_rng(seed))
        section = section_of(model, replaced(model, everything, drawn))
        assert section.model_dump().items() >= drawn.items()
    for point in space.points(0):
        assert section_of(model, replaced(model, everything, point)).model_dump() | point


@pytest.mark.parametrize("model", SPACES)
def test_what_is_configured_and_the_grid_lie_in_the_space(model: str) -> None:
    configured = section_of(model, load_settings().training).model_dump()

    for name, dimension in SPACES[model].dimensions.items():
        assert dimension.holds(configured[name]), name
    for name, values in SPACES[model].grid.items():
        assert all(SPACES[model].dimensions[name].holds(value) for value in values), name


@given(st.integers(0, 2**32))
def test_what_is_drawn_lies_in_the_space(seed: int) -> None:
    random = np.random.default_rng(seed)
    for space in SPACES.values():
        drawn = space.drawn(random)
        assert all(space.dimensions[name].holds(value) for name, value in drawn.items())


@pytest.mark.parametrize("model", SPACES)
def test_a_grid_holds_every_combination_once(model: str) -> None:
    space = SPACES[model]
    points = [tuple(point.items()) for point in space.points(3)]

    assert len(set(points)) == len(points)
    assert len(points) == np.prod([len(values) for values in space.grid.values()])
    assert points == [tuple(point.items()) for point in space.points(3)]
    assert points != [tuple(point.items()) for point in space.points(4)]


def test_what_cannot_be_tuned_is_named_with_what_can() -> None:
    with pytest.raises(SettingsError, match=r"'popularity' is not.*rating_svd, spectral_svd"):
        space_of("popularity")
