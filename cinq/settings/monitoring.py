"""Settings of monitoring: what is kept of served requests, and how they are compared."""

from cinq.hyperparameters import Count, Fraction, Positive, Section


class MonitoringSettings(Section):
    """The sample of served requests, and what is said of it; docs/monitoring.md tells of it.

    Of each worker at most ``sample_per_second`` requests are kept, for ``keep_days``, at most
    ``keep_rows``; the ``first_requests`` of a release stay while it serves. A window holds at most
    ``max_requests``; below ``min_requests`` nothing is said.
    ``alarm_rate`` is how often a quiet window may be called shifted, all features together, and
    ``act_rate`` how often strongly so. Beyond what chance makes, a shift must also be of some
    size: ``warn_psi`` and ``act_psi``. ``first_days`` of a champion are the reference of its
    acceptance.
    """

    sample_per_second: Positive = 20.0
    keep_days: Positive = 30.0
    keep_rows: Count = 100_000
    first_requests: Count = 1_000
    min_requests: Count = 200
    max_requests: Count = 2_000
    window_hours: Positive = 24.0
    first_days: Positive = 14.0
    alarm_rate: Fraction = 0.04
    act_rate: Fraction = 0.01
    warn_psi: Positive = 0.02
    act_psi: Positive = 0.1
    resamples: Count = 4_000
    seed: int = 7
