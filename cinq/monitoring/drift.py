"""From two samples of requests to a level for every feature."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cinq.monitoring.chance import Measured, Quiet, quiet
from cinq.monitoring.distances import jensen_shannon, psi, shares
from cinq.monitoring.features import OF_LISTS, TITLES
from cinq.settings import MonitoringSettings
from cinq.traffic.findings import FeatureFinding, Level, ReferenceKind

FEW = 50
"""References of fewer people, or windows of fewer requests, tell nothing of a feature."""

ONLY_FIRST = ("profile_size",)
"""Features that simulated requests, all of the same size, say nothing of."""

FEATURES_SHARE = 0.75
"""Of the alarm rate; the rest is for what people said (`cinq.monitoring.quality`)."""


@dataclass(frozen=True)
class Compared:
    """A reference, what it is, and its features that are compared."""

    kind: ReferenceKind
    measured: Measured
    names: tuple[str, ...]


@dataclass(frozen=True)
class Pair:
    """A feature's reference and window, of requests that tell something of it."""

    kind: ReferenceKind
    reference: Measured
    current: Measured


@dataclass(frozen=True)
class Threshold:
    """What a feature's distances must pass at this size of reference and window."""

    psi_by_chance: float
    warn_psi: float
    act_psi: float
    warn_js: float
    act_js: float


Pairs = Mapping[str, Pair]


def compare(
    references: Sequence[Compared],
    current: Measured,
    bins: Mapping[str, tuple[str, ...]],
    settings: MonitoringSettings,
) -> tuple[list[FeatureFinding], dict[str, str]]:
    """Compare a window with its references; what cannot be said is told by feature.

    Parameters
    ----------
    references
        Each with the features that are compared with it.
    current
        The window.
    bins
        Names of the bins by feature.
    settings
        Rates, sizes and resamples.
    """
    pairs, unsaid = pair(references, current)
    return judge(pairs, thresholds(pairs, settings), bins, settings), unsaid


def pair(
    references: Sequence[Compared], current: Measured
) -> tuple[dict[str, Pair], dict[str, str]]:
    """Put every feature's window beside its reference, or say why nothing can be said of it."""
    pairs: dict[str, Pair] = {}
    unsaid: dict[str, str] = {}
    for reference in references:
        for group in _groups(reference.names):
            told, now = _telling(reference.measured, group), _telling(current, group)
            why = _too_few(told, now)
            if why:
                unsaid |= dict.fromkeys(group, why)
            else:
                pairs |= dict.fromkeys(group, Pair(reference.kind, told, now))
    return pairs, unsaid


def thresholds(pairs: Pairs, settings: MonitoringSettings) -> dict[str, Threshold]:
    """What chance makes of every feature, and at which distance an alarm is rare enough."""
    chance = Quiet({}, {})
    for one in {id(one): one for one in pairs.values()}.values():
        n = len(one.current.people)
        chance |= quiet(one.reference, n, settings.resamples, settings.seed)
    if not pairs:
        return {}
    rates = (FEATURES_SHARE * settings.alarm_rate, FEATURES_SHARE * settings.act_rate)
    warn, act = (1 - chance.level_of(rate) for rate in rates)
    return {
        name: Threshold(
            psi_by_chance=float(chance.psi[name].mean()),
            warn_psi=float(np.quantile(chance.psi[name], warn)),
            act_psi=float(np.quantile(chance.psi[name], act)),
            warn_js=float(np.quantile(chance.js[name], warn)),
            act_js=float(np.quantile(chance.js[name], act)),
        )
        for name in pairs
    }


def judge(
    pairs: Pairs,
    limits: Mapping[str, Threshold],
    bins: Mapping[str, tuple[str, ...]],
    settings: MonitoringSettings,
) -> list[FeatureFinding]:
    """A finding for every pair, in the order of `TITLES`."""
    return [
        _finding(name, pairs[name], limits[name], bins[name], settings)
        for name in TITLES
        if name in pairs
    ]


def _groups(names: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Features that the same requests tell of."""
    of_lists = tuple(name for name in names if name in OF_LISTS)
    others = tuple(name for name in names if name not in OF_LISTS)
    return [group for group in (others, of_lists) if group]


def _telling(measured: Measured, group: tuple[str, ...]) -> Measured:
    told = measured.only(group)
    return told.take(np.logical_or.reduce([told.telling(name) for name in group]))


def _too_few(reference: Measured, current: Measured) -> str:
    n_people = len(np.unique(reference.people))
    if n_people < FEW:
        return f"the reference holds {n_people} people who tell of it, and it takes {FEW}"
    if len(current.people) < FEW:
        return f"{len(current.people)} requests tell of it, and it takes {FEW}"
    return ""


def _finding(
    name: str,
    of: Pair,
    limit: Threshold,
    bins: tuple[str, ...],
    settings: MonitoringSettings,
) -> FeatureFinding:
    p = shares(of.current.features[name].sum(axis=0))
    q = shares(of.reference.features[name].sum(axis=0))
    distance, js = float(psi(p, q)), float(jensen_shannon(p, q))
    beyond = distance - limit.psi_by_chance
    level: Level = "quiet"
    if beyond >= settings.act_psi and (distance > limit.act_psi or js > limit.act_js):
        level = "act"
    elif beyond >= settings.warn_psi and (distance > limit.warn_psi or js > limit.warn_js):
        level = "warn"
    return FeatureFinding(
        name=name,
        title=TITLES[name],
        level=level,
        psi=distance,
        js=js,
        psi_by_chance=limit.psi_by_chance,
        warn_psi=max(limit.warn_psi, limit.psi_by_chance + settings.warn_psi),
        act_psi=max(limit.act_psi, limit.psi_by_chance + settings.act_psi),
        warn_js=limit.warn_js,
        act_js=limit.act_js,
        compared_with=of.kind,
        n_reference=len(of.reference.people),
        n_current=len(of.current.people),
        bins=bins,
        reference=tuple(map(float, q)),
        current=tuple(map(float, p)),
    )
