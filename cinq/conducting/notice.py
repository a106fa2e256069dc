"""What people are told of jobs, in words; apart from how it reaches them."""

from dataclasses import dataclass

from cinq.jobs.asking import Asked
from cinq.jobs.job import Job, Outcome


@dataclass(frozen=True)
class Notice:
    """A title of one line, and what there is to say besides."""

    title: str
    text: str


_ENDS = {
    ("train", "succeeded"): "a new model was trained and released",
    ("train", "refused"): "the gate refused the new model; the champion stays",
    ("rollback", "succeeded"): "an older model serves again",
}


def ended(job: Job, outcome: Outcome) -> Notice | None:
    """Return what to tell of a job's end; None where nobody needs to know.

    Trainings and rollbacks are told whichever way they ended, other jobs if they failed.
    """
    if job.kind not in ("train", "rollback") and outcome.state != "failed":
        return None
    what = _ENDS.get((job.kind, outcome.state), f"{job.kind} {outcome.state}")
    said = f"\n{outcome.message}" if outcome.message else ""
    return Notice(f"Cinq: {what}", f"Job {job.id} ({job.kind}), asked for by {job.asked_by}.{said}")


def held_back(asked_by: str, asked: Asked) -> Notice:
    """Return what to tell of a training that a limit held back."""
    limits = {"cooldown": "the cool-down", "budget": "the budget"}
    what = limits.get(asked.verdict, asked.verdict)
    return Notice(f"Cinq: {what} held a training back", f"Asked for by {asked_by}: {asked.said}.")
