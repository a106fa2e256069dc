"""Somebody with an account."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

Role = Literal["member", "team"]
"""Who somebody is here: ``team`` sees how the models do, and may bring an old one back."""

ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True)
class Person:
    """Who is signed in; the id is never that of a user of a data set."""

    id: UUID
    name: str
    created_at: datetime
    role: Role = "member"
