"""What the conductor tells at each scrape; all but its hooks is read from the database then.

So a restart loses nothing, and several conductors of one database say the same.
"""

from cinq.measures.measure import Measure

_COMMON = ("started", "joined", "cooldown", "budget")
_OF_HOOKS = (*_COMMON, "ignored", "repeated", "forged", "malformed", "too_large")
_HOOKS = (
    *(("alertmanager", outcome) for outcome in _OF_HOOKS),
    *(("signed", outcome) for outcome in (*_OF_HOOKS, "replayed", "stale")),
    *(("schedule", outcome) for outcome in _COMMON),
)
"""Kinds and outcomes of what asks for jobs by itself; see `cinq.wire.hooks.HookOutcome`."""

BOUNDS = ("mean", "lower", "upper")
"""Values of the label ``bound``: a mean and the ends of its interval."""

JOBS = Measure(
    "cinq_jobs_total",
    "counter",
    "jobs that have ended, by kind and how: succeeded, refused (by the gate), failed, cancelled",
    ("kind", "outcome"),
)
JOB_LAST_SUCCESS = Measure(
    "cinq_job_last_success_timestamp_seconds",
    "gauge",
    "when a job of a kind last did what it should; a refusal of the gate is such an end",
    ("kind",),
)
JOB_INTERVAL = Measure(
    "cinq_job_interval_seconds",
    "gauge",
    "longest time that the schedule leaves between two jobs of a kind; none for kinds that it "
    "does not ask for",
    ("kind",),
)
JOBS_WAITING = Measure(
    "cinq_jobs_waiting",
    "gauge",
    "jobs that are queued",
)
GATE_DECISIONS = Measure(
    "cinq_gate_decisions_total",
    "counter",
    "trainings that came to the gate, by its decision: released or refused",
    ("decision",),
)
GATE_REFUSALS_IN_A_ROW = Measure(
    "cinq_gate_refusals_in_a_row",
    "gauge",
    "refusals of the gate since it last let a challenger pass",
)
LEDGER_RELEASE = Measure(
    "cinq_ledger_release",
    "gauge",
    "number of the newest release in the ledger, which every server is to serve",
)
HOOKS = Measure(
    "cinq_hooks_total",
    "counter",
    "asks for jobs, by kind (hooks: alertmanager or signed; schedule) and outcome",
    ("kind", "outcome"),
    begin=_HOOKS,
)
DRIFT_SCORE = Measure(
    "cinq_drift_score",
    "gauge",
    "population stability index of a feature, what is served now against the champion's data",
    ("feature",),
)
DRIFT_LEVEL = Measure(
    "cinq_drift_level",
    "gauge",
    "what that index comes to by its calibrated thresholds: 0 quiet, 1 warn, 2 act",
    ("feature",),
)
MONITORED = Measure(
    "cinq_monitored_timestamp_seconds",
    "gauge",
    "when drift and online quality were last computed",
)
DATA_NEWEST = Measure(
    "cinq_data_newest_timestamp_seconds",
    "gauge",
    "when somebody last chose a favourite or said something of a film",
)
ACCEPTANCE = Measure(
    "cinq_acceptance",
    "gauge",
    "share of the judged films that were liked, lately, with the ends of its interval",
    ("bound",),
)
ACCEPTANCE_REFERENCE = Measure(
    "cinq_acceptance_reference",
    "gauge",
    "the same in the champion's own first weeks",
    ("bound",),
)
ONLINE_PRECISION = Measure(
    "cinq_online_precision",
    "gauge",
    "share of the films shown that were liked later, lately, with the ends of its interval",
    ("bound",),
)
ONLINE_PRECISION_REFERENCE = Measure(
    "cinq_online_precision_reference",
    "gauge",
    "the same in the champion's own first weeks",
    ("bound",),
)
TRAINING_BUDGET_LEFT = Measure(
    "cinq_training_budget_left",
    "gauge",
    "trainings that may still be started by themselves in the running period",
)

CONDUCTOR = (
    JOBS,
    JOB_LAST_SUCCESS,
    JOB_INTERVAL,
    JOBS_WAITING,
    GATE_DECISIONS,
    GATE_REFUSALS_IN_A_ROW,
    LEDGER_RELEASE,
    HOOKS,
    DRIFT_SCORE,
    DRIFT_LEVEL,
    MONITORED,
    DATA_NEWEST,
    ACCEPTANCE,
    ACCEPTANCE_REFERENCE,
    ONLINE_PRECISION,
    ONLINE_PRECISION_REFERENCE,
    TRAINING_BUDGET_LEFT,
)
"""All that the conductor tells."""
