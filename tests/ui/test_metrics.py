"""The page's metrics: what they tell, and whom."""

import pytest
from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from cinq.adapters.exposition import exposed
from cinq.adapters.meter import PrometheusMeter
from cinq.keys import new_secret
from cinq.measures import ONBOARDING, PAGE, begin
from cinq.settings import load_settings
from ui.metrics import METRICS, metrics_page

KEY = new_secret()


def reader(client: str = "127.0.0.1", *, with_key: bool = True, **settings: str) -> TestClient:
    """Somebody at an address, before a page that has counted two visits."""
    registry = CollectorRegistry()
    meter = PrometheusMeter(registry)
    begin(meter, PAGE)
    meter.count(ONBOARDING, "visit", by=2)
    app = FastAPI()
    arguments = {key.replace("__", "."): value for key, value in settings.items()}
    loaded = load_settings({"api.key": KEY} | arguments if with_key else arguments)
    app.include_router(metrics_page(lambda: exposed(registry), loaded))
    return TestClient(app, "http://127.0.0.1:7860", client=(client, 50_000))


def test_every_step_of_the_onboarding_is_told_from_the_start() -> None:
    answer = reader().get(METRICS)
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    (told,) = [
        family
        for family in text_string_to_metric_families(answer.text)
        if family.name == "cinq_onboarding"
    ]
    steps = {
        sample.labels["step"]: sample.value
        for sample in told.samples
        if sample.name == ONBOARDING.name
    }
    assert steps == {step: 2.0 if step == "visit" else 0.0 for (step,) in ONBOARDING.begin}


def test_a_program_of_this_machine_needs_no_key() -> None:
    assert reader().get(METRICS).status_code == 200


@pytest.mark.parametrize(
    ("headers", "who"),
    [
        ({}, {"client": "10.0.0.2"}),
        ({"X-Forwarded-For": "127.0.0.1"}, {}),
        ({"Forwarded": "for=192.0.2.1"}, {}),
        ({"X-Forwarded-Host": "films.example"}, {}),
        ({"Host": "films.example"}, {}),
        ({}, {"ui__host": "0.0.0.0"}),
        ({}, {"api__require_keys": "always"}),
    ],
)
def test_everybody_else_shows_the_key(headers: dict[str, str], who: dict[str, str]) -> None:
    asked = reader(**who)
    refused = asked.get(METRICS, headers=headers)
    assert (refused.status_code, "cinq_onboarding" in refused.text) == (401, False)
    allowed = asked.get(METRICS, headers=headers | {"Authorization": f"Bearer {KEY}"})
    assert allowed.status_code == 200


@pytest.mark.parametrize(
    "shown", [new_secret(), KEY[:-1], KEY.upper(), "x"], ids=["another", "cut", "capitals", "short"]
)
def test_a_wrong_key_is_refused_even_where_none_is_needed(shown: str) -> None:
    asked = reader()
    assert asked.get(METRICS, headers={"Authorization": f"Bearer {shown}"}).status_code == 401


def test_where_the_page_has_no_key_nobody_elsewhere_reads() -> None:
    asked = reader(client="10.0.0.2", with_key=False)
    assert asked.get(METRICS, headers={"Authorization": f"Bearer {KEY}"}).status_code == 401
