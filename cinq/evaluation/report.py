"""The judging report: what this run reached, beside the champion and the runs before."""

from collections.abc import Sequence

from cinq.evaluation import charts
from cinq.evaluation.figures import GoldenResult, Judgement
from cinq.evaluation.page import chart, heading, page, paragraph, table
from cinq.metrics.intervals import Interval

N_RUNS = 5


def judging_report(judgement: Judgement, history: Sequence[charts.Run] = ()) -> str:
    """A self-contained HTML page.

    Parameters
    ----------
    judgement
        Of this run.
    history
        Earlier runs, oldest first: ``run`` (its name), ``time`` and figures by the names of
        `Judgement.flat`; what a run lacks is left blank. The last four are shown beside this one.
        They are for the eye alone: the gate never compares stored figures.
    """
    body = [
        paragraph(_subtitle(judgement), "soft"),
        *_onboarding(judgement, history),
        *_ratings(judgement),
        *_runs(judgement, history),
        *_golden(judgement),
    ]
    return page(f"How good is this model? {judgement.dataset}", body)


def _subtitle(judgement: Judgement) -> str:
    made_up = " The people of this data set are simulated." if judgement.simulated else ""
    champion = {
        "none": "Nothing is released yet, so there is no champion to compare with.",
        "compared": "The champion was judged in the same run, on the same people and draws.",
        "not comparable": f"There is no comparison with the champion: {judgement.champion_note}.",
    }[judgement.champion]
    return (
        f"{judgement.ranker} on {judgement.dataset}, data version {judgement.data_version[:12]}, "
        f"judged {judgement.judged_at}. {champion}{made_up}"
    )


def _onboarding(judgement: Judgement, history: Sequence[charts.Run]) -> list[str]:
    found = judgement.onboarding
    if found is None:
        return [
            heading("Five in, five out"),
            paragraph(
                f"There are {judgement.n_judging_people} people to judge on, too few to say "
                f"anything: it takes {judgement.min_people}.",
                "bad",
            ),
        ]
    remark = (
        f"{found.n_people} people the models have never seen, {judgement.draws} draws each: five "
        "liked films go in, the other liked ones are sought among all films. Bars end where "
        f"{judgement.confidence:.0%} of the bootstrap over people lies."
    )
    models = charts.models_of(found)
    rows = [
        [label, *(_shown(getattr(figures, metric)) for figures in models.values())]
        for metric, label in {**charts.ACCURACY, **charts.BEYOND}.items()
    ]
    rows.append(["coverage@5", *(f"{figures.coverage_at_5:.2%}" for figures in models.values())])
    return [
        heading("Five in, five out", remark),
        chart(charts.accuracy_bars(found), "Accuracy of each model"),
        table(["", *models], rows),
        heading(
            "Differences, person by person",
            "The same people and draws for both models, so what is easy or hard about a person "
            "falls out. An interval right of the line is a sure gain.",
        ),
        chart(charts.difference_forest(judgement), "Paired differences", 300),
        heading(
            "Accuracy against coverage",
            "A model can be right by giving everybody the same films; further right, more of the "
            "catalogue is seen.",
        ),
        chart(charts.accuracy_against_coverage(found, history), "NDCG@10 against coverage"),
    ]


def _ratings(judgement: Judgement) -> list[str]:
    if judgement.rating is None:
        return [heading("Predicted ratings"), paragraph("No ratings could be held out.", "bad")]
    remark = (
        f"Errors on {judgement.rating.n_ratings:,} ratings, the newest of each training person's, "
        "kept out of training; lower is better."
    )
    return [
        heading("Predicted ratings", remark),
        chart(charts.rating_bars(judgement), "Rating error", 300),
    ]


def _runs(judgement: Judgement, history: Sequence[charts.Run]) -> list[str]:
    now = {"run": "this run", "time": judgement.judged_at, **judgement.flat()}
    runs = [*list(history)[-(N_RUNS - 1) :], now]
    rows = [
        [
            str(run.get("run", "")),
            str(run.get("time", "")),
            *("" if run.get(key) is None else f"{run[key]:.4f}" for key in charts.OF_RUNS),
        ]
        for run in reversed(runs)
    ]
    return [
        heading(
            f"The last {len(runs)} runs" if len(runs) > 1 else "Runs so far",
            "As each was measured in its time, on its own data: for the eye alone. The gate "
            "judges challenger and champion anew, side by side.",
        ),
        chart(charts.runs_side_by_side(runs), "Runs side by side"),
        table(["run", "time", *charts.OF_RUNS.values()], rows),
    ]


def _golden(judgement: Judgement) -> list[str]:
    kept = sum(result.passed for result in judgement.golden)
    remark = (
        f"Fixed lists from {judgement.golden_source}: {kept} of {len(judgement.golden)} get five "
        "other films that share genres with them."
    )
    columns = ["", "list", "five in", "five out", "sharing a genre"]
    rows = [_golden_row(result) for result in judgement.golden]
    return [heading("Golden lists", remark), table(columns, rows, marks=True)]


def _golden_row(result: GoldenResult) -> list[str]:
    return [
        "passed" if result.passed else "weak",
        result.name,
        ", ".join(film.title for film in result.favourites),
        ", ".join(film.title for film in result.films),
        "no genres known" if result.n_sharing is None else f"{result.n_sharing} of 5",
    ]


def _shown(interval: Interval) -> str:
    return f"{interval.estimate:.3f}\u00a0[{interval.low:.3f},\u00a0{interval.high:.3f}]"
