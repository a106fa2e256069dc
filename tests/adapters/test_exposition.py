"""Samples as Prometheus reads them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from cinq.adapters.exposition import exposed_samples
from cinq.measures import DRIFT_SCORE, JOBS, JOBS_WAITING, ONBOARDING, Sample


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


PROCESS = """
import sys
from cinq.adapters.exposition import metered
from cinq.measures import ONBOARDING, PAGE, begin
meter, told = metered()
begin(meter, PAGE)
meter.count(ONBOARDING, "visit", by=2)
sys.stdout.buffer.write(told())
"""


def told_by_a_process(**variables: str) -> str:
    environment = {**os.environ, **variables}
    command = [sys.executable, "-c", PROCESS]
    return subprocess.run(command, env=environment, check=True, capture_output=True).stdout.decode()


def test_a_process_tells_what_it_has_counted() -> None:
    text = told_by_a_process()
    assert 'cinq_onboarding_total{step="visit"} 2.0\n' in text
    assert 'cinq_onboarding_total{step="judged"} 0.0\n' in text
    assert set(re.findall(r"^cinq_\w+", text, re.MULTILINE)) == {ONBOARDING.name}


def test_processes_that_share_a_folder_tell_what_all_have_counted(tmp_path: Path) -> None:
    told_by_a_process(PROMETHEUS_MULTIPROC_DIR=str(tmp_path))
    text = told_by_a_process(PROMETHEUS_MULTIPROC_DIR=str(tmp_path))
    assert 'cinq_onboarding_total{step="visit"} 4.0\n' in text
