"""Samples as Prometheus reads them."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from cinq.adapters.exposition import exposed_samples
from cinq.measures import DRIFT_SCORE, JOBS, JOBS_WAITING, Sample


def test_samples_are_told_by_their_labels_with_type_and_meaning() -> None:
    text = exposed_samples(
        [
            Sample(JOBS, 3, ("train", "succeeded")),
            Sample(DRIFT_SCORE, 0.25, ("genres",)),
            Sample(JOBS, 1, ("train", "refused")),
            Sample(JOBS_WAITING, 0),
        ]
    ).decode()
    assert 'cinq_jobs_total{kind="train",outcome="refused"} 1.0\n' in text
    assert 'cinq_drift_score{feature="genres"} 0.25\n' in text
    assert "cinq_jobs_waiting 0.0\n" in text
    families = {family.name: family for family in text_string_to_metric_families(text)}
    assert families["cinq_jobs"].type == "counter"
    assert families["cinq_jobs_waiting"].documentation == JOBS_WAITING.says
    assert "process_start_time_seconds" in families


def test_what_has_not_happened_has_no_series() -> None:
    assert "cinq_" not in exposed_samples([]).decode()


def test_a_label_may_hold_anything() -> None:
    hostile = 'a"b\\c\nd'
    text = exposed_samples([Sample(DRIFT_SCORE, 1, (hostile,))]).decode()
    told = [f for f in text_string_to_metric_families(text) if f.name == "cinq_drift_score"]
    assert told[0].samples[0].labels == {"feature": hostile}


@pytest.mark.parametrize("value", [float("inf"), 1e12, -1.5])
def test_numbers_come_back_as_they_were(value: float) -> None:
    text = exposed_samples([Sample(JOBS_WAITING, value)]).decode()
    told = [f for f in text_string_to_metric_families(text) if f.name == "cinq_jobs_waiting"]
    assert told[0].samples[0].value == value
