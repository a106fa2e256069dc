"""Java that ends in mid-work, as it does when its memory runs out."""

import subprocess
import sys
from pathlib import Path

import pytest

from cinq.adapters.spark.session import why_absent
from tests.conftest import require

pytestmark = pytest.mark.integration

KILLED_TWICE = """
import os, signal, sys
from pathlib import Path
from cinq.adapters.spark.session import SparkUnavailable, spark_session
from cinq.settings import SparkSettings

for _ in range(2):
    try:
        with spark_session(SparkSettings(driver_memory="1g"), Path(sys.argv[1])) as spark:
            java = spark.sparkContext._gateway.proc
            os.kill(java.pid, signal.SIGKILL)
            java.wait()
            spark.range(10).count()
    except SparkUnavailable as error:
        print(error)
"""


def test_its_end_is_one_line_and_so_is_the_next_start(tmp_path: Path) -> None:
    why = why_absent()
    require(not why, f"Spark ({why})")
    done = subprocess.run(
        [sys.executable, "-c", KILLED_TWICE, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    ended, again = done.stdout.splitlines()
    assert ended.startswith("Spark failed (its Java has ended")
    assert again.startswith("Spark cannot be started on local[2] (its Java has ended")
    assert ended.endswith(f"see {tmp_path / 'logs' / 'spark.log'}")
