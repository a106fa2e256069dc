"""After an update the API that serves is the updated one, around the same model."""

import logging
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cinq.errors import ReleaseError
from cinq.keys.secret import new_secret
from cinq.models.artefact import save_bundle
from cinq.releases.bento import CODE
from cinq.releases.bento_store import newest_bento
from cinq.releases.packing import packed
from cinq.releases.release import Release
from cinq.releases.served_bento import serving
from cinq.settings import ROOT, Settings
from tests.serving.worlds import bundle

pytestmark = pytest.mark.integration


class World:
    """A home with one release and its Bento."""

    def __init__(self, home: Path) -> None:
        self.settings = Settings(home=home)
        self.model = home / "models" / "1"
        digest = save_bundle(bundle(3), self.model)
        self.release = Release(
            number=1,
            kind="release",
            model_version="1",
            artefact=str(self.model),
            digest=digest,
            dataset="toys",
            data_version="1",
            released_at=datetime(2026, 11, 1, tzinfo=UTC),
            actor="test",
            reason="first",
            decision={},
        )

    def packed(self) -> tuple[str, bool]:
        return packed(self.settings, lambda: self.release)

    def old_bento(self, tag: str) -> None:
        """Put a Bento in the store whose code does not know the team's key yet."""
        folder = self.settings.home / "bentoml" / "bentos" / "cinq" / tag.removeprefix("cinq:")
        for name in CODE:
            place = folder / "src" / name
            place.parent.mkdir(parents=True, exist_ok=True)
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
            copy(ROOT / name, place)
        file = folder / "src" / "cinq" / "settings" / "tree.py"
        known = file.read_text()
        assert "    team_key: ApiKey | None = None\n" in known
        file.write_text(known.replace("    team_key: ApiKey | None = None\n", ""))
        (folder / "bento.yaml").write_text("")


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_one_of_an_older_version_is_packed_anew_and_knows_todays_settings(world: World) -> None:
    world.old_bento("cinq:older")
    tag, built = world.packed()
    assert built
    assert newest_bento(world.settings) == tag != "cinq:older"
    with serving(tag, world.settings, {"CINQ_API_TEAM_KEY": new_secret()}) as client:
        assert client.model().digest == world.release.digest
    assert world.packed() == (tag, False), "a Bento of this very code is served as it is"


def test_an_older_one_stays_where_the_model_is_not_at_hand(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.old_bento("cinq:older")
    world.model.rename(world.model.with_name("away"))
    with caplog.at_level(logging.WARNING):
        assert world.packed() == ("cinq:older", False)
    assert "cinq:older holds the code of another version" in caplog.text


def test_without_bento_and_release_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="cinq train"):
        packed(Settings(home=tmp_path), lambda: None)
