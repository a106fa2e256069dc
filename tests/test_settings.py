"""Settings: precedence, refusals, and what child processes are told."""

import os
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cinq.environment import apply_environment, arguments_as_environment, framework_environment
from cinq.errors import SettingsError
from cinq.settings import CONFIGS, Settings, load_settings


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("CINQ_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("CINQ_HOME", str(tmp_path / "home"))


def test_arguments_stand_above_the_environment_and_that_above_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CINQ_API_WORKERS", "2")
    monkeypatch.setenv("CINQ_API_PORT", "3100")
    settings = load_settings({"api.workers": "3"})
    assert (settings.api.workers, settings.api.port) == (3, 3100)
    assert settings.api.poll_seconds == 2


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("training.bogus", "1", "training.bogus"),
        ("bogus", "1", "bogus"),
        ("api.port", "70000", "api.port"),
        ("training.seed", "many", "training.seed"),
        ("judging.draws", "0", "judging.draws"),
        ("api.port.deep", "1", "api.port"),
        ("api.host", "[", "api.host"),
        ("api.rate_per_key", "many", "api.rate_per_key"),
        ("api.cors_origins", '["*"]', "api.cors_origins"),
        ("api.require_keys", "perhaps", "api.require_keys"),
    ],
)
def test_what_does_not_fit_is_named_in_one_line(key: str, value: str, told: str) -> None:
    with pytest.raises(SettingsError, match=told) as failure:
        load_settings({key: value})
    assert "\n" not in str(failure.value)


def test_a_key_of_the_api_must_look_like_one_and_is_never_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CINQ_API_KEY", "hunter2")
    with pytest.raises(SettingsError, match=r"api\.key: .*make env") as failure:
        load_settings()
    assert "hunter2" not in str(failure.value)
    secret = "cinq_0123abcd_" + "s" * 43
    monkeypatch.setenv("CINQ_API_KEY", secret)
    settings = load_settings()
    assert settings.api.key is not None
    assert settings.api.key.get_secret_value() == secret
    assert secret not in f"{settings!r} {settings.model_dump_json()}"


def test_a_token_of_tmdb_must_look_like_one_and_is_never_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CINQ_UI_TMDB_TOKEN", "0123456789abcdef")
    with pytest.raises(SettingsError, match=r"ui\.tmdb_token: .*Read Access Token") as failure:
        load_settings()
    assert "0123456789abcdef" not in str(failure.value)
    secret = "eyJhbGci.eyJhdWQi.c2VjcmV0_-"
    monkeypatch.setenv("CINQ_UI_TMDB_TOKEN", secret)
    settings = load_settings()
    assert settings.ui.tmdb_token is not None
    assert secret not in f"{settings!r} {settings.model_dump_json()}"
    monkeypatch.setenv("CINQ_UI_TMDB_TOKEN", "")
    assert load_settings().ui.tmdb_token is None


def test_a_key_cannot_be_a_value_and_a_section() -> None:
    with pytest.raises(SettingsError, match="dataset is set to a value already"):
        load_settings({"dataset": "demo", "dataset.name": "demo"})


def test_every_setting_stands_in_the_file_with_its_meaning() -> None:
    written = yaml.safe_load((CONFIGS / "cinq.yaml").read_text())

    def keys(tree: dict, prefix: str = "") -> set[str]:
        found = set()
        for name, value in tree.items():
            found |= keys(value, f"{prefix}{name}.") if isinstance(value, dict) else {prefix + name}
        return found

    known = keys(Settings.model_construct().model_dump())
    ports = {"api.port", "ui.port", "conductor.port"}
    secrets = {"api.key", "api.team_key", "ui.tmdb_token"}
    from_environment_only = {"home", "archives", "database_url", *secrets, *ports}
    assert keys(written) == known - from_environment_only


def test_child_processes_get_the_same_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    given_ = {
        "dataset": "demo",
        "api.workers": "2",
        "training.spectral_svd.n_factors": "32",
        "conductor.schedule.train": "0 4 * * 1",
        "gate.mode": "superior",
    }
    for name, value in arguments_as_environment(given_).items():
        monkeypatch.setenv(name, value)
    assert load_settings() == load_settings(given_)
    assert load_settings().training.spectral_svd.n_factors == 32


@given(seed=st.integers(0, 2**40), factors=st.integers(1, 500))
def test_any_number_survives_the_way_to_a_child(seed: int, factors: int) -> None:
    given_ = {"training.seed": seed, "training.rating_svd.n_factors": factors}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in arguments_as_environment(given_).items():
            patch.setenv(name, value)
        assert load_settings() == load_settings(given_)


def test_every_framework_is_kept_inside_the_home_and_silent(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = load_settings()
    variables = framework_environment(settings)
    homes = [value for value in variables.values() if "/" in value]
    assert all(str(tmp_path) in value for value in homes)
    assert variables["ZENML_ANALYTICS_OPT_IN"] == "false"
    assert variables["BENTOML_DO_NOT_TRACK"] == "True"
    assert variables["GRADIO_ANALYTICS_ENABLED"] == "False"
    assert variables["MLFLOW_DISABLE_TELEMETRY"] == "true"
    monkeypatch.setattr(os, "environ", os.environ.copy())
    apply_environment(settings)
    assert settings.home.is_dir()
    assert os.environ["ZENML_CONFIG_PATH"] == str(settings.home / "zenml")
