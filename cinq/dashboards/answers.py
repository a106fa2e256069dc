"""What Prometheus answers to the queries of a dashboard."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx2

from cinq.dashboards.panel import Dashboard
from cinq.errors import PrometheusAway

N_POINTS = 160
"""Values of a curve."""


@dataclass(frozen=True)
class Curve:
    """One series.

    Attributes
    ----------
    name
        By the query's legend.
    times, values
        Seconds since 1970, and what it stood at; where there was nothing, there is no point.
    """

    name: str
    times: tuple[float, ...]
    values: tuple[float, ...]


Answers = Mapping[str, list[Curve]]
"""Curves by expression."""


def ask(prometheus: str, dashboard: Dashboard, start: float, end: float) -> Answers:
    """Ask Prometheus everything that a dashboard asks.

    Parameters
    ----------
    prometheus
        Its address, such as ``http://127.0.0.1:9090``.
    start, end
        The time that is shown, in seconds since 1970.

    Raises
    ------
    PrometheusAway
        If it does not answer, or does not understand a query.
    """
    asked: dict[str, list[Curve]] = {}
    span = {"start": start, "end": end, "step": max(1.0, (end - start) / N_POINTS)}
    with httpx2.Client(base_url=prometheus, timeout=30) as client:
        for panel in dashboard.panels:
            for query in panel.queries:
                found = _found(client, {"query": query.expr, **span})
                asked[query.expr] = [_curve(series, query.legend) for series in found]
    return asked


def _found(client: httpx2.Client, asked: Mapping[str, Any]) -> list[Any]:
    try:
        answer = client.get("/api/v1/query_range", params=dict(asked))
        answer.raise_for_status()
        return list(answer.json()["data"]["result"])
    except (httpx2.HTTPError, ValueError, LookupError) as error:
        raise PrometheusAway(
            f"Prometheus at {client.base_url} does not answer ({error}): is it running there?"
        ) from error


def _curve(series: Mapping[str, Any], legend: str) -> Curve:
    labels = series["metric"]
    name = re.sub(r"\{\{(\w+)\}\}", lambda mark: labels.get(mark[1], ""), legend).strip()
    points = [(float(at), float(value)) for at, value in series["values"]]
    points = [(at, value) for at, value in points if math.isfinite(value)]
    return Curve(name, tuple(at for at, _ in points), tuple(value for _, value in points))
