"""The ledger of releases: what is served, what was served when, and who asked for it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from cinq.database import database_time, exclusively, reading, writing
from cinq.errors import ReleaseError
from cinq.releases.release import Release, ReleaseKind
from cinq.releases.tables import RefusalRow, ReleaseRow

NOTHING_RELEASED = (
    "nothing has been released yet: run `cinq train` first; "
    "`cinq models list` shows what the gate refused"
)


class Ledger:
    """Releases in the order of their numbers; rows are only ever added.

    Parameters
    ----------
    engine
        Of `cinq.database.open_database`.
    clock
        Gives the time of a release; left out, the database's own clock does.
    """

    def __init__(self, engine: Engine, clock: Callable[[], datetime] | None = None) -> None:
        self._engine = engine
        self._clock = clock

    def publish(
        self,
        *,
        model_version: str,
        artefact: Path | str,
        digest: str,
        dataset: str,
        data_version: str,
        decision: Mapping[str, Any],
        actor: str,
        reason: str,
    ) -> Release:
        """Release a model; of several publishers at once each gets a number of its own.

        Parameters
        ----------
        artefact
            Folder of the model's files, kept as an absolute path, or a URI, kept as it is.
        decision
            The gate's decision; anything that JSON can hold.

        Raises
        ------
        DatabaseError
            If the ledger cannot be written.
        """
        place = str(artefact.absolute()) if isinstance(artefact, Path) else artefact
        with writing(self._engine) as session:
            exclusively(session, "releases")
            return self._add(
                session,
                _newest(session),
                kind="release",
                model_version=model_version,
                artefact=place,
                digest=digest,
                dataset=dataset,
                data_version=data_version,
                decision=dict(decision),
                actor=actor,
                reason=reason,
            )

    def rollback(self, *, actor: str, reason: str, to: int | None = None) -> Release:
        """Release an old model anew.

        Parameters
        ----------
        to
            Number of the release whose model is to be served again; left out, that of the last
            release before the newest one with another model.

        Raises
        ------
        ReleaseError
            If nothing has been released, `to` is unknown, or its model is served already.
        """
        with writing(self._engine) as session:
            exclusively(session, "releases")
            newest = _newest(session)
            if newest is None:
                raise ReleaseError(NOTHING_RELEASED)
            target = _before(session, newest) if to is None else _numbered(session, to)
            if target.digest == newest.digest:
                raise ReleaseError(
                    f"release {newest.number} serves the model of release {target.number} already"
                )
            return self._add(
                session,
                newest,
                kind="rollback",
                model_version=target.model_version,
                artefact=target.artefact,
                digest=target.digest,
                dataset=target.dataset,
                data_version=target.data_version,
                decision=target.decision | {"rolled_back_to": target.number},
                actor=actor,
                reason=reason,
            )

    def newest(self) -> Release | None:
        """Return what is to be served; None before the first release."""
        with reading(self._engine) as session:
            return _told(_newest(session))

    def at(self, time: datetime) -> Release | None:
        """Return what was to be served at `time`; None before the first release.

        Raises
        ------
        ValueError
            If `time` has no time zone.
        """
        if time.tzinfo is None:
            raise ValueError("a time without a zone is no point in time")
        served = (
            select(ReleaseRow)
            .where(ReleaseRow.released_at <= time)
            .order_by(ReleaseRow.number.desc())
            .limit(1)
        )
        with reading(self._engine) as session:
            return _told(session.scalar(served))

    def numbered(self, number: int) -> Release:
        """Return the release with this number.

        Raises
        ------
        ReleaseError
            If there is none.
        """
        with reading(self._engine) as session:
            return _release(_numbered(session, number))

    def history(self, limit: int = 50, before: int | None = None) -> list[Release]:
        """Return the newest `limit` releases, newest first; those below number `before`."""
        newest_first = select(ReleaseRow).order_by(ReleaseRow.number.desc()).limit(limit)
        if before is not None:
            newest_first = newest_first.where(ReleaseRow.number < before)
        with reading(self._engine) as session:
            return [_release(row) for row in session.scalars(newest_first)]

    def since(self, time: datetime) -> list[Release]:
        """Return the releases made at `time` or later, oldest first."""
        made = select(ReleaseRow).where(ReleaseRow.released_at >= time).order_by(ReleaseRow.number)
        with reading(self._engine) as session:
            return [_release(row) for row in session.scalars(made)]

    def note_refusal(
        self,
        *,
        model_version: str,
        dataset: str,
        data_version: str,
        actor: str,
        reason: str,
        reasons: Sequence[str],
    ) -> None:
        """Write down that the gate refused a model, and by which of its rules."""
        with writing(self._engine) as session:
            session.add(
                RefusalRow(
                    model_version=model_version,
                    dataset=dataset,
                    data_version=data_version,
                    refused_at=self._now(session),
                    actor=actor,
                    reason=reason,
                    reasons=list(reasons),
                )
            )

    def _now(self, session: Session) -> datetime:
        return self._clock() if self._clock else database_time(session)

    def _add(
        self, session: Session, newest: ReleaseRow | None, *, kind: ReleaseKind, **fields: Any
    ) -> Release:
        """Append a row; a clock that was set back does not make time run backwards here."""
        now = self._now(session)
        row = ReleaseRow(
            number=newest.number + 1 if newest else 1,
            kind=kind,
            released_at=max(now, newest.released_at) if newest else now,
            **fields,
        )
        session.add(row)
        session.flush()
        return _release(row)


def _newest(session: Session) -> ReleaseRow | None:
    return session.scalar(select(ReleaseRow).order_by(ReleaseRow.number.desc()).limit(1))


def _before(session: Session, newest: ReleaseRow) -> ReleaseRow:
    """Return the last release before `newest` with another model."""
    other = (
        select(ReleaseRow)
        .where(ReleaseRow.digest != newest.digest)
        .order_by(ReleaseRow.number.desc())
        .limit(1)
    )
    found = session.scalar(other)
    if found is None:
        raise ReleaseError(
            f"nothing to roll back to: release {newest.number} has the only model released so far"
        )
    return found


def _numbered(session: Session, number: int) -> ReleaseRow:
    found = session.get(ReleaseRow, number) if 0 < number < 2**63 else None
    if found is None:
        raise ReleaseError(f"there is no release {number}: see `cinq models history`")
    return found


def _told(row: ReleaseRow | None) -> Release | None:
    return None if row is None else _release(row)


def _release(row: ReleaseRow) -> Release:
    return Release(
        number=row.number,
        kind=cast("ReleaseKind", row.kind),
        model_version=row.model_version,
        artefact=row.artefact,
        digest=row.digest,
        dataset=row.dataset,
        data_version=row.data_version,
        released_at=row.released_at,
        actor=row.actor,
        reason=row.reason,
        decision=row.decision,
    )
