"""What a drill does, how large and how fast."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cinq.environment import arguments_as_environment
from cinq.errors import DrillFailed

TOOLS = {"prometheus": ("prometheus",), "alertmanager": ("alertmanager", "prometheus-alertmanager")}
"""What a drill needs beside the environment, by the names it goes by."""

LIGHT: Mapping[str, Any] = {
    "training.rater": "rating_svd",
    "training.rating_svd.n_factors": 20,
    "training.rating_svd.n_epochs": 30,
    "judging.draws": 5,
    "judging.bootstrap_samples": 1000,
}
"""A rating model that learns within a second, and half the draws to judge on: a drill is short.
The ranker, the gate's bounds and the people who judge are those of life."""


@dataclass(frozen=True)
class Plan:
    """One drill.

    Attributes
    ----------
    home
        A home of its own, empty.
    dataset
        What the first model learns from.
    seed
        Of both audiences.
    a_second
        Lists asked for each second, all the time.
    window
        Requests that monitoring looks at, each of a guest of its own.
    newcomers, unwilling
        People of the new taste, and how many of them do not want models to learn from them.
    likes
        How many films each newcomer says that they like; people judge who like ten or more.
    time_scale
        How much faster than in life the alert rules run.
    sets
        Further settings of all processes, by dotted key.
    """

    home: Path
    dataset: str = "demo"
    seed: int = 20
    a_second: float = 15.0
    window: int = 200
    newcomers: int = 300
    unwilling: int = 20
    likes: int = 12
    time_scale: float = 0.01
    sets: Mapping[str, Any] = field(default_factory=dict)


def settings_of(plan: Plan, api: int, page: int, conductor: int) -> dict[str, Any]:
    """Return the settings of all processes of a drill, by dotted key; three are ports."""
    return {
        "dataset": plan.dataset,
        "api.port": api,
        "ui.port": page,
        "conductor.port": conductor,
        "conductor.poll_seconds": 0.5,
        "learning.min_age_hours": 0,
        "monitoring.min_requests": plan.window * 4 // 5,
        "monitoring.max_requests": plan.window,
        "monitoring.first_requests": plan.window,
        **LIGHT,
        **plan.sets,
    }


def environment_of(plan: Plan, settings: Mapping[str, Any]) -> dict[str, str]:
    """Return the environment of all processes: ours, without anybody else's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CINQ_")}
    archives = os.environ.get("CINQ_ARCHIVES")
    ours = {"CINQ_ARCHIVES": archives} if archives else {}
    return {**kept, **ours, "CINQ_HOME": str(plan.home), **arguments_as_environment(settings)}


def tools() -> dict[str, str]:
    """Return where Prometheus and Alertmanager are.

    Raises
    ------
    DrillFailed
        Naming what is missing, and what to install.
    """
    found = {
        tool: next((place for name in names if (place := shutil.which(name))), "")
        for tool, names in TOOLS.items()
    }
    missing = [tool for tool, place in found.items() if not place]
    if missing:
        raise DrillFailed(
            f"the drill needs {' and '.join(missing)} on the PATH "
            "(Debian: apt-get install prometheus prometheus-alertmanager)"
        )
    return found
