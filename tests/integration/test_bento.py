"""A real Bento: built, served from elsewhere, called over HTTP, following a ledger."""

import json
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from cinq import wire
from cinq.client import ApiError, Client
from cinq.database import open_database
from cinq.errors import ReleaseError
from cinq.hyperparameters import ListSettings
from cinq.models.artefact import save_bundle
from cinq.releases.bento import build_bento
from cinq.releases.bento_store import bento_folder, newest_bento
from cinq.releases.ledger import Ledger
from cinq.releases.served_bento import served_answers, serving
from cinq.serving.engine import Engine
from cinq.settings import ROOT, Settings
from tests.serving.worlds import bundle, film_of

pytestmark = pytest.mark.integration

FIVE = [film_of(0, place) for place in range(5)]
JSON = {"Content-Type": "application/json"}
DEALT = ListSettings(diversity=0.2, popularity_dial=0.5, exploration=0.4)


class Built:
    """A home with a Bento, and a second model to release."""

    def __init__(self, home: Path) -> None:
        self.settings = Settings(home=home)
        self.first, self.second = bundle(3, lists=DEALT), bundle(4)
        self.artefacts = [home / "models" / name for name in ("first", "second")]
        self.digests = [
            save_bundle(model, folder)
            for model, folder in zip((self.first, self.second), self.artefacts, strict=True)
        ]
        self.tag = build_bento(
            self.artefacts[0], self.settings, model_version="1", figures={"hit_at_5": 0.8}
        )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return Built(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def alone(built: Built) -> Iterator[Client]:
    """The Bento on its own: no home, no ledger, another folder."""
    with serving(built.tag, built.settings) as client:
        yield client


@pytest.fixture(scope="module")
def http(alone: Client) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=alone.base_url, timeout=30, trust_env=False) as client:
        yield client


def ask(**fields: Any) -> wire.RecommendRequest:
    return wire.RecommendRequest.model_validate({"favourites": FIVE, "request_id": "r", **fields})


def without_identity(answer: wire.Answer | wire.ProblemAnswer) -> dict[str, Any]:
    return answer.model_dump(exclude={"model_version", "release"})


def test_the_code_and_the_model_that_answer_are_those_in_the_bento(built, alone):
    folder = bento_folder(built.tag, built.settings)
    log = (built.settings.home / "logs" / "bento.log").read_text()
    assert f"code: {folder / 'src' / 'cinq'}" in log
    answer = alone.model()
    assert (answer.origin, answer.release, answer.model_version) == ("packed", 0, "1")
    assert answer.digest == built.digests[0]
    assert answer.figures == {"hit_at_5": 0.8}


def test_no_file_of_the_checkout_is_in_the_path_of_what_serves(built):
    bento = bento_folder(built.tag, built.settings) / "src"
    assert (bento / "service.py").is_file()
    assert not (bento / "tests").exists()
    assert not (bento / "cli.py").exists()


def test_answers_are_those_of_the_engine_bit_for_bit_alone_and_in_a_batch(built, alone):
    engine = Engine(built.first)
    requests = [
        ask(favourites=[film_of(taste, place), film_of(taste, place + 1)], k=7)
        for taste in range(3)
        for place in range(15)
    ]
    expected = [without_identity(answer) for answer in engine.recommend(requests)]
    batched = [without_identity(answer) for answer in alone.recommend(requests)]
    single = [without_identity(alone.recommend_one(request)) for request in requests]
    assert batched == expected
    assert single == expected


def test_one_list_for_two_is_that_of_the_engine_and_an_unknown_film_tells_whose_it_is(built, alone):
    both = [FIVE, [film_of(2, place) for place in range(3)]]
    request = wire.TogetherRequest(people=both, k=4, request_id="r")
    expected = Engine(built.first).recommend_together(request).model_dump()
    answer = alone.recommend_together(request).model_dump()
    assert answer["films"] == expected["films"]
    with pytest.raises(ApiError, match=r"424242 in people\.1") as caught:
        alone.recommend_together(wire.TogetherRequest(people=[FIVE, [424242]]))
    assert caught.value.status == 422


def test_a_batch_larger_than_bentomls_is_answered_in_order(built, alone):
    requests = [ask(favourites=[film_of(n % 3, n % 20)], k=1) for n in range(wire.MAX_REQUESTS)]
    expected = [without_identity(answer) for answer in Engine(built.first).recommend(requests)]
    assert [without_identity(answer) for answer in alone.recommend(requests)] == expected


def test_five_films_give_five_others_with_reasons(alone):
    answer = alone.recommend_one(wire.RecommendRequest(favourites=FIVE))
    assert len({film.film_id for film in answer.films} - set(FIVE)) == 5
    for film in answer.films:
        assert film.title
        assert film.predicted_rating
        assert sum(reason.share for reason in film.because) == pytest.approx(film.score, rel=1e-4)


def test_no_favourites_give_the_popularity_list_and_it_says_so(alone):
    assert alone.recommend_one(wire.RecommendRequest(favourites=[])).source == "popularity"


def test_an_unknown_film_is_a_problem_in_its_place_and_harms_no_neighbour(alone):
    first, second, third = alone.recommend([ask(), ask(favourites=[424242]), ask()])
    assert isinstance(second, wire.ProblemAnswer)
    assert second.problem.film_ids == [424242]
    assert first == third == alone.recommend_one(ask())


def test_an_unknown_film_is_named_by_recommend_one(alone):
    with pytest.raises(ApiError, match="424242") as caught:
        alone.recommend_one(ask(favourites=[424242]))
    assert caught.value.status == 422
    assert caught.value.problem.film_ids == [424242]


def test_every_other_endpoint_answers(built, alone):
    user = int(built.first.seen.user_ids[0])
    assert alone.recommend_user(wire.UserRequest(user_id=user)).source == built.first.info.rater
    assert alone.predict(wire.PredictRequest(films=FIVE, user_id=user)).scale_high == 5
    assert alone.search(wire.SearchRequest(query="comdey number 3")).films[0].film_id == FIVE[3]
    similar = alone.similar(wire.SimilarRequest(film_id=FIVE[0]))
    assert {film.genres[0] for film in similar.films} == set(similar.film.genres)
    assert alone.users(wire.UsersRequest(limit=1)).users[0].user_id == user
    assert len(alone.proposals(wire.ProposalsRequest(chosen=FIVE[:2])).films) == 12
    assert alone.films(wire.FilmsRequest(film_ids=FIVE)).films[2].film_id == FIVE[2]
    with pytest.raises(ApiError) as caught:
        alone.recommend_user(wire.UserRequest(user_id=2))
    assert caught.value.status == 404


def test_a_bento_on_its_own_tells_its_packed_model_and_that_it_cannot_keep_feedback(built, alone):
    answer = alone.releases(wire.ReleasesRequest())
    (only,) = answer.releases
    assert (answer.ledger, only.kind, only.release) == (False, "packed", 0)
    assert only.digest == built.digests[0]
    with pytest.raises(ApiError, match="CINQ_HOME") as caught:
        alone.feedback(wire.FeedbackRequest(film_id=FIVE[0], kind="liked", subject="u"))
    assert caught.value.status == 503


@pytest.mark.parametrize(
    ("body", "status", "word"),
    [
        (b'{"favourites": [1000, 1000]}', 422, "favourites"),
        (b'{"favourites": ["abc"]}', 422, "favourites.0"),
        (b'{"favourites": [1000], "k": 0}', 422, "k"),
        (lambda: os.urandom(1_000_000), 400, "JSON"),
        (b'{"favourites": [NaN]}', 422, "favourites.0"),
        (b"[" * 500_000, 400, "recursion"),
    ],
    ids=[
        "twice",
        "a string for an id",
        "k=0",
        "1 MB of nonsense",
        "NaN",
        "deep",
    ],
)
@pytest.mark.parametrize("endpoint", ["recommend_one", "recommend"])
def test_a_bad_body_is_a_clear_4xx(http, endpoint, body: bytes | Callable[[], bytes], status, word):
    content = body if isinstance(body, bytes) else body()
    if endpoint == "recommend" and content.startswith(b"{"):
        content = b'{"requests": [' + content + b"]}"
    response = http.post(f"/v1/{endpoint}", content=content, headers=JSON)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert word in response.text


def test_six_million_ids_are_refused_with_an_answer(http):
    content = b'{"favourites": [' + b",".join(b"%d" % n for n in range(6_000_000)) + b"]}"
    response = http.post("/v1/recommend_one", content=content, headers=JSON)
    assert response.status_code == 413
    assert "larger" in response.json()["detail"]


def test_pickle_is_refused(http):
    media_type = {"Content-Type": "application/vnd.bentoml+pickle"}
    assert http.post("/v1/recommend", content=b"x", headers=media_type).status_code == 415


def test_the_root_page_and_the_description_are_ours(http):
    assert "googletagmanager" not in http.get("/").text
    assert http.get("/docs.json").json()["info"]["title"] == "Cinq"
    assert http.get("/schema.json").is_success


def test_bentomls_health_and_metrics_answer(http):
    for path in ("/livez", "/healthz", "/readyz"):
        assert http.get(path).is_success
    metrics = http.get("/metrics").text
    assert 'bentoml_service_request_total{endpoint="/v1/recommend_one"' in metrics
    assert 'endpoint="/v1/recommend_one",http_response_code="200",le="0.001"' in metrics


def test_a_made_up_path_makes_no_series(http):
    assert http.get("/no-such-path-4711").status_code == 404
    assert http.post("/v1/no-such-endpoint-4711", json={}).status_code == 404
    assert http.get("/").is_success
    metrics = http.get("/metrics").text
    assert "4711" not in metrics
    assert 'bentoml_service_request_total{endpoint="/"' in metrics


def test_our_metrics_are_beside_bentomls_and_count_what_was_answered(alone, http):
    alone.recommend_one(ask())
    alone.search(wire.SearchRequest(query="comedy"))
    alone.search(wire.SearchRequest(query="zzzzzzzzzzzz"))

    def counted() -> bool:
        metrics = http.get("/metrics").text
        return not [
            series
            for series in (
                'cinq_release{worker="1"} 0.0',
                'cinq_model_info{dataset="toy",model_version="1",origin="packed"} 1.0',
                'cinq_recommendations_total{source="spectral_svd"}',
                'cinq_films_shown_total{tenth="1"}',
                'cinq_searches_total{found="no"}',
                'cinq_releases_refused_total{reason="disk"} 0.0',
            )
            if series not in metrics
        ]

    wait_for(counted)


def test_every_metric_of_bentoml_that_the_dashboard_asks_for_is_there(alone, http):
    alone.recommend([ask()])
    metrics = http.get("/metrics").text
    dashboard = ROOT / "configs" / "grafana" / "dashboards" / "service.json"
    asked = set(re.findall(r"\bbentoml_\w+", dashboard.read_text()))
    assert asked
    assert [name for name in asked if f"\n{name}{{" not in metrics] == []


def test_the_request_id_comes_back(http):
    headers = {**JSON, "X-Request-ID": "trace-1"}
    response = http.post("/v1/model", content="{}", headers=headers)
    assert response.headers["x-request-id"] == response.json()["request_id"] == "trace-1"


def test_a_release_is_followed_a_damaged_one_refused_and_a_rollback_followed(built):
    home = built.settings.home
    ledger = Ledger(open_database(built.settings.database))

    def release(place: int, digest: str | None = None) -> int:
        return ledger.publish(
            model_version=str(place + 1),
            artefact=built.artefacts[place],
            digest=digest or built.digests[place],
            dataset="toy",
            data_version="0" * 64,
            decision={},
            actor="test",
            reason="test",
        ).number

    variables = {"CINQ_HOME": str(home), "CINQ_API_POLL_SECONDS": "0.1"}
    log = home / "logs" / "bento.log"
    with serving(built.tag, built.settings, variables) as client:
        assert client.model().origin == "packed"
        first = release(1)
        answer = until(client, first)
        assert (answer.origin, answer.digest) == ("ledger", built.digests[1])
        second = release(0)
        assert until(client, second).digest == built.digests[0]
        damaged = release(1, digest="0" * 64)
        wait_for(lambda: f"release {damaged} is refused" in log.read_text())
        assert client.model().release == second
        back = ledger.rollback(actor="test", reason="test", to=first)
        assert until(client, back.number).digest == built.digests[1]
        assert client.recommend_one(ask()).release == back.number


def until(client: Client, release: int) -> wire.ModelAnswer:
    """The model's answer once it serves a release."""
    wait_for(lambda: client.model().release == release)
    return client.model()


def wait_for(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline, "waited for 30 s"
        time.sleep(0.05)  # another process changes its mind: there is no event to await


def test_golden_lists_are_answered_as_asked_here(built):
    engine = Engine(built.second)
    request = wire.RecommendRequest(favourites=FIVE)
    films = engine.recommend_one(request).films
    asked = [{"name": "comedies", "favourites": FIVE, "films": [film.film_id for film in films]}]
    tag = build_bento(built.artefacts[1], built.settings)
    (answer,) = served_answers(tag, asked, built.settings)
    assert answer == {**asked[0], "scores": [film.score for film in films]}
    assert newest_bento(built.settings) == tag


def test_the_labels_say_which_model_and_data_are_inside(built):
    text = (bento_folder(built.tag, built.settings) / "bento.yaml").read_text()
    assert "model_version: '1'" in text
    assert built.digests[0] in text


def test_a_bento_that_is_not_there_is_told(built):
    with pytest.raises(ReleaseError, match="cinq train"):
        bento_folder("cinq:nothing", built.settings)


def test_a_bento_that_cannot_start_says_why(built):
    sound = bento_folder(built.tag, built.settings)
    shutil.copytree(sound, sound.with_name("spoilt"))
    manifest = sound.with_name("spoilt") / "src" / "model" / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "digest": "0" * 64}))
    with (
        pytest.raises(ReleaseError, match="does not bear out its digest"),
        serving("cinq:spoilt", built.settings),
    ):
        pass
