"""What joins the ratings of a data set: a pure choice among what people said.

Nobody speaks with more than one voice, and nobody with a louder one:

- a person joins who consented, whose account is old enough, and who said enough of films that
  the catalogue knows;
- of each the newest words count, up to a number;
- of the likes of a film at most a share comes from here, and of its other ratings too, with a few
  free in any case. Which of them stay a hash of person and film decides, so that a group which
  agreed on several films is not let in together.

Every rule looks at what is there and at nothing else: without somebody the choice is what it would
be had they never come.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cinq.data.interactions import Scale
from cinq.data.people import splitmix
from cinq.data.rating_columns import RatingColumns
from cinq.feedback import NOT_FOR_ME, SEEN
from cinq.learning.voices import FAVOURITE, Voices
from cinq.settings import LearningSettings

NO_CONSENT = "without consent"
TOO_NEW = "too new"
TOO_FEW = "too few opinions"
NOT_ASKED_FOR = "of programs"
NOTHING_LEFT = "nothing left after the caps"
"""Why a person does not join."""

UNKNOWN_FILM = "film not in the catalogue"
ONLY_SEEN = "only seen"
PERSON_CAP = "over the person's cap"
FILM_CAP = "over the film's cap"
"""Why an opinion of a person who joins does not."""


@dataclass(frozen=True)
class FilmCounts:
    """What a data set's own people say of its films.

    Parameters
    ----------
    film_ids
        Shape (n_films,), int64, ascending.
    likes, others
        Shape (n_films,), int64: ratings that count as a like, and those that do not.
    """

    film_ids: NDArray[np.int64]
    likes: NDArray[np.int64]
    others: NDArray[np.int64]


@dataclass(frozen=True)
class Chosen:
    """What joins, and what does not.

    Parameters
    ----------
    ratings
        Sorted by person, time and film, as `cinq.schema.RATINGS`.
    people_left_out, opinions_left_out
        How many, by reason; opinions are those of people who would join otherwise.
    """

    ratings: RatingColumns
    people_left_out: Mapping[str, int]
    opinions_left_out: Mapping[str, int]


def choose_voices(
    voices: Voices, counts: FilmCounts, scale: Scale, rules: LearningSettings, now: int
) -> Chosen:
    """Choose what joins, and say what it is worth on the data set's scale.

    Parameters
    ----------
    voices
        All that was said.
    counts
        What the data set's own people say: the caps of films hang on it.
    scale
        Of the data set.
    rules
        The settings; where ``accounts`` is off nobody joins.
    now
        Seconds since 1970.
    """
    people: dict[str, int] = {}
    opinions: dict[str, int] = {}
    able = _able(voices, rules, now, people)
    kept = able[voices.speakers]
    kept &= _noted(~np.isin(voices.film_ids, counts.film_ids), kept, UNKNOWN_FILM, opinions)
    kept &= _noted(voices.kinds == SEEN, kept, ONLY_SEEN, opinions)
    said = np.bincount(voices.speakers[kept], minlength=len(voices.people))
    few = able & (said < rules.min_opinions)
    people[TOO_FEW] = int(few.sum())
    kept &= ~few[voices.speakers]
    kept &= _noted(~_newest(voices, kept, rules.max_opinions), kept, PERSON_CAP, opinions)
    kept &= _noted(~_within_films(voices, kept, counts, rules), kept, FILM_CAP, opinions)
    left = np.bincount(voices.speakers[kept], minlength=len(voices.people))
    people[NOTHING_LEFT] = int((able & ~few & (left == 0)).sum())
    return Chosen(
        ratings=_ratings(voices, kept, scale, rules),
        people_left_out={why: n for why, n in people.items() if n},
        opinions_left_out={why: n for why, n in opinions.items() if n},
    )


def _able(
    voices: Voices, rules: LearningSettings, now: int, left_out: dict[str, int]
) -> NDArray[np.bool_]:
    """Who may join, whatever they said; shape (n_people,)."""
    ours = voices.accounts
    young = ours & (voices.since > now - rules.min_age_hours * 3600)
    left_out[NOT_ASKED_FOR] = 0 if rules.subjects else int((~ours).sum())
    left_out[NO_CONSENT] = int((ours & ~voices.consents).sum())
    left_out[TOO_NEW] = int((ours & voices.consents & young).sum())
    able = (ours & voices.consents & ~young) | (~ours & rules.subjects)
    return able & rules.accounts


def _noted(
    wrong: NDArray[np.bool_], kept: NDArray[np.bool_], why: str, left_out: dict[str, int]
) -> NDArray[np.bool_]:
    """What is not wrong; how many of the kept ones are is noted."""
    left_out[why] = int((wrong & kept).sum())
    return ~wrong


def _newest(voices: Voices, kept: NDArray[np.bool_], most: int) -> NDArray[np.bool_]:
    """The newest so many of each person, among the kept."""
    places = np.flatnonzero(kept)
    order = places[
        np.lexsort((voices.film_ids[places], -voices.timestamps[places], voices.speakers[places]))
    ]
    return _first_of_each(voices.speakers[order], order, np.full(len(voices.people), most), kept)


def _within_films(
    voices: Voices, kept: NDArray[np.bool_], counts: FilmCounts, rules: LearningSettings
) -> NDArray[np.bool_]:
    """So many likes and others of each film as the data set's own people allow, by hash."""
    places = np.flatnonzero(kept)
    n_films = len(counts.film_ids)
    films = np.searchsorted(counts.film_ids, voices.film_ids[places])
    sides = films + np.where(voices.kinds[places] == NOT_FOR_ME, n_films, 0)
    numbers = voices.people[voices.speakers[places]].astype(np.uint64)
    drawn = splitmix(numbers ^ splitmix(voices.film_ids[places].astype(np.uint64)))
    order = np.lexsort((numbers, drawn, sides))
    odds = rules.max_film_share / (1 - rules.max_film_share)
    own = np.concatenate([counts.likes, counts.others])
    caps = np.maximum(np.floor(own * odds), rules.free_film_opinions).astype(np.int64)
    return _first_of_each(sides[order], places[order], caps, kept)


def _first_of_each(
    groups: NDArray[np.integer],
    places: NDArray[np.int64],
    most: NDArray[np.int64],
    kept: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Mark the first ``most[group]`` places of each group; groups stand together."""
    starts = np.searchsorted(groups, groups)
    mask = np.zeros(len(kept), np.bool_)
    mask[places[np.arange(len(groups)) - starts < most[groups]]] = True
    return mask


def _ratings(
    voices: Voices, kept: NDArray[np.bool_], scale: Scale, rules: LearningSettings
) -> RatingColumns:
    upper, lower = scale.high - scale.liked_from, scale.liked_from - scale.low
    kinds = voices.kinds[kept]
    values = np.select(
        [kinds == FAVOURITE, kinds == NOT_FOR_ME],
        [
            scale.liked_from + rules.favourite * upper,
            scale.low + rules.not_for_me * lower,
        ],
        scale.liked_from + rules.liked * upper,
    ).astype(np.float32)
    users, films = voices.people[voices.speakers[kept]], voices.film_ids[kept]
    times = voices.timestamps[kept]
    order = np.lexsort((films, times, users))
    return RatingColumns(users[order], films[order], values[order], times[order])
