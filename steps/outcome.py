"""What the last steps hand to each other and to the command."""

from pydantic import BaseModel, ConfigDict

from cinq.learning import Joining
from cinq.promotion.decision import Decision


class Candidate(BaseModel):
    """A registered challenger and what the gate says of it.

    ``intervals`` holds the ends of the intervals of its figures, ``hit_at_5.low`` and so on.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    artefact: str
    digest: str
    figures: dict[str, float]
    intervals: dict[str, float] = {}
    decision: Decision


class Outcome(BaseModel):
    """How a training ended.

    Parameters
    ----------
    run
        Name of the pipeline run.
    release
        Number of the release; None if the gate refused.
    model_version
        The registered version, released or not.
    reasons
        One line per failed rule.
    accounts
        What accounts' data joined, and why others' did not.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    run: str
    release: int | None
    model_version: str
    dataset: str
    data_version: str
    reasons: tuple[str, ...]
    figures: dict[str, float]
    accounts: Joining
