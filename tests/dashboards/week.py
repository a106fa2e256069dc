"""A simulated week of API, page and conductor, as the samples that Prometheus would have scraped.

People come by day and hardly by night. On the third day a worker fails for a while; on the fourth
taste begins to shift, drift grows until it asks for a training, and on the sixth a release answers.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

STEP = 120
DAY = 86_400
SECONDS = 7 * DAY
SHIFT, ACT, RELEASED = 3.2 * DAY, 5.0 * DAY, 5.15 * DAY
FEATURES = ("genres", "decades", "popularity", "profile_size", "score", "unknown_films")
ENDPOINTS = {
    "recommend": 1.0,
    "recommend_one": 0.4,
    "search": 2.2,
    "proposals": 4.5,
    "feedback": 0.7,
}
BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2)
STEPS = (
    ("visit", 1.0),
    ("account", 0.5),
    ("first_choice", 0.92),
    ("five_chosen", 0.87),
    ("list_shown", 0.98),
    ("judged", 0.56),
)
"""Of those who took the step before, how many take this one."""


@dataclass
class Week:
    """Grows second by second; `samples` gives what a scrape sees.

    Parameters
    ----------
    start
        Of the week, in seconds since 1970.
    """

    start: int
    counters: dict[str, float] = field(default_factory=dict)
    random: np.random.Generator = field(default_factory=lambda: np.random.default_rng(20))

    def openmetrics(self, since: int = 0) -> Iterator[str]:
        """The week in OpenMetrics' text form from a second on, each series in order of time."""
        rows: dict[str, list[str]] = {}
        for second in range(since, SECONDS + 1, STEP):
            for name, value in {**self.counted(second), **self.gauges(second)}.items():
                rows.setdefault(name, []).append(f"{name} {value:.12g} {self.start + second}\n")
        family = ""
        for name in sorted(rows):
            if (of := name.partition("{")[0]) != family:
                family = of
                yield f"# TYPE {of} gauge\n"
            yield from rows[name]
        yield "# EOF\n"

    def counted(self, second: int) -> dict[str, float]:
        """Counters after this step."""
        light = max(0.04, math.sin(math.pi * ((second % DAY) / DAY * 24 - 7) / 16))
        people = light * 0.05 * STEP
        left = int(self.random.poisson(people))
        for step, share in STEPS:
            left = int(self.random.binomial(left, share))
            self._grow(f'cinq_onboarding_total{{step="{step}"}}', left)
        for endpoint, calls in ENDPOINTS.items():
            self._answers(endpoint, people * calls * 8, second)
        self._lists(people * 8, second)
        return dict(self.counters)

    def gauges(self, second: int) -> dict[str, float]:
        """What stands at a value."""
        release = 8 if second >= RELEASED else 7
        trained = self.start + (RELEASED if release == 8 else -9 * DAY)
        looked = second - second % (6 * 3600)
        told: dict[str, float] = {
            'cinq_release{worker="1"}': release,
            'cinq_release{worker="2"}': release,
            "cinq_ledger_release": release,
            "cinq_model_trained_timestamp_seconds": trained,
            "cinq_monitored_timestamp_seconds": self.start + looked,
            "cinq_data_newest_timestamp_seconds": self.start + second - 40,
            "cinq_catalogue_share": 0.024 + 0.012 * abs(math.sin(second / 9000)),
            "cinq_gate_refusals_in_a_row": 1 if second < RELEASED else 0,
            'cinq_gate_decisions_total{decision="released"}': release,
            'cinq_gate_decisions_total{decision="refused"}': 3,
            "cinq_jobs_waiting": 0,
            "cinq_training_budget_left": 14 if second < ACT else 13,
            'cinq_job_interval_seconds{kind="monitor"}': 6 * 3600,
            'cinq_job_last_success_timestamp_seconds{kind="monitor"}': self.start + looked,
            'cinq_job_last_success_timestamp_seconds{kind="train"}': trained,
            'cinq_jobs_total{kind="train",outcome="succeeded"}': release,
            'cinq_jobs_total{kind="train",outcome="refused"}': 3,
            'cinq_jobs_total{kind="monitor",outcome="succeeded"}': 40 + second // (6 * 3600),
            'cinq_hooks_total{kind="alertmanager",outcome="started"}': float(second >= ACT),
            'cinq_hooks_total{kind="alertmanager",outcome="repeated"}': max(
                0.0, min(3.0, (second - ACT) // 3600)
            ),
        }
        for version, of in (("7", 7), ("8", 8)):
            labels = f'model_version="{version}",dataset="ml-latest-small",origin="ledger"'
            told[f"cinq_model_info{{{labels}}}"] = float(release == of)
        for job in ("api", "page", "conductor"):
            told[f'up{{job="cinq-{job}"}}'] = 1
        for job, size in (("page", 310), ("conductor", 190)):
            told[f'process_resident_memory_bytes{{job="cinq-{job}"}}'] = size * 2**20
        return {**told, **_drift(looked), **_quality(looked), **self._progress(second)}

    def _answers(self, endpoint: str, number: float, second: int) -> None:
        """Answers of an endpoint within a step, by status and duration."""
        failing = 2.45 * DAY < second < 2.45 * DAY + 9000
        slower = 1 + 2 * (ACT < second < RELEASED)
        labels = f'service_name="cinq",endpoint="/v1/{endpoint}"'
        parts = {"200": 1.0, "422": 0.004, "503": 0.03 if failing else 0.0, "429": 0.001}
        for status, share in parts.items():
            of = f'{labels},http_response_code="{status}"'
            self._add(f"bentoml_service_request_total{{{of}}}", number * share)
        middle = {"search": 0.008, "recommend": 0.007}.get(endpoint, 0.004) * slower
        name, of = "bentoml_service_request_duration_seconds", f'{labels},http_response_code="200"'
        shares = [0.5 * (1 + math.erf(math.log(b / middle) / 0.6 / math.sqrt(2))) for b in BUCKETS]
        parts_of = np.diff([0.0, *shares, 1.0])
        fell = np.cumsum(self.random.multinomial(self.random.poisson(number), parts_of))
        for bound, within in zip((*BUCKETS, math.inf), fell, strict=True):
            told = "+Inf" if bound == math.inf else f"{bound:g}"
            self._grow(f'{name}_bucket{{{of},le="{told}"}}', float(within))
        self._grow(f"{name}_count{{{of}}}", float(fell[-1]))

    def _lists(self, number: float, second: int) -> None:
        """What lists, searches and feedback count within a step."""
        batches = number / (1 + min(3.0, number / 9))
        self._add('bentoml_service_adaptive_batch_size_sum{service_name="cinq"}', number)
        self._add('bentoml_service_adaptive_batch_size_count{service_name="cinq"}', batches)
        fell = 0.04 + 0.05 * (SHIFT < second < RELEASED)
        for source, share in (("hybrid", 1 - fell), ("popularity", fell)):
            self._add(f'cinq_recommendations_total{{source="{source}"}}', number * share)
        for tenth in range(1, 11):
            share = (0.62, 0.17, 0.08, 0.05, 0.03, 0.02, 0.012, 0.008, 0.006, 0.004)[tenth - 1]
            self._add(f'cinq_films_shown_total{{tenth="{tenth}"}}', 5 * number * share)
        for chosen, share in enumerate((1, 0.93, 0.9, 0.88, 0.87, 0.5)):
            self._add(f'cinq_proposals_total{{chosen="{chosen}"}}', number * share)
        for found, share in (("yes", 2.1), ("no", 0.11)):
            self._add(f'cinq_searches_total{{found="{found}"}}', number * share)
        liked = 0.31 - 0.09 * (SHIFT < second < RELEASED)
        for kind, share in (("liked", liked), ("seen", 0.2), ("not_for_me", 0.17), ("undo", 0.02)):
            self._add(f'cinq_feedback_total{{kind="{kind}",shown="yes"}}', number * share)
        self._add('cinq_limited_total{scope="address"}', number * 0.001)
        self._add('cinq_releases_refused_total{reason="files"}', 0)
        self._add("cinq_ledger_failures_total", float(2.45 * DAY < second < 2.45 * DAY + 1500) / 4)
        self._add("cinq_exposures_dropped_total", 0)
        tried = 0.45 * (1.3 * DAY < second < 4.3 * DAY)
        for arm in ("champion", "more-diverse"):
            labels = f'experiment="diversity",arm="{arm}",standing="served"'
            self._add(f"cinq_exposures_total{{{labels}}}", number * tried)
        asked = second in (round(5.3 * DAY / STEP) * STEP, round(6.1 * DAY / STEP) * STEP)
        self._grow('cinq_admin_attempts_total{endpoint="rollback",outcome="refused"}', float(asked))
        swapped = second == round(RELEASED / STEP) * STEP
        self._grow("cinq_swap_seconds_sum", 0.9 * swapped)
        self._grow("cinq_swap_seconds_count", float(swapped))

    def _progress(self, second: int) -> dict[str, float]:
        labels = 'service_name="cinq",endpoint="/v1/recommend"'
        light = max(0.0, math.sin(math.pi * ((second % DAY) / DAY * 24 - 7) / 16))
        return {
            f"bentoml_service_request_in_progress{{{labels}}}": float(self.random.poisson(light))
        }

    def _add(self, name: str, by: float) -> None:
        self._grow(name, float(self.random.poisson(by)) if by > 0 else 0.0)

    def _grow(self, name: str, by: float) -> None:
        self.counters[name] = self.counters.get(name, 0.0) + by


def _drift(second: int) -> dict[str, float]:
    """The drift that the last look found, by feature."""
    gone = 0.0 if second < SHIFT else min(1.0, (second - SHIFT) / (1.6 * DAY))
    gone = 0.35 if second > RELEASED + 3600 * 4 else gone
    told = {}
    for at, feature in enumerate(FEATURES):
        pull = (0.34, 0.27, 0.15, 0.02, 0.1, 0.03)[at]
        score = 0.02 + 0.006 * math.sin(second / 20_000 + 2 * at) + pull * gone
        told[f'cinq_drift_score{{feature="{feature}"}}'] = score
        told[f'cinq_drift_level{{feature="{feature}"}}'] = float(score > 0.1) + float(score > 0.25)
    return told


def _quality(second: int) -> dict[str, float]:
    """Acceptance and online precision that the last look found, with their intervals."""
    worse = 0.2 * min(1.0, max(0.0, (second - SHIFT) / DAY)) if second < RELEASED else 0.0
    told = {}
    for name, mean, half in (
        ("cinq_acceptance", 0.64, 0.04),
        ("cinq_online_precision", 0.21, 0.02),
    ):
        now = mean * (1 - worse)
        for bound, side in (("lower", -half), ("mean", 0.0), ("upper", half)):
            told[f'{name}{{bound="{bound}"}}'] = now + side
            told[f'{name}_reference{{bound="{bound}"}}'] = mean + side * 0.8
    return told
