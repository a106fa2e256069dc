"""Whether it answers, how fast, and what is left of the promise."""

from cinq.dashboards.panel import Dashboard, Panel, Query

_ASKED = 'service_name="cinq",endpoint=~"/v1/.+"'
_TOOK = f"rate(bentoml_service_request_duration_seconds_bucket{{{_ASKED}}}[5m])"
_RATE = f"sum by (endpoint) (rate(bentoml_service_request_total{{{_ASKED}}}[5m]))"
_PROGRESS = f"sum by (endpoint) (bentoml_service_request_in_progress{{{_ASKED}}})"
_BATCH = " / ".join(
    f'sum(rate(bentoml_service_adaptive_batch_size_{part}{{service_name="cinq"}}[5m]))'
    for part in ("sum", "count")
)
_ADMINS = "sum by (endpoint, outcome) (increase(cinq_admin_attempts_total[1h])) or vector(0)"
_REFUSED = "sum by (reason) (increase(cinq_releases_refused_total[1h]))"
_SPENT = "cinq:{what}:{window} / (cinq:requests:{window} > 0) / 0.001"


def _burning(what: str) -> tuple[Query, ...]:
    return tuple(
        Query(_SPENT.format(what=what, window=window), window) for window in ("5m", "1h", "6h")
    )


SERVICE = Dashboard(
    "service",
    "service",
    "now-6h",
    (
        Panel(
            "Left of the promise: errors",
            "of the answers that may fail within 30 days; below 0 the promise is broken",
            (Query('cinq:budget_left:30d{promise="errors"}', "left"),),
            unit="percentunit",
            kind="stat",
            width=6,
            height=4,
            top=1,
        ),
        Panel(
            "Left of the promise: time",
            "of the answers that may take over half a second within 30 days",
            (Query('cinq:budget_left:30d{promise="slow"}', "left"),),
            unit="percentunit",
            kind="stat",
            width=6,
            height=4,
            top=1,
        ),
        Panel(
            "Answering",
            "1: Prometheus reaches it",
            (Query('min by (job) (up{job=~"cinq-.+"})', "{{job}}"),),
            unit="none",
            kind="stat",
            width=12,
            height=4,
            top=1,
        ),
        Panel(
            "Requests",
            "per second, by endpoint",
            (Query(_RATE, "{{endpoint}}"),),
            unit="reqps",
        ),
        Panel(
            "Errors by status",
            "4xx: the caller's fault; 5xx: ours",
            (
                Query(
                    "sum by (http_response_code) (rate(bentoml_service_request_total"
                    f'{{{_ASKED},http_response_code=~"[45].."}}[5m])) or vector(0)',
                    "{{http_response_code}}",
                ),
            ),
            unit="reqps",
        ),
        Panel(
            "Duration of an answer",
            "half, 95 and 99 of a hundred answers take no longer",
            tuple(
                Query(f"histogram_quantile({part}, sum by (le) ({_TOOK}))", name)
                for part, name in (("0.5", "median"), ("0.95", "95 %"), ("0.99", "99 %"))
            ),
            unit="s",
        ),
        Panel(
            "Requests in progress",
            "at work or waiting for a batch",
            (Query(_PROGRESS, "{{endpoint}}"),),
        ),
        Panel(
            "Errors against the promise",
            "how many times faster than 30 days allow; 14.4 and 6 alarm",
            _burning("errors"),
            unit="none",
        ),
        Panel(
            "Slow answers against the promise",
            "how many times faster than 30 days allow; 14.4 and 6 alarm",
            _burning("slow"),
            unit="none",
        ),
        Panel(
            "Adaptive batch size",
            "requests of /v1/recommend that were answered together, on average",
            (Query(_BATCH, "mean"),),
        ),
        Panel(
            "Release of each worker",
            "all follow the ledger within seconds",
            (
                Query("max by (worker) (cinq_release)", "worker {{worker}}"),
                Query("max(cinq_ledger_release)", "ledger"),
            ),
            unit="none",
        ),
        Panel(
            "Swaps",
            "from finding a release to serving it, on average, and releases that were not taken",
            (
                Query(
                    "sum(cinq_swap_seconds_sum) / clamp_min(sum(cinq_swap_seconds_count), 1)",
                    "seconds",
                ),
                Query(_REFUSED, "refused: {{reason}}"),
            ),
            unit="none",
        ),
        Panel(
            "Over a limit, ledger away",
            "requests answered 429 within the hour, and times the ledger did not answer",
            (
                Query("sum by (scope) (increase(cinq_limited_total[1h]))", "limit by {{scope}}"),
                Query("sum(increase(cinq_ledger_failures_total[1h]))", "ledger away"),
            ),
        ),
        Panel(
            "Memory",
            "of page and conductor; the API's workers tell none",
            (Query('process_resident_memory_bytes{job=~"cinq-.+"}', "{{job}}"),),
            unit="bytes",
        ),
        Panel(
            "Admins",
            "calls of admin endpoints within the hour",
            (Query(_ADMINS, "{{endpoint}} {{outcome}}"),),
        ),
    ),
)
