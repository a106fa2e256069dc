"""An experiment that was started: its declaration, the models of its arms, and what has ended."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from cinq.experiments.declaration import Experiment

Phase = Literal["planned", "running", "over"]


class PinnedModel(BaseModel):
    """The very model of an arm, found when the experiment was started.

    Parameters
    ----------
    model_version
        In the registry.
    release
        Number in the ledger; 0 for a model that was never released.
    artefact
        Folder of its files.
    digest
        Of the artefact.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    model_version: str
    release: int
    artefact: str
    digest: str


@dataclass(frozen=True)
class Started:
    """A started experiment.

    Parameters
    ----------
    experiment
        As declared when it was started.
    models
        By arm; arms that serve the champion are missing.
    started_at
        When; it runs from then or from its declared start, whichever is later.
    actor, reason
        Who started it, and why.
    ended_arms
        Arms that were ended before its end, and when.
    stopped_at
        When all of it was ended before its time; None if it was not.
    """

    experiment: Experiment
    models: Mapping[str, PinnedModel]
    started_at: datetime
    actor: str
    reason: str
    ended_arms: Mapping[str, datetime] = field(default_factory=dict)
    stopped_at: datetime | None = None

    @property
    def name(self) -> str:
        """Its name."""
        return self.experiment.name

    @property
    def until(self) -> datetime:
        """Its end, which may lie ahead."""
        ends = self.experiment.ends
        return ends if self.stopped_at is None else min(ends, self.stopped_at)

    def arm_until(self, arm: str) -> datetime:
        """An arm's end, which may lie ahead."""
        return min(self.until, self.ended_arms.get(arm, self.until))

    def phase(self, now: datetime) -> Phase:
        """Where it stands."""
        if now >= self.until:
            return "over"
        return "planned" if now < self.experiment.starts else "running"
