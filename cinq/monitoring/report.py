"""What a monitoring found, as a self-contained HTML page."""

from cinq.evaluation.page import chart, heading, page, paragraph, table
from cinq.monitoring import charts
from cinq.traffic.findings import Bounded, FeatureFinding, Findings

VERDICTS = {
    "quiet": "Quiet: what is asked and answered is as it was.",
    "warn": "Look: something has changed beyond what chance makes.",
    "act": "Act: something has changed a great deal; a new training is proposed.",
}


def monitoring_report(findings: Findings) -> str:
    """The page: what can be said, then the figures that say it."""
    body = [
        paragraph(_subtitle(findings), "soft"),
        paragraph(VERDICTS[findings.level], "verdict"),
        *_features(findings),
        *_quality(findings),
        *_bins(findings),
    ]
    return page(f"Is it still as it was? Release {findings.release}", body)


def _subtitle(findings: Findings) -> str:
    return (
        f"Release {findings.release} (version {findings.model_version}) on {findings.dataset}; "
        f"{findings.requests:,} requests of the sample from {_time(findings.since)} to "
        f"{_time(findings.until)}, of which {findings.distinct:,} count (the same favourites count "
        f"once), {findings.refused:,} named an unknown film and {findings.empty:,} no film."
    )


def _features(findings: Findings) -> list[str]:
    remark = (
        f"Thresholds are those that quiet windows of this size pass in {findings.alarm_rate:.1%} "
        "of cases, all features and shares together; PSI by chance is what such a window has "
        "without any change. Judged: people of the data set whom the champion was trained and "
        "judged on. First: the first requests that it served."
    )
    columns = (
        "",
        "feature",
        "compared with",
        "requests",
        "PSI",
        "by chance",
        "warn from",
        "act from",
        "JS distance",
        "warn from",
    )
    rows = [[each.level, *_row(each)] for each in findings.features]
    unsaid = [paragraph(f"Nothing is said of {name}: {why}.") for name, why in _unsaid(findings)]
    figure = charts.distances(findings.features)
    picture = chart(figure, "PSI of every feature over its threshold", int(figure.layout.height))
    return [heading("Features", remark), picture, table(columns, rows), *unsaid]


def _unsaid(findings: Findings) -> list[tuple[str, str]]:
    return [(name.replace("_", " "), why) for name, why in findings.unsaid.items()]


def _row(each: FeatureFinding) -> list[str]:
    figures = (each.psi, each.psi_by_chance, each.warn_psi, each.act_psi, each.js, each.warn_js)
    told = [f"{figure:.3f}" for figure in figures]
    return [each.title, each.compared_with, f"{each.n_current:,}", *told]


def _quality(findings: Findings) -> list[str]:
    if not any(share.current for share in findings.quality):
        return [heading("What people said", "Nobody has said anything of its lists yet.")]
    remark = (
        "95 % intervals with the person as the unit. The first weeks are the champion's own; "
        "while they last there is nothing to compare with."
    )
    rows = [
        [share.level, share.title, _shown(share.current), _shown(share.reference)]
        for share in findings.quality
    ]
    figure = charts.qualities(findings.quality)
    return [
        heading("What people said", remark),
        chart(figure, "Acceptance, precision and Hit@5 with intervals", 300),
        table(("", "share", "now", "first weeks"), rows),
    ]


def _bins(findings: Findings) -> list[str]:
    return [
        piece
        for each in findings.features
        for piece in (
            heading(each.title[0].upper() + each.title[1:]),
            chart(charts.bins(each), f"{each.title}: reference and window", 300),
        )
    ]


def _shown(bounded: Bounded | None) -> str:
    if bounded is None:
        return ""
    of = f"{bounded.people:,} people"
    return f"{bounded.mean:.3f} [{bounded.lower:.3f}, {bounded.upper:.3f}], {of}"


def _time(iso: str) -> str:
    return f"{iso[:16].replace('T', ' ')} UTC"
