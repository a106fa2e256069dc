"""The demo, made once for all tests of this folder."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pytest

from cinq.data.demo import demo_films, make_demo


@pytest.fixture(scope="session")
def demo_csv(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    made = make_demo(tmp_path_factory.mktemp("demo"))
    yield made
    made.unlink()  # 80 MB, and pytest keeps the folders of three runs


@pytest.fixture(scope="session")
def demo_scores(demo_csv: Path) -> pa.Table:
    return pyarrow.csv.read_csv(demo_csv)


@pytest.fixture(scope="session")
def films() -> pa.Table:
    return demo_films()
