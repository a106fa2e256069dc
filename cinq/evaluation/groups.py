"""Who is served worse: judged people in thirds, by how much they rate and by how rare their taste.

NDCG@10 itself hangs on how many films there are to find, so groups are compared by what the model
gains over popularity on the same cases.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cinq.data.interactions import Interactions
from cinq.evaluation.cases import Cases
from cinq.evaluation.figures import Group
from cinq.evaluation.onboarding import Audience, CaseMetrics, gain, summarise
from cinq.settings import JudgingSettings

SMALLEST = 10
"""Fewer people than this are no group: their interval would say nothing."""

LABELS = {
    "activity": ("rate little", "rate some", "rate much"),
    "taste": ("like what most like", "like some of both", "like rare films"),
}
UNITS = {"activity": "ratings", "taste": "bits"}


@dataclass(frozen=True)
class Membership:
    """One group: what it is called, from where to where, and who is in it (n_people,)."""

    by: str
    name: str
    low: float
    high: float
    people: NDArray[np.bool_]


def memberships(people: Interactions, cases: Cases, audience: Audience) -> list[Membership]:
    """Thirds of the judged people by activity and by taste; equal values stay together.

    Activity is the number of a person's ratings; taste is the mean, over the films they like, of
    -log2 of the share of the audience who like the film too (Castells, Hurley and Vargas, 2015).

    Parameters
    ----------
    people
        All ratings of the people that `cases` come from.
    cases
        Says who is judged.
    audience
        The people that were trained on.
    """
    rows = np.searchsorted(people.user_ids, cases.user_ids)
    activity = np.bincount(people.users, minlength=people.n_users)[rows].astype(np.float64)
    bits = -np.log2(np.maximum(audience.like_counts, 1) / max(audience.n_people, 1))
    liked = people.take(people.liked)
    total = np.bincount(liked.users, bits[liked.films], people.n_users)[rows]
    rarity = total / np.maximum(np.bincount(liked.users, minlength=people.n_users)[rows], 1)
    return [
        Membership(by, name, float(values[mask].min()), float(values[mask].max()), mask)
        for by, values in (("activity", activity), ("taste", rarity))
        for name, mask in zip(LABELS[by], _thirds(values), strict=True)
        if mask.sum() >= SMALLEST
    ]


def _thirds(values: NDArray[np.float64]) -> list[NDArray[np.bool_]]:
    if not len(values):
        return [np.zeros(0, np.bool_)] * 3
    lower, upper = np.quantile(values, [1 / 3, 2 / 3], method="inverted_cdf")
    return [values <= lower, (values > lower) & (values <= upper), values > upper]


def judge_groups(
    members: list[Membership],
    challenger: CaseMetrics,
    popularity: CaseMetrics,
    cases: Cases,
    audience: Audience,
    judging: JudgingSettings,
) -> tuple[Group, ...]:
    """The challenger's figures in every group, and its paired gain over popularity there."""
    found = []
    for member in members:
        figures = summarise(challenger, cases, audience, judging, member.people)
        over = gain(challenger, popularity, cases, judging, member.people)
        found.append(
            Group(
                by=member.by,
                name=member.name,
                unit=UNITS[member.by],
                low=member.low,
                high=member.high,
                n_people=int(member.people.sum()),
                hit_at_5=figures.hit_at_5,
                ndcg_at_10=figures.ndcg_at_10,
                over_popularity=over.ndcg_at_10,
            )
        )
    return tuple(found)


def served_worst(groups: tuple[Group, ...], by: str) -> Group | None:
    """The group of this kind that gains least, if it surely gains less than another; else None.

    Surely: its interval ends below where another's begins.
    """
    kind = [group for group in groups if group.by == by]
    if not kind:
        return None
    least = min(kind, key=lambda group: group.over_popularity.estimate)
    others = (group.over_popularity.low for group in kind if group is not least)
    return least if any(least.over_popularity.high < low for low in others) else None
