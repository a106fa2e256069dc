"""What experiments keep of one person."""

from typing import Any

from sqlalchemy import Engine, delete, select

from cinq.database import reading, writing
from cinq.experiments.tables import ExposureRow


def exposures_of(engine: Engine, subject: str) -> list[dict[str, Any]]:
    """What a subject, or an account by its id, was shown under experiments, as JSON holds it."""
    rows = select(ExposureRow).where(ExposureRow.subject == subject).order_by(ExposureRow.first_at)
    names = ("experiment", "arm", "model_version", "release", "answers", "films")
    with reading(engine) as session:
        return [
            {name: getattr(row, name) for name in names}
            | {"day": row.day.isoformat(), "first_at": row.first_at.isoformat()}
            for row in session.scalars(rows)
        ]


def delete_exposures(engine: Engine, subject: str) -> int:
    """Delete it, and say how many rows that was; the person leaves every report with it."""
    gone = delete(ExposureRow).where(ExposureRow.subject == subject)
    with writing(engine) as session:
        return len(session.execute(gone.returning(ExposureRow.day)).all())
