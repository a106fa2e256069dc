"""Build the Bento and see that it answers as the pipeline did."""

from pathlib import Path
from typing import Annotated

from zenml import step
from zenml.types import HTMLString

from cinq.evaluation.golden import golden_answers
from cinq.models.artefact import load_bundle
from cinq.promotion.decision import Decision, confirm
from cinq.promotion.report import decision_report
from cinq.releases.bento import build_bento
from cinq.releases.served_bento import served_answers
from steps.outcome import Candidate
from steps.progress import say
from steps.surroundings import note, settings


@step(enable_cache=False)
def package(
    candidate: Candidate,
) -> tuple[Annotated[Decision, "decision"], Annotated[HTMLString, "decision_report"]]:
    """Pack what passed the gate; the last rule is that the served Bento answers exactly alike."""
    decision = candidate.decision
    if decision.released:
        say("building the Bento")
        expected = golden_answers(load_bundle(Path(candidate.artefact)))
        tag = build_bento(
            Path(candidate.artefact),
            settings(),
            model_version=candidate.version,
            figures=candidate.figures,
        )
        say(f"asking the served Bento {tag} the golden lists")
        decision = confirm(decision, served_answers(tag, expected, settings()), expected)
        note({"bento": tag, "served_as_judged": decision.released})
    return decision, HTMLString(decision_report(decision))
