"""What the API measures of itself, and the protocol through which it is counted.

One table: ``docs/metrics.md``, the dashboard and the exporter are held against it by a test.
Labels are few and bounded: never a user, a film, an address or a path as it was asked.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal, Protocol

Kind = Literal["counter", "gauge", "histogram"]
Across = Literal["livemax", "livemostrecent", "mostrecent"]


@dataclass(frozen=True)
class Measure:
    """One metric.

    Parameters
    ----------
    name
        As Prometheus knows it; of a counter with its ``_total``.
    kind
        Counters only grow; gauges are set; histograms count observations by size.
    says
        One line on what it is, with its unit.
    labels
        Names of its labels, in the order in which their values are given.
    across
        What a gauge says when several workers set it: the highest or the newest of the running
        ones, or the newest of all (where a label names the worker).
    buckets
        Upper bounds of a histogram.
    begin
        Values of a counter's labels that stand at 0 from the start, so that a first increase is
        seen as one; where others can occur, those of which it is known that they will.
    """

    name: str
    kind: Kind
    says: str
    labels: tuple[str, ...] = ()
    across: Across = "livemostrecent"
    buckets: tuple[float, ...] = ()
    begin: tuple[tuple[str, ...], ...] = ()


MILLISECONDS = (1, 2, 3, 4, 5, 7, 10, 15, 20, 30, 50, 75, 100, 200, 350, 500, 750, 1000, 2000)
DURATIONS = tuple(each / 1000 for each in MILLISECONDS)
"""Bounds for the time a request takes, in seconds."""

MODEL_INFO = Measure(
    "cinq_model_info",
    "gauge",
    "1 for a model that a running worker serves, 0 for one it has served",
    ("model_version", "dataset", "origin"),
    "livemax",
)
MODEL_TRAINED = Measure(
    "cinq_model_trained_timestamp_seconds",
    "gauge",
    "when the model that serves was trained; its age is time() less this",
)
RELEASE = Measure(
    "cinq_release",
    "gauge",
    "number of the release a worker serves, 0 for the packed model",
    ("worker",),
    "mostrecent",
)
RELEASES_REFUSED = Measure(
    "cinq_releases_refused_total",
    "counter",
    "releases that a worker found and did not take, at each try",
    ("reason",),
    begin=(("files",), ("format",), ("answers",), ("disk",)),
)
LEDGER_FAILURES = Measure(
    "cinq_ledger_failures_total",
    "counter",
    "times the ledger did not answer a worker",
    begin=((),),
)
SWAP_SECONDS = Measure(
    "cinq_swap_seconds",
    "histogram",
    "from finding a release to serving it, in a thread beside the requests",
    buckets=(0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0),
)
RECOMMENDATIONS = Measure(
    "cinq_recommendations_total",
    "counter",
    "lists answered, by what made them; popularity is the fallback",
    ("source",),
    begin=(("popularity",),),
)
FILMS_SHOWN = Measure(
    "cinq_films_shown_total",
    "counter",
    "films in those lists, by tenth of the catalogue in order of popularity (1 is the best known)",
    ("tenth",),
    begin=tuple((str(tenth),) for tenth in range(1, 11)),
)
CATALOGUE_SHARE = Measure(
    "cinq_catalogue_share",
    "gauge",
    "share of the catalogue shown in the last window by one worker, the widest of them, 0 to 1",
    across="livemax",
)
PROPOSALS = Measure(
    "cinq_proposals_total",
    "counter",
    "proposals answered, by how many films were chosen already (5 is five or more)",
    ("chosen",),
    begin=tuple((str(n),) for n in range(6)),
)
SEARCHES = Measure(
    "cinq_searches_total",
    "counter",
    "title searches, by whether a film was found",
    ("found",),
    begin=(("yes",), ("no",)),
)
FEEDBACK = Measure(
    "cinq_feedback_total",
    "counter",
    "what people said of films, and whether they name the list in which they were shown it",
    ("kind", "shown"),
    begin=tuple(product(("liked", "seen", "not_for_me", "undo"), ("yes", "no"))),
)
EXPOSURES = Measure(
    "cinq_exposures_total",
    "counter",
    "answers given under an experiment, by arm and whether it answered itself (served), the "
    "champion did in its place (fallback), or the control for an arm that has ended (moved)",
    ("experiment", "arm", "standing"),
)
EXPOSURES_DROPPED = Measure(
    "cinq_exposures_dropped_total",
    "counter",
    "exposures that found no room to wait in",
    begin=((),),
)
LIMITED = Measure(
    "cinq_limited_total",
    "counter",
    "requests answered 429, by what was limited",
    ("scope",),
    begin=(("key",), ("address",), ("concurrency",)),
)
ADMIN_ATTEMPTS = Measure(
    "cinq_admin_attempts_total",
    "counter",
    "calls of admin endpoints, by outcome (allowed or refused)",
    ("endpoint", "outcome"),
)

MEASURES = (
    MODEL_INFO,
    MODEL_TRAINED,
    RELEASE,
    RELEASES_REFUSED,
    LEDGER_FAILURES,
    SWAP_SECONDS,
    RECOMMENDATIONS,
    FILMS_SHOWN,
    CATALOGUE_SHARE,
    PROPOSALS,
    SEARCHES,
    FEEDBACK,
    EXPOSURES,
    EXPOSURES_DROPPED,
    LIMITED,
    ADMIN_ATTEMPTS,
)


class Meter(Protocol):
    """Where measurements go; may be used by several threads."""

    def count(self, measure: Measure, *labels: str, by: float = 1.0) -> None:
        """Add to a counter."""

    def set(self, measure: Measure, value: float, *labels: str) -> None:
        """Set a gauge."""

    def observe(self, measure: Measure, value: float, *labels: str) -> None:
        """Add an observation to a histogram."""


def begin(meter: Meter) -> None:
    """Show every counter whose labels are known as 0; for a process that starts to measure."""
    for measure in MEASURES:
        for labels in measure.begin:
            meter.count(measure, *labels, by=0)


class MemoryMeter:
    """Keeps what it is told in plain dictionaries: for tests, and where nobody scrapes.

    Attributes
    ----------
    values
        Of counters and gauges, by name and labels.
    observed
        Of histograms, likewise.
    """

    def __init__(self) -> None:
        self.values: dict[tuple[str, ...], float] = defaultdict(float)
        self.observed: dict[tuple[str, ...], list[float]] = defaultdict(list)

    def count(self, measure: Measure, *labels: str, by: float = 1.0) -> None:
        """Add to a counter."""
        self.values[_key(measure, "counter", labels)] += by

    def set(self, measure: Measure, value: float, *labels: str) -> None:
        """Set a gauge."""
        self.values[_key(measure, "gauge", labels)] = value

    def observe(self, measure: Measure, value: float, *labels: str) -> None:
        """Keep an observation."""
        self.observed[_key(measure, "histogram", labels)].append(value)


def _key(measure: Measure, kind: Kind, labels: Sequence[str]) -> tuple[str, ...]:
    if measure.kind != kind or len(labels) != len(measure.labels):
        raise ValueError(f"{measure.name} is a {measure.kind} with labels {measure.labels}")
    return (measure.name, *labels)
