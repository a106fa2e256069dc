"""Judgements made by hand: every rule kept, to be broken one at a time."""

from collections.abc import Callable

import pytest

from cinq.evaluation.figures import (
    Gain,
    GoldenResult,
    Influence,
    Judgement,
    NamedFilm,
    OnboardingFigures,
    RatingError,
    RatingFigures,
    Slice,
)
from cinq.metrics.intervals import Interval

FILMS = tuple(NamedFilm(film_id=number, title=f"Film {number}") for number in range(5))


def around(value: float, half: float = 0.01) -> Interval:
    return Interval(estimate=value, low=value - half, high=value + half)


def figures(ndcg: float = 0.45, coverage: float = 0.03) -> OnboardingFigures:
    return OnboardingFigures(
        hit_at_5=around(0.85),
        ndcg_at_5=around(ndcg),
        ndcg_at_10=around(ndcg),
        recall_at_20=around(0.4),
        novelty=around(2.0),
        intra_list_diversity=around(0.6),
        popularity_share=around(0.9),
        coverage_at_5=coverage,
    )


def gain(value: float, half: float = 0.01) -> Gain:
    return Gain(hit_at_5=around(value, half), ndcg_at_10=around(value, half))


def golden(problem: str = "", n_films: int = 5) -> GoldenResult:
    return GoldenResult(
        name="westerns",
        favourites=FILMS,
        films=FILMS[:n_films],
        scores=(1.0,) * n_films,
        n_sharing=5,
        problem=problem,
    )


Make = Callable[..., Judgement]


@pytest.fixture
def make() -> Make:
    """A judgement with a champion that the challenger beats; what is given takes its place."""

    def made(
        ndcg: float = 0.45,
        over_popularity: Gain | None = None,
        over_champion: Gain | None = None,
        recent: Gain | None = None,
        coverage: float = 0.03,
        rmse: float = 0.85,
        with_champion: bool = True,
        **fields: object,
    ) -> Judgement:
        champion = figures(0.42) if with_champion else None
        found = Slice(
            n_people=100,
            n_cases=1000,
            challenger=figures(ndcg, coverage),
            popularity=figures(0.35, 0.001),
            champion=champion,
            over_popularity=over_popularity or gain(0.1),
            over_champion=(over_champion or gain(0.03)) if with_champion else None,
        )
        slice_of_recent = found.model_copy(update={"n_people": 40, "over_champion": recent})
        rating = RatingFigures(
            n_ratings=1000,
            challenger=RatingError(rmse=rmse, mae=0.65),
            bias_only=RatingError(rmse=0.88, mae=0.67),
            champion=RatingError(rmse=0.85, mae=0.65) if with_champion else None,
        )
        kept: dict[str, object] = {
            "dataset": "toy",
            "data_version": "a" * 64,
            "simulated": False,
            "ranker": "spectral_svd",
            "judged_at": "2026-11-21T00:00:00+00:00",
            "confidence": 0.95,
            "draws": 10,
            "seed": 5,
            "champion": "compared" if with_champion else "none",
            "data_unchanged": True,
            "min_people": 30,
            "n_judging_people": 100,
            "onboarding": found,
            "recent": slice_of_recent if recent is not None else None,
            "rating": rating,
            "query_ms": 0.3,
            "reload_equal": True,
            "golden_source": "configs/golden.yaml",
            "golden": (golden(),) * 20,
        }
        return Judgement.model_validate(kept | fields)

    return made


def influence(**changed: object) -> Influence:
    """What a few hundred honest accounts do; what is given takes its place."""
    film = NamedFilm(film_id=7, title="Film 7")
    kept: dict[str, object] = {
        "n_accounts": 300,
        "n_opinions": 3000,
        "golden_kept": 0.85,
        "least_kept": "westerns",
        "n_golden": 20,
        "n_lists": 900,
        "push": 0.03,
        "pushed": film,
        "drop": 0.04,
        "dropped": film,
        "golden_push": 0.1,
        "golden_pushed": film,
    }
    return Influence.model_validate(kept | changed)
