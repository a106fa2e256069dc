"""What figures of a drill say, in words."""

from collections.abc import Mapping
from typing import Any

from cinq.drill.evidence import Drift

LEVELS = ("quiet", "warn", "act")


def told_drift(drifts: Mapping[str, Drift]) -> str:
    """Return which features drifted, and how far."""
    loud = sorted(drifts.items(), key=lambda item: -item[1].psi)
    told = [
        f"{name.replace('_', ' ')}: {LEVELS[drift.level]} (PSI {drift.psi:.2f})"
        for name, drift in loud
        if drift.level
    ]
    return ", ".join(told) or f"{len(drifts)} features, all quiet"


def learned_from(decision: Mapping[str, Any]) -> int:
    """Return how many accounts joined the training data, as the gate counted them."""
    return int(_figures(decision, "influence of accounts").get("accounts", 0))


def old_taste_kept(decision: Mapping[str, Any]) -> tuple[bool, str]:
    """Whether the gate saw the newcomers gain and all judging people together lose nothing."""
    figures = _figures(decision, "recently active people")
    if not figures:
        return False, "the gate did not judge the newcomers apart"
    found = (
        f"NDCG@10 beside the old model: {figures['recent']:+.4f} for people active since (lower "
        f"end {figures['recent_low']:+.4f}), {figures['difference']:+.4f} for all (lower end "
        f"{figures['low']:+.4f}, where {figures['bound']:+g} is allowed)"
    )
    return figures["recent_low"] > 0 and figures["low"] > figures["bound"], found


def _figures(decision: Mapping[str, Any], rule: str) -> Mapping[str, Any]:
    found = (each["figures"] for each in decision.get("rules", []) if each["name"] == rule)
    return next(found, {})
