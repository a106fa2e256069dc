"""Decide, and register the challenger with the decision and its model card."""

from typing import Annotated

from zenml import step
from zenml.types import HTMLString

from cinq.evaluation.figures import Judgement
from cinq.promotion.decision import decide
from cinq.promotion.report import decision_report
from cinq.settings import GateSettings, JudgingSettings
from steps.folders import Folder
from steps.outcome import Candidate
from steps.progress import say
from steps.records import card_of, record_training


@step(enable_cache=False)
def promote(
    prepared: Folder,
    model: Folder,
    judgement: Judgement,
    judging: JudgingSettings,
    gate: GateSettings,
) -> tuple[
    Annotated[Candidate, "candidate"],
    Annotated[HTMLString, "gate_report"],
    Annotated[HTMLString, "model_card"],
]:
    """Apply the gate's rules; a refusal is a decision like any other and is registered too."""
    decision = decide(judgement, gate)
    report, card = (
        decision_report(decision),
        card_of(prepared.path, model.path, judgement, decision),
    )
    settings = {"judging": judging.model_dump(), "gate": gate.model_dump()}
    pages = {"decision.html": report, "model_card.html": card}
    candidate = record_training(prepared.path, model.path, judgement, decision, settings, pages)
    verdict = "passed the gate" if decision.released else "was refused by the gate"
    say(f"version {candidate.version} of the model {verdict}")
    return candidate, HTMLString(report), HTMLString(card)
