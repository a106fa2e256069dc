"""One trace from the page to the model, received by a collector."""

import asyncio
from collections.abc import Iterator
from itertools import pairwise

import httpx2
import pytest

from cinq import wire
from cinq.adapters.traces import OtlpTracer
from cinq.client import AsyncClient
from cinq.models.artefact import save_bundle
from cinq.releases.bento import build_bento
from cinq.releases.served_bento import serving
from cinq.settings import Settings
from tests.integration.collector import Collected, Collector, collecting
from tests.serving.worlds import bundle, film_of
from ui.films import Films

pytestmark = pytest.mark.integration

FIVE = [film_of(0, place) for place in range(5)]


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    with collecting() as made:
        yield made


@pytest.fixture(scope="module")
def api(collector: Collector, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("home")
    settings = Settings(home=home)
    save_bundle(bundle(3), home / "model")
    tag = build_bento(home / "model", settings)
    variables = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "OTEL_BSP_SCHEDULE_DELAY": "100"}
    with serving(tag, settings, variables) as client:
        yield client.base_url


@pytest.fixture
def tracer(collector: Collector, monkeypatch: pytest.MonkeyPatch) -> OtlpTracer:
    """Of the page, as `cinq ui` makes it."""
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
    return OtlpTracer("cinq-page")


def named(spans: list[Collected], name: str, trace_id: str) -> list[Collected]:
    return [span for span in spans if span.name == name and span.trace_id == trace_id]


def test_a_list_on_the_page_is_one_trace_down_to_the_model(api, collector, tracer) -> None:
    async def show() -> None:
        async with AsyncClient(api, tracer=tracer) as client:
            await Films(client).recommend(wire.RecommendRequest(favourites=FIVE))

    asyncio.run(show())
    tracer.close()
    (asked,) = [
        span
        for span in collector.await_(
            lambda spans: (
                {"ask /v1/recommend", "POST /v1/recommend", "batch", "model"}
                <= {span.name for span in spans}
            )
        )
        if span.name == "ask /v1/recommend"
    ]
    spans = collector.await_(lambda spans: bool(named(spans, "POST /v1/recommend", asked.trace_id)))
    chain = ["ask /v1/recommend", "POST /v1/recommend", "wait for a batch", "batch", "model"]
    found = [named(spans, name, asked.trace_id)[0] for name in chain]
    assert [span.service for span in found] == ["cinq-page"] + ["cinq-api"] * 4
    for above, below in pairwise(found):
        assert below.parent_id == above.span_id
    assert found[1].facts["http.response.status_code"] == 200
    assert found[1].facts["cinq.request_id"]
    assert found[3].facts["cinq.batch_size"] == 1


def test_a_batch_of_several_callers_is_linked_with_each_of_their_traces(api, collector) -> None:
    traces = [f"{n + 1:032x}" for n in range(24)]

    async def crowd() -> None:
        async with httpx2.AsyncClient(base_url=api, timeout=30, trust_env=False) as client:
            body = {"requests": [{"favourites": FIVE}]}
            await asyncio.gather(
                *(
                    client.post(
                        "/v1/recommend",
                        json=body,
                        headers={"traceparent": f"00-{trace}-00f067aa0ba902b7-01"},
                    )
                    for trace in traces
                )
            )

    asyncio.run(crowd())

    def all_known(spans: list[Collected]) -> bool:
        batches = [span for span in spans if span.name == "batch" and span.trace_id in traces]
        return {each.trace_id for each in batches} | {
            link for each in batches for link in each.links
        } == set(traces)

    spans = collector.await_(all_known)
    batches = [span for span in spans if span.name == "batch" and span.trace_id in traces]
    assert any(batch.links for batch in batches)
    assert sum(int(batch.facts["cinq.batch_size"]) for batch in batches) == len(traces)


def test_recommend_one_takes_a_trace_up_and_a_malformed_one_is_passed_over(api, collector) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    body = wire.RecommendRequest(favourites=FIVE).model_dump(mode="json", exclude_defaults=True)
    for parent in (f"00-{trace}-00f067aa0ba902b7-01", "00-nonsense"):
        response = httpx2.post(
            f"{api}/v1/recommend_one",
            json=body,
            headers={"traceparent": parent},
            timeout=30,
            trust_env=False,
        )
        assert response.status_code == 200
    spans = collector.await_(
        lambda spans: (
            [span.name for span in spans].count("POST /v1/recommend_one") == 2
            and bool(named(spans, "model", trace))
        )
    )
    (taken_up,) = named(spans, "POST /v1/recommend_one", trace)
    assert taken_up.parent_id == "00f067aa0ba902b7"
    (model,) = named(spans, "model", trace)
    assert model.parent_id == taken_up.span_id


def test_a_caller_who_wants_no_record_gets_none(api, collector) -> None:
    """The last two digits of a traceparent say whether it is recorded."""
    headers = {"traceparent": f"00-{'a' * 32}-00f067aa0ba902b7-00"}
    for parent in (headers, {"traceparent": f"00-{'b' * 32}-00f067aa0ba902b7-01"}):
        httpx2.post(f"{api}/v1/model", json={}, headers=parent, timeout=30, trust_env=False)
    spans = collector.await_(lambda spans: bool(named(spans, "POST /v1/model", "b" * 32)))
    assert not [span for span in spans if span.trace_id == "a" * 32]
