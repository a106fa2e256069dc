"""Which measures an answer moves; lists, the busiest, are counted by `cinq.serving.shown`."""

from typing import Any

from cinq import wire
from cinq.measures import FEEDBACK, PROPOSALS, SEARCHES, Meter

MANY = 5
"""Proposals are told apart by how many films were chosen, up to so many."""


def count(meter: Meter, request: Any, answer: Any) -> None:
    """Count an answer; what is not counted passes. Takes some two microseconds."""
    if isinstance(answer, wire.SearchAnswer):
        meter.count(SEARCHES, "yes" if answer.films else "no")
    elif isinstance(answer, wire.ProposalsAnswer):
        meter.count(PROPOSALS, str(min(MANY, len(request.chosen))))
    elif isinstance(answer, wire.FeedbackAnswer):
        shown = "no" if request.recommendation is None else "yes"
        meter.count(FEEDBACK, request.kind, shown)
