"""Feedback as ratings, to be learned from beside those of the data set."""

import numpy as np

from cinq.data.catalogue import Catalogue
from cinq.data.interactions import Interactions, Scale
from cinq.feedback import LIKED, SEEN, Opinions


def feedback_ratings(opinions: Opinions, catalogue: Catalogue, scale: Scale) -> Interactions:
    """What people said of films, as ratings of people of their own.

    Parameters
    ----------
    opinions
        Of `cinq.feedback.read_opinions`; its people have ids below 0, those of a data set have
        not, so that both can stand in one array and are split by the same hash.
    catalogue
        Of the same data set; what was said of films that it lacks by now is left out.
    scale
        Of the data set.

    Returns
    -------
    Interactions
        ``liked`` as ``scale.liked_from``, the least that counts as a like, and ``not_for_me`` as
        ``scale.low``: no more than was said. ``seen`` says nothing of a rating and is left out;
        somebody who said nothing else has no rating here.
    """
    known = np.isin(opinions.film_ids, catalogue.film_ids)
    told = known & (opinions.kinds != SEEN)
    user_ids, users = np.unique(opinions.user_ids[told], return_inverse=True)
    liked = opinions.kinds[told] == LIKED
    return Interactions(
        user_ids=user_ids,
        users=users.astype(np.int32),
        films=catalogue.rows(opinions.film_ids[told]),
        ratings=np.where(liked, scale.liked_from, scale.low).astype(np.float32),
        timestamps=opinions.timestamps[told],
        n_films=len(catalogue),
        scale=scale,
    )
