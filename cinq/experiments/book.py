"""The book of experiments: started by a command, ended by a command or by their date.

Servers read it, so that all of them follow within seconds. Rows are only ever added.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from cinq.database import exclusively, reading, utc_now, writing
from cinq.errors import ExperimentError
from cinq.experiments.declaration import Experiment
from cinq.experiments.started import PinnedModel, Started
from cinq.experiments.tables import EndRow, ExperimentRow

_WHOLE = ""
"""The arm of a row that ends the whole experiment."""


class ExperimentBook:
    """What was started and ended; each method is one transaction.

    Parameters
    ----------
    engine
        Of `cinq.database.open_database`.
    clock
        Gives the time.
    """

    def __init__(self, engine: Engine, clock: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._clock = clock

    def start(
        self,
        experiment: Experiment,
        models: Mapping[str, PinnedModel],
        *,
        actor: str,
        reason: str,
    ) -> Started:
        """Start an experiment as it is declared; later changes of the file do not reach it.

        Parameters
        ----------
        models
            By arm, for every arm that does not serve the champion.

        Raises
        ------
        ExperimentError
            If it was started before, its end has passed, or another one is not over yet: a
            subject is in one experiment at a time.
        """
        now = self._clock()
        if now >= experiment.ends:
            raise ExperimentError(
                f"experiment {experiment.name} ended on {experiment.ends:%Y-%m-%d %H:%M} by its "
                "declaration: set a later end"
            )
        with writing(self._engine) as session:
            exclusively(session, "experiments")
            if session.get(ExperimentRow, experiment.name) is not None:
                raise ExperimentError(
                    f"experiment {experiment.name} was started before, and a name is used once: "
                    "declare it under another"
                )
            for other in _all(session):
                if other.phase(now) != "over":
                    raise ExperimentError(
                        f"experiment {other.name} runs until {other.until:%Y-%m-%d %H:%M}: wait, "
                        f"or end it with `cinq experiment end {other.name}`"
                    )
            session.add(
                ExperimentRow(
                    name=experiment.name,
                    declaration=experiment.model_dump(mode="json"),
                    models={arm: model.model_dump() for arm, model in models.items()},
                    started_at=now,
                    actor=actor,
                    reason=reason,
                )
            )
        return Started(experiment, dict(models), now, actor, reason)

    def end(self, name: str, arm: str = _WHOLE, *, actor: str, reason: str) -> Started:
        """End an arm, whose subjects get the control from then on, or the whole experiment.

        An end is for good: whoever was moved has seen two arms. With the last arm beside the
        control the experiment ends.

        Raises
        ------
        ExperimentError
            If there is no such experiment or arm, it is over already, or the arm is the control.
        """
        now = self._clock()
        with writing(self._engine) as session:
            exclusively(session, "experiments")
            started = _found(session, name)
            _check_end(started, arm, now)
            left = set(started.experiment.treatments) - {arm, *started.ended_arms}
            session.add(EndRow(experiment=name, arm=arm, ended_at=now, actor=actor, reason=reason))
            if arm != _WHOLE and not left:
                last = EndRow(experiment=name, arm=_WHOLE, ended_at=now, actor=actor, reason=reason)
                session.add(last)
            session.flush()
            return _found(session, name)

    def find(self, name: str) -> Started:
        """The started experiment of this name.

        Raises
        ------
        ExperimentError
            If none of this name was started.
        """
        with reading(self._engine) as session:
            return _found(session, name)

    def all(self) -> list[Started]:
        """Every experiment that was started, the newest first."""
        with reading(self._engine) as session:
            return _all(session)

    def running(self) -> Started | None:
        """The experiment that runs now."""
        now = self._clock()
        for started in self.all():
            if started.phase(now) == "running":
                return started
        return None


def _check_end(started: Started, arm: str, now: datetime) -> None:
    experiment = started.experiment
    if started.phase(now) == "over":
        raise ExperimentError(
            f"experiment {started.name} is over since {started.until:%Y-%m-%d %H:%M}: see "
            f"`cinq experiment report {started.name}`"
        )
    if arm == experiment.control:
        raise ExperimentError(
            f"arm {arm} is the control, which takes over from ended arms: end the whole "
            f"experiment with `cinq experiment end {started.name}`"
        )
    if arm and arm not in experiment.arms:
        known = ", ".join(experiment.arms)
        raise ExperimentError(f"experiment {started.name} has no arm {arm[:60]!r}: it has {known}")
    if arm in started.ended_arms:
        ended = started.ended_arms[arm]
        raise ExperimentError(f"arm {arm} was ended on {ended:%Y-%m-%d %H:%M}")


def _all(session: Session) -> list[Started]:
    newest_first = select(ExperimentRow).order_by(ExperimentRow.started_at.desc())
    ends: dict[str, list[EndRow]] = {}
    for end in session.scalars(select(EndRow)):
        ends.setdefault(end.experiment, []).append(end)
    return [_started(row, ends.get(row.name, [])) for row in session.scalars(newest_first)]


def _found(session: Session, name: str) -> Started:
    row = session.get(ExperimentRow, name)
    if row is None:
        raise ExperimentError(
            f"no experiment {name[:60]!r} was started: see `cinq experiment list`"
        )
    return _started(row, list(session.scalars(select(EndRow).where(EndRow.experiment == name))))


def _started(row: ExperimentRow, ends: list[EndRow]) -> Started:
    return Started(
        experiment=Experiment.model_validate(row.declaration),
        models={arm: PinnedModel.model_validate(kept) for arm, kept in row.models.items()},
        started_at=row.started_at,
        actor=row.actor,
        reason=row.reason,
        ended_arms={end.arm: end.ended_at for end in ends if end.arm != _WHOLE},
        stopped_at=next((end.ended_at for end in ends if end.arm == _WHOLE), None),
    )
