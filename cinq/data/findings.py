"""What the checks of a data set say."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Severity = Literal["fatal", "mended", "info"]


class Finding(BaseModel):
    """One check and its outcome.

    Parameters
    ----------
    check
        Name of the check, such as ``duplicates``.
    severity
        ``fatal`` forbids training; ``mended`` changed or left out rows; ``info`` changed nothing.
    count
        Rows or films concerned; 0 if the check found nothing.
    detail
        One line for people, with examples.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    check: str
    severity: Severity
    count: int
    detail: str


def passed(check: str, detail: str = "none") -> Finding:
    """A check that found nothing."""
    return Finding(check=check, severity="info", count=0, detail=detail)


def outcome(check: str, count: int, detail: str, severity: Severity = "mended") -> Finding:
    """A finding of this severity, or a passed check if nothing was concerned."""
    if not count:
        return passed(check)
    return Finding(check=check, severity=severity, count=count, detail=detail)
