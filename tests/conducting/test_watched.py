"""The last monitoring at a scrape."""

from cinq.conducting.watched import findings_samples
from cinq.traffic.findings import Findings, Quality

from .found import NOW, THEN, findings


def told(of: Findings | None) -> dict[tuple[str, ...], float]:
    return {(each.measure.name, *each.labels): each.value for each in findings_samples(of, 3)}


def test_before_the_first_monitoring_nothing_is_told() -> None:
    assert told(None) == {}


def test_drift_is_told_by_feature_with_its_level() -> None:
    found = told(findings(()))
    assert found["cinq_drift_score", "genres"] == 0.4
    assert found["cinq_drift_level", "genres"] == 2
    assert found["cinq_drift_level", "decades"] == 0
    assert found["cinq_monitored_timestamp_seconds",] == 1796126400
    assert not [name for name, *_ in found if name.startswith("cinq_acceptance")]


def test_shares_are_told_with_their_bounds_and_those_of_the_first_weeks() -> None:
    found = told(
        findings(
            (
                Quality(name="acceptance", title="", level="act", current=NOW, reference=THEN),
                Quality(name="precision", title="", level="quiet", current=NOW, reference=None),
                Quality(name="hit_at_5", title="", level="quiet", current=NOW, reference=None),
            )
        )
    )
    assert found["cinq_acceptance", "upper"] == 0.6
    assert found["cinq_acceptance_reference", "lower"] == 0.65
    assert found["cinq_online_precision", "mean"] == 0.5
    assert ("cinq_online_precision_reference", "mean") not in found
