"""What a pipeline's failure is told as, wherever in a step it happened."""

import errno
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import pytest
from zenml import pipeline, step

from cinq.settings import Settings, load_settings
from pipelines.execution import StepFailed, run_to_end
from pipelines.store import open_store
from steps.folders import Folder, FolderMaterializer
from tests.integration.pipeline_home import pipelines_at

pytestmark = pytest.mark.integration


@step(enable_cache=False)
def hand_on(folder: str) -> Annotated[Folder, "folder"]:
    return Folder(Path(folder))


@pipeline(name="handing_on")
def handing_on(folder: str) -> None:
    hand_on(folder)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    home = tmp_path_factory.mktemp("execution") / "home"
    with pipelines_at(home):
        open_store(home)
        yield load_settings({"home": str(home)})


def test_what_fails_while_a_result_is_stored_is_told_with_its_step(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(materializer: FolderMaterializer, folder: Folder) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FolderMaterializer, "save", full)
    with pytest.raises(StepFailed, match=r"step hand_on failed: OSError: .*No space") as caught:
        run_to_end(handing_on, settings, "none", {"folder": str(tmp_path)})

    assert "in full" in caught.value.trace
