from pathlib import Path

import pytest

from cinq.console.compare import command_line, room_for
from cinq.errors import SettingsError


def test_the_command_can_be_typed_again() -> None:
    options = {"dataset": "my data.yaml", "folds": None, "tune": 0, "seed": 3}
    line = command_line(["ease", "spectral_svd"], options, ["judging.seed=7"])
    assert line == (
        "cinq compare ease spectral_svd --dataset 'my data.yaml' --seed 3 --set judging.seed=7"
    )


def test_a_page_that_cannot_be_written_is_told_before_anything_is_compared(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(SettingsError, match=r"page\.md cannot be written"):
        room_for(tmp_path / "taken" / "page.md")


def test_room_is_made_for_a_page_and_its_pictures(tmp_path: Path) -> None:
    room_for(tmp_path / "new" / "page.md")
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["images"]
