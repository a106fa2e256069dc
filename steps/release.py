"""Release what was decided on."""

from typing import Annotated

from zenml import step

from cinq.adapters.publishing import publish, version_tags
from cinq.learning import Joining
from cinq.promotion.decision import Decision
from steps.outcome import Candidate, Outcome
from steps.progress import say
from steps.surroundings import ledger, note, registry, run_name


@step(enable_cache=False)
def release(
    candidate: Candidate, decision: Decision, joining: Joining, actor: str, reason: str
) -> Annotated[Outcome, "outcome"]:
    """Write the ledger and move the aliases; after a refusal the champion stays."""
    versions = registry()
    versions.note(candidate.version, version_tags(decision))
    number = None
    if decision.released:
        told = decision.model_dump(mode="json") | {
            "figures": candidate.figures | candidate.intervals
        }
        version = versions.version(candidate.version)
        number = publish(ledger(), versions, version, told, actor, reason).number
    else:
        ledger().note_refusal(
            model_version=candidate.version,
            dataset=decision.dataset,
            data_version=decision.data_version,
            actor=actor,
            reason=reason,
            reasons=decision.reasons,
        )
    say(f"release {number} serves from now on" if number else "the champion stays")
    note({"released": decision.released, "release": number or 0, "mode": decision.mode})
    return Outcome(
        run=run_name(),
        release=number,
        model_version=candidate.version,
        dataset=decision.dataset,
        data_version=decision.data_version,
        reasons=tuple(decision.reasons),
        figures=candidate.figures,
        accounts=joining,
    )
