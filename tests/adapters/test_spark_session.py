"""What is said where Spark cannot be had; needs neither Java nor pyspark."""

import builtins
import socket
from pathlib import Path
from typing import Any

import pytest

from cinq.adapters.spark import session
from cinq.adapters.spark.engine import engine_of
from cinq.adapters.spark.exchange import scratch_folder
from cinq.adapters.spark.session import SparkUnavailable, scratch_of, spark_session, why_absent
from cinq.errors import SettingsError
from cinq.models.engine import LOCAL
from cinq.settings import SparkSettings, TrainingSettings, load_settings
from steps.surroundings import clear_scratch


def test_without_pyspark_one_line_says_what_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **named: Any) -> Any:
        if name.partition(".")[0] == "pyspark":
            raise ImportError(name)
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    spark = TrainingSettings(engine="spark")
    with pytest.raises(SparkUnavailable, match="make spark"), engine_of(spark, tmp_path):
        pass


def test_without_java_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyspark", session)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", "")
    assert "Java 17" in why_absent()


def test_a_master_that_does_not_answer_is_told_within_seconds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "why_absent", lambda: "")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        master = f"spark://127.0.0.1:{taken.getsockname()[1]}"
        with (
            pytest.raises(SparkUnavailable, match="no Spark master answers at spark://127"),
            spark_session(SparkSettings(master=master), tmp_path),
        ):
            pass


def test_a_master_without_port_is_a_wrong_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "why_absent", lambda: "")
    with (
        pytest.raises(SettingsError, match="needs a port"),
        spark_session(SparkSettings(master="spark://somewhere"), tmp_path),
    ):
        pass


def test_a_master_of_no_known_form_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"training\.spark\.master"):
        load_settings({"training.spark.master": "http://cluster"})


def test_a_run_beside_leaves_alone_what_spark_works_with(tmp_path: Path) -> None:
    gone = tmp_path / "scratch" / "spark-of-a-dead-process"
    gone.mkdir(parents=True)
    with scratch_folder(scratch_of(tmp_path)) as folder:
        clear_scratch(load_settings({"home": tmp_path}))
        assert folder.exists()
    assert not gone.exists()


def test_the_local_engine_needs_nothing(tmp_path: Path) -> None:
    with engine_of(TrainingSettings(), tmp_path) as engine:
        assert engine is LOCAL
