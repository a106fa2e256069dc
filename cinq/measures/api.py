"""What the API measures of itself, in its own processes."""

from itertools import product

from cinq.measures.measure import Measure

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

API = (
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
"""All that a worker of the API measures."""
