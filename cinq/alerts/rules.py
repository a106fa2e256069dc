"""Prometheus' rules, made from one template: repeated where it says so, and scaled in time."""

from collections.abc import Mapping
from typing import Any

import yaml

from cinq.alerts.timescale import scaled

SCRAPES = 4
"""How many scrapes the shortest window holds."""


def rules_of(template: str, time_scale: float, scrape_seconds: float) -> dict[str, Any]:
    """Make rules for Prometheus.

    Parameters
    ----------
    template
        YAML of rule groups, with durations as `scaled` takes them. A rule with ``each``, a list of
        mappings, stands for one rule a mapping, with ``<name>`` filled in everywhere.
    time_scale
        1 for life, less for a drill.
    scrape_seconds
        How often Prometheus asks.
    """
    shortest = SCRAPES * scrape_seconds
    return {
        "groups": [
            _scaled(group, time_scale, shortest)
            | {
                "rules": [
                    _scaled(_filled(rule, values), time_scale, shortest)
                    for rule in group["rules"]
                    for values in rule.get("each", [{}])
                ]
            }
            for group in yaml.safe_load(template)["groups"]
        ]
    }


def _filled(part: Any, values: Mapping[str, str]) -> Any:
    """The same with every ``<name>`` of `values` replaced, and without ``each``."""
    if isinstance(part, dict):
        return {key: _filled(value, values) for key, value in part.items() if key != "each"}
    for name, value in values.items():
        part = part.replace(f"<{name}>", value)
    return part


def _scaled(part: Any, time_scale: float, shortest: float) -> Any:
    """The same with every duration filled in; lists, which hold rules, are left to the caller."""
    if isinstance(part, dict):
        return {key: _scaled(value, time_scale, shortest) for key, value in part.items()}
    return scaled(part, time_scale, shortest) if isinstance(part, str) else part
