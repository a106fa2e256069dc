"""What can be seen of the service without starting it; the rest is in tests/integration."""

import json
import subprocess
import sys
from typing import Any

import pytest

from cinq.serving.endpoints import ENDPOINTS
from cinq.settings import ROOT

LOOK = """
import json, sys, service
from cinq.adapters.bento_path import bound_waits, without_timer

app = service.Cinq.to_asgi()
app.middleware_stack = app.build_middleware_stack()
apis = service.Cinq.apis.values()
print(json.dumps({
    "routes": [*(api.route for api in apis), *service.DIRECT],
    "batched": [api.route for api in apis if api.batchable],
    "config": service.Cinq.config,
    "modules": sorted(sys.modules),
    "timers": [without_timer(app), without_timer(app)],
    "batchings": bound_waits(app, 0.002),
}))
"""


@pytest.fixture(scope="module")
def service() -> dict[str, Any]:
    """Facts about the imported service, from a process of its own: BentoML changes globals."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LOOK],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    facts: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return facts


def test_every_endpoint_has_a_model_for_its_body(service):
    assert set(service["routes"]) == set(ENDPOINTS)


def test_only_recommend_is_batched(service):
    assert service["batched"] == ["/v1/recommend"]


def test_bentoml_is_laid_out_as_we_rearrange_it(service):
    assert service["timers"] == [True, False]
    assert service["batchings"] == 1


def test_what_costs_without_being_used_is_switched_off(service):
    assert service["config"]["logging"]["access"]["enabled"] is False
    assert service["config"]["tracing"]["excluded_urls"] == ".*"


def test_no_address_is_baked_in(service):
    assert "http" not in service["config"]


@pytest.mark.parametrize(
    "heavy",
    ["pandas", "mlflow", "zenml", "gradio", "evidently", "surprise", "plotly", "alembic"],
)
def test_what_only_pipelines_need_is_not_imported(service, heavy):
    assert heavy not in service["modules"]


@pytest.mark.parametrize("layer", ["pipelines", "steps", "ui", "cli"])
def test_no_upper_layer_is_imported(service, layer):
    assert layer not in service["modules"]


def test_durations_are_counted_in_buckets_from_a_millisecond_to_two_seconds(service):
    buckets = service["config"]["metrics"]["duration"]["buckets"]
    assert (min(buckets), max(buckets)) == (0.001, 2.0)
    assert "prometheus_client" not in service["modules"]
