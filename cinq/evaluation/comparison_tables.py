"""The tables and sentences of a comparison as plain text, for page, site and terminal alike."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cinq.evaluation.comparison_figures import ComparedModel, ComparisonFigures
from cinq.metrics.intervals import Interval

COVERAGE_EXPLAINED = (
    "A model can be right by giving everybody the same films; further right, more of the catalogue "
    "is seen. Numbers are ranks of the first table."
)
PAIRS_EXPLAINED = (
    "The same people and draws for both models, so what is easy or hard about a person falls out. "
    "An interval that touches the line of no difference is a tie."
)


@dataclass(frozen=True)
class TextTable:
    """Headings and rows of cells."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def accuracy(figures: ComparisonFigures) -> TextTable:
    """What each model finds, with intervals."""
    return _table(
        figures,
        ("Hit@5", "NDCG@5", "NDCG@10", "Recall@20"),
        lambda model: [
            shown(model.onboarding.hit_at_5),
            shown(model.onboarding.ndcg_at_5),
            shown(model.onboarding.ndcg_at_10),
            shown(model.onboarding.recall_at_20),
        ],
    )


def variety(figures: ComparisonFigures) -> TextTable:
    """What the lists are like apart from hitting."""
    return _table(
        figures,
        ("coverage@5", "novelty, bits", "diversity in a list", "share of the most liked 1 %"),
        lambda model: [
            f"{model.onboarding.coverage_at_5:.3f}",
            shown(model.onboarding.novelty, 2),
            diversity(figures, model),
            shown(model.onboarding.popularity_share),
        ],
    )


def paired(figures: ComparisonFigures) -> TextTable:
    """Paired differences in NDCG@10."""
    best = figures.best.title
    return _table(
        figures,
        (f"over the best ({best})", "over popularity"),
        lambda model: [
            signed(gain.ndcg_at_10) if gain is not None else "itself"
            for gain in (model.over_best, model.over_popularity)
        ],
    )


def rating_error(figures: ComparisonFigures) -> TextTable:
    """RMSE and MAE of the models that predict ratings, lowest RMSE first."""
    rated = sorted(
        (model.rating.rmse, model.rating.mae, model.title)
        for model in figures.models
        if model.rating is not None
    )
    rows = tuple((title, f"{rmse:.4f}", f"{mae:.4f}") for rmse, mae, title in rated)
    return TextTable(("model", "RMSE", "MAE"), rows)


def rating_protocol(figures: ComparisonFigures) -> str:
    """What the rating error was measured on, in a sentence."""
    return (
        f"Errors in units of the rating scale, {figures.n_rating_folds} folds of the "
        f"{figures.n_ratings:,} ratings, each predicted once; lower is better."
    )


def cost(figures: ComparisonFigures) -> TextTable:
    """Time and memory."""
    return _table(
        figures,
        ("fit, s", "fit, CPU s", "query, ms", "learned, MB", "peak while fitting, MB"),
        lambda model: [
            f"{model.cost.fit_seconds:.3g}",
            f"{model.cost.fit_cpu_seconds:.3g}",
            f"{model.cost.query_ms:.3g}",
            f"{model.cost.arrays_mb:.3g}",
            "not measured" if model.cost.peak_mb is None else f"{model.cost.peak_mb:.3g}",
        ],
    )


def settings(figures: ComparisonFigures) -> TextTable:
    """What each model was trained with, and how many settings were tried for it."""
    return _table(
        figures,
        ("settings tried", "trained with"),
        lambda model: [
            str(model.n_tried),
            ", ".join(f"{name} {value}" for name, value in model.hyperparameters.items())
            or "nothing to set",
        ],
    )


def missing(figures: ComparisonFigures) -> TextTable:
    """Models without figures, and why."""
    rows = tuple((model.title, model.state, model.reason) for model in figures.missing)
    return TextTable(("model", "", "why"), rows)


def protocol(figures: ComparisonFigures) -> str:
    """Who was judged on what, in some sentences."""
    folds = f"{figures.n_folds} rotating folds of people"
    left_out = ", one of which is left out (see the effort below)" if figures.n_trials else ""
    return (
        f"{folds}{left_out}: of each turn one part is judged on, another is set aside for "
        f"validation, and the rest is trained on. {figures.n_people:,} people with at least "
        f"{figures.min_liked} liked films are judged on, {figures.draws} draws each: "
        f"{figures.n_favourites} of their liked films go in, the others are sought among all "
        f"{figures.n_films:,} films. Every model has the same people and the same draws. "
        f"Intervals hold {figures.confidence:.0%} of a bootstrap over people."
    )


def effort(figures: ComparisonFigures) -> str:
    """How the hyper-parameters were chosen, and whether that was fair."""
    if not figures.n_trials:
        return (
            "No settings were tried for this comparison: each model is trained with those of "
            "configs/cinq.yaml and --set. How much effort went into these before differs from "
            "model to model, so treat close calls as ties; with --tune N every model gets the "
            "same N trials first."
        )
    return (
        f"Equal for all: {figures.n_trials} settings were tried for every model that has any to "
        "be tuned, those it has in configs/cinq.yaml and others drawn at random from its space "
        f"(cinq/evaluation/search_spaces.py, seed {figures.seed}). The best on the validation "
        "people of the first fold was taken: by NDCG@10, for models made to predict ratings by "
        "RMSE on a held-out tenth of the training people's ratings. None of these validation "
        "people is judged on here; the ratings of that tenth do count among those whose error "
        f"is measured.{_untried(figures)}"
    )


def _untried(figures: ComparisonFigures) -> str:
    """Who has settings and no space, so that nothing could be tried."""
    titles = [
        model.title for model in figures.models if model.hyperparameters and not model.n_tried
    ]
    return f" No space is known for {', '.join(titles)}: as they are." if titles else ""


def costs_explained(figures: ComparisonFigures) -> str:
    """What the figures of cost are, in some sentences."""
    return (
        f"On {figures.machine}. Fit: median over the folds but the first, in which loops are "
        "compiled, by the clock and in seconds of processors (all threads). Query: median of a "
        "lone fold-in, scoring of all films and top five. Learned: the size of all arrays. Peak: "
        "how far the memory of the process rose while fitting, by the kernel's own high-water "
        "mark, the most of the folds but the first."
    )


def made_by(figures: ComparisonFigures) -> str:
    """Data, code and time of a comparison in one line."""
    made_up = "; its people are simulated" if figures.simulated else ""
    commit, _, changed = figures.git_commit.partition("-")
    code = f"{commit[:12]} with changes" if changed else commit[:12]
    return (
        f"{figures.dataset}, data version {figures.data_version[:12]}{made_up}; code "
        f"{code}, seed {figures.seed}; {figures.compared_at}, "
        f"{figures.seconds:,.0f} s"
    )


def shown(interval: Interval, digits: int = 3) -> str:
    """An estimate with its interval."""
    return (
        f"{interval.estimate:.{digits}f}\u00a0[{interval.low:.{digits}f},"
        f"\u00a0{interval.high:.{digits}f}]"
    )


def signed(interval: Interval) -> str:
    """A difference with its interval."""
    return f"{interval.estimate:+.3f}\u00a0[{interval.low:+.3f},\u00a0{interval.high:+.3f}]"


def diversity(figures: ComparisonFigures, model: ComparedModel) -> str:
    """Diversity inside lists, or that nothing can be said."""
    if not figures.genres_known:
        return "no genres known"
    return shown(model.onboarding.intra_list_diversity)


def _table(
    figures: ComparisonFigures,
    columns: Sequence[str],
    cells: Callable[[ComparedModel], Sequence[str]],
) -> TextTable:
    """A row for every model with its rank, best NDCG@10 first."""
    rows = tuple(
        (str(rank), model.title, *cells(model)) for rank, model in enumerate(figures.models, 1)
    )
    return TextTable(("#", "model", *columns), rows)
