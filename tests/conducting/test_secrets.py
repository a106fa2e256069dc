"""Secrets of hooks come from files, or are made once and only their owner can read them."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from cinq.conducting.secrets import hook_secrets
from cinq.errors import SettingsError
from cinq.settings import ConductorSettings


def test_secrets_are_made_once_and_only_their_owner_reads_them(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: hook_secrets(ConductorSettings(), tmp_path), range(8)))
    assert len(found) == 1
    (made,) = found
    assert made.signing != made.token
    files = sorted((tmp_path / "secrets").iterdir())
    assert [file.name for file in files] == ["alertmanager-token", "hook-secret"]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700
    assert made.signing not in repr(made)


def test_given_files_are_read_and_nothing_is_made(tmp_path):
    (tmp_path / "one").write_text("a secret of people's own\n")
    (tmp_path / "two").write_text("another of their own")
    settings = ConductorSettings(
        hook_secret_file=tmp_path / "one", alertmanager_token_file=tmp_path / "two"
    )
    found = hook_secrets(settings, tmp_path / "home")
    assert (found.signing, found.token) == ("a secret of people's own", "another of their own")
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read"),
        (b"", "is empty"),
        (b"short", "holds 5 characters"),
        (b"\xff", "text"),
    ],
)
def test_file_without_a_secret_is_refused_in_one_line(tmp_path, content, said):
    file = tmp_path / "secret"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SettingsError, match=said) as caught:
        hook_secrets(ConductorSettings(hook_secret_file=file), tmp_path)
    assert str(file) in str(caught.value)
