"""All cases: every alert firing, and what looks like it and must stay quiet."""

from tests.alerts.cases import (
    CRITICAL,
    WARNING,
    Case,
    answers,
    bounds,
    budget,
    durations,
    funnel,
)

LISTS = 'cinq_recommendations_total{source="%s"}'

PROMISE = (
    Case(
        "the page stops to answer",
        "10m",
        {'up{job="cinq-api"}': "1x20", 'up{job="cinq-page"}': "1x5 0x15"},
        ({"alertname": "CinqDown", "job": "cinq-page", **CRITICAL},),
    ),
    Case("a restart between two scrapes", "10m", {'up{job="cinq-api"}': "1x4 0 1x15"}),
    Case("something else is down", "10m", {'up{job="node"}': "0x20"}),
    Case(
        "one answer of twenty is an error",
        "30m",
        answers("0+95x40", "0+5x40"),
        budget("CinqErrorBudget", "14.4", "6"),
    ),
    Case(
        "one answer of a hundred is an error",
        "40m",
        answers("0+99x50", "0+1x50"),
        budget("CinqErrorBudget", "6"),
    ),
    Case(
        "three answers of a thousand are errors",
        "3h",
        answers("0+997x200", "0+3x200"),
        budget("CinqErrorBudget", "1"),
    ),
    Case(
        "five answers of ten thousand are errors", "6h", answers("0+49975x80", "0+25x80"), step="5m"
    ),
    Case(
        "a long outage is over",
        "90m",
        answers("0+95x30 2850+100x70", "0+5x30 150x70"),
        budget("CinqErrorBudget", "1"),
    ),
    Case("few ask, and one of them meets an error", "30m", answers("0+1x40", "0 0 1x40")),
    Case(
        "one answer of twenty is slow",
        "30m",
        durations("0+95x40", "0+100x40"),
        budget("CinqLatencyBudget", "14.4", "6"),
    ),
    Case(
        "one answer of a hundred is slow",
        "40m",
        durations("0+99x50", "0+100x50"),
        budget("CinqLatencyBudget", "6"),
    ),
    Case(
        "three answers of a thousand are slow",
        "3h",
        durations("0+997x200", "0+1000x200"),
        budget("CinqLatencyBudget", "1"),
    ),
    Case("few ask, and the first of them waits long", "30m", durations("0 0+1x40", "0 1+1x40")),
)

MODEL = (
    Case(
        "a month without a new model",
        "20m",
        ages={"cinq_model_trained_timestamp_seconds": "31d"},
        fires=({"alertname": "CinqModelOld", **WARNING},),
    ),
    Case("a model of yesterday", "20m", ages={"cinq_model_trained_timestamp_seconds": "1d"}),
    Case(
        "a worker stays behind the ledger",
        "15m",
        {
            "cinq_ledger_release": "3x3 4x20",
            'cinq_release{worker="1"}': "3x4 4x20",
            'cinq_release{worker="2"}': "3x24",
        },
        ({"alertname": "CinqVersionSkew", **CRITICAL},),
    ),
    Case(
        "all workers stay behind the ledger",
        "15m",
        {"cinq_ledger_release": "4x20", 'cinq_release{worker="1"}': "3x20"},
        ({"alertname": "CinqVersionSkew", **CRITICAL},),
    ),
    Case(
        "two workers differ and nobody knows the ledger",
        "15m",
        {'cinq_release{worker="1"}': "4x20", 'cinq_release{worker="2"}': "3x20"},
        ({"alertname": "CinqVersionSkew", **CRITICAL},),
    ),
    Case(
        "a release that all follow within two minutes",
        "10m",
        {
            "cinq_ledger_release": "3x3 4x20",
            'cinq_release{worker="1"}': "3x4 4x20",
            'cinq_release{worker="2"}': "3x5 4x20",
        },
    ),
    Case(
        "half of the lists are what is popular",
        "40m",
        {LISTS % "popularity": "0+5x60", LISTS % "hybrid": "0+5x60"},
        ({"alertname": "CinqFallbackShare", **WARNING},),
    ),
    Case(
        "a tenth of the lists is what is popular",
        "40m",
        {LISTS % "popularity": "0+1x60", LISTS % "hybrid": "0+9x60"},
    ),
    Case(
        "a handful of lists, all of them popular",
        "40m",
        {LISTS % "popularity": "0 1x5 2x5 3x60", LISTS % "hybrid": "0x60"},
    ),
    *(
        case
        for measure, alert in (
            ("cinq_acceptance", "CinqAcceptanceFalling"),
            ("cinq_online_precision", "CinqOnlinePrecisionFalling"),
        )
        for case in (
            Case(
                f"{measure} surely below the first weeks'",
                "45m",
                bounds(measure, (0.3, 0.4), (0.5, 0.6)),
                ({"alertname": alert, **WARNING},),
            ),
            Case(
                f"{measure} below, but perhaps by chance",
                "45m",
                bounds(measure, (0.3, 0.52), (0.5, 0.6)),
            ),
            Case(
                f"{measure} before there are first weeks",
                "45m",
                {f'{measure}{{bound="upper"}}': "0.1x60"},
            ),
        )
    ),
    Case(
        "three challengers refused in a row",
        "10m",
        {"cinq_gate_refusals_in_a_row": "2x2 3x20"},
        ({"alertname": "CinqGateRefuses", **WARNING},),
    ),
    Case("two challengers refused in a row", "10m", {"cinq_gate_refusals_in_a_row": "2x20"}),
)

DATA = (
    Case(
        "two features drift, one of them far",
        "20m",
        {
            'cinq_drift_level{feature="genres"}': "1x30",
            'cinq_drift_level{feature="decades"}': "2x30",
            'cinq_drift_level{feature="profile_size"}': "0x30",
        },
        (
            {"alertname": "CinqDriftWarn", "feature": "genres", "severity": "info"},
            {"alertname": "CinqDriftAct", "feature": "decades", **WARNING},
        ),
    ),
    Case(
        "one look that saw drift, and none after it",
        "20m",
        {'cinq_drift_level{feature="genres"}': "2x3 0x30"},
    ),
    Case(
        "people come, and what they say is not heard for eight days",
        "2h",
        {LISTS % "hybrid": "0+1x200"},
        ages={"cinq_data_newest_timestamp_seconds": "8d"},
        fires=({"alertname": "CinqDataOld", **WARNING},),
    ),
    Case(
        "nobody comes, so nothing is new",
        "2h",
        {LISTS % "hybrid": "7x200"},
        ages={"cinq_data_newest_timestamp_seconds": "8d"},
    ),
    Case(
        "people come and are heard",
        "2h",
        {LISTS % "hybrid": "0+1x200"},
        ages={"cinq_data_newest_timestamp_seconds": "1h"},
    ),
)


def jobs(time_scale: float) -> tuple[Case, ...]:
    """Cases of scheduled jobs; how often they are asked for is no time of the rules' own."""
    asked = f"{6 * 3600 * time_scale:g}x900"
    interval = 'cinq_job_interval_seconds{kind="monitor"}'
    last = 'cinq_job_last_success_timestamp_seconds{kind="%s"}'
    started = 'process_start_time_seconds{job="cinq-conductor"}'
    silent = {"alertname": "CinqJobSilent", "kind": "monitor", **WARNING}
    return (
        Case(
            "a job of every six hours fails twice",
            "1h",
            {interval: asked},
            (silent,),
            ages={last % "monitor": "14h", started: "90d"},
        ),
        Case(
            "a job of every six hours has never succeeded",
            "1h",
            {interval: asked},
            (silent,),
            ages={started: "14h"},
        ),
        Case(
            "a job of every six hours that is late",
            "1h",
            {interval: asked},
            ages={last % "monitor": "9h", started: "90d"},
        ),
        Case("a job that nothing asks for", "1h", ages={last % "train": "90d", started: "90d"}),
        Case("a conductor that has just begun", "1h", {interval: asked}, ages={started: "1m"}),
    )


PEOPLE = (
    Case(
        "lists are shown no more",
        "9h",
        funnel("0+5x120", "0+4x84 336x36"),
        ({"alertname": "CinqOnboardingCollapse", **CRITICAL},),
        step="5m",
    ),
    Case(
        "fewer than half as many come through as before",
        "26h",
        funnel("0+5x400", "0+4x285 1140+1.5x115"),
        ({"alertname": "CinqOnboardingCollapse", **CRITICAL},),
        step="5m",
    ),
    Case("most come through, as ever", "9h", funnel("0+5x120", "0+4x120"), step="5m"),
    Case("few come, and none of them stays", "9h", funnel("0+1x120", "0x120"), step="5m"),
)

CASES = (*PROMISE, *MODEL, *DATA, *PEOPLE)
