"""What `cinq experiment` does and shows."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.table import Table

from cinq.adapters.model_names import named_model
from cinq.console.terminal import table
from cinq.errors import ExperimentError, SettingsError
from cinq.experiments.declaration import CHAMPION, Experiment
from cinq.experiments.findings import METRICS, ArmFindings, ExperimentFindings
from cinq.experiments.started import PinnedModel, Started
from cinq.models.artefact import load_bundle
from cinq.releases.ledger import Ledger
from cinq.settings import Settings


def pinned_models(
    experiment: Experiment, ledger: Ledger, settings: Settings
) -> dict[str, PinnedModel]:
    """Find and try the very models of an experiment's arms, but for those of the champion.

    Raises
    ------
    ExperimentError
        If one was trained on another data set than the champion: its films are others.
    CinqError
        If one is not there, or damaged.
    """
    champion = named_model(CHAMPION, ledger, settings)
    found: dict[str, PinnedModel] = {}
    for arm, declared in experiment.arms.items():
        if declared.model == CHAMPION:
            continue
        model = named_model(declared.model, ledger, settings)
        dataset = load_bundle(model.artefact).info.dataset
        if dataset != champion.dataset:
            raise ExperimentError(
                f"arm {arm}: {model.title} was trained on {dataset}, the champion on "
                f"{champion.dataset}, and their films are others: take a model of the same data"
            )
        found[arm] = PinnedModel(
            model_version=model.model_version,
            release=model.release,
            artefact=str(model.artefact.absolute()),
            digest=model.digest,
        )
    return found


def document(
    started: Sequence[Started], waiting: Sequence[Experiment], now: datetime
) -> list[dict[str, Any]]:
    """All experiments as JSON would hold them, started ones first."""
    found = []
    for one in started:
        ended = {arm: at.isoformat() for arm, at in one.ended_arms.items()}
        found.append(
            one.experiment.model_dump(mode="json")
            | {
                "phase": one.phase(now),
                "started_at": one.started_at.isoformat(),
                "until": one.until.isoformat(),
                "ended_arms": ended,
                "models": {arm: model.model_dump() for arm, model in one.models.items()},
                "actor": one.actor,
                "reason": one.reason,
            }
        )
    return found + [one.model_dump(mode="json") | {"phase": "declared"} for one in waiting]


def experiments_table(experiments: Sequence[Mapping[str, Any]]) -> Table:
    """Experiments, as `document` gives them."""
    made = table("experiment", "phase", "from (UTC)", "until (UTC)", "arms", "title")
    for one in experiments:
        begins = max(one.get("started_at", ""), one["starts"], key=_moment)
        arms = [
            f"{name} {arm['weight']}{' (ended)' if name in one.get('ended_arms', ()) else ''}"
            for name, arm in one["arms"].items()
        ]
        times = [
            f"{_moment(time):%Y-%m-%d %H:%M}" for time in (begins, one.get("until") or one["ends"])
        ]
        made.add_row(one["name"], one["phase"], *times, ", ".join(arms), one["title"])
    return made


def findings_table(found: ExperimentFindings) -> Table:
    """A line for every arm: who was shown what, both metrics, and what it has over the control."""
    title = f"{found.name}: {found.title}\n{found.phase}, until {found.until:%Y-%m-%d %H:%M} UTC"
    made = table(
        "arm", "weight", "subjects", "films", "liked", *METRICS, "over control", "p", title=title
    )
    for arm in found.arms:
        made.add_row(*_cells(found, arm))
    return made


def ratio_line(found: ExperimentFindings) -> str:
    """The sample-ratio check in one line."""
    ratio = found.ratio
    if ratio.p is None:
        return "sample ratio: too few subjects to check"
    shown = ", ".join(
        f"{arm} {n} of {ratio.expected[arm]:.0f}" for arm, n in ratio.observed.items()
    )
    verdict = "ALARM" if ratio.alarm else "as it should be"
    return f"sample ratio: {verdict} ({shown} expected; p = {ratio.p:.3g})"


def write_page(file: Path, page: str) -> None:
    """Write a report.

    Raises
    ------
    SettingsError
        If it cannot be written there.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page, encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{file} cannot be written: {error.strerror}") from error


def _cells(found: ExperimentFindings, arm: ArmFindings) -> list[str]:
    over, p = "", ""
    compared = arm.compared.get(found.metric)
    if compared is not None:
        gain = compared.difference.interval
        over = f"{gain.estimate:+.4f} [{gain.low:+.4f}, {gain.high:+.4f}]"
        p = f"{compared.difference.p:.3g}"
    metrics = []
    for metric in METRICS:
        value = arm.metrics[metric]
        metrics.append(f"{value.estimate:.4f} [{value.low:.4f}, {value.high:.4f}]" if value else "")
    counts = [f"{count:,}" for count in (arm.subjects, arm.films, arm.liked)]
    name = f"{arm.name} (control)" if arm.is_control else arm.name
    return [name, str(arm.weight), *counts, *metrics, over, p]


def _moment(time: str) -> datetime:
    return datetime.fromisoformat(time or "0001-01-01T00:00:00+00:00")
