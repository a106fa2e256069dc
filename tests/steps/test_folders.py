"""Folders as artefacts."""

from pathlib import Path

import pytest

from steps.folders import Folder, FolderMaterializer


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A folder as a step makes it."""
    folder = tmp_path / "made"
    (folder / "inner").mkdir(parents=True)
    (folder / "a.txt").write_text("a")
    (folder / "inner" / "b.txt").write_text("b")
    return folder


@pytest.fixture
def address(tmp_path: Path) -> Path:
    """A place in a local store, as ZenML makes it before saving."""
    place = tmp_path / "store"
    place.mkdir()
    return place


def test_a_folder_comes_back_with_its_files(made: Path, address: Path) -> None:
    FolderMaterializer(str(address)).save(Folder(made))
    loaded = FolderMaterializer(str(address)).load(Folder)

    assert (loaded.path / "a.txt").read_text() == "a"
    assert (loaded.path / "inner" / "b.txt").read_text() == "b"
    assert made.is_dir()


def test_an_unkept_folder_is_moved(made: Path, address: Path) -> None:
    FolderMaterializer(str(address)).save(Folder(made, kept=False))

    assert not made.exists()
    assert (address / "inner" / "b.txt").read_text() == "b"


def test_equal_folders_have_equal_hashes(made: Path, address: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    first, second = FolderMaterializer(str(address)), FolderMaterializer(str(other))
    first.save(Folder(made))
    second.save(Folder(made))

    assert first.compute_content_hash(Folder(made)) == second.compute_content_hash(Folder(made))
    (other / "a.txt").unlink()
    (other / "a.txt").write_text("changed")
    assert first.compute_content_hash(Folder(made)) != second.compute_content_hash(Folder(made))


def test_a_folder_holding_one_file_leaves_the_original_alone(tmp_path: Path) -> None:
    archive = tmp_path / "archive.zip"
    archive.write_bytes(b"zip")
    inside = tmp_path / "inside"
    inside.mkdir()

    folder = Folder.holding(archive, inside)

    assert folder.only_file().read_bytes() == b"zip"
    assert archive.is_file()
    assert not folder.kept
