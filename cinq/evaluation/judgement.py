"""Judging: challenger, champion and popularity on the same people and draws, in one run."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cinq import schema
from cinq.data.interactions import Interactions
from cinq.data.people import split_people
from cinq.data.prepared import Prepared
from cinq.evaluation.cases import Cases, draw_cases
from cinq.evaluation.champion import why_not_comparable
from cinq.evaluation.figures import Group, Judgement, Slice
from cinq.evaluation.golden import golden_lists, golden_results
from cinq.evaluation.groups import judge_groups, memberships
from cinq.evaluation.onboarding import (
    Audience,
    CaseMetrics,
    gain,
    judge_onboarding,
    summarise,
)
from cinq.evaluation.query_time import query_milliseconds
from cinq.evaluation.rating_error import judge_ratings
from cinq.evaluation.reloading import reload_difference
from cinq.models.bundle import ModelBundle
from cinq.models.popularity import Popularity
from cinq.models.recommender import Recommender
from cinq.serving.lists import ListMaker
from cinq.settings import GateSettings, JudgingSettings

__all__ = ["Judgement", "judge"]


def _silent(message: str) -> None:
    del message


def judge(
    prepared: Prepared,
    challenger: ModelBundle,
    champion: ModelBundle | None,
    judging: JudgingSettings,
    gate: GateSettings,
    artefact: Path | None = None,
    progress: Callable[[str], None] = _silent,
    unreadable: str = "",
) -> Judgement:
    """Measure everything that the gate asks about; nothing stored is ever compared with.

    Challenger and champion are each judged by the lists that they would serve.

    Parameters
    ----------
    prepared
        The data set that the challenger was trained on.
    challenger
        What may be released.
    champion
        What is released now; None if nothing is. One that cannot be judged on this data is
        treated as none, and the judgement says why.
    judging, gate
        Protocol and bounds.
    artefact
        Where the challenger is saved; if left out it is saved to a temporary folder to see
        whether it reloads.
    progress
        Is told what is going on, one line at a time.
    unreadable
        Why there is a champion that this version of Cinq cannot read; it is not compared with.

    Raises
    ------
    ModelError
        If a model gives scores that are no finite numbers.
    ArtefactError
        If the artefact is missing or damaged.

    Notes
    -----
    Cost: ``people · draws`` folds and scorings for each of three models, 1 ms each with 60,000
    films and 64 factors.
    """
    manifest = prepared.manifest
    note = why_not_comparable(champion, prepared, judging) if champion is not None else unreadable
    rival = None if note else champion
    split = split_people(prepared.interactions, judging)
    cases = draw_cases(split.judging, judging)
    enough = cases.n_people >= judging.min_people
    onboarding, recent, since = None, None, None
    groups: tuple[Group, ...] = ()
    if enough:
        bench = _bench(prepared, split.training, cases, challenger, rival, judging, progress)
        onboarding = bench.slice(None)
        groups = bench.groups(split.judging)
        since = _newest_known_to(rival)
        active = _active_since(split.judging, cases, since)
        if active.sum() >= judging.recent_min_people:
            recent = bench.slice(active)
    progress("measuring the rating error")
    rating = judge_ratings(split.own, prepared.catalogue, challenger, rival)
    progress("asking the golden lists")
    source, lists = golden_lists(challenger, gate.golden_min_lists)
    golden = golden_results(challenger, lists, gate.golden_min_films)
    difference = reload_difference(challenger, lists, artefact)
    asked = np.array([entry.favourites for entry in lists] or [()], np.int32)
    return Judgement(
        dataset=manifest.dataset,
        data_version=manifest.version,
        simulated=manifest.simulated,
        ranker=challenger.info.ranker,
        judged_at=datetime.now(UTC).isoformat(timespec="seconds"),
        confidence=judging.confidence,
        draws=judging.draws,
        seed=judging.seed,
        champion="not comparable" if note else "none" if champion is None else "compared",
        champion_note=note,
        data_unchanged=rival is not None and rival.info.data_version == manifest.version,
        min_people=judging.min_people,
        n_judging_people=cases.n_people,
        onboarding=onboarding,
        recent=recent,
        recent_since=since,
        groups=groups,
        rating=rating,
        query_ms=query_milliseconds(challenger.ranker, asked, ListMaker.of(challenger)),
        reload_equal=not difference,
        reload_note=difference,
        golden_source=source,
        golden=golden,
    )


@dataclass(frozen=True)
class _Bench:
    """Per-case metrics of every model, on the same cases."""

    cases: Cases
    audience: Audience
    judging: JudgingSettings
    metrics: Mapping[str, CaseMetrics]

    def slice(self, people: NDArray[np.bool_] | None) -> Slice:
        """The figures of these people (n_people,), or of everybody."""
        found = {
            name: summarise(metrics, self.cases, self.audience, self.judging, people)
            for name, metrics in self.metrics.items()
        }
        gains = {
            f"over_{name}": gain(
                self.metrics["challenger"], metrics, self.cases, self.judging, people
            )
            for name, metrics in self.metrics.items()
            if name != "challenger"
        }
        n_people = self.cases.n_people if people is None else int(people.sum())
        return Slice(n_people=n_people, n_cases=n_people * self.judging.draws, **found, **gains)

    def groups(self, people: Interactions) -> tuple[Group, ...]:
        """Figures of kinds of people; `people` holds all their ratings."""
        members = memberships(people, self.cases, self.audience)
        ours, theirs = self.metrics["challenger"], self.metrics["popularity"]
        return judge_groups(members, ours, theirs, self.cases, self.audience, self.judging)


def _bench(
    prepared: Prepared,
    training: Interactions,
    cases: Cases,
    challenger: ModelBundle,
    champion: ModelBundle | None,
    judging: JudgingSettings,
    progress: Callable[[str], None],
) -> _Bench:
    models: dict[str, Recommender] = {
        "challenger": challenger.ranker,
        "popularity": Popularity().fit(training, prepared.catalogue, seed=0),
    }
    lists = {"challenger": ListMaker.of(challenger)}
    if champion is not None:
        models["champion"] = champion.ranker
        lists["champion"] = ListMaker.of(champion)
    metrics = {}
    for name, model in models.items():
        progress(f"judging the {name} on {len(cases):,} cases of {cases.n_people:,} people")
        metrics[name] = judge_onboarding(model, cases, prepared.catalogue, lists.get(name))
    return _Bench(cases, Audience.of(training), judging, metrics)


def _newest_known_to(champion: ModelBundle | None) -> int | None:
    """When its data end; where they know no times, whoever has one came after them."""
    if champion is None:
        return None
    last = champion.info.data_last_time
    return schema.NO_TIME if last is None else last


def _active_since(people: Interactions, cases: Cases, since: int | None) -> NDArray[np.bool_]:
    """Which judged people have a rating newer than `since`, shape (n_people,)."""
    if since is None:
        return np.zeros(cases.n_people, np.bool_)
    active = np.zeros(people.n_users, np.bool_)
    active[people.users[people.timestamps > since]] = True
    return active[np.searchsorted(people.user_ids, cases.user_ids)]
