"""The model card: what a model is, how it was judged, for whom it is worse, what not to use it for.

After Mitchell and others: Model Cards for Model Reporting (2019). Made by every training run.
"""

from datetime import UTC, datetime

from cinq.data.manifest import Manifest
from cinq.evaluation.charts import group_gains
from cinq.evaluation.figures import Group, Judgement
from cinq.evaluation.groups import served_worst
from cinq.evaluation.page import chart, heading, page, paragraph, table
from cinq.metrics.intervals import Interval
from cinq.models.bundle import ModelInfo
from cinq.promotion.decision import Decision

KINDS = {"activity": "by how much people rate", "taste": "by how rare their taste is"}
FIGURES = {
    "hit_at_5": "Hit@5",
    "ndcg_at_5": "NDCG@5",
    "ndcg_at_10": "NDCG@10",
    "recall_at_20": "Recall@20",
    "novelty": "novelty, bits",
    "intra_list_diversity": "diversity within a list",
    "popularity_share": "share of the most liked films",
}


def model_card(
    info: ModelInfo, manifest: Manifest, judgement: Judgement, decision: Decision
) -> str:
    """A self-contained HTML page.

    Parameters
    ----------
    info, manifest
        The model and the data it learned from.
    judgement, decision
        What was measured, and what the gate said of it.
    """
    body = [
        *_what(info, decision),
        *_data(manifest),
        *_protocol(info, judgement),
        *_figures(judgement),
        *_groups(judgement),
        *_limits(manifest, judgement),
        *_making(info),
    ]
    return page(f"Model card: {info.name} on {info.dataset}", body)


def _what(info: ModelInfo, decision: Decision) -> list[str]:
    verdict = "passed the gate" if decision.released else "was refused by the gate"
    told = [
        paragraph(
            f"Given five films that somebody loves, it names five they may love next "
            f"({info.ranker}), and predicts what they would rate a film ({info.rater}). Trained "
            f"{info.trained_at}; this version {verdict}."
        )
    ]
    return told + [paragraph(reason, "bad") for reason in decision.reasons]


def _data(manifest: Manifest) -> list[str]:
    times = "the source knows no times"
    if manifest.first_time is not None and manifest.last_time is not None:
        times = f"rated from {_day(manifest.first_time)} to {_day(manifest.last_time)}"
    rows = [
        ["data set", f"{manifest.dataset}, version {manifest.version[:12]}"],
        [
            "holds",
            (
                f"{manifest.n_ratings:,} ratings of {manifest.n_films:,} films by "
                f"{manifest.n_users:,} people; {times}; {manifest.n_rejected:,} rows left out"
            ),
        ],
        [
            "scale",
            (
                f"{manifest.scale.low:g} to {manifest.scale.high:g}, mean {manifest.mean:.2f}; "
                f"from {manifest.scale.liked_from:g} on a film counts as liked"
            ),
        ],
        ["people", "simulated, nobody was asked" if manifest.simulated else "real"],
        ["source", manifest.source],
        ["licence", manifest.licence],
    ]
    return [heading("Data"), table(["", ""], rows)]


def _day(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d}"


def _protocol(info: ModelInfo, judgement: Judgement) -> list[str]:
    return [
        heading("How it was judged"),
        paragraph(
            f"People were split by a keyed hash of their id ({info.split}); it learned from "
            f"{info.n_training_users:,} of them. {judgement.n_judging_people} people it never saw "
            f"judge it, {judgement.draws} draws each: five liked films go in, the other liked "
            f"ones are sought among all films. Intervals hold {judgement.confidence:.0%} of a "
            "bootstrap over people. Rating error is measured on each training person's newest "
            "ratings, kept out of training."
        ),
    ]


def _figures(judgement: Judgement) -> list[str]:
    found, rows = judgement.onboarding, []
    if found is not None:
        pair = (found.challenger, found.popularity)
        rows = [
            [label, *(_shown(getattr(figures, name)) for figures in pair)]
            for name, label in FIGURES.items()
        ]
        rows.append(["coverage@5", *(f"{figures.coverage_at_5:.2%}" for figures in pair)])
    if judgement.rating is not None:
        ours, theirs = judgement.rating.challenger, judgement.rating.bias_only
        rows.append(["RMSE (beside: biases alone)", f"{ours.rmse:.4f}", f"{theirs.rmse:.4f}"])
        rows.append(["MAE (beside: biases alone)", f"{ours.mae:.4f}", f"{theirs.mae:.4f}"])
    if not rows:
        return [heading("Figures"), paragraph("There were too few people to judge on.", "bad")]
    return [heading("Figures"), table(["", "this model", "popularity"], rows)]


def _groups(judgement: Judgement) -> list[str]:
    remark = (
        "Judged people in thirds. How many films there are to find differs between groups and "
        "moves NDCG@10 by itself; what is comparable is the gain over popularity on the same cases."
    )
    if not judgement.groups:
        return [
            heading("Who is served worse?", remark),
            paragraph("There were too few people to tell groups apart.", "bad"),
        ]
    rows = [
        [
            KINDS[group.by],
            f"{group.name} ({_span(group)})",
            f"{group.n_people}",
            _shown(group.hit_at_5),
            _shown(group.ndcg_at_10),
            (
                f"{group.over_popularity.estimate:+.3f} "
                f"[{group.over_popularity.low:+.3f}, {group.over_popularity.high:+.3f}]"
            ),
        ]
        for group in judgement.groups
    ]
    columns = ["", "people who", "how many", "Hit@5", "NDCG@10", "NDCG@10 over popularity"]
    said = [paragraph(_verdict(judgement, by)) for by in KINDS]
    return [
        heading("Who is served worse?", remark),
        chart(group_gains(judgement.groups), "Gain over popularity by group of people", 320),
        table(columns, rows),
        *said,
    ]


def _verdict(judgement: Judgement, by: str) -> str:
    worst = served_worst(judgement.groups, by)
    kind = KINDS[by].capitalize()
    if worst is None:
        return f"{kind}: no group surely gains less than another."
    return f"{kind}: those who {worst.name} gain least, and surely less than others."


def _span(group: Group) -> str:
    digits = 0 if group.unit == "ratings" else 1
    return f"{group.low:.{digits}f} to {group.high:.{digits}f} {group.unit}"


def _limits(manifest: Manifest, judgement: Judgement) -> list[str]:
    limits = [
        (
            "Favourites in the judging are drawn at random from what people like; people asked for "
            "five favourites name more popular films."
        ),
        (
            "It knows only films of its data set, and nothing of anybody's age, origin or gender: "
            "whether such groups are served alike cannot be told from these data."
        ),
        (
            "A predicted rating is an average guess, not a promise; films with few ratings have "
            "little to say."
        ),
        "Not meant for children's safety, for deciding about people, or for paying anybody by it.",
    ]
    if judgement.onboarding is not None:
        share = judgement.onboarding.challenger.coverage_at_5
        limits.insert(
            0,
            f"All lists of five in the judging held {share:.1%} of the catalogue: the rest is "
            "seldom or never recommended.",
        )
    if manifest.simulated:
        limits.insert(0, "The people are simulated: figures say how well it learned a made world.")
    elif manifest.last_time is not None:
        limits.insert(0, f"Films and tastes after {_day(manifest.last_time)} are unknown to it.")
    rows = [[str(place), limit] for place, limit in enumerate(limits, 1)]
    return [heading("Limits"), table(["", ""], rows)]


def _making(info: ModelInfo) -> list[str]:
    lists = info.lists.model_dump()
    rows = [
        ["seed", str(info.seed)],
        ["control", info.control],
        ["code", info.git_commit],
        ["dependencies", info.lock_hash],
        ["fitting took", f"{info.training_seconds:.1f} s"],
        ["lists", ", ".join(f"{name} {value:g}" for name, value in lists.items())],
        *([name, str(value)] for name, value in info.hyperparameters.items()),
    ]
    return [heading("How it was made"), table(["", ""], rows)]


def _shown(interval: Interval) -> str:
    return f"{interval.estimate:.3f} [{interval.low:.3f}, {interval.high:.3f}]"
