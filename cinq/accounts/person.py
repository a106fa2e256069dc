"""Somebody with an account."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Person:
    """Who is signed in; the id is never that of a user of a data set."""

    id: UUID
    name: str
    created_at: datetime
