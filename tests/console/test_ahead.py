from pathlib import Path

import pytest

from cinq.console.ahead import made_ahead
from cinq.settings import Settings, load_settings


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("CINQ_HOME", str(tmp_path))
    return load_settings()


def test_a_home_that_was_trained_in_makes_nothing(settings: Settings):
    made = settings.home / "numba" / "made"
    made.parent.mkdir()
    made.touch()
    with made_ahead(settings):
        pass
    assert not (settings.home / "logs").exists()


def test_the_maker_ends_with_the_block_even_if_it_fails(settings: Settings):
    with pytest.raises(RuntimeError, match="failed"), made_ahead(settings):
        raise RuntimeError("failed")
    assert "cinq.console.ahead" in (settings.home / "logs" / "ahead.log").read_text()
    assert not (settings.home / "numba" / "made").exists()
