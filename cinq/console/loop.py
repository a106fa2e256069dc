"""What closes the loop: hooks and clock ask for jobs, people are told, figures are computed."""

from sqlalchemy import Engine

from cinq.adapters.exposition import exposed_samples
from cinq.conducting.figures import samples
from cinq.conducting.hook_book import HookBook
from cinq.conducting.hooks import OUTCOMES, HookDesk, limits_of
from cinq.conducting.notice import ended, held_back
from cinq.conducting.notifier import Notifier
from cinq.conducting.secrets import hook_secrets
from cinq.database import utc_now
from cinq.jobs.asking import Asked
from cinq.jobs.job import Job, Outcome
from cinq.jobs.rhythm import longest_gap, trigger_of
from cinq.jobs.schedule import ASKER, Schedule
from cinq.settings import Settings


class Loop:
    """The parts of a conductor that ask and tell; the conductor itself only runs jobs.

    Parameters
    ----------
    engine
        Of `cinq.database.open_database`.
    settings
        All of them.
    notifier
        Tells people.

    Raises
    ------
    SettingsError
        If a line of the schedule is malformed or a secrets file cannot be used.
    """

    def __init__(self, engine: Engine, settings: Settings, notifier: Notifier) -> None:
        told = settings.conductor
        self._engine = engine
        self._notifier = notifier
        self._limits = limits_of(told)
        self.book = HookBook(engine)
        secrets = hook_secrets(told, settings.home)
        self.desk = HookDesk(engine, self.book, told, secrets, self._tell_held_back)
        lines = {kind: line for kind, line in told.schedule.model_dump().items() if line.strip()}
        self.schedule = Schedule(engine, lines, self._limits, self._tell_scheduled)
        now = utc_now()
        self._intervals = {
            kind: longest_gap(trigger_of(kind, line, now), now) for kind, line in lines.items()
        }

    def metrics(self) -> bytes:
        """Return all figures, in Prometheus' text form."""
        found = samples(self._engine, self.book, self._limits, self._intervals)
        return exposed_samples(found)

    def tell_end(self, job: Job, outcome: Outcome) -> None:
        """Tell people how a job ended, where they should know."""
        notice = ended(job, outcome)
        if notice is not None:
            self._notifier.tell(notice)

    def _tell_held_back(self, asked_by: str, asked: Asked) -> None:
        self._notifier.tell(held_back(asked_by, asked))

    def _tell_scheduled(self, kind: str, asked: Asked) -> None:
        self.book.count(ASKER, OUTCOMES[asked.verdict])
        if asked.verdict in ("cooldown", "budget"):
            self._tell_held_back(f"the schedule ({kind})", asked)
