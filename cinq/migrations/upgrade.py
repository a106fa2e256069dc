"""Finds out how old a schema is, and runs the steps that are missing."""

import threading
from pathlib import Path

from sqlalchemy import Connection, String, column, inspect, select, table

from cinq.errors import DatabaseError

VERSION_TABLE = "cinq_alembic_version"
FOLDER = Path(__file__).parent

ALEMBIC = threading.Lock()
"""Held while Alembic works in this process, on whatever store: ours, MLflow's or ZenML's.

It keeps the migration at work in globals of its modules, so two threads break one another's.
"""


def revisions() -> list[str]:
    """Return the numbers of all steps, oldest first; a file is named ``<number>_<what>.py``."""
    return sorted(file.name[:4] for file in (FOLDER / "versions").glob("[0-9]*_*.py"))


def is_current(connection: Connection) -> bool:
    """Tell if no step is missing; one query, and Alembic is not imported.

    Raises
    ------
    DatabaseError
        If the schema is newer than this code.
    """
    if not inspect(connection).has_table(VERSION_TABLE):
        return False
    version = select(column("version_num", String)).select_from(table(VERSION_TABLE))
    found: str | None = connection.scalar(version)
    known = revisions()
    if found is not None and found not in known:
        shown = connection.engine.url.render_as_string(hide_password=True)
        raise DatabaseError(
            f"database {shown} has schema {found}, but this version of Cinq ends at {known[-1]}: "
            "install a newer Cinq, or point CINQ_DATABASE_URL elsewhere"
        )
    return found == known[-1]


def upgrade(connection: Connection) -> None:
    """Run the missing steps in the connection's open transaction."""
    from alembic import command  # noqa: PLC0415 - slow to import, and rarely needed
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
