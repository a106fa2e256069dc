"""What every test shares: the requirement switch and a home of its own."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

ARCHIVES = os.environ.get("CINQ_ARCHIVES", "")

settings.register_profile("cinq", deadline=None, derandomize=True)
settings.load_profile("cinq")


@pytest.fixture(scope="session", autouse=True)
def frameworks_stay_in_a_folder_of_their_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep what frameworks write when they are merely imported out of the person's home."""
    home = tmp_path_factory.mktemp("frameworks")
    os.environ["SURPRISE_DATA_FOLDER"] = str(home / "surprise")
    os.environ["MPLCONFIGDIR"] = str(home / "matplotlib")


def require(present: bool, what: str) -> None:
    """Skip without `what`; fail instead where CINQ_REQUIRE=all says everything must be here."""
    if present:
        return
    if os.environ.get("CINQ_REQUIRE") == "all":
        pytest.fail(f"{what} is missing, and CINQ_REQUIRE=all asks for it")
    pytest.skip(f"{what} is not here")


@pytest.fixture(scope="session")
def movielens_archive() -> Path:
    """The real ml-latest-small archive from the folder CINQ_ARCHIVES."""
    archive = Path(ARCHIVES) / "ml-latest-small.zip"
    require(bool(ARCHIVES) and archive.is_file(), "ml-latest-small.zip (CINQ_ARCHIVES)")
    return archive.absolute()
