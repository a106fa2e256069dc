"""The report of a study: a self-contained HTML page."""

from cinq.evaluation import tuning_charts as charts
from cinq.evaluation.page import chart, heading, page, paragraph, table
from cinq.evaluation.study import StudyResult
from cinq.evaluation.trial import State, Trial

ROW = 3
"""Panels beside each other."""


def tuning_report(found: StudyResult) -> str:
    """What was tried, what came out, and how to use it."""
    plan, measure = found.plan, found.measured
    search = "every point of a grid" if plan.grid else "a guided search"
    told: dict[State, str] = {"complete": "complete", "pruned": "given up", "failed": "failed"}
    counts = ", ".join(
        f"{found.count(state)} {word}" for state, word in told.items() if found.count(state)
    )
    return page(
        f"Tuning of {plan.model} on {plan.dataset}",
        [
            paragraph(
                f"{search[0].upper()}{search[1:]} for {measure.title} on {found.judged_on}: "
                f"{len(found.trials)} trials, {counts or 'none yet'}. "
                "Nobody who judges models was looked at. "
                f"Study {found.name}, seed {plan.tuning.seed}, data {plan.data_version[:8]}.",
                "soft",
            ),
            paragraph(_verdict(found), "verdict"),
            *_best(found),
            heading(
                "Trial by trial",
                "A cross was given up after a fold because it was worse than most; the dotted "
                "line is what is configured. The worst fifth may lie outside the picture.",
            ),
            chart(charts.history(found), f"{measure.title} of every trial"),
            *_what_matters(found),
            heading("All trials"),
            table(
                ["trial", "state", measure.title, "seconds", *found.configured.values],
                [_row(trial) for trial in (found.configured, *found.trials)],
            ),
        ],
    )


def _verdict(found: StudyResult) -> str:
    best, before, title = found.best, found.configured.value, found.measured.title
    if best is None or best.value is None:
        return "No trial came to a value."
    if best.number == 0:
        return f"Nothing better than what is configured: {title} {best.value:.4f}."
    told = "" if before is None else f", {before:.4f} as configured"
    return f"Best: trial {best.number}, {title} {best.value:.4f}{told}."


def _best(found: StudyResult) -> list[str]:
    if found.best is None or not found.changes:
        return []
    before = found.plan.configured
    rows = [[name, str(before[name]), str(value)] for name, value in found.best.values.items()]
    return [
        heading(
            "What it would change",
            "The best of many trials looks better than it is: some of its lead is luck with these "
            "people. The gate decides on others.",
        ),
        table(["", "configured", "best"], rows),
        paragraph(f"To try it: {found.line_to_try()}"),
        paragraph(f"To write it into configs/cinq.yaml: cinq tune {found.plan.model} --adopt"),
    ]


def _what_matters(found: StudyResult) -> list[str]:
    """Importance where it can be told, slices, and all at once."""
    pieces = []
    if found.importance:
        remark = "PED-ANOVA: how much values of good trials differ from those of all trials."
        pieces += [
            heading("What matters", remark),
            chart(charts.importance(found), "Importance of each hyper-parameter", 280),
        ]
    names = list(found.configured.values)
    pieces.append(heading("Each hyper-parameter", "Complete trials; the best one is larger."))
    pieces += [
        chart(charts.slices(found, names[at : at + ROW]), "Value by hyper-parameter", 280)
        for at in range(0, len(names), ROW)
    ]
    return [
        *pieces,
        heading("All at once", "One line a complete trial; drag along an axis to pick some."),
        chart(charts.parallel(found), "Parallel coordinates of the complete trials"),
    ]


def _row(trial: Trial) -> list[str]:
    value = f"{trial.folds[-1]:.4f}" if trial.folds else ""
    name = str(trial.number) if trial.number else "configured"
    told = f"{trial.state}: {trial.reason}" if trial.reason else trial.state
    return [name, told, value, f"{trial.seconds:.1f}", *map(str, trial.values.values())]
