"""Which model serves, what it gives, and how people take it."""

from cinq.dashboards.panel import Dashboard, Panel, Query


def _interval(measure: str) -> tuple[Query, ...]:
    return (
        Query(f"max by (bound) ({measure})", "now, {{bound}}"),
        Query(f"max by (bound) ({measure}_reference)", "first weeks, {{bound}}"),
    )


_TENTHS = tuple(  # in this order: 10 after 9
    Query(
        f'sum by (tenth) (increase(cinq_films_shown_total{{tenth=~"{tenths}"}}[1h]))'
        " / scalar(sum(increase(cinq_films_shown_total[1h])) > 0)",
        "{{tenth}}",
    )
    for tenths in ("[1-9]", "10")
)

MODEL = Dashboard(
    "model",
    "model and quality",
    "now-7d",
    (
        Panel(
            "Model",
            "the version that serves, with its data set and where it came from",
            (
                Query(
                    "max by (model_version, dataset, origin) (cinq_model_info) == 1",
                    "version {{model_version}}, {{dataset}}, {{origin}}",
                ),
            ),
            unit="none",
            kind="stat",
            width=12,
            height=4,
            named=True,
        ),
        Panel(
            "Age",
            "since it was trained",
            (Query("time() - max(cinq_model_trained_timestamp_seconds)", "age"),),
            unit="s",
            kind="stat",
            width=6,
            height=4,
        ),
        Panel(
            "Refused in a row",
            "challengers since the gate last let one pass; three alarm",
            (Query("max(cinq_gate_refusals_in_a_row)", "refusals"),),
            unit="none",
            kind="stat",
            width=6,
            height=4,
        ),
        Panel(
            "Acceptance",
            "liked among the films judged, with its interval, and in the champion's first weeks",
            _interval("cinq_acceptance"),
            unit="percentunit",
        ),
        Panel(
            "Online precision",
            "liked later among the films shown, with its interval, and in the first weeks",
            _interval("cinq_online_precision"),
            unit="percentunit",
        ),
        Panel(
            "Feedback",
            "what people said of films, within the hour",
            (Query("sum by (kind) (increase(cinq_feedback_total[1h]))", "{{kind}}"),),
        ),
        Panel(
            "Lists by what made them",
            "per second",
            (Query("sum by (source) (rate(cinq_recommendations_total[5m]))", "{{source}}"),),
            unit="reqps",
        ),
        Panel(
            "Lists that are only popular",
            "share of the hour's lists; three of ten alarm",
            (Query("cinq:fallback_share:1h", "fallback"),),
            unit="percentunit",
        ),
        Panel(
            "How well known the films are",
            "share of the films shown within the hour, by tenth of the catalogue; 1 is best known",
            _TENTHS,
            unit="percentunit",
            kind="bargauge",
            top=1,
        ),
        Panel(
            "Share of the catalogue shown",
            "within a quarter of an hour, by the worker that shows most",
            (Query("max(cinq_catalogue_share)", "share"),),
            unit="percentunit",
        ),
        Panel(
            "Gate",
            "trainings that came to it, since ever",
            (Query("max by (decision) (cinq_gate_decisions_total)", "{{decision}}"),),
        ),
        Panel(
            "Jobs",
            "that have ended, by kind and how, since ever",
            (Query("max by (kind, outcome) (cinq_jobs_total) > 0", "{{kind}} {{outcome}}"),),
        ),
        Panel(
            "Trainings left",
            "that may still be started by themselves this week, and jobs that wait",
            (
                Query("max(cinq_training_budget_left)", "trainings left"),
                Query("max(cinq_jobs_waiting)", "jobs waiting"),
            ),
        ),
        Panel(
            "Exposures to experiments",
            "answers within the hour, by arm and who gave them",
            (
                Query(
                    "sum by (experiment, arm, standing) (increase(cinq_exposures_total[1h]))"
                    " or vector(0)",
                    "{{experiment}} {{arm}} {{standing}}",
                ),
                Query("sum(increase(cinq_exposures_dropped_total[1h]))", "dropped"),
            ),
        ),
    ),
)
