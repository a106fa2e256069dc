"""The embedded data set through the same door as the others."""

from pathlib import Path

import pytest

from cinq.data.datasets import declaration
from cinq.data.fetch import obtain
from cinq.data.prepare import prepare
from cinq.data.prepared import load_prepared
from cinq.settings import Settings


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(home=tmp_path_factory.mktemp("home"), archives=None)


@pytest.fixture(scope="module")
def demo(settings: Settings) -> Path:
    return obtain(declaration("demo"), settings)


def test_prepared_demo_has_the_announced_counts_and_moments(demo, tmp_path):
    manifest = prepare(declaration("demo"), demo, tmp_path / "demo")
    assert (manifest.n_users, manifest.n_films, manifest.n_ratings) == (13_373, 385, 407_610)
    assert manifest.mean == pytest.approx(48.5, abs=0.5)
    assert manifest.median == pytest.approx(47.15, abs=0.5)
    assert manifest.standard_deviation == pytest.approx(21.46, abs=0.5)
    assert manifest.simulated
    assert not manifest.mended
    assert "Drama" in load_prepared(tmp_path / "demo").catalogue.genres


def test_demo_is_made_once_and_again_if_its_file_was_changed(demo, settings):
    content = demo.read_bytes()
    told: list[str] = []
    assert obtain(declaration("demo"), settings, lambda message, part: told.append(message)) == demo
    assert told == []
    demo.write_bytes(b"changed")
    assert obtain(declaration("demo"), settings).read_bytes() == content
