"""The main job as a newcomer meets it: one command, then an account, five films in, five out.

The tests of this file share one home and run in order: each goes on where the last one stopped.
"""

import json
import os
import shlex
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import httpx2
import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from cinq.database import open_database, reading
from cinq.jobs.queue import JobQueue
from cinq.releases.tables import RefusalRow
from tests.conducting.listeners import Slack
from tests.integration.crowd import crowd
from tests.integration.journey import sign_in, walk
from tests.integration.product import Started, cinq, free_port, processes_of, started
from tests.test_docs import commands_of

pytestmark = pytest.mark.integration


ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
SHOTS = ROOT / os.environ.get("CINQ_SCREENSHOTS", "test-results")
TITLES = ("Alien", "Heat", "Fargo", "Casino", "matrix")
DATASET = "ml-latest-small" if os.environ.get("CINQ_ARCHIVES") else "demo"
PEOPLE_AT_ONCE = 100 if os.environ.get("CINQ_LONG") else 30
HASTY = (0.5, 3.0)
"""Seconds between two presses of theirs."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cinq") / "home"


@pytest.fixture(scope="module")
def slack() -> Iterator[Slack]:
    made = Slack()
    yield made
    made.close()


@pytest.fixture(scope="module")
def ports(slack: Slack, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    address = tmp_path_factory.mktemp("secrets") / "slack"
    address.write_text(slack.url)
    return {
        "CINQ_API_PORT": str(free_port()),
        "CINQ_UI_PORT": str(free_port()),
        "CINQ_CONDUCTOR_PORT": str(free_port()),
        "CINQ_DATASET": DATASET,
        "CINQ_NOTIFY_SLACK_URL_FILE": str(address),
    }


@pytest.fixture(scope="module")
def running(home: Path, ports: dict[str, str]) -> Iterator[Started]:
    with started(home, "up", ports) as everything:
        yield everything


@pytest.fixture(scope="module")
def api(running: Started) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=running.address("API"), timeout=20) as client:
        yield client


@pytest.fixture(scope="module")
def five(api: httpx2.Client) -> list[int]:
    found = []
    for title in TITLES:
        answer = api.post("/v1/search", json={"query": title}).json()
        found.append(answer["films"][0]["film_id"])
    return found


@pytest.fixture(scope="module")
def walked(chromium, running: Started):
    page = chromium.new_context(locale="en-GB", viewport={"width": 1440, "height": 900}).new_page()

    def look(view: str) -> None:
        page.screenshot(path=SHOTS / f"up-{view}.png", animations="disabled")

    return walk(page, running.address("Page"), titles=TITLES, look=look)


def test_the_phases_and_both_addresses_are_said(running: Started, ports: dict[str, str]) -> None:
    for phase in ("data", "model", "package", "start"):
        assert f" {phase} " in running.said
    assert running.address("API").endswith(f":{ports['CINQ_API_PORT']}")
    assert running.address("Page").endswith(f":{ports['CINQ_UI_PORT']}")
    assert "\x1b[" not in running.said


def test_five_film_ids_give_five_others_with_reasons(api: httpx2.Client, five: list[int]) -> None:
    answer = api.post("/v1/recommend_one", json={"favourites": five})
    assert answer.status_code == 200
    films = answer.json()["films"]
    assert len({film["film_id"] for film in films} - set(five)) == 5
    for film in films:
        assert film["title"]
        assert film["year"]
        shares = [reason["share"] for reason in film["because"]]
        assert len(shares) == 5
        assert sum(shares) == pytest.approx(film["score"], rel=1e-5)
    assert answer.json()["source"] == "hybrid"


def test_nobody_s_favourites_give_the_popularity_list(api: httpx2.Client) -> None:
    assert api.post("/v1/recommend_one", json={"favourites": []}).json()["source"] == "popularity"


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({"favourites": [1, 1]}, "favourites"),
        ({"favourites": ["Heat"]}, "favourites"),
        ({"favourites": [1], "k": 0}, "k"),
        ({"favourites": list(range(10_000))}, "favourites"),
        ({"favourites": [2**60]}, str(2**60)),
        ({"favorites": [1]}, "favorites"),
    ],
)
def test_bad_input_is_a_4xx_that_says_what_is_wrong(
    api: httpx2.Client, body: dict[str, object], names: str
) -> None:
    answer = api.post("/v1/recommend_one", json=body)
    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert names in answer.text


def test_an_unknown_film_harms_no_neighbour_in_its_batch(
    api: httpx2.Client, five: list[int]
) -> None:
    requests = [{"favourites": five}, {"favourites": [2**60]}, {"favourites": five[:2]}]
    answers = api.post("/v1/recommend", json={"requests": requests}).json()
    assert [len(answer.get("films", [])) for answer in answers] == [5, 0, 5]
    assert answers[1]["problem"]["film_ids"] == [2**60]


def test_a_newcomer_makes_an_account_and_gets_five_films(walked) -> None:
    assert len(set(walked.five)) == 5
    assert set(walked.five).isdisjoint(walked.chosen)
    assert all(reason.startswith("Because you liked ") for reason in walked.reasons)


def test_the_terminal_recommends_the_same_five(home: Path, walked) -> None:
    answer = cinq(home, "recommend", *walked.chosen, "--json")
    assert answer.returncode == 0, answer.stderr
    assert [film["title"] for film in json.loads(answer.stdout)["films"]] == walked.five


def test_many_people_at_once_all_get_their_five_films(running: Started) -> None:
    met = crowd(running.address("Page"), PEOPLE_AT_ONCE, HASTY)
    print(met.table())  # noqa: T201 - the figures of a run with `-s`; no time is asserted here
    assert met.errors == []
    assert len(met.lists) == PEOPLE_AT_ONCE


def test_the_commands_of_the_readme_work(home: Path, running: Started) -> None:
    address = running.address("API")
    for line in commands_of(README, "curl"):
        words = shlex.split(line.replace("http://127.0.0.1:3000", address))
        told = subprocess.run(words, capture_output=True, text=True, check=True).stdout
        answers = json.loads(told)
        assert answers
        for answer in answers if isinstance(answers, list) else [answers]:
            assert "problem" not in answer
            assert not str(answer.get("type", "")).startswith("urn:cinq:problem")
    for line in commands_of(README, "cinq"):
        words = shlex.split(line)[1:]
        if words[0] not in ("train", "monitor"):  # the next tests do
            result = cinq(home, *words)
            assert result.returncode == 0, f"{line}: {result.stderr}"


def test_monitoring_looks_at_what_was_served(
    home: Path, running: Started, api: httpx2.Client
) -> None:
    films = [film["film_id"] for film in api.post("/v1/films", json={"limit": 200}).json()["films"]]
    random, tries = Random(0), list[subprocess.CompletedProcess[str]]()

    def looked() -> bool:  # of requests that come all at once only a sample is kept
        for _ in range(40):
            asked = [{"favourites": random.sample(films, 5)}]
            assert api.post("/v1/recommend", json={"requests": asked}).status_code == 200
        tries.append(cinq(home, "monitor", "--json", CINQ_MONITORING_MIN_REQUESTS="60"))
        return tries[-1].returncode == 0

    eventually(looked, "enough of what was served is kept", seconds=120)
    found = json.loads(tries[-1].stdout)
    assert found["requests"] >= found["distinct"] >= 60
    assert {"genres", "popularity", "score"} <= {each["name"] for each in found["features"]}


def test_a_shuffled_challenger_is_refused_with_reasons_and_the_champion_stays(
    home: Path, running: Started, api: httpx2.Client
) -> None:
    control = ("--set", "training.control=shuffled")
    result = cinq(home, "train", "--dataset", DATASET, *control)
    assert result.returncode == 3, result.stdout + result.stderr
    assert "better than popularity" in result.stdout + result.stderr
    assert api.post("/v1/model", json={}).json()["release"] == 1


def test_the_conductor_runs_a_queued_training_and_tells_that_the_gate_refused_it(
    home: Path, running: Started, api: httpx2.Client, ports: dict[str, str], slack: Slack
) -> None:
    control = ("--set", "training.control=popularity")
    queued = cinq(home, "train", "--queue", "--dataset", DATASET, *control, "--json")
    assert queued.returncode == 0, queued.stderr
    database = open_database(f"sqlite:///{home / 'cinq.db'}")
    queue = JobQueue(database)
    job = json.loads(queued.stdout)["id"]
    eventually(lambda: queue.show(job).ended, "the job has ended", seconds=120)
    assert queue.show(job).state == "refused"
    assert "better than popularity" in (home / "logs" / "jobs" / f"{job}.log").read_text()
    assert api.post("/v1/model", json={}).json()["release"] == 1
    # ledger, metrics, log and people all know
    with reading(database) as session:
        assert session.scalars(select(RefusalRow.reason)).all()[-1] == f"job {job}"
    figures = httpx2.get(f"http://127.0.0.1:{ports['CINQ_CONDUCTOR_PORT']}/metrics").text
    assert 'cinq_jobs_total{kind="train",outcome="refused"} 1.0' in figures
    assert 'cinq_gate_decisions_total{decision="refused"} 2.0' in figures
    refused = "Cinq: the gate refused the new model; the champion stays"
    assert refused in slack.posts.get(timeout=20)[1]["text"]
    assert refused in (home / "logs" / "conductor.log").read_text()


def test_a_rollback_is_followed_without_a_restart(
    home: Path, running: Started, api: httpx2.Client
) -> None:
    again = ("--set", "gate.mode=non_inferior", "--seed", "21")
    result = cinq(home, "train", "--dataset", DATASET, *again)
    assert result.returncode == 0, result.stdout + result.stderr
    followed(api, release=2)
    assert cinq(home, "models", "rollback").returncode == 0
    assert followed(api, release=3)["model_version"] == "1"
    history = json.loads(cinq(home, "models", "history", "--json").stdout)
    assert [release["number"] for release in history] == [3, 2, 1]


def followed(api: httpx2.Client, release: int) -> dict[str, object]:
    """The model that answers once the server has followed; it polls every two seconds."""

    def model() -> dict[str, object]:
        return dict(api.post("/v1/model", json={}).json())

    eventually(lambda: model()["release"] == release, f"release {release} is served", seconds=20)
    return model()


def eventually(holds: Callable[[], bool], what: str, seconds: float) -> None:
    """Ask again until it holds; for what another process does without telling."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"not within {seconds:.0f} s: {what}"
        time.sleep(0.1)


def test_a_stop_ends_every_process_within_ten_seconds(running: Started, walked) -> None:
    assert processes_of(running.home)
    assert running.stop(signal.SIGTERM) == 0
    assert processes_of(running.home) == []


def test_a_second_start_does_not_retrain_and_knows_the_person(
    home: Path, ports: dict[str, str], chromium, walked
) -> None:
    with started(home, "up", ports) as again:
        assert "fitting" not in again.said
        page = chromium.new_context(locale="en-GB").new_page()
        page.goto(f"{again.address('Page')}/sign-in")
        sign_in(page, walked.name)
        expect(page.locator("#home .wide .shelf li")).to_have_count(5, timeout=15_000)
        assert again.stop(signal.SIGINT) in (0, 130)
        assert processes_of(home) == []


def test_the_dashboards_open_without_a_welcome_and_end(home: Path) -> None:
    with started(home, "dashboard", {}, last="MLflow") as pages:
        zenml = pages.address("ZenML").split("/projects")[0]
        user = httpx2.get(f"{zenml}/api/v1/current-user", timeout=20).text
        assert '"email_opted_in":false' in user
        assert "training-" in httpx2.get(f"{zenml}/api/v1/runs", timeout=20).text
        assert httpx2.get(f"{pages.address('MLflow')}/health", timeout=20).status_code == 200
        assert pages.stop(signal.SIGINT) in (0, 130)
    assert processes_of(home) == []


def test_an_asked_for_port_in_use_is_said_in_one_line(home: Path, ports: dict[str, str]) -> None:
    import socket

    with socket.create_server(("127.0.0.1", int(ports["CINQ_API_PORT"]))):
        result = cinq(home, "up", **ports)
    assert result.returncode == 1
    assert len(result.stderr.strip().splitlines()) == 1
    assert f"port {ports['CINQ_API_PORT']}" in result.stderr
