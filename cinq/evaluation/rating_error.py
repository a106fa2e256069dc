"""Rating error on ratings that nobody was trained on: the newest of each training person."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cinq.data.catalogue import Catalogue
from cinq.data.people import Split
from cinq.evaluation.alignment import film_places, in_catalogue
from cinq.evaluation.bias_only import fit_bias_only
from cinq.evaluation.figures import RatingError, RatingFigures
from cinq.metrics.rating import mae, rmse
from cinq.models.bundle import ModelBundle


def judge_ratings(
    split: Split, catalogue: Catalogue, challenger: ModelBundle, champion: ModelBundle | None
) -> RatingFigures | None:
    """RMSE and MAE of challenger, champion and biases on the very same held-out ratings.

    People whom a model was not trained on are folded in from their training ratings, as it would
    do when serving; of a film it does not know it predicts what the person gives on average.

    Parameters
    ----------
    split
        The judged data; ``held_out`` is predicted, the baseline is fitted to ``training``. Give
        it without accounts (`Split.own`): what their words are worth as ratings is our setting.
    catalogue
        Whose rows the ratings bear.
    challenger, champion
        Whose raters predict.

    Returns
    -------
    RatingFigures or None
        None if no rating is held out, as with people of fewer than ten ratings.
    """
    held_out = split.held_out
    if not len(held_out):
        return None
    biases = fit_bias_only(split.training)
    return RatingFigures(
        n_ratings=len(held_out),
        challenger=_error(predicted_ratings(challenger, split, catalogue), held_out.ratings),
        bias_only=_error(biases.predict(held_out.users, held_out.films), held_out.ratings),
        champion=champion
        and _error(predicted_ratings(champion, split, catalogue), held_out.ratings),
    )


def predicted_ratings(
    bundle: ModelBundle, split: Split, catalogue: Catalogue
) -> NDArray[np.float32]:
    """What a bundle predicts for the held-out ratings, shape (n_held_out,), on its scale."""
    held_out, rater = split.held_out, bundle.rater
    if (rater.user_rows(held_out.user_ids) < 0).any():
        rater = rater.knowing(in_catalogue(split.training, bundle.catalogue, catalogue))
    users = rater.user_rows(held_out.user_ids)[held_out.users]
    return rater.predict(users, film_places(bundle.catalogue, catalogue)[held_out.films])


def _error(predicted: NDArray[np.floating[Any]], actual: NDArray[np.float32]) -> RatingError:
    return RatingError(rmse=rmse(predicted, actual), mae=mae(predicted, actual))
