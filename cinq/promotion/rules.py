"""The gate's rules: each a pure function from what was measured to one sentence of reason."""

from pydantic import Field

from cinq.evaluation.figures import (
    Gain,
    GoldenResult,
    Influence,
    OnboardingFigures,
    Part,
    RatingError,
    Slice,
)
from cinq.metrics.intervals import Interval
from cinq.settings import GateSettings

Number = float | int | str | bool | None

ROUNDING = 1e-6
"""Of predicted ratings, in units of the scale."""


class Rule(Part):
    """One rule and what became of it.

    Parameters
    ----------
    name
        What the rule asks for, in a few words.
    passed
        Whether the challenger keeps it.
    reason
        One sentence with the numbers.
    figures
        The numbers the sentence is made of, by name.
    """

    name: str
    passed: bool
    reason: str
    figures: dict[str, Number] = Field(default_factory=dict)


def enough_people(n_people: int, least: int) -> Rule:
    """Enough people to judge on."""
    return Rule(
        name="enough people",
        passed=n_people >= least,
        reason=f"there are {n_people} people to judge on, and it takes at least {least}.",
        figures={"n_people": n_people, "min_people": least},
    )


def enough_ratings(n_ratings: int) -> Rule:
    """Any rating to measure the rating error on."""
    return Rule(
        name="enough ratings",
        passed=n_ratings > 0,
        reason=f"{n_ratings} ratings are held out to measure the rating error on.",
        figures={"n_ratings": n_ratings},
    )


def better_than_popularity(found: Slice, gate: GateSettings) -> Rule:
    """Rule 1: NDCG@10 well above popularity's, and surely so."""
    ours, theirs = found.challenger.ndcg_at_10.estimate, found.popularity.ndcg_at_10.estimate
    gain, least = found.over_popularity.ndcg_at_10, gate.min_lift_over_popularity
    lift = ours / theirs - 1 if theirs > 0 else float(ours > 0)
    return Rule(
        name="better than popularity",
        passed=lift >= least and gain.low > 0,
        reason=(
            f"NDCG@10 is {ours:.3f}, {lift:+.1%} on popularity's {theirs:.3f} where {least:+.0%} "
            f"is asked, and the paired difference is {_shown(gain)} where its lower end must be "
            "above 0."
        ),
        figures={
            "ndcg_at_10": ours,
            "popularity": theirs,
            "lift": lift,
            "difference": gain.estimate,
            "low": gain.low,
        },
    )


def below_bias_only(challenger: RatingError, bias_only: RatingError) -> Rule:
    """Rule 2, first half: better than the average person's opinion of the average film.

    It holds nobody back where there is `nothing_to_predict`.
    """
    reason = (
        f"RMSE is {challenger.rmse:.4f} where user and film biases alone reach {bias_only.rmse:.4f}"
    )
    if nothing_to_predict(bias_only):
        reason += ": all ratings are alike, so there is nothing to predict"
    return Rule(
        name="rating error below the biases'",
        passed=challenger.rmse < bias_only.rmse or nothing_to_predict(bias_only),
        reason=f"{reason}.",
        figures={"rmse": challenger.rmse, "bias_only": bias_only.rmse},
    )


def nothing_to_predict(bias_only: RatingError) -> bool:
    """Whether the biases err by no more than rounding, as where people can only like."""
    return bias_only.rmse < ROUNDING


def rating_error_near_champion(
    challenger: RatingError, champion: RatingError, gate: GateSettings
) -> Rule:
    """Rule 2, second half: next to no loss on the champion."""
    bound = champion.rmse * (1 + gate.max_rmse_increase)
    return Rule(
        name="rating error beside the champion's",
        passed=challenger.rmse <= bound,
        reason=(
            f"RMSE is {challenger.rmse:.4f} where the champion has {champion.rmse:.4f} on the "
            f"same ratings and up to {bound:.4f} is allowed."
        ),
        figures={"rmse": challenger.rmse, "champion": champion.rmse, "bound": bound},
    )


def superior(gain: Gain, n_people: int) -> Rule:
    """Rule 3 on unchanged data: surely better than the champion."""
    return _compared("superior to the champion", gain.ndcg_at_10, n_people, 0.0)


def non_inferior(gain: Gain, n_people: int, gate: GateSettings) -> Rule:
    """Rule 3 on newer data: surely not worse than the champion by more than the margin."""
    margin = gate.non_inferiority_margin
    return _compared("non-inferior to the champion", gain.ndcg_at_10, n_people, -margin)


def recent_people(overall: Gain, recent: Gain, n_people: int, gate: GateSettings) -> Rule:
    """Rule 3 with a recent slice: superior there, or non-inferior there and on all."""
    everybody, there = overall.ndcg_at_10, recent.ndcg_at_10
    bound = -gate.non_inferiority_margin
    return Rule(
        name="recently active people",
        passed=there.low > 0 or (there.low > bound and everybody.low > bound),
        reason=(
            f"the paired difference to the champion in NDCG@10 is {_shown(there)} on the "
            f"{n_people} people active since its training and {_shown(everybody)} on all, where "
            f"the lower end must be above 0 on the former or above {bound:g} on both."
        ),
        figures={
            "recent": there.estimate,
            "recent_low": there.low,
            "difference": everybody.estimate,
            "low": everybody.low,
            "bound": bound,
        },
    )


def coverage(
    challenger: OnboardingFigures, champion: OnboardingFigures, gate: GateSettings
) -> Rule:
    """Rule 4: the catalogue does not fall out of sight."""
    bound = champion.coverage_at_5 * gate.min_coverage_of_champion
    return Rule(
        name="coverage",
        passed=challenger.coverage_at_5 >= bound,
        reason=(
            f"top fives hold {challenger.coverage_at_5:.2%} of all films where the champion's "
            f"hold {champion.coverage_at_5:.2%} and at least {bound:.2%} is asked."
        ),
        figures={
            "coverage_at_5": challenger.coverage_at_5,
            "champion": champion.coverage_at_5,
            "bound": bound,
        },
    )


def query_time(query_ms: float, gate: GateSettings) -> Rule:
    """Rule 4: quick enough to be served."""
    return Rule(
        name="query time",
        passed=query_ms <= gate.max_query_ms,
        reason=(
            f"a lone query takes {query_ms:.2f} ms (median) where {gate.max_query_ms:g} ms are "
            "allowed."
        ),
        figures={"query_ms": query_ms, "bound": gate.max_query_ms},
    )


def reloads(equal: bool, note: str) -> Rule:
    """Rule 4: what is saved is what was judged."""
    reason = "loaded again, the saved model gives the same scores bit for bit"
    return Rule(
        name="reloads bit-equal",
        passed=equal,
        reason=f"{reason}." if equal else f"loaded again, the saved model differs: {note}.",
    )


def golden_lists(results: tuple[GoldenResult, ...], source: str, gate: GateSettings) -> Rule:
    """Rule 4: fixed lists of favourites get five other films, mostly of their genres."""
    failed = [result for result in results if not result.passed]
    short = [result for result in failed if not result.complete]
    kept, n_lists = len(results) - len(failed), len(results)
    reason = (
        f"{kept} of {n_lists} golden lists from {source} get five other films of which at least "
        f"{gate.golden_min_films} share a genre with the list, where "
        f"{gate.golden_min_share:.0%} of the lists are asked and five films of each"
    )
    for example in (short or failed)[:1]:
        reason += f" ({example.name}: {example.problem})"
    return Rule(
        name="golden lists",
        passed=n_lists > 0 and not short and kept >= gate.golden_min_share * n_lists,
        reason=f"{reason}.",
        figures={"lists": n_lists, "kept": kept, "short": len(short), "source": source},
    )


def accounts_influence(found: Influence, gate: GateSettings) -> Rule:
    """Rule 5: what accounts said moves nobody's lists too far.

    Honest people move many films a little; a group that acts together moves one film far, or the
    golden answers.
    """
    golden = max(gate.max_golden_push, 1 / max(found.n_golden, 1))  # one list of few is no sign
    bounds = (
        (found.golden_push, golden, found.golden_pushed, "enters", "golden lists"),
        (found.push, gate.max_film_push, found.pushed, "enters", "all lists"),
        (found.drop, gate.max_film_drop, found.dropped, "leaves", "all lists"),
    )
    moves = [
        f"{film.title if film else 'no film'} {how} {share:.1%} of {where} ({most:.0%} are allowed)"
        for share, most, film, how, where in bounds
    ]
    return Rule(
        name="influence of accounts",
        passed=found.golden_kept >= gate.min_golden_kept
        and all(share <= most for share, most, *_ in bounds),
        reason=(
            f"beside the same model without the {found.n_opinions:,} opinions of "
            f"{found.n_accounts:,} accounts {found.golden_kept:.0%} of the golden answers stay, "
            f"where {gate.min_golden_kept:.0%} are asked, and {'; '.join(moves)}."
        ),
        figures={
            "accounts": found.n_accounts,
            "opinions": found.n_opinions,
            "golden_kept": found.golden_kept,
            "push": found.push,
            "drop": found.drop,
            "golden_push": found.golden_push,
        },
    )


def served_as_judged(n_lists: int, differing: list[str]) -> Rule:
    """Rule 4: the served Bento answers the golden lists exactly as the pipeline did."""
    equal = n_lists - len(differing)
    reason = f"the served Bento answers {equal} of {n_lists} golden lists exactly as judged"
    if differing:
        reason += f"; the first that differs is {differing[0]}"
    return Rule(
        name="served as judged",
        passed=n_lists > 0 and not differing,
        reason=f"{reason}.",
        figures={"lists": n_lists, "equal": equal},
    )


def _compared(name: str, gain: Interval, n_people: int, bound: float) -> Rule:
    return Rule(
        name=name,
        passed=gain.low > bound,
        reason=(
            f"the paired difference in NDCG@10 is {_shown(gain)} on {n_people} people where its "
            f"lower end must be above {bound:g}."
        ),
        figures={"difference": gain.estimate, "low": gain.low, "high": gain.high, "bound": bound},
    )


def _shown(interval: Interval) -> str:
    return f"{interval.estimate:+.4f} [{interval.low:+.4f}, {interval.high:+.4f}]"
