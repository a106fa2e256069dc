"""The pages of ZenML and MLflow on this home's stores."""

import json
import sys
from collections.abc import Mapping
from http.client import HTTPConnection

from cinq.console.terminal import Terminal
from cinq.errors import JobError
from cinq.jobs.ports import choose_port
from cinq.jobs.supervisor import Child, Supervisor
from cinq.settings import Settings

HOST = "127.0.0.1"
ZENML_PORT, MLFLOW_PORT = 8237, 5000
READY_SECONDS = 90.0


def dashboard(settings: Settings, environment: Mapping[str, str], terminal: Terminal) -> None:
    """Serve both pages on free loopback ports until asked to stop.

    Neither asks for a password, so they listen on this machine alone. ZenML's server gets a
    configuration of its own beside the shared stores: the pipelines' client stays as it is.
    """
    zenml, _ = choose_port(None, ZENML_PORT, HOST)
    mlflow, _ = choose_port(None, MLFLOW_PORT, HOST, avoid=[zenml])
    with Supervisor(say=terminal.warn) as supervisor:
        terminal.say("starting ZenML's and MLflow's pages")
        children = [_zenml(settings, environment, zenml), _mlflow(settings, environment, mlflow)]
        if not supervisor.start_all(children):
            return
        _pass_onboarding(zenml)
        terminal.say("ready; Ctrl-C ends both")
        terminal.say(f"  ZenML   http://{HOST}:{zenml}/projects/default/runs")
        terminal.say(f"  MLflow  http://{HOST}:{mlflow}")
        supervisor.watch()
    terminal.say("both have ended")


def _zenml(settings: Settings, environment: Mapping[str, str], port: int) -> Child:
    config = settings.home / "zenml-page"
    config.mkdir(parents=True, exist_ok=True)
    own = {
        "ZENML_CONFIG_PATH": str(config),
        "ZENML_SERVER": "true",
        "ZENML_SERVER_ALLOW_LOCAL_FILE_ACCESS": "true",
        "ZENML_SERVER_AUTH_SCHEME": "NO_AUTH",
        "ZENML_SERVER_AUTO_ACTIVATE": "true",
        "ZENML_SERVER_DEPLOYMENT_TYPE": "local",
    }
    command = [sys.executable, "-m", "uvicorn", "zenml.zen_server.zen_server_api:app"]
    return Child(
        "zenml",
        [*command, "--host", HOST, "--port", str(port), "--log-level", "warning"],
        log=settings.home / "logs" / "zenml.log",
        environment={**environment, **own},
        ready=f"http://{HOST}:{port}/health",
        ready_seconds=READY_SECONDS,
    )


def _mlflow(settings: Settings, environment: Mapping[str, str], port: int) -> Child:
    store = environment["MLFLOW_TRACKING_URI"]
    artefacts = (settings.home / "mlflow").as_uri()
    command = [sys.executable, "-m", "mlflow", "server", "--backend-store-uri", store]
    command += ["--default-artifact-root", artefacts, "--workers", "1"]
    return Child(
        "mlflow",
        [*command, "--host", HOST, "--port", str(port)],
        log=settings.home / "logs" / "mlflow.log",
        environment=environment,
        ready=f"http://{HOST}:{port}/health",
        ready_seconds=READY_SECONDS,
    )


def _pass_onboarding(port: int) -> None:
    """Answer ZenML's welcome questions (no letters, survey done), which would hide the runs.

    Raises
    ------
    JobError
        If it does not take the answers.
    """
    answers = {"email_opted_in": False, "user_metadata": {"finished_onboarding_survey": True}}
    connection = HTTPConnection(HOST, port, timeout=20)
    try:
        connection.request(
            "PUT",
            "/api/v1/current-user",
            json.dumps(answers),
            {"Content-Type": "application/json"},
        )
        status = connection.getresponse().status
    except OSError as error:
        raise JobError(f"ZenML's page does not answer: {error}") from error
    finally:
        connection.close()
    if status >= 400:
        raise JobError(f"ZenML's page answers its welcome questions with {status}")
