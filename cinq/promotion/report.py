"""The decision as a page: each rule, what became of it, and why."""

from cinq.evaluation.page import heading, page, paragraph, table
from cinq.promotion.decision import Decision
from cinq.promotion.rules import Number

MODES = {
    "first release": "There is no champion to compare with: rules 1, 2 and 4 decide.",
    "superior": "The challenger must be surely better than the champion.",
    "non_inferior": "The challenger must surely be no worse than the champion, by a margin.",
}


def decision_report(decision: Decision) -> str:
    """A self-contained HTML page; needs no script."""
    n_failed = len(decision.failed)
    verdict = (
        "Passed: every rule is kept."
        if decision.released
        else f"Refused: {n_failed} of {len(decision.rules)} rules not kept. The champion stays."
    )
    rows = [
        [
            "passed" if rule.passed else "refused",
            rule.name,
            rule.reason,
            ", ".join(f"{name} {_number(value)}" for name, value in rule.figures.items()),
        ]
        for rule in decision.rules
    ]
    note = [paragraph(f"{decision.note[:1].upper()}{decision.note[1:]}.")] if decision.note else []
    body = [
        paragraph(verdict, f"verdict {'good' if decision.released else 'bad'}"),
        paragraph(
            f"{decision.dataset}, data version {decision.data_version[:12]}. "
            f"{MODES[decision.mode]}",
            "soft",
        ),
        *note,
        heading("Rules"),
        table(["", "rule", "why", "numbers"], rows, marks=True),
    ]
    return page("May this model be released?", body, with_charts=False)


def _number(value: Number) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    return "none" if value is None else str(value)
