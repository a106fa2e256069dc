"""The commands of docker-compose.yml, run together as plain processes.

There is no engine here: what images and networks add is not shown, but every command, variable,
health check, lock and file of ours is. The tests run in the order in which compose starts things.
"""

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
import pytest
from sqlalchemy import Engine, text

from cinq.database import open_database, utc_now
from cinq.environment import arguments_as_environment
from cinq.jobs.kept import KeptProcess
from cinq.jobs.queue import JobQueue
from cinq.keys import new_secret
from cinq.migrations.upgrade import VERSION_TABLE, revisions
from cinq.releases.ledger import Ledger
from cinq.traffic.findings import keep_findings
from tests.conducting.found import SHARES, findings
from tests.conftest import require
from tests.documented import undocumented
from tests.integration.compose import ROOT
from tests.integration.containers import UV, Containers, until
from tests.integration.postgres import Cluster
from tests.integration.product import free_port, processes_of
from tests.integration.small_world import QUICK, declare, write_archive

pytestmark = pytest.mark.integration

DASHBOARDS = sorted((ROOT / "configs" / "grafana" / "dashboards").glob("*.json"))
FAVOURITES = [31, 32, 33, 34, 35]
KEY = new_secret()


@pytest.fixture(scope="module")
def database(cluster: Cluster) -> str:
    return cluster.new_database("cinq")


@pytest.fixture(scope="module")
def containers(
    cluster: Cluster, database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Containers]:
    folder = tmp_path_factory.mktemp("containers")
    write_archive(folder / "small.zip")
    dataset = declare(folder, "small", "small.zip")
    settings = arguments_as_environment(
        # the names of the containers' network are loopback here, so keys must be asked for
        {
            **QUICK,
            "dataset": str(dataset),
            "api.require_keys": "always",
            "api.key": KEY,
            "conductor.schedule.predict": "every 700 hours",
        }
    )
    made = Containers(folder, cluster.port, settings)
    made.home.mkdir()
    made.secrets.mkdir()
    (made.secrets / "api_key").write_text(KEY)
    (made.secrets / "alertmanager_token").write_text("a token of the test's own")
    yield made
    assert processes_of(made.home) == []
    shutil.rmtree(folder / "environments", ignore_errors=True)


@pytest.fixture(scope="module")
def mlflow(containers: Containers) -> Iterator[httpx2.Client]:
    with (
        containers.healthy("mlflow"),
        httpx2.Client(base_url=containers.address("5000"), timeout=20) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def pipelines(
    containers: Containers, database: str, mlflow: httpx2.Client
) -> Iterator[KeptProcess]:
    """The conductor, once it has trained and released."""
    assert not containers.is_healthy("pipelines")
    with closing_engine(database) as engine, containers.running("pipelines") as process:
        queue = JobQueue(engine)
        until(lambda: any(job.ended for job in queue.list()), process, containers.log("pipelines"))
        (job,) = queue.list()
        log = containers.home / "logs" / "jobs" / f"{job.id}.log"
        assert (job.kind, job.state) == ("train", "succeeded"), log.read_text()
        yield process


@pytest.fixture(scope="module")
def api(containers: Containers, pipelines: KeptProcess) -> Iterator[httpx2.Client]:
    with (
        containers.healthy("api"),
        httpx2.Client(
            base_url=containers.address("3000"),
            timeout=20,
            headers={"Authorization": f"Bearer {KEY}"},
        ) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def page(containers: Containers, api: httpx2.Client) -> Iterator[httpx2.Client]:
    with (
        containers.healthy("page"),
        httpx2.Client(base_url=containers.address("7860"), timeout=20) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def prometheus(
    containers: Containers, page: httpx2.Client, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx2.Client]:
    """Prometheus with the mounted files, but for the targets' addresses and a faster pace."""
    program = shutil.which("prometheus")
    require(program is not None, "Prometheus (Debian: prometheus)")
    folder = tmp_path_factory.mktemp("prometheus")
    for file in (ROOT / "configs" / "prometheus").glob("*.yml"):
        text = re.sub(r"\b(api|page|pipelines|alertmanager):", "127.0.0.1:", file.read_text())
        text = re.sub(r"interval: (15s|5m)$", "interval: 500ms", text, flags=re.MULTILINE)
        text = containers.local(text)
        (folder / file.name).write_text(text)
    address = f"127.0.0.1:{free_port()}"
    options = " ".join(containers.services["prometheus"].command)
    options = options.replace("/etc/prometheus", str(folder)).replace("=/prometheus", f"={folder}")
    command = [str(program), f"--web.listen-address={address}", *options.split()]
    log = folder / "prometheus.log"
    process = KeptProcess(command, log=log)
    try:
        with httpx2.Client(base_url=f"http://{address}", timeout=20) as client:
            until(lambda: answered(client, "up") == ["1", "1", "1"], process, log)
            yield client
    finally:
        process.kill()  # what it has stored is thrown away
        process.result()


@contextmanager
def closing_engine(database: str) -> Iterator[Engine]:
    engine = open_database(database)
    try:
        yield engine
    finally:
        engine.dispose()


def found(database: str, query: str) -> list[object]:
    """The first column of what a query finds."""
    with closing_engine(database) as engine, engine.connect() as connection:
        return list(connection.scalars(text(query)))


def answered(prometheus: httpx2.Client, expression: str) -> list[str]:
    """The values that Prometheus has for an expression; it must be able to read it."""
    try:
        answer = prometheus.get("/api/v1/query", params={"query": expression})
    except httpx2.TransportError:  # it does not listen yet
        return []
    assert answer.status_code in (200, 503), f"{expression}: {answer.text}"
    found = answer.json()["data"]["result"] if answer.status_code == 200 else []
    return [series["value"][1] for series in found]


def test_the_first_training_makes_the_pipelines_healthy(
    containers: Containers, pipelines: KeptProcess
) -> None:
    assert containers.is_healthy("pipelines")


def test_mlflow_shows_the_registered_model(mlflow: httpx2.Client, pipelines: KeptProcess) -> None:
    answer = mlflow.get("/api/2.0/mlflow/registered-models/get", params={"name": "cinq"})
    model = answer.json()["registered_model"]
    assert {alias["alias"]: alias["version"] for alias in model["aliases"]}["champion"] == "1"


def test_mlflow_shows_what_the_pipelines_wrote_into_the_home(
    mlflow: httpx2.Client, pipelines: KeptProcess
) -> None:
    champion = {"name": "cinq", "alias": "champion"}
    version = mlflow.get("/api/2.0/mlflow/registered-models/alias", params=champion).json()
    run = {"run_id": version["model_version"]["run_id"]}
    listed = mlflow.get("/ajax-api/2.0/mlflow/artifacts/list", params=run).json()
    assert "decision.html" in [file["path"] for file in listed["files"]]
    shown = mlflow.get("/get-artifact", params={**run, "path": "decision.html"})
    assert "<html" in shown.text


def test_mlflow_and_cinq_keep_their_schemas_apart_in_one_database(
    containers: Containers, database: str, pipelines: KeptProcess
) -> None:
    (theirs,) = found(database, "SELECT version_num FROM alembic_version")
    assert theirs not in revisions()
    assert found(database, f"SELECT version_num FROM {VERSION_TABLE}") == [revisions()[-1]]
    assert set(found(database, "SELECT status FROM runs")) == {"FINISHED"}
    assert found(database, "SELECT kind FROM cinq_releases") == ["release"]
    assert not list(containers.home.glob("*.db"))


def test_the_api_follows_the_ledger_that_the_pipelines_write(api: httpx2.Client) -> None:
    model = api.post("/v1/model", json={}).json()
    assert (model["release"], model["model_version"]) == (1, "1")
    answer = api.post("/v1/recommend_one", json={"favourites": FAVOURITES})
    assert len(answer.json()["films"]) == 5


def test_the_api_serves_the_bento_that_the_pipelines_packed(
    containers: Containers, api: httpx2.Client
) -> None:
    bentos = containers.home / "bentoml" / "bentos" / "cinq"
    assert len(list(bentos.glob("*/bento.yaml"))) == 1
    assert "another version" not in containers.log("api").read_text()


def test_nobody_without_the_key_is_answered_but_by_the_health_pages(
    containers: Containers, api: httpx2.Client
) -> None:
    with httpx2.Client(base_url=containers.address("3000"), timeout=20) as nobody:
        assert nobody.get("/readyz").status_code == 200
        assert nobody.get("/metrics").status_code == 401
        assert nobody.post("/v1/model", json={}).status_code == 401


def test_the_page_lets_somebody_in(database: str, page: httpx2.Client) -> None:
    assert page.get("/").status_code == 200
    entered = page.post("/account", data={"name": "Ana", "password": "five quiet lanterns"})
    assert (entered.status_code, entered.headers["location"]) == (303, "/app")
    assert page.get("/app/en/").status_code == 200
    assert found(database, "SELECT name FROM cinq_people") == ["Ana"]


def test_prometheus_scrapes_all_three_and_can_draw_every_panel(
    api: httpx2.Client,
    page: httpx2.Client,
    prometheus: httpx2.Client,
    pipelines: KeptProcess,
    containers: Containers,
    database: str,
) -> None:
    with closing_engine(database) as engine:
        newest = Ledger(engine).newest()
        assert newest is not None
        of_now = {"made_at": utc_now().isoformat(), "release": newest.number}
        keep_findings(engine, findings(SHARES).model_copy(update=of_now))
    page.post("/account", data={"name": "Bo", "password": "five quiet lanterns"})
    hooked = httpx2.post(containers.address("3002") + "/hooks/alertmanager", json={"alerts": []})
    assert hooked.status_code == 401
    queries = [
        (panel["title"], target["expr"])
        for file in DASHBOARDS
        for panel in json.loads(file.read_text())["panels"]
        for target in panel["targets"]
    ]

    def without_data() -> set[str]:
        api.post("/v1/recommend", json={"requests": [{"favourites": FAVOURITES}]})
        api.post("/v1/recommend_one", json={"favourites": ["no film"]})
        api.post("/v1/search", json={"query": "film"})
        api.post("/v1/feedback", json={"film_id": 40, "kind": "liked", "subject": "Bo"})
        return {
            title
            for title, expr in queries
            if not any(float(value) >= 0 for value in answered(prometheus, expr))
        }

    missing: list[set[str]] = []

    def all_drawn() -> bool:
        missing.append(without_data())
        return not missing[-1]

    try:
        until(all_drawn, pipelines, containers.log("api"))
    except AssertionError:
        pytest.fail(f"no data for {sorted(missing[-1])}")
    ours = {"match[]": '{job=~"cinq-.+"}'}
    names = prometheus.get("/api/v1/label/__name__/values", params=ours).json()["data"]
    assert {"cinq_release", "process_open_fds"} <= set(names)
    assert undocumented(names) == set()
    rates = answered(prometheus, dict(queries)["Requests"])
    assert any(float(rate) > 0 for rate in rates)


def test_every_container_of_ours_does_with_what_its_lock_holds(
    containers: Containers, page: httpx2.Client, mlflow: httpx2.Client
) -> None:
    require(UV.is_file(), "uv beside Python (requirements/install.py puts it there)")
    for name in ("api", "page", "mlflow"):
        assert containers.python(name).is_relative_to(containers.folder / "environments")


def test_nothing_is_written_beside_the_home(containers: Containers, page: httpx2.Client) -> None:
    assert [containers.added(name) for name in ("pipelines", "api", "page")] == [
        set(),
        set(),
        set(),
    ]
