"""A search for hyper-parameters: what makes it the one it is, and what it found."""

import hashlib
import json
import shlex
from typing import get_args

from pydantic import BaseModel, ConfigDict

from cinq.data.manifest import Manifest
from cinq.evaluation.dimensions import Values
from cinq.evaluation.search_spaces import section_of, space_of
from cinq.evaluation.trial import State, Trial, best_of
from cinq.evaluation.validation import NDCG, RMSE, Measure, Validation
from cinq.hyperparameters import Hyperparameters
from cinq.settings import JudgingSettings, TrainingSettings, TuningSettings

MEASURES = {measure.name: measure for measure in (NDCG, RMSE)}


class SearchRequest(BaseModel):
    """What somebody asks of a search.

    Parameters
    ----------
    model
        Name in the family.
    grid
        Whether to try every point of the grid.
    trials
        How many trials the study is to have; None: ``tuning.trials``, or the whole grid.
    fresh
        Whether to forget what an earlier run of this study tried.
    dataset
        The data set as it was asked for, a name or a YAML file; empty: the default.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str
    grid: bool = False
    trials: int | None = None
    fresh: bool = False
    dataset: str = ""


class Plan(BaseModel):
    """All that shapes a study's trials; equal plans are the same study.

    Parameters
    ----------
    model
        Name in the family.
    grid
        Whether every combination of the grid is tried, in place of a guided search.
    dataset, data_version
        What is trained on.
    training
        What is configured: where a study starts, what it does not search, and the seed of every
        training.
    judging, tuning
        Who is measured on, and the seed of the search; ``tuning.trials`` is of no effect.
    code
        Digest of the code that trains.
    asked
        The data set as it was asked for, for the command to try what was found; of no effect.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str
    grid: bool
    dataset: str
    data_version: str
    training: TrainingSettings
    judging: JudgingSettings
    tuning: TuningSettings
    code: str
    asked: str = ""

    @classmethod
    def of(
        cls,
        request: SearchRequest,
        manifest: Manifest,
        training: TrainingSettings,
        judging: JudgingSettings,
        tuning: TuningSettings,
        code: str,
    ) -> "Plan":
        """The plan of tuning a model on a data set.

        Raises
        ------
        SettingsError
            If there is nothing to be tuned about the model.
        """
        space_of(request.model)
        return cls(
            model=request.model,
            grid=request.grid,
            dataset=manifest.dataset,
            data_version=manifest.version,
            training=training,
            judging=judging,
            tuning=tuning,
            code=code,
            asked=request.dataset,
        )

    @property
    def name(self) -> str:
        """Model, data set and a digest of everything: names the study's files and runs."""
        told = {
            **self.model_dump(
                mode="json", exclude={"training": True, "tuning": {"trials"}, "asked": True}
            ),
            "seed": self.training.seed,
            "sections": self.training.model_dump(
                mode="json", include=set(Hyperparameters.model_fields)
            ),
            "space": repr(space_of(self.model)),
        }
        digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
        return f"{self.model}-{self.dataset}-{'grid-' if self.grid else ''}{digest[:8]}"

    @property
    def configured(self) -> Values:
        """The model's whole section as it is configured."""
        return section_of(self.model, self.training).model_dump()


class StudyResult(BaseModel):
    """What a study found so far.

    Parameters
    ----------
    measure
        Name of what is measured.
    judged_on
        Whom or what it was measured on, for people to read.
    configured
        Trial 0: the configured hyper-parameters, measured alike.
    trials
        From number 1, in order.
    importance
        Share of each hyper-parameter in what makes trials good (PED-ANOVA: Watanabe, Bansal and
        Hutter, 2023); empty with too few trials.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    plan: Plan
    measure: str
    judged_on: str
    configured: Trial
    trials: tuple[Trial, ...]
    importance: dict[str, float] = {}

    @property
    def measured(self) -> Measure:
        """What is measured."""
        return MEASURES[self.measure]

    @property
    def best(self) -> Trial | None:
        """The best of all complete trials, the configured one included; of equals the first."""
        return best_of((self.configured, *self.trials), self.measured)

    @property
    def changes(self) -> Values:
        """Where the best values differ from the configured ones."""
        before, best = self.plan.configured, self.best
        found = best.values if best is not None else {}
        return {name: value for name, value in found.items() if value != before[name]}

    def count(self, state: State) -> int:
        """How many trials ended so."""
        return sum(trial.state == state for trial in self.trials)

    def figures(self) -> dict[str, float]:
        """The numbers of a study, as its runs bear them."""
        named = {"configured": self.configured, "best": self.best}
        values = {
            f"{name}.{self.measure}": trial.value
            for name, trial in named.items()
            if trial is not None and trial.value is not None
        }
        counts = {state: self.count(state) for state in get_args(State)}
        return {**values, **counts, "trials": len(self.trials)}

    def line_to_try(self) -> str:
        """The command that trains with the best values."""
        sets = [f"--set training.{self.plan.model}.{name}={v}" for name, v in self.changes.items()]
        dataset = shlex.quote(self.plan.asked or self.plan.dataset)
        return " ".join(["cinq train", f"--dataset {dataset}", *sets])


class Record(BaseModel):
    """What is kept of a study beside its trials, to find and read it without the data."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    plan: Plan
    measure: str
    judged_on: str

    @classmethod
    def of(cls, plan: Plan, validation: Validation) -> "Record":
        """Of a plan and what it is measured on."""
        return cls(plan=plan, measure=validation.measure.name, judged_on=validation.judged_on)
