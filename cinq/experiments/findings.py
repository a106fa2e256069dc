"""What an experiment found: figures of every arm, differences to the control, and how sure.

Two metrics, both with the subject as the unit:

- **acceptance**: the share of subjects who liked at least one film that they were shown;
- **precision**: films liked over films shown.

With m arms beside the control, each difference has an interval of confidence 1 - .05 / m
(Bonferroni), so that all of them together are wrong in at most 5 % of experiments.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from cinq.experiments.declaration import Experiment, Metric
from cinq.experiments.observed import Observed, Records
from cinq.experiments.sample_ratio import SampleRatio, sample_ratio
from cinq.experiments.started import Phase, Started
from cinq.experiments.statistics import Difference, Mean, difference, mean_of, subjects_needed
from cinq.metrics.intervals import Interval

CONFIDENCE = 0.95
METRICS: tuple[Metric, ...] = ("acceptance", "precision")


class Figures(BaseModel):
    """Base of all findings: frozen, and without unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Served(Figures):
    """A model that answered under an arm, and how often."""

    model_version: str
    release: int
    answers: int


class Compared(Figures):
    """One metric of an arm beside the control's, over the time that both ran.

    Parameters
    ----------
    difference
        Arm less control.
    control
        The control's value over that time.
    relative
        The difference over the control's value; None where that is 0.
    needed
        Subjects of the whole experiment that it takes to find the declared smallest effect; None
        where the control's value is 0.
    """

    difference: Difference
    control: float
    relative: float | None
    needed: int | None


class ArmFindings(Figures):
    """One arm.

    Parameters
    ----------
    name, weight, is_control
        As declared.
    until
        When it ends or ended.
    subjects, answers, films
        Who was shown how much.
    liked, not_for_me, seen
        What stands of what they said, in films.
    served
        Which models answered, the most frequent first.
    metrics
        By name; None where nobody was shown anything.
    compared
        By metric; empty for the control and where there is too little to compare.
    """

    name: str
    weight: int
    is_control: bool
    until: datetime
    subjects: int
    answers: int
    films: int
    liked: int
    not_for_me: int
    seen: int
    served: list[Served]
    metrics: dict[Metric, Interval | None]
    compared: dict[Metric, Compared]


class ExperimentFindings(Figures):
    """All that an experiment found.

    Parameters
    ----------
    name, title, control, metric, smallest_effect
        As declared.
    phase
        ``running`` findings are a look and no decision.
    started_at, until
        From when subjects were assigned, and until when.
    confidence
        Of each difference's interval.
    ratio
        Whether the arms hold as many subjects as they should, until the first of them ended.
    arms
        In the order of the declaration.
    unanswering
        Feedback that names no recommendation and was left out.
    """

    name: str
    title: str
    control: str
    metric: Metric
    smallest_effect: float
    phase: Phase
    started_at: datetime
    until: datetime
    confidence: float
    ratio: SampleRatio
    arms: list[ArmFindings]
    unanswering: int


def means(observed: Observed) -> dict[Metric, Mean | None]:
    """Both metrics of an arm."""
    return {
        "acceptance": mean_of((observed.liked > 0).astype(float)),
        "precision": mean_of(observed.liked, observed.films),
    }


def confidence_of(experiment: Experiment) -> float:
    """Of each difference's interval, so that all of them hold in 95 of 100 experiments."""
    return 1 - (1 - CONFIDENCE) / len(experiment.treatments)


def compared(
    experiment: Experiment, arm: str, observed: Observed, control: Observed
) -> dict[Metric, Compared]:
    """An arm beside the control, where both have enough subjects to be compared.

    Parameters
    ----------
    observed, control
        Over the same time.
    """
    confidence = confidence_of(experiment)
    weights = experiment.weights
    total = sum(weights.values())
    shares = (weights[arm] / total, weights[experiment.control] / total)
    found: dict[Metric, Compared] = {}
    here, there = means(observed), means(control)
    for metric in METRICS:
        mine, its = here[metric], there[metric]
        if mine is None or its is None:
            continue
        gain = difference(mine, its, confidence)
        effect = experiment.smallest_effect * its.value
        found[metric] = Compared(
            difference=gain,
            control=its.value,
            relative=gain.interval.estimate / its.value if its.value else None,
            needed=subjects_needed(mine, its, shares, effect, confidence) if effect else None,
        )
    return found


def findings(started: Started, records: Records, now: datetime) -> ExperimentFindings:
    """Findings of an experiment from what is kept of it."""
    experiment = started.experiment
    ends = [started.arm_until(arm) for arm in experiment.arms]
    counts = {arm: len(records.of(arm, min(ends))) for arm in experiment.arms}
    return ExperimentFindings(
        name=started.name,
        title=experiment.title,
        control=experiment.control,
        metric=experiment.metric,
        smallest_effect=experiment.smallest_effect,
        phase=started.phase(now),
        started_at=max(started.started_at, experiment.starts),
        until=started.until,
        confidence=confidence_of(experiment),
        ratio=sample_ratio(counts, experiment.weights),
        arms=[_arm(started, records, arm) for arm in experiment.arms],
        unanswering=records.unanswering,
    )


def _arm(started: Started, records: Records, arm: str) -> ArmFindings:
    experiment = started.experiment
    until = started.arm_until(arm)
    observed = records.of(arm, until)
    beside: Mapping[Metric, Compared] = {}
    if arm != experiment.control:
        control = records.of(experiment.control, until)
        beside = compared(experiment, arm, observed, control)
    answers: Counter[tuple[str, int]] = Counter()
    for row in records.exposed:
        if row.arm == arm:
            answers[row.model_version, row.release] += row.answers
    return ArmFindings(
        name=arm,
        weight=experiment.arms[arm].weight,
        is_control=arm == experiment.control,
        until=until,
        subjects=len(observed),
        answers=answers.total(),
        films=int(observed.films.sum()),
        liked=int(observed.liked.sum()),
        not_for_me=int(observed.not_for_me.sum()),
        seen=int(observed.seen.sum()),
        served=[
            Served(model_version=version, release=release, answers=count)
            for (version, release), count in answers.most_common()
        ],
        metrics={
            metric: mean and mean.interval(CONFIDENCE) for metric, mean in means(observed).items()
        },
        compared=dict(beside),
    )
