"""Declared stacks, and what ZenML makes of them."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from cinq.adapters.stacks import Component, StackDeclaration, declared_stacks, stack_declaration
from cinq.errors import SettingsError
from tests.conftest import require

WHOLE = {"orchestrator": Component(flavor="local"), "artifact_store": Component(flavor="local")}
REGISTERED = """
import json, os
from zenml.client import Client
from zenml.utils.source_utils import set_custom_source_root
from cinq.adapters.stacks import declared_stacks, register
from cinq.settings import ROOT

set_custom_source_root(str(ROOT))
client = Client()
client.create_secret("cinq-mlflow", {"token": "made for a test"})
client.create_secret("cinq-objects", {"key": "made for a test", "secret": "made for a test"})
names = [register(stack, os.environ) for stack in declared_stacks() for _ in range(2)]
assert sorted(set(names)) == ["cinq-airflow", "cinq-kubernetes", "cinq-local"]
assert client.list_stacks(name="startswith:cinq-").total == 3
component = client.get_stack_component("orchestrator", "cinq-kubernetes")

from kubernetes.client import ApiClient
from zenml.integrations.kubernetes.flavors import KubernetesOrchestratorFlavor
from zenml.integrations.kubernetes.manifest_utils import build_pod_manifest

config = KubernetesOrchestratorFlavor().config_class(**component.configuration)
pod = build_pod_manifest(
    "train", "registry.example/cinq", ["python"], ["-m", "zenml.entrypoints.entrypoint"],
    False, config.pod_settings, config.service_account_name,
)
print(json.dumps(ApiClient().sanitize_for_serialization(pod)))
"""


def test_every_declared_stack_is_valid_and_names_itself() -> None:
    assert [stack.name for stack in declared_stacks()] == ["airflow", "kubernetes", "local"]


def test_the_local_stack_needs_nothing() -> None:
    local = stack_declaration("local")
    assert local.variables == local.integrations == ()


def test_a_missing_variable_is_named_before_anything_is_registered() -> None:
    stack = stack_declaration("kubernetes")
    given = dict.fromkeys(stack.variables, "x") | {"CINQ_STACK_BUCKET": ""}
    with pytest.raises(SettingsError, match="stack kubernetes needs CINQ_STACK_BUCKET:"):
        stack.filled(given)


def test_variables_are_filled_wherever_they_stand() -> None:
    store = Component(flavor="s3", configuration={"path": "s3://${B}/z", "more": [{"url": "${U}"}]})
    stack = StackDeclaration(name="x", title="x", components=WHOLE | {"artifact_store": store})
    filled = stack.filled({"B": "films", "U": "http://objects"})
    assert filled["artifact_store"].configuration == {
        "path": "s3://films/z",
        "more": [{"url": "http://objects"}],
    }


@pytest.mark.parametrize("value", ["hunter2", "${PASSWORD}", ""])
def test_a_secret_may_only_be_named(value: str) -> None:
    with pytest.raises(ValidationError, match="must name a secret of ZenML's"):
        Component(flavor="s3", configuration={"client": {"secret": value}})


def test_a_stack_without_artifact_store_is_refused() -> None:
    with pytest.raises(ValidationError, match="a stack needs artifact_store"):
        StackDeclaration(
            name="x", title="x", components={"orchestrator": Component(flavor="local")}
        )


def test_an_unknown_stack_is_told_which_are_known() -> None:
    with pytest.raises(SettingsError, match="known: airflow, kubernetes, local"):
        stack_declaration("nomad")


@pytest.mark.integration
def test_zenml_registers_each_stack_twice_and_its_pods_are_valid(tmp_path: Path) -> None:
    try:
        import kubernetes  # noqa: F401
        import kubernetes_validate
    except ImportError:
        require(False, "kubernetes, kubernetes-validate (group dev)")
    import json

    variables = {name for stack in declared_stacks() for name in stack.variables}
    own = {
        "ZENML_CONFIG_PATH": str(tmp_path),
        "ZENML_ANALYTICS_OPT_IN": "false",
        "ZENML_LOGGING_VERBOSITY": "ERROR",
    }
    given = {name: f"http://{name.lower()}.example" for name in variables}
    done = subprocess.run(
        [sys.executable, "-c", REGISTERED],
        env=os.environ | own | given,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    pod: Any = json.loads(done.stdout.splitlines()[-1])
    kubernetes_validate.validate(pod, "1.34", strict=True)
    (container,) = pod["spec"]["containers"]
    assert container["envFrom"] == [{"secretRef": {"name": "cinq"}}]
    assert pod["spec"]["volumes"][0]["persistentVolumeClaim"] == {"claimName": "cinq-home"}
    assert container["securityContext"] == {"privileged": False}
