"""What was measured, as plain frozen values that go to JSON and back."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from cinq.metrics.intervals import Interval


class Part(BaseModel):
    """A frozen value that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class OnboardingFigures(Part):
    """How well one model finds the liked films of people it has never seen.

    Every figure but the coverage is a mean over people of the mean over their draws.

    Parameters
    ----------
    hit_at_5
        Share of top fives that hold at least one target, 0 to 1.
    ndcg_at_5, ndcg_at_10
        Discounted gain over that of the best possible list, 0 to 1.
    recall_at_20
        Targets among the first twenty, over min(20, targets), 0 to 1.
    novelty
        Mean of -log2 of the share of training people who like a recommended film, in bits.
    intra_list_diversity
        1 - cosine of the genres of two films of a top five, the mean over pairs, 0 to 1.
    popularity_share
        Share of a top five that belongs to the hundredth of the films liked most, 0 to 1.
    coverage_at_5
        Share of the catalogue that stands in at least one top five, 0 to 1.
    """

    hit_at_5: Interval
    ndcg_at_5: Interval
    ndcg_at_10: Interval
    recall_at_20: Interval
    novelty: Interval
    intra_list_diversity: Interval
    popularity_share: Interval
    coverage_at_5: float


class Gain(Part):
    """Mean paired difference to another model on the same people and draws."""

    hit_at_5: Interval
    ndcg_at_10: Interval


class Slice(Part):
    """One group of judging people, each model on the very same cases.

    Parameters
    ----------
    n_people
        People in the group.
    n_cases
        People times draws.
    champion, over_champion
        None where there is no champion to compare with.
    """

    n_people: int
    n_cases: int
    challenger: OnboardingFigures
    popularity: OnboardingFigures
    champion: OnboardingFigures | None = None
    over_popularity: Gain
    over_champion: Gain | None = None


class Group(Part):
    """How well one kind of people is served.

    Parameters
    ----------
    by
        ``activity``: by how much people rate; ``taste``: by how rare what they like is.
    name
        What people of this group do, to be read after "people who".
    unit, low, high
        The least and the most of whatever the group is made by.
    n_people
        People in the group.
    hit_at_5, ndcg_at_10
        Of the challenger.
    over_popularity
        Paired difference in NDCG@10 to popularity.
    """

    by: Literal["activity", "taste"]
    name: str
    unit: str
    low: float
    high: float
    n_people: int
    hit_at_5: Interval
    ndcg_at_10: Interval
    over_popularity: Interval


class RatingError(Part):
    """Error of predicted ratings, in the units of the data set's scale."""

    rmse: float
    mae: float


class RatingFigures(Part):
    """Rating error of each model on the same held-out ratings.

    Parameters
    ----------
    n_ratings
        Held-out ratings: the newest tenth of each training person's.
    bias_only
        The baseline of damped user and film biases.
    """

    n_ratings: int
    challenger: RatingError
    bias_only: RatingError
    champion: RatingError | None = None


class NamedFilm(Part):
    """A film as a report shows it."""

    film_id: int
    title: str


class GoldenResult(Part):
    """What a model answers to one fixed list of favourites.

    Parameters
    ----------
    films, scores
        The answer, in the order served, with the ranker's scores.
    n_sharing
        How many of the answered films share a genre with the list; None where no film of the
        list has a genre.
    problem
        Why the answer will not do, in one sentence; empty if it will.
    """

    name: str
    favourites: tuple[NamedFilm, ...]
    films: tuple[NamedFilm, ...]
    scores: tuple[float, ...]
    n_sharing: int | None
    problem: str = ""

    @property
    def passed(self) -> bool:
        """Whether the answer will do."""
        return not self.problem

    @property
    def complete(self) -> bool:
        """Whether five films were answered."""
        return len(self.films) == 5


class Influence(Part):
    """What accounts that joined the data do to the lists that everybody gets.

    The challenger's lists beside those of the same model without the accounts' data.

    Parameters
    ----------
    n_accounts, n_opinions
        How many joined.
    golden_kept
        Mean share of the films of the golden answers that are also answered without, 0 to 1.
    least_kept
        The golden list that keeps the least.
    n_golden, n_lists
        Golden lists, and lists over which pushes are counted: the golden ones' and those of the
        data set's own judging people.
    push, pushed
        By how much the share of the lists that hold a film grows, 0 to 1, for the film with which
        it grows most; and that film, None if no film is on more lists.
    drop, dropped
        The same for the film with which it falls most.
    golden_push, golden_pushed
        As ``push``, over the golden lists alone.
    """

    n_accounts: int
    n_opinions: int
    golden_kept: float
    least_kept: str
    n_golden: int
    n_lists: int
    push: float
    pushed: NamedFilm | None
    drop: float
    dropped: NamedFilm | None
    golden_push: float
    golden_pushed: NamedFilm | None


class Judgement(Part):
    """Everything the gate needs, all of it measured in one run on the same people and draws.

    Parameters
    ----------
    dataset, data_version, simulated
        The data set that was judged on.
    ranker
        Name of the challenger's ranking model.
    judged_at
        ISO time, UTC.
    champion
        ``none``: nothing is released; ``compared``: it was judged on the same cases;
        ``not comparable``: it cannot be, and `champion_note` says why.
    data_unchanged
        Whether the champion was trained on this very data version.
    min_people
        Fewer judging people than this, and there are no onboarding figures.
    n_judging_people
        Judging people with enough liked films.
    onboarding
        All judging people; None if there were too few.
    recent
        Those with a rating newer than the champion's data (of data without times: with a rating
        that has one); None if too few, or no champion.
    groups
        Kinds of people, for the question who is served worse; empty if there were too few people.
    rating
        None if no rating could be held out.
    query_ms
        Median milliseconds of a lone fold-in, scoring and list of five on this machine.
    reload_equal
        Whether the saved artefact, loaded again, gives the golden scores bit for bit.
    reload_note
        What differed, empty if nothing did.
    golden_source
        ``configs/golden.yaml``, or ``the data`` where too few of its lists could be resolved.
    influence
        None where no account's data were learned from.
    """

    dataset: str
    data_version: str
    simulated: bool
    ranker: str
    judged_at: str
    confidence: float
    draws: int
    seed: int
    champion: Literal["none", "compared", "not comparable"]
    champion_note: str = ""
    data_unchanged: bool = False
    min_people: int
    n_judging_people: int
    onboarding: Slice | None
    recent: Slice | None = None
    recent_since: int | None = None
    groups: tuple[Group, ...] = ()
    rating: RatingFigures | None
    query_ms: float
    reload_equal: bool
    reload_note: str = ""
    golden_source: str
    golden: tuple[GoldenResult, ...]
    influence: Influence | None = None

    def flat(self) -> dict[str, float]:
        """The challenger's figures by the names that runs and MLflow know them by."""
        figures = {"query_ms": self.query_ms}
        if self.influence is not None:
            moved = self.influence
            figures |= {
                "golden_kept": moved.golden_kept,
                "film_push": moved.push,
                "film_drop": moved.drop,
            }
        if self.rating is not None:
            figures |= self.rating.challenger.model_dump()
        if self.onboarding is not None:
            found = self.onboarding.challenger
            figures |= {
                "hit_at_5": found.hit_at_5.estimate,
                "ndcg_at_5": found.ndcg_at_5.estimate,
                "ndcg_at_10": found.ndcg_at_10.estimate,
                "recall_at_20": found.recall_at_20.estimate,
                "novelty": found.novelty.estimate,
                "intra_list_diversity": found.intra_list_diversity.estimate,
                "popularity_share": found.popularity_share.estimate,
                "coverage_at_5": found.coverage_at_5,
            }
        return figures
