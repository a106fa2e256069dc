"""Every error a person can meet.

::

    CinqError
    ├── SettingsError          a setting is unknown, malformed or contradicts another
    ├── DataError              a data set cannot be used
    │   ├── UnknownDataset
    │   ├── DownloadError      unreachable, interrupted, or no space left
    │   ├── ChecksumError
    │   └── IntegrityError     a fatal finding of the checks
    ├── RequestError           what was asked cannot be answered
    │   ├── InvalidRequest     a field is missing, malformed or out of bounds
    │   ├── UnknownFilm
    │   ├── UnknownUser
    │   ├── AmbiguousTitle
    │   ├── NothingToUndo      feedback that takes back what was never said
    │   ├── KeyReused          an idempotency key under which something else was sent
    │   └── Overloaded         too many ask at this moment
    ├── ModelError             a model is missing or damaged
    │   ├── ArtefactError
    │   │   ├── OutdatedArtefact   of an older format, which is read no more
    │   │   └── OtherAnswers   it answers otherwise here than where it was trained
    │   └── NoModel
    ├── GateRefused            the gate said no (exit code 3)
    ├── ReleaseError           a release cannot be made or undone
    ├── AccountError           an account cannot be made or entered
    │   ├── NameTaken
    │   ├── InvalidAccount     name or password break a rule
    │   ├── UnknownAccount
    │   ├── InvalidFavourites
    │   ├── WrongCredentials
    │   ├── TooManyAttempts    sign-in with this name is refused for some minutes
    │   ├── UnknownCode        a code for lists for two that nobody gave, or too long ago
    │   └── NotSignedIn
    ├── ApiKeyError            an API key cannot be made or revoked
    ├── ExperimentError        an experiment is malformed, unknown, or not in a state for this
    ├── MonitoringError        too little was served to say anything of it
    ├── JobError
    │   ├── UnknownJob
    │   └── LeaseLost          the job belongs to another conductor by now
    ├── DrillFailed            the drill of the closed loop could not be held, or showed a fault
    ├── PortTaken
    ├── DatabaseError          the database cannot be reached, or is of another version
    │   └── NoDatabase         this server has none
    ├── PrometheusAway         it does not answer, or not what it was asked
    └── ApiError               of `cinq.client`: the API answered with a problem, or not at all
"""

from collections.abc import Iterable
from typing import Literal


class CinqError(Exception):
    """Root of all errors; its text is one line that says what is wrong and what to do."""

    exit_code = 1


class SettingsError(CinqError):
    """A setting is unknown, malformed, or contradicts another."""

    exit_code = 2


class DataError(CinqError):
    """A data set cannot be used."""


class UnknownDataset(DataError):
    """No declaration bears this name."""

    exit_code = 2


class DownloadError(DataError):
    """An archive could not be fetched."""


class ChecksumError(DataError):
    """A file is not the one its publisher announced."""


class IntegrityError(DataError):
    """The checks found something that forbids training on this data."""


class RequestError(CinqError):
    """What was asked cannot be answered."""


class InvalidRequest(RequestError):
    """A field is missing, malformed or out of bounds.

    Parameters
    ----------
    message
        What is wrong and what to do.
    field
        Path of the field, such as ``requests.0.favourites``.
    """

    exit_code = 2

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class UnknownFilm(RequestError):
    """Film ids that the model's catalogue does not hold.

    Parameters
    ----------
    film_ids
        Which ones.
    field
        Path of the list they stand in, such as ``people.1``, where a request holds several.
    """

    def __init__(self, film_ids: Iterable[int], field: str = "") -> None:
        self.field = field
        self.film_ids = sorted({int(film_id) for film_id in film_ids})
        shown = ", ".join(map(str, self.film_ids[:10]))
        more = f" and {len(self.film_ids) - 10} more" if len(self.film_ids) > 10 else ""
        where = f" in {field}" if field else ""
        super().__init__(f"unknown film {shown}{more}{where}: look films up with `search`")


class UnknownUser(RequestError):
    """A user id that the model's data set does not hold."""

    def __init__(self, user_id: int | str) -> None:
        self.user_id = user_id if isinstance(user_id, str) else int(user_id)
        super().__init__(f"unknown user {self.user_id}: send favourites to `recommend` instead")


class AmbiguousTitle(RequestError):
    """A title that fits several films, or none."""

    exit_code = 2


class NothingToUndo(RequestError):
    """Nothing that this person said of the film stands."""


class KeyReused(RequestError):
    """Other feedback was sent under the same idempotency key."""


class Overloaded(RequestError):
    """Too many ask at this moment; it may be asked again soon."""


class ModelError(CinqError):
    """A model is missing or damaged."""


class ArtefactError(ModelError):
    """A model's files are missing, damaged, or of another format."""


class OutdatedArtefact(ArtefactError):
    """A model's files are of an older format, which is read no more."""


class OtherAnswers(ArtefactError):
    """A model answers its golden lists otherwise here than where it was trained."""


class NoModel(ModelError):
    """Nothing has been released yet."""


class GateRefused(CinqError):
    """The gate refused the challenger; the champion stays."""

    exit_code = 3


class ReleaseError(CinqError):
    """A release cannot be made or undone."""


class AccountError(CinqError):
    """An account cannot be made or entered."""


class NameTaken(AccountError):
    """Another account bears this name."""


AccountRule = Literal[
    "name_empty",
    "name_long",
    "name_unseen",
    "password_short",
    "password_long",
    "password_has_name",
    "password_common",
]


class InvalidAccount(AccountError):
    """A name or password breaks a rule; ``rule`` tells which to whoever says it in other words."""

    def __init__(self, message: str, rule: AccountRule) -> None:
        super().__init__(message)
        self.rule = rule


class UnknownAccount(AccountError):
    """No account bears this name or id."""


class InvalidFavourites(AccountError):
    """A list of favourites is too long, or holds something that is no film id."""


class WrongCredentials(AccountError):
    """No account with this name and password; which of both was wrong is not said."""


class TooManyAttempts(AccountError):
    """Something was tried too often; it is refused for some ``minutes``."""

    def __init__(self, message: str, minutes: int, *, new_accounts: bool = False) -> None:
        super().__init__(message)
        self.minutes = minutes
        self.new_accounts = new_accounts


class UnknownCode(AccountError):
    """A consent code is unknown, taken or too old."""


class NotSignedIn(AccountError):
    """The session is missing, ended or expired."""


class ApiKeyError(CinqError):
    """An API key cannot be made or revoked."""


class ExperimentError(CinqError):
    """An experiment is malformed, unknown, or not in a state for what was asked."""

    exit_code = 2


class MonitoringError(CinqError):
    """Too little was served to say anything of it."""


class JobError(CinqError):
    """A job cannot be queued or run."""


class UnknownJob(JobError):
    """There is no job of this number."""


class LeaseLost(JobError):
    """The job is no longer this conductor's: its lease ran out and another took it."""


class DrillFailed(CinqError):
    """The drill of the closed loop could not be held, or showed that something does not work."""


class DatabaseError(CinqError):
    """The database cannot be reached or read, or its schema is of another version."""


class NoDatabase(DatabaseError):
    """The server was started without a database."""


class PortTaken(CinqError):
    """An address that was asked for is in use."""


class PrometheusAway(CinqError):
    """Prometheus does not answer, or not what it was asked."""
