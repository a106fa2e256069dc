"""What Prometheus would see, and which alerts must fire on it; for promtool.

Times are those of life: `document` scales them as the rules are scaled.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cinq.alerts.timescale import duration_of, seconds_of

Labels = Mapping[str, str]

CRITICAL = {"severity": "critical"}
WARNING = {"severity": "warning"}


@dataclass(frozen=True)
class Case:
    """Series, and the alerts that fire a while later.

    Parameters
    ----------
    says
        What happens, in a few words.
    at
        When it is looked, from the start of the series.
    series
        Values by series, in promtool's notation.
    fires
        Labels of every alert that fires, ``alertname`` among them; no other may.
    step
        Time between two values.
    ages
        Series that hold a point in time: how long before the start, or after it with a ``-``.
    """

    says: str
    at: str
    series: Mapping[str, str] = field(default_factory=dict)
    fires: tuple[Labels, ...] = ()
    step: str = "1m"
    ages: Mapping[str, str] = field(default_factory=dict)

    def document(self, time_scale: float) -> dict[str, object]:
        """One test for promtool."""

        def scaled(duration: str) -> str:
            return duration_of(seconds_of(duration) * time_scale)

        steps = int(seconds_of(self.at) / seconds_of(self.step)) + 1
        times = {
            name: f"{-seconds_of(age) * time_scale:g}x{steps}" for name, age in self.ages.items()
        }
        return {
            "name": self.says,
            "interval": scaled(self.step),
            "input_series": [
                {"series": name, "values": values}
                for name, values in {**self.series, **times}.items()
            ],
            "promql_expr_test": [
                {
                    "expr": 'ALERTS{alertstate="firing"}',
                    "eval_time": scaled(self.at),
                    "exp_samples": [
                        {"labels": _written({**labels, "alertstate": "firing"}), "value": 1}
                        for labels in self.fires
                    ],
                }
            ],
        }


def _written(labels: Labels) -> str:
    inside = ", ".join(f'{name}="{value}"' for name, value in sorted(labels.items()))
    return f"ALERTS{{{inside}}}"


def budget(alert: str, *burns: str) -> tuple[Labels, ...]:
    """A burn-rate alert at these speeds."""
    return tuple(
        {"alertname": alert, "burn": burn, **(WARNING if burn == "1" else CRITICAL)}
        for burn in burns
    )


def answers(good: str, bad: str) -> dict[str, str]:
    """Counts of answers with status 200 and 503; and of BentoML's own, which nobody is promised."""
    asked = (
        'bentoml_service_request_total{service_name="cinq",endpoint="%s",http_response_code="%s"}'
    )
    return {
        asked % ("/v1/recommend", "200"): good,
        asked % ("/v1/recommend_one", "503"): bad,
        asked % ("/v1/recommend_one", "404"): "0+1x10000",
        asked % ("/v1/admin/train", "500"): "0+1000x10000",
        asked % ("/metrics", "500"): "0+1000x10000",
    }


def durations(good: str, total: str) -> dict[str, str]:
    """How many answers took at most half a second, of how many."""
    name = "bentoml_service_request_duration_seconds"
    labels = 'service_name="cinq",endpoint="/v1/recommend",http_response_code="200"'
    return {
        f'{name}_bucket{{{labels},le="0.5"}}': good,
        f'{name}_bucket{{{labels},le="+Inf"}}': total,
        f"{name}_count{{{labels}}}": total,
        f"bentoml_service_request_total{{{labels}}}": total,
    }


def funnel(accounts: str, lists: str) -> dict[str, str]:
    """How many made an account, and how many of them saw five films."""
    return {
        'cinq_onboarding_total{step="account"}': accounts,
        'cinq_onboarding_total{step="list_shown"}': lists,
    }


def bounds(measure: str, now: tuple[float, float], first: tuple[float, float]) -> dict[str, str]:
    """An interval now, and one of the model's first weeks."""
    series = {}
    for name, (lower, upper) in ((measure, now), (f"{measure}_reference", first)):
        middle = (lower + upper) / 2
        for bound, value in (("lower", lower), ("mean", middle), ("upper", upper)):
            series[f'{name}{{bound="{bound}"}}'] = f"{value}x300"
    return series
