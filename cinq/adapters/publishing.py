"""From a judged model to a registered version, and from there to a release."""

from collections.abc import Mapping
from typing import Any

from cinq.adapters.registry import ModelVersion, Registry
from cinq.errors import ReleaseError
from cinq.models.artefact import artefact_digest
from cinq.promotion.decision import Decision
from cinq.releases.ledger import Ledger
from cinq.releases.release import Release


def version_tags(decision: Decision) -> dict[str, str]:
    """What a registered version tells of the gate's decision on it."""
    return {
        "decision": "passed" if decision.released else "refused",
        "mode": decision.mode,
        "reasons": "\n".join(decision.reasons),
    }


def publish(
    ledger: Ledger,
    registry: Registry,
    version: ModelVersion,
    decision: Mapping[str, Any],
    actor: str,
    reason: str,
) -> Release:
    """Write the ledger, which servers follow, then move the aliases, which people read.

    Parameters
    ----------
    decision
        The gate's decision as JSON would hold it, with the model's figures under ``figures``.
    actor, reason
        Who or what asks for the release, and why.
    """
    release = ledger.publish(
        model_version=version.version,
        artefact=version.artefact,
        digest=artefact_digest(version.artefact),
        dataset=version.tags.get("dataset", ""),
        data_version=version.tags.get("data_version", ""),
        decision=decision,
        actor=actor,
        reason=reason,
    )
    registry.crown(version.version)
    return release


def publish_by_hand(
    ledger: Ledger,
    registry: Registry,
    version: str,
    figures: Mapping[str, float],
    actor: str,
    reason: str,
    *,
    force: bool,
) -> Release:
    """Release a registered version because somebody says so.

    Parameters
    ----------
    version
        Its number.
    figures
        What its judging measured.
    force
        Release it although the gate refused it; the decision then says so.

    Raises
    ------
    ModelError
        If no such version is registered.
    ReleaseError
        If it serves already, or the gate refused it and `force` is not given.
    """
    found = registry.version(version)
    newest = ledger.newest()
    if newest is not None and newest.model_version == version:
        raise ReleaseError(f"version {version} is served already, as release {newest.number}")
    verdict = found.tags.get("decision", "none")
    if verdict != "passed" and not force:
        raise ReleaseError(
            f"the gate did not pass version {version} ({verdict}): see `cinq models show "
            f"{version}`, or give --force and a --reason"
        )
    decision = {
        "released": True,
        "by_hand": True,
        "forced": verdict != "passed",
        "gate": verdict,
        "reasons": [line for line in found.tags.get("reasons", "").splitlines() if line],
        "figures": dict(figures),
    }
    return publish(ledger, registry, found, decision, actor, reason)


def roll_back(
    ledger: Ledger, registry: Registry, actor: str, reason: str, to: int | None = None
) -> Release:
    """Release an old model anew and move the aliases with it.

    Raises
    ------
    ReleaseError
        If there is nothing to go back to.
    """
    release = ledger.rollback(actor=actor, reason=reason, to=to)
    registry.crown(release.model_version)
    return release
