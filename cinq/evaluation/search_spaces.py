"""Where the hyper-parameters of each model are searched, by tuning and before comparing."""

from cinq.errors import SettingsError
from cinq.evaluation.dimensions import Choice, Real, Space, Values, Whole
from cinq.hyperparameters import Hyperparameters, Section

SPACES: dict[str, Space] = {
    "damped_mean": Space(
        {"damping": Real(1.0, 2000.0, log=True)},
        {"damping": (5.0, 20.0, 50.0, 100.0, 200.0, 400.0, 800.0)},
    ),
    "knn_cosine": Space(
        {"shrinkage": Real(0.0, 300.0), "n_neighbours": Whole(20, 2000, log=True)},
        {"shrinkage": (0.0, 10.0, 30.0, 100.0), "n_neighbours": (50, 200, 500)},
    ),
    "knn_adjusted_cosine": Space(
        {"shrinkage": Real(0.0, 1000.0), "n_neighbours": Whole(20, 2000, log=True)},
        {"shrinkage": (0.0, 30.0, 100.0, 300.0, 1000.0), "n_neighbours": (50, 200, 500)},
    ),
    "knn_pearson": Space(
        {"shrinkage": Real(0.0, 1000.0), "n_neighbours": Whole(20, 2000, log=True)},
        {"shrinkage": (0.0, 30.0, 100.0, 300.0, 1000.0), "n_neighbours": (50, 200, 500)},
    ),
    "knn_asymmetric": Space(
        {
            "shrinkage": Real(0.0, 50.0),
            "n_neighbours": Whole(20, 2000, log=True),
            "pick_exponent": Real(0.0, 1.0),
            "film_exponent": Real(0.0, 1.0),
            "user_exponent": Real(0.0, 1.0),
        },
        {
            "shrinkage": (0.0, 10.0),
            "pick_exponent": (0.4, 0.6, 0.8),
            "film_exponent": (0.0, 0.2, 0.4),
            "user_exponent": (0.0, 0.5, 1.0),
        },
    ),
    "ease": Space(
        {"regularization": Real(50.0, 30_000.0, log=True)},
        {"regularization": (200.0, 500.0, 1000.0, 2000.0, 4000.0, 8000.0, 16_000.0)},
    ),
    "pure_svd": Space(
        {"values": Choice(("likes", "ratings")), "n_factors": Whole(4, 128, log=True)},
        {"values": ("likes", "ratings"), "n_factors": (8, 16, 24, 32, 64)},
    ),
    "ials": Space(
        {
            "n_factors": Whole(8, 128, log=True),
            "n_epochs": Whole(4, 20),
            "weight": Real(0.3, 30.0, log=True),
            "regularization": Real(0.3, 100.0, log=True),
            "regularization_exponent": Real(0.0, 1.0),
            "fold_in_regularization": Real(0.3, 60.0, log=True),
        },
        {
            "n_factors": (16, 32, 64),
            "weight": (1.0, 3.0, 10.0),
            "regularization": (2.0, 5.0, 15.0),
            "fold_in_regularization": (2.0, 8.0, 20.0),
        },
    ),
    "rating_svd": Space(
        {
            "n_factors": Whole(8, 256, log=True),
            "n_epochs": Whole(10, 150, log=True),
            "learning_rate": Real(0.002, 0.03, log=True),
            "regularization": Real(0.01, 0.3, log=True),
        },
        {
            "n_factors": (50, 100, 200),
            "n_epochs": (20, 50, 80),
            "learning_rate": (0.005, 0.01),
            "regularization": (0.02, 0.05, 0.1),
        },
    ),
    "spectral_svd": Space(
        {
            "n_factors": Whole(16, 160, log=True),
            "rating_exponent": Real(0.0, 3.0),
            "user_exponent": Real(0.0, 1.0),
            "item_exponent": Real(0.0, 1.0),
            "spectrum_exponent": Real(0.2, 1.4),
            "popularity_in": Real(0.0, 0.9),
            "popularity_out": Real(-0.3, 0.3),
        },
        {
            "n_factors": (32, 64, 128),
            "user_exponent": (0.25, 0.5),
            "item_exponent": (0.2, 0.4, 0.6),
            "spectrum_exponent": (0.5, 0.75, 1.0),
            "popularity_in": (0.25, 0.45, 0.65),
        },
    ),
    "content": Space(
        {
            "genre_weight": Real(0.0, 3.0),
            "tag_weight": Real(0.0, 3.0),
            "era_weight": Real(0.0, 1.0),
            "title_weight": Real(0.0, 3.0),
            "popularity_out": Real(0.0, 0.8),
        },
        {
            "tag_weight": (0.5, 1.0, 2.0),
            "era_weight": (0.05, 0.15, 0.45),
            "popularity_out": (0.0, 0.25, 0.5),
        },
    ),
    "hybrid": Space(
        {"content_weight": Real(0.0, 1.0)},
        {"content_weight": (0.1, 0.2, 0.3, 0.45, 0.6)},
    ),
    "hybrid_knn": Space(
        {"content_weight": Real(0.0, 1.0)},
        {"content_weight": (0.1, 0.2, 0.3, 0.45, 0.6)},
    ),
    "svdpp": Space(
        {
            "n_factors": Whole(4, 64, log=True),
            "n_epochs": Whole(10, 60, log=True),
            "learning_rate": Real(0.002, 0.02, log=True),
            "regularization": Real(0.01, 0.2, log=True),
        },
        {
            "n_factors": (10, 20),
            "n_epochs": (20, 40),
            "learning_rate": (0.005, 0.007),
            "regularization": (0.02, 0.05, 0.1),
        },
    ),
    "nmf": Space(
        {
            "n_factors": Whole(4, 100, log=True),
            "n_epochs": Whole(20, 120, log=True),
            "regularization": Real(0.01, 0.5, log=True),
        },
        {
            "n_factors": (15, 30, 60),
            "n_epochs": (30, 50, 80),
            "regularization": (0.03, 0.06, 0.12, 0.25),
        },
    ),
    "bayesian_mf": Space(
        {"n_factors": Whole(2, 64, log=True), "n_iterations": Whole(40, 300, log=True)},
        {"n_factors": (4, 8, 16, 32), "n_iterations": (80, 160)},
    ),
    "mult_vae": Space(
        {
            "n_hidden": Whole(100, 600, log=True),
            "n_factors": Whole(32, 200, log=True),
            "n_epochs": Whole(20, 150, log=True),
            "learning_rate": Real(0.0003, 0.005, log=True),
            "dropout": Real(0.2, 0.8),
            "penalty": Real(0.0, 1.0),
        },
        {
            "n_hidden": (300, 600),
            "n_factors": (64, 100),
            "n_epochs": (30, 60, 120),
            "penalty": (0.1, 0.2, 0.4),
        },
    ),
}
"""By name in `cinq.models.family`. Popularity stands not here: it has nothing to be tuned."""


def space_of(model: str) -> Space:
    """The space of this model.

    Raises
    ------
    SettingsError
        If nothing of that model can be tuned, or there is no such model; those that can be tuned
        are named.
    """
    if model not in SPACES:
        raise SettingsError(
            f"{model[:60]!r} is not a model that can be tuned; those are {', '.join(SPACES)}"
        )
    return SPACES[model]


def section_of(model: str, hyperparameters: Hyperparameters) -> Section:
    """The model's section of all hyper-parameters."""
    section: Section = getattr(hyperparameters, model)
    return section


def replaced(model: str, hyperparameters: Hyperparameters, values: Values) -> Hyperparameters:
    """All hyper-parameters with these values in the model's section.

    Raises
    ------
    ValidationError
        If a value does not fit.
    """
    section = section_of(model, hyperparameters)
    changed = type(section).model_validate(section.model_dump() | values)
    return hyperparameters.model_copy(update={model: changed})
