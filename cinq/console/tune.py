"""What `cinq tune` answers: the best values, and how to use them; or what was adopted."""

from typing import Any

from cinq.console.adopt import Change, adopt
from cinq.console.terminal import Terminal, table
from cinq.evaluation.study import StudyResult
from cinq.settings import CONFIGS


def answer(terminal: Terminal, found: StudyResult) -> None:
    """Tell the best trial beside what is configured, and the commands to try and to adopt it."""
    best, measure = found.best, found.measured
    if best is None:
        return
    made = table("", "configured", "best")
    before = found.configured.value
    shown = "failed" if before is None else f"{before:.4f}"
    made.add_row(measure.title, shown, f"{best.value:.4f}")
    for name, value in best.values.items():
        made.add_row(name, str(found.plan.configured[name]), str(value))
    terminal.answer(document(found), made)
    terminal.say(f"measured on {found.judged_on}; study {found.name}, {len(found.trials)} trials")
    if not found.changes:
        terminal.say("nothing is better than what is configured")
        return
    terminal.say(f"to try it:    {found.line_to_try()}")
    terminal.say(f"to adopt it:  cinq tune {found.plan.model} --adopt")


def answer_adopted(terminal: Terminal, found: StudyResult) -> None:
    """Write the best values into ``configs/cinq.yaml`` and tell what is different now.

    Raises
    ------
    SettingsError
        If they cannot be written; nothing has changed then.
    """
    changes = adopt(found, CONFIGS / "cinq.yaml")
    made = table("configs/cinq.yaml", "before", "now")
    for key, before, now in changes:
        made.add_row(key, str(before), str(now))
    nothing = "configs/cinq.yaml says so already: nothing is changed"
    terminal.answer(_adopted(found, changes), made if changes else nothing)
    if changes:
        terminal.say(f"from study {found.name}; `cinq train` trains and judges with them")


def document(found: StudyResult) -> dict[str, Any]:
    """The answer for machines."""
    best = found.best
    return {
        "study": found.name,
        "model": found.plan.model,
        "dataset": found.plan.dataset,
        "data_version": found.plan.data_version,
        "measure": found.measure,
        "judged_on": found.judged_on,
        "configured": found.configured.model_dump(mode="json"),
        "best": best.model_dump(mode="json") if best is not None else None,
        "changes": found.changes,
        "to_try": found.line_to_try(),
        "importance": found.importance,
        "trials": [trial.model_dump(mode="json") for trial in found.trials],
    }


def _adopted(found: StudyResult, changes: list[Change]) -> dict[str, Any]:
    changed = [{"key": key, "before": before, "now": now} for key, before, now in changes]
    return {"study": found.name, "adopted": changed}
