"""Where a run comes from."""

import subprocess
from pathlib import Path

import pytest

from cinq.adapters.provenance import UNKNOWN, code_digest, git_commit, lock_hash


def _git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=Somebody", "-c", "user.email=somebody@localhost"]
    done = subprocess.run(
        ["git", "-C", str(folder), *identity, *arguments],
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with one commit."""
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "one.py").write_text("1\n")
    _git(tmp_path, "init", "-q")
    _git(tmp_path, "add", ".")
    _git(tmp_path, "commit", "-q", "-m", "Begin")
    return tmp_path


def test_a_clean_checkout_gives_its_commit(checkout: Path) -> None:
    assert git_commit(checkout) == _git(checkout, "rev-parse", "HEAD")


def test_a_changed_file_makes_the_commit_dirty(checkout: Path) -> None:
    (checkout / "code" / "one.py").write_text("2\n")

    assert git_commit(checkout).endswith("-dirty")


def test_a_new_file_alone_does_not(checkout: Path) -> None:
    (checkout / "notes.txt").write_text("n\n")

    assert not git_commit(checkout).endswith("-dirty")


def test_outside_git_the_commit_is_unknown(tmp_path: Path) -> None:
    assert git_commit(tmp_path) == UNKNOWN


def test_a_folder_inside_another_checkout_does_not_borrow_its_commit(checkout: Path) -> None:
    assert git_commit(checkout / "code") == UNKNOWN


def test_without_git_the_commit_is_unknown(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")

    assert git_commit(checkout) == UNKNOWN


def test_without_a_lock_its_hash_is_unknown(tmp_path: Path) -> None:
    assert lock_hash(tmp_path) == UNKNOWN


def test_the_digest_follows_contents_names_and_the_lock(checkout: Path) -> None:
    first = code_digest(checkout, ["code"])
    assert code_digest(checkout, ["code"]) == first

    (checkout / "code" / "one.py").write_text("2\n")
    second = code_digest(checkout, ["code"])
    (checkout / "code" / "one.py").rename(checkout / "code" / "two.py")
    third = code_digest(checkout, ["code"])
    (checkout / "requirements").mkdir()
    (checkout / "requirements" / "runtime.txt").write_text("numpy==2\n")

    assert len({first, second, third, code_digest(checkout, ["code"])}) == 4


def test_compiled_files_do_not_count(checkout: Path) -> None:
    first = code_digest(checkout, ["code"])
    (checkout / "code" / "one.pyc").write_bytes(b"x")

    assert code_digest(checkout, ["code"]) == first
