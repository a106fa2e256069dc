"""Whether people are still those whom the champion was trained on, and how far they come."""

from typing import get_args

from cinq.dashboards.panel import Dashboard, Panel, Query
from cinq.measures import Step

_STEPS = tuple(  # one query each: they are drawn in this order, and not in the alphabet's
    Query(f'sum by (step) (increase(cinq_onboarding_total{{step="{step}"}}[1d]))', "{{step}}")
    for step in get_args(Step)
)

DATA = Dashboard(
    "data",
    "data and drift",
    "now-7d",
    (
        Panel(
            "Newest opinion",
            "age of the newest that can be learnt from",
            (Query("time() - max(cinq_data_newest_timestamp_seconds)", "age"),),
            unit="s",
            kind="stat",
            width=6,
            height=4,
        ),
        Panel(
            "Last look",
            "since drift and online quality were computed",
            (Query("time() - max(cinq_monitored_timestamp_seconds)", "age"),),
            unit="s",
            kind="stat",
            width=6,
            height=4,
        ),
        Panel(
            "Last success",
            "of each kind of job",
            (
                Query(
                    "time() - max by (kind) (cinq_job_last_success_timestamp_seconds)",
                    "{{kind}}",
                ),
            ),
            unit="s",
            kind="stat",
            width=12,
            height=4,
        ),
        Panel(
            "Drift by feature",
            "population stability index against the champion's data",
            (Query("max by (feature) (cinq_drift_score)", "{{feature}}"),),
            unit="none",
        ),
        Panel(
            "What it comes to",
            "0 quiet, 1 warn, 2 act: a training is asked for",
            (Query("max by (feature) (cinq_drift_level)", "{{feature}}"),),
            unit="none",
            kind="bargauge",
            top=2,
        ),
        Panel(
            "From the door to a judged list",
            "steps taken within a day",
            _STEPS,
            kind="bargauge",
        ),
        Panel(
            "Accounts that come to see five films",
            "share within the hour and within a week; half of the week's alarms",
            (
                Query("cinq:onboarded_share:1h", "hour"),
                Query("cinq:onboarded_share:7d", "week"),
            ),
            unit="percentunit",
            top=1,
        ),
        Panel(
            "Choosing five",
            "proposals answered within the hour, by how many films were chosen already",
            (Query("sum by (chosen) (increase(cinq_proposals_total[1h]))", "{{chosen}} chosen"),),
        ),
        Panel(
            "Searches without a film",
            "share of the hour's searches",
            (
                Query(
                    'sum(increase(cinq_searches_total{found="no"}[1h]))'
                    " / (sum(increase(cinq_searches_total[1h])) > 0)",
                    "nothing found",
                ),
            ),
            unit="percentunit",
        ),
        Panel(
            "Hooks",
            "calls of the conductor's webhooks, by what they came to, since ever",
            (Query("sum by (kind, outcome) (cinq_hooks_total) > 0", "{{kind}} {{outcome}}"),),
        ),
        Panel(
            "How often jobs are due",
            "longest time that the schedule leaves between two of a kind",
            (Query("max by (kind) (cinq_job_interval_seconds)", "{{kind}}"),),
            unit="s",
        ),
    ),
)
