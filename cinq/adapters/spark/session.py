"""Starting Spark: quiet, bound to this machine, and with one line for what is missing."""

import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from cinq.errors import CinqError, SettingsError
from cinq.settings import SparkSettings

if TYPE_CHECKING:
    from pyspark import SparkConf
    from pyspark.sql import SparkSession

ANSWERS_WITHIN = 5.0
"""Seconds that a master may take to accept a connection."""

SHUFFLE_PARTS_LOCAL = 4


class SparkUnavailable(CinqError):
    """Spark cannot be started, or has ended."""


def why_absent() -> str:
    """Why Spark cannot be started here, and what to do; empty if it can."""
    try:
        import pyspark  # noqa: F401, PLC0415 - an extra
    except ImportError:
        return "pyspark is not installed: run `make spark`, or pip install 'cinq[spark]'"
    home = os.environ.get("JAVA_HOME")
    if not (Path(home, "bin", "java").is_file() if home else shutil.which("java")):
        return "Spark needs Java 17 or newer: apt install openjdk-17-jre-headless, or set JAVA_HOME"
    return ""


def scratch_of(home: Path) -> Path:
    """What Spark works with for this process; cleared by a run after the process has ended."""
    return home / "scratch" / str(os.getpid())


@contextmanager
def spark_session(settings: SparkSettings, home: Path) -> "Iterator[SparkSession]":
    """A session on the master that the settings name; ended with the block.

    The Java machine starts once in a process, within seconds, and says what it has to say in
    ``logs/spark.log`` of the home.

    Parameters
    ----------
    settings
        Where Spark is.
    home
        CINQ_HOME; Spark's scratch lies under it.

    Raises
    ------
    SparkUnavailable
        If pyspark or Java is missing, or the master does not answer.
    """
    if why := why_absent():
        raise SparkUnavailable(why)
    _ask(settings.master)
    from py4j.protocol import Py4JError  # noqa: PLC0415 - an extra
    from pyspark import SparkContext  # noqa: PLC0415
    from pyspark.errors import PySparkException  # noqa: PLC0415
    from pyspark.sql import SparkSession  # noqa: PLC0415

    try:
        conf = _configuration(settings, home)
        _start_java(conf, home / "logs" / "spark.log")
        session = SparkSession(SparkContext.getOrCreate(conf))
    except (Py4JError, PySparkException, OSError) as error:
        raise SparkUnavailable(
            f"Spark cannot be started on {settings.master} ({_first_line(error)}): "
            f"see {home / 'logs' / 'spark.log'}"
        ) from error
    session.sparkContext.setLogLevel("ERROR")
    try:
        yield session
    except (Py4JError, PySparkException, ConnectionError) as error:
        raise SparkUnavailable(
            f"Spark failed ({_first_line(error)}): see {home / 'logs' / 'spark.log'}"
        ) from error
    finally:
        with suppress(ConnectionError):  # there is nothing left to stop
            session.stop()


def _configuration(settings: SparkSettings, home: Path) -> "SparkConf":
    """Our own properties; others come from spark-defaults.conf."""
    from pyspark import SparkConf  # noqa: PLC0415 - an extra

    conf = SparkConf().setMaster(settings.master).setAppName("cinq")
    properties = {
        "spark.driver.memory": settings.driver_memory,
        "spark.local.dir": str(scratch_of(home) / "spark"),
        "spark.sql.warehouse.dir": str(scratch_of(home) / "spark-warehouse"),
        "spark.sql.ansi.enabled": "false",  # a malformed field is a null that the checks count
        "spark.sql.session.timeZone": "UTC",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    if settings.master.startswith("local"):
        properties |= {
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
            "spark.sql.shuffle.partitions": str(SHUFFLE_PARTS_LOCAL),
            "spark.default.parallelism": str(SHUFFLE_PARTS_LOCAL),
        }
    for name, value in properties.items():
        conf.set(name, value)
    return conf


def _start_java(conf: "SparkConf", log: Path) -> None:
    """Start the Java machine with its output in a file; nothing if this process has one."""
    from pyspark import SparkContext  # noqa: PLC0415 - an extra
    from pyspark.java_gateway import launch_gateway  # noqa: PLC0415

    if SparkContext._gateway is not None:  # noqa: SLF001 - where pyspark keeps it
        return
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as stream:
        gateway = launch_gateway(conf, {"stdout": stream, "stderr": stream})
    SparkContext._ensure_initialized(gateway=gateway, conf=conf)  # noqa: SLF001 - the only way in


def _ask(master: str) -> None:
    """Knock at a standalone master first: Spark itself would try for a minute.

    Raises
    ------
    SparkUnavailable
        If none of its addresses answers.
    SettingsError
        If an address has no port.
    """
    if not master.startswith("spark://"):
        return
    reason = ""
    for address in master.removeprefix("spark://").split(","):
        host, _, port = address.rpartition(":")
        if not host or not port.isdecimal():
            raise SettingsError(f"setting training.spark.master: {master} needs a port")
        try:
            socket.create_connection((host, int(port)), ANSWERS_WITHIN).close()
        except OSError as error:
            reason = error.strerror or str(error)
        else:
            return
    raise SparkUnavailable(
        f"no Spark master answers at {master} ({reason}): start it, or set training.spark.master"
    )


def _first_line(error: Exception) -> str:
    """What went wrong, without Java's trace."""
    from py4j.protocol import Py4JNetworkError  # noqa: PLC0415 - an extra

    if isinstance(error, (ConnectionError, Py4JNetworkError)):
        return "its Java has ended, as when memory runs out"
    java = getattr(error, "java_exception", None)
    text = str(java.getMessage() if java is not None else error)
    return next((line.strip() for line in text.splitlines() if line.strip()), "no reason given")[
        :200
    ]
