"""The closed loop as a drill sees it: its database and its conductor."""

from pathlib import Path

import httpx2

from cinq.client import ask_conductor
from cinq.client.errors import ApiError
from cinq.conducting.secrets import FOLDER, HOOK_SECRET, read_secret
from cinq.database import open_database
from cinq.drill.stage import Stage
from cinq.errors import DrillFailed
from cinq.jobs.job import Job
from cinq.jobs.queue import JobQueue
from cinq.models.artefact import load_bundle
from cinq.models.bundle import ModelBundle
from cinq.releases.ledger import Ledger
from cinq.releases.release import Release
from cinq.wire.hooks import HookAnswer

JOB_SECONDS = 400.0
TAKEN = 202


class ClosedLoop:
    """What a drill asks of the home it runs on.

    Parameters
    ----------
    home
        Of all its processes.
    conductor
        Address of the conductor.
    stage
        Of its processes.
    """

    def __init__(self, home: Path, conductor: str, stage: Stage) -> None:
        self.database = open_database(f"sqlite:///{home / 'cinq.db'}")
        self.ledger = Ledger(self.database)
        self._queue = JobQueue(self.database)
        self._secret_file = home / FOLDER / HOOK_SECRET
        self._conductor = conductor
        self._stage = stage

    def released(self) -> Release:
        """Return the newest release.

        Raises
        ------
        DrillFailed
            If there is none.
        """
        newest = self.ledger.newest()
        if newest is None:
            raise DrillFailed("nothing was released")
        return newest

    def model(self) -> ModelBundle:
        """Load what was released last."""
        return load_bundle(Path(self.released().artefact))

    def trainings(self) -> list[Job]:
        """Return all trainings that the conductor was asked for, the newest first."""
        return [job for job in self._queue.list() if job.kind == "train"]

    def ended(self, job_id: int) -> Job:
        """Wait for a job's end."""

        def look() -> Job | None:
            job = self._queue.show(job_id)
            return job if job.ended else None

        return self._stage.until(f"job {job_id} has ended", look, JOB_SECONDS)

    def monitored(self, signed_at: float) -> None:
        """Ask for monitoring with a signed hook, and wait until it is done.

        Raises
        ------
        ApiError
            If the hook is refused.
        DrillFailed
            If monitoring fails or takes too long.
        """
        answer = self._hook(read_secret(self._secret_file), signed_at)
        if answer.job_id is None:
            raise DrillFailed(f"the conductor does not monitor: {answer.said}")
        job = self.ended(answer.job_id)
        if job.state != "succeeded":
            raise DrillFailed(f"monitoring {job.state}: {job.message}")

    def signed(self, at: float, secret: str = "") -> int:
        """Send a hook that was signed at a time; gives the status of the answer.

        Without a secret of its own it is signed with the right one.
        """
        try:
            self._hook(secret or read_secret(self._secret_file), at)
        except ApiError as error:
            return error.status
        return TAKEN

    def bearer(self, token: str) -> int:
        """Send a hook as Alertmanager does, with this token; gives the status of the answer."""
        shown = {"Authorization": f"Bearer {token}"}
        url = f"{self._conductor}/hooks/alertmanager"
        with httpx2.Client(trust_env=False, timeout=10) as client:
            return client.post(url, json={"alerts": []}, headers=shown).status_code

    def _hook(self, secret: str, at: float) -> HookAnswer:
        return ask_conductor(self._conductor, secret, "monitor", "drill", clock=lambda: at)
