"""The two secrets by which hooks are known: read from files, or made once."""

import contextlib
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cinq.errors import SettingsError
from cinq.settings import ConductorSettings

SHORTEST = 16
"""Characters that a secret has at least."""

FOLDER = "secrets"
HOOK_SECRET = "hook-secret"  # noqa: S105 - a file's name
ALERTMANAGER_TOKEN = "alertmanager-token"  # noqa: S105


@dataclass(frozen=True)
class HookSecrets:
    """What signed hooks are signed with, and the token that Alertmanager shows."""

    signing: str = field(repr=False)
    token: str = field(repr=False)


def hook_secrets(settings: ConductorSettings, home: Path) -> HookSecrets:
    """Read both secrets; those whose file no setting names are made in the home if need be.

    Raises
    ------
    SettingsError
        If a file cannot be read, or holds no secret worth the name.
    """
    return HookSecrets(
        signing=_secret(settings.hook_secret_file, home / FOLDER / HOOK_SECRET),
        token=_secret(settings.alertmanager_token_file, home / FOLDER / ALERTMANAGER_TOKEN),
    )


def read_secret(file: Path) -> str:
    """Return what a secrets file holds, without white space around it.

    Raises
    ------
    SettingsError
        If it cannot be read or is empty.
    """
    try:
        found = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        said = error.strerror if isinstance(error, OSError) else "it is not text"
        raise SettingsError(f"secrets file {file} cannot be read: {said}") from error
    if not found:
        raise SettingsError(f"secrets file {file} is empty: write the secret into it")
    return found


def _secret(given: Path | None, own: Path) -> str:
    if given is None:
        _make(own)
    file = given or own
    found = read_secret(file)
    if len(found) < SHORTEST:
        raise SettingsError(
            f"secrets file {file} holds {len(found)} characters: write {SHORTEST} or more into it"
        )
    return found


def _make(file: Path) -> None:
    """Make a secret that only its owner can read, unless there is one; several may do so."""
    if file.is_file():
        return
    draft = file.with_name(f".{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(secrets.token_urlsafe(32) + "\n")
        with contextlib.suppress(FileExistsError):  # somebody else was first: theirs it is
            os.link(draft, file)
        draft.unlink()
    except OSError as error:
        raise SettingsError(f"secrets file {file} cannot be made: {error.strerror}") from error
