"""The last monitoring at a scrape."""

from cinq.conducting.watched import findings_samples
from cinq.traffic.findings import Bounded, FeatureFinding, Findings, Quality


def finding(name: str, level: str, psi: float) -> FeatureFinding:
    return FeatureFinding(
        name=name,
        title=name,
        level=level,
        psi=psi,
        js=0.1,
        psi_by_chance=0.01,
        warn_psi=0.05,
        act_psi=0.2,
        warn_js=0.1,
        act_js=0.2,
        compared_with="judged",
        n_reference=1000,
        n_current=300,
        bins=("a", "b"),
        reference=(0.5, 0.5),
        current=(0.4, 0.6),
    )


def findings(quality: tuple[Quality, ...]) -> Findings:
    return Findings(
        made_at="2026-12-01T12:00:00+00:00",
        since="2026-12-01T10:00:00+00:00",
        until="2026-12-01T11:00:00+00:00",
        release=3,
        model_version="2",
        dataset="toy",
        data_version="0",
        level="act",
        requests=300,
        distinct=290,
        refused=1,
        empty=2,
        alarm_rate=0.04,
        features=(finding("genres", "act", 0.4), finding("decades", "quiet", 0.02)),
        quality=quality,
        unsaid={},
    )


def told(of: Findings | None) -> dict[tuple[str, ...], float]:
    return {(each.measure.name, *each.labels): each.value for each in findings_samples(of)}


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
    now = Bounded(mean=0.5, lower=0.4, upper=0.6, people=90)
    then = Bounded(mean=0.7, lower=0.65, upper=0.75, people=400)
    found = told(
        findings(
            (
                Quality(name="acceptance", title="", level="act", current=now, reference=then),
                Quality(name="precision", title="", level="quiet", current=now, reference=None),
                Quality(name="hit_at_5", title="", level="quiet", current=now, reference=None),
            )
        )
    )
    assert found["cinq_acceptance", "upper"] == 0.6
    assert found["cinq_acceptance_reference", "lower"] == 0.65
    assert found["cinq_online_precision", "mean"] == 0.5
    assert ("cinq_online_precision_reference", "mean") not in found
