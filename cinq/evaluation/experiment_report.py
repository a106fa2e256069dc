"""An experiment's findings as a self-contained HTML page."""

from cinq.evaluation import experiment_charts as charts
from cinq.evaluation.page import chart, heading, page, paragraph, table
from cinq.experiments.findings import METRICS, ArmFindings, Compared, ExperimentFindings
from cinq.experiments.sample_ratio import LEVEL
from cinq.experiments.statistics import POWER
from cinq.experiments.verdict import verdict
from cinq.metrics.intervals import Interval


def experiment_report(found: ExperimentFindings) -> str:
    """The page: what can be said, then the figures that say it."""
    ran = (
        f"{found.phase}; from {found.started_at:%Y-%m-%d %H:%M} until "
        f"{found.until:%Y-%m-%d %H:%M} UTC; {found.metric} decides"
    )
    body = [
        paragraph(f"Experiment {found.name}, {ran}.", "soft"),
        *(paragraph(line, "verdict") for line in verdict(found)),
        *_arms(found),
        *_differences(found),
        *_ratio(found),
        heading("Models that answered"),
        table(("arm", "version", "release", "answers"), _served(found)),
    ]
    return page(found.title or found.name, body)


def _arms(found: ExperimentFindings) -> list[str]:
    remark = (
        "Acceptance: the share of subjects who liked a film they were shown. Precision: films "
        "liked over films shown. Intervals hold in 95 of 100 experiments."
    )
    columns = ("arm", "weight", "subjects", "films", "liked", "not for me", "seen", *METRICS)
    pictures = [
        chart(charts.values(found, metric), f"{metric} of every arm", 300)
        for metric in METRICS
        if any(arm.metrics[metric] for arm in found.arms)
    ]
    return [heading("Arms", remark), table(columns, [_arm(arm) for arm in found.arms]), *pictures]


def _arm(arm: ArmFindings) -> list[str]:
    counts = (arm.weight, arm.subjects, arm.films, arm.liked, arm.not_for_me, arm.seen)
    name = f"{arm.name} (control)" if arm.is_control else arm.name
    metrics = [_shown(arm.metrics[metric]) for metric in METRICS]
    return [name, *(f"{count:,}" for count in counts), *metrics]


def _differences(found: ExperimentFindings) -> list[str]:
    remark = (
        f"Subjects are the unit (delta method); each interval holds with a confidence of "
        f"{found.confidence:.2%}, so that all together do in 95 of 100 experiments; p is each "
        f"comparison's own. Needed: subjects to find a difference of {found.smallest_effect:.0%} "
        f"of the control's value in {POWER:.0%} of experiments."
    )
    rows = [
        _difference(arm.name, metric, compared)
        for arm in found.arms
        for metric, compared in arm.compared.items()
    ]
    if not rows:
        return []
    figure = charts.differences(found)
    columns = ("arm", "metric", "difference", "of the control's", "p", "needed")
    picture = chart(figure, "Differences to the control", int(figure.layout.height))
    return [heading("Differences to the control", remark), picture, table(columns, rows)]


def _difference(arm: str, metric: str, compared: Compared) -> list[str]:
    relative = "" if compared.relative is None else f"{compared.relative:+.1%}"
    needed = "" if compared.needed is None else f"{compared.needed:,}"
    p = f"{compared.difference.p:.3g}"
    gain = compared.difference.interval
    shown = f"{gain.estimate:+.4f} [{gain.low:+.4f}, {gain.high:+.4f}]"
    return [arm, metric, shown, relative, p, needed]


def _ratio(found: ExperimentFindings) -> list[str]:
    ratio = found.ratio
    p = "too few subjects to tell" if ratio.p is None else f"p = {ratio.p:.3g}"
    remark = f"Chi-square, {p}; an alarm below {LEVEL:g}."
    rows = [
        [arm, f"{count:,}", f"{ratio.expected[arm]:,.1f}"] for arm, count in ratio.observed.items()
    ]
    return [
        heading("Sample ratio", remark),
        paragraph("Alarm: uneven." if ratio.alarm else "No alarm.", "bad" if ratio.alarm else ""),
        table(("arm", "subjects", "expected"), rows),
    ]


def _served(found: ExperimentFindings) -> list[list[str]]:
    return [
        [arm.name, served.model_version, str(served.release or ""), f"{served.answers:,}"]
        for arm in found.arms
        for served in arm.served
    ]


def _shown(interval: Interval | None) -> str:
    if interval is None:
        return ""
    return f"{interval.estimate:.4f} [{interval.low:.4f}, {interval.high:.4f}]"
