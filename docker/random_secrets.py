"""Write random passwords, a token and a key for the compose file into `.env`, if need be."""

import os
import secrets
import sys
from collections.abc import Callable
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / ".env"


def password() -> str:
    """A password that nobody has."""
    return secrets.token_urlsafe(24)


def api_key() -> str:
    """A key of the API, in the form of `cinq.keys.secret`, which is not imported here."""
    return f"cinq_{secrets.token_hex(4)}_{secrets.token_urlsafe(32)}"


NAMES: dict[str, Callable[[], str]] = {
    "CINQ_POSTGRES_PASSWORD": password,
    "CINQ_GRAFANA_PASSWORD": password,
    "CINQ_API_KEY": api_key,
    "CINQ_API_TEAM_KEY": api_key,
    "CINQ_ALERTMANAGER_TOKEN": password,
}


def main() -> None:
    """Add what the file lacks and change nothing of it; it is readable by its owner only."""
    held = FILE.read_text() if FILE.exists() else ""
    missing = [name for name in NAMES if f"\n{name}=" not in f"\n{held}"]
    if not missing:
        sys.exit(f"cinq: {FILE} is whole: delete it first if you want new secrets")
    descriptor = os.open(FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a") as file:
        file.write("\n" if held and not held.endswith("\n") else "")
        file.writelines(f"{name}={NAMES[name]()}\n" for name in missing)
    sys.stdout.write(f"wrote {', '.join(missing)} to {FILE}\n")


if __name__ == "__main__":
    main()
