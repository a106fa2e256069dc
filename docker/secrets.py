"""Write random passwords for the compose file into `.env`, unless they are there."""

import os
import secrets
import sys
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / ".env"
NAMES = ("CINQ_POSTGRES_PASSWORD", "CINQ_GRAFANA_PASSWORD")


def main() -> None:
    """Make the file, readable by its owner only; an existing one is left alone."""
    if FILE.exists():
        sys.exit(f"cinq: {FILE} is there already: delete it first if you want new passwords")
    descriptor = os.open(FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.writelines(f"{name}={secrets.token_urlsafe(24)}\n" for name in NAMES)
    sys.stdout.write(f"wrote {FILE}\n")


if __name__ == "__main__":
    main()
