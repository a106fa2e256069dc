"""Declarations of experiments: what is tried on whom, from when to when, one YAML file each."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from cinq.errors import ExperimentError
from cinq.hyperparameters import Fraction, ListSettings
from cinq.settings import CONFIGS

FOLDER = CONFIGS / "experiments"

CHAMPION = "champion"
"""What everybody gets who takes part in no experiment."""

_NAME = r"[a-z0-9][a-z0-9._-]{0,59}"


def _in_utc(value: object) -> object:
    """A day is its first moment; a time without a zone is meant in UTC."""
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    return value


When = Annotated[datetime, BeforeValidator(_in_utc)]
Metric = Literal["acceptance", "precision"]


class Part(BaseModel):
    """A part of a declaration; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class OtherLists(Part):
    """List settings in place of the model's own; what is left out stays as the model has it."""

    diversity: Fraction | None = None
    popularity_dial: Fraction | None = None
    exploration: Fraction | None = None

    def over(self, settings: ListSettings) -> ListSettings:
        """The model's settings with these in their place."""
        return settings.model_copy(update=self.model_dump(exclude_none=True))


class Arm(Part):
    """What some of the subjects get.

    Parameters
    ----------
    weight
        Its part of the subjects, beside the other arms' weights.
    model
        ``champion``, whichever it is at the time, or a model that stays the same:
        ``challenger``, ``previous``, a release's number or ``v`` and a registered version's.
    lists
        How lists are dealt out, where it differs from the model's own way.
    """

    weight: Annotated[int, Field(ge=1, le=1_000_000, strict=True)]
    model: Annotated[str, Field(pattern=r"^(champion|challenger|previous|v?[1-9][0-9]{0,17})$")] = (
        CHAMPION
    )
    lists: OtherLists | None = None


class Experiment(Part):
    """A declared experiment.

    Parameters
    ----------
    name
        Its name, that of the YAML file; used once and never again.
    title
        What shall be found out.
    salt
        With a subject's name it makes the arm; left out, the experiment's name. Experiments of
        the same salt put the same subjects in the same arms.
    starts, ends
        From when, and until before when, subjects are assigned. A day is its first moment in UTC.
    control
        The arm that others are compared with; the first one if left out.
    metric
        The one that decides: ``acceptance`` or ``precision`` (`cinq.experiments.findings`).
    smallest_effect
        The smallest difference in it that would matter, as a part of the control's value.
    arms
        By name; two or more.
    """

    name: Annotated[str, Field(pattern=f"^{_NAME}$")]
    title: str
    salt: Annotated[str, Field(min_length=1, max_length=200)] = ""
    starts: When
    ends: When
    control: str = ""
    metric: Metric = "acceptance"
    smallest_effect: Annotated[float, Field(gt=0, le=10)] = 0.1
    arms: Annotated[
        dict[Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,29}$")], Arm],
        Field(min_length=2, max_length=20),
    ]

    @model_validator(mode="before")
    @classmethod
    def _filled(cls, tree: Any) -> Any:
        """Salt and control, where they are left out."""
        if not isinstance(tree, Mapping):
            return tree
        arms = tree.get("arms")
        first = str(next(iter(arms))) if isinstance(arms, Mapping) and arms else ""
        return {"salt": tree.get("name", ""), "control": first, **tree}

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.starts >= self.ends:
            raise ValueError("starts must come before ends")
        if self.control not in self.arms:
            raise ValueError(f"control names {self.control!r}, which is none of the arms")
        return self

    @property
    def weights(self) -> dict[str, int]:
        """Weight by arm, in the order of the declaration."""
        return {name: arm.weight for name, arm in self.arms.items()}

    @property
    def treatments(self) -> list[str]:
        """The arms but the control."""
        return [name for name in self.arms if name != self.control]


def declared(folder: Path = FOLDER) -> list[Experiment]:
    """All experiments of a folder, by name.

    Raises
    ------
    ExperimentError
        If a file is no valid declaration.
    """
    return [read(file) for file in sorted(folder.glob("*.yaml"))]


def declaration(name: str, folder: Path = FOLDER) -> Experiment:
    """The experiment of this name, or the one in this YAML file.

    Raises
    ------
    ExperimentError
        If there is none, naming those there are; or if the file is no valid declaration.
    """
    if name.endswith((".yaml", ".yml")):
        file = Path(name).expanduser()
        if not file.is_file():
            raise ExperimentError(f"there is no file {name}")
        return read(file)
    file = folder / f"{name}.yaml"
    if not re.fullmatch(_NAME, name) or not file.is_file():
        known = ", ".join(sorted(each.stem for each in folder.glob("*.yaml"))) or "none"
        raise ExperimentError(
            f"no experiment is called {name[:60]!r}; declared in configs/experiments: {known}"
        )
    return read(file)


def read(file: Path) -> Experiment:
    """One declaration.

    Raises
    ------
    ExperimentError
        In one line, naming the file and the first value that does not fit.
    """
    try:
        tree = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        said = " ".join(str(error).split())[:200]
        raise ExperimentError(f"{file} cannot be read as YAML: {said}") from error
    if not isinstance(tree, dict):
        raise ExperimentError(f"{file} is no declaration: it must map names to values")
    try:
        return Experiment.model_validate({"name": file.stem, **tree})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        said = first["msg"].removeprefix("Value error, ")
        raise ExperimentError(f"{file}: {place + ': ' if place else ''}{said}") from error
