"""Feedback as it comes in: written down once, whatever is sent twice."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Engine, delete, exc, select
from sqlalchemy.orm import Session

from cinq import wire
from cinq.accounts.pseudonyms import bury, key_of, pseudonym
from cinq.accounts.tables import PersonRow
from cinq.database import check_schema, reading, utc_now, writing
from cinq.errors import KeyReused, NoDatabase, NothingToUndo, UnknownAccount
from cinq.feedback.standing import UNDO, standing
from cinq.feedback.tables import FeedbackRow


class FeedbackBook:
    """All feedback of the user database; each method is one transaction, safe in any thread.

    Parameters
    ----------
    engine
        Of `cinq.database.connect`; None for a server that has no database.
    clock
        Gives the time.
    """

    def __init__(self, engine: Engine | None, clock: Callable[[], datetime] = utc_now) -> None:
        self._database = engine
        self._clock = clock
        self._checked = False

    def record(
        self, request: wire.FeedbackRequest, dataset: str, client: str = ""
    ) -> wire.FeedbackAnswer:
        """Write feedback down, or find what was written down under the same idempotency key.

        Parameters
        ----------
        request
            The film must have been looked up in the catalogue already.
        dataset
            Which the film id belongs to.
        client
            Whose ``subject`` and ``idempotency_key`` these are; empty where callers are not told
            apart.

        Raises
        ------
        NoDatabase
            If this server has none.
        UnknownAccount
            If there is no account of this id.
        NothingToUndo
            If nothing that this person said of the film stands.
        KeyReused
            If other feedback was sent under the same key.
        DatabaseError
            If the database cannot be written.
        """
        row = _row(request, dataset, client, self._clock())
        try:
            with writing(self._engine()) as session:
                kept = _under_key(session, row) or _added(session, row)
        except exc.IntegrityError:  # the same key a moment earlier, or the account was deleted
            with reading(self._engine()) as session:
                found = _under_key(session, row)
            if found is None:
                raise _nobody(row) from None
            kept = found
        return wire.FeedbackAnswer(
            feedback_id=kept.id,
            film_id=kept.film_id,
            kind=cast("wire.FeedbackKind", kept.kind),
            received_at=kept.received_at.isoformat(),
            request_id=kept.request_id,
        )

    def opinions_of(self, person_id: UUID, dataset: str) -> dict[int, wire.FeedbackKind]:
        """What an account last said of each film and still stands, the film said last at the end.

        A film of which everything was taken back is left out.
        """
        mine = (FeedbackRow.person_id == person_id) & (FeedbackRow.dataset == dataset)
        rows = select(FeedbackRow.film_id, FeedbackRow.kind).where(mine).order_by(FeedbackRow.id)
        said: dict[int, list[str]] = {}
        with reading(self._engine()) as session:
            for film_id, kind in session.execute(rows):
                said[film_id] = [*said.pop(film_id, []), kind]
        stands = {film_id: standing(kinds) for film_id, kinds in said.items()}
        return {
            film_id: cast("wire.FeedbackKind", kinds[-1])
            for film_id, kinds in stands.items()
            if kinds
        }

    def of_account(self, person_id: UUID) -> list[dict[str, Any]]:
        """Everything an account said, oldest first, as JSON would hold it."""
        return self._export(FeedbackRow.person_id == person_id)

    def of_subject(self, subject: str) -> list[dict[str, Any]]:
        """Everything said by a subject, whichever program gave it, oldest first."""
        return self._export(FeedbackRow.subject == subject)

    def delete_subject(self, subject: str) -> int:
        """Delete everything said by a subject, whichever program gave it; how much it was.

        Feedback of an account goes with the account. Tombstones stay as for an account.
        """
        with writing(self._engine()) as session:
            gone = delete(FeedbackRow).where(FeedbackRow.subject == subject)
            clients = session.scalars(gone.returning(FeedbackRow.client)).all()
            for client in set(clients):
                number = pseudonym(key_of(session), None, client, subject)
                bury(session, number, self._clock())
            return len(clients)

    def _export(self, of_person: ColumnElement[bool]) -> list[dict[str, Any]]:
        rows = select(FeedbackRow).where(of_person).order_by(FeedbackRow.id)
        with reading(self._engine()) as session:
            return [_exported(row) for row in session.scalars(rows)]

    def _engine(self) -> Engine:
        if self._database is None:
            raise NoDatabase(
                "this server has no user database, so it cannot keep feedback: start it with "
                "CINQ_HOME or CINQ_DATABASE_URL set"
            )
        if not self._checked:
            check_schema(self._database)
            self._checked = True
        return self._database


def _row(request: wire.FeedbackRequest, dataset: str, client: str, now: datetime) -> FeedbackRow:
    answered = request.recommendation
    return FeedbackRow(
        person_id=request.account,
        client=client,
        subject=request.subject,
        dataset=dataset,
        film_id=request.film_id,
        kind=request.kind,
        release=answered and answered.release,
        model_version=answered and answered.model_version,
        answered=answered and answered.request_id,
        idempotency_key=request.idempotency_key,
        request_id=request.request_id or "",
        received_at=now,
    )


_SAID = ("person_id", "subject", "film_id", "kind", "release", "model_version", "answered")


def _under_key(session: Session, row: FeedbackRow) -> FeedbackRow | None:
    """What was written down under the row's key, if it has one and says the same."""
    if row.idempotency_key is None:
        return None
    kept = session.scalar(
        select(FeedbackRow).where(
            FeedbackRow.client == row.client, FeedbackRow.idempotency_key == row.idempotency_key
        )
    )
    if kept is None:
        return None
    if any(getattr(kept, name) != getattr(row, name) for name in _SAID):
        raise KeyReused(
            "other feedback was sent under this idempotency key: make a new key for each"
        )
    return kept


def _added(session: Session, row: FeedbackRow) -> FeedbackRow:
    if row.person_id is not None and session.get(PersonRow, row.person_id) is None:
        raise _nobody(row)
    if row.kind == UNDO and not standing(session.scalars(_said_before(row))):
        raise NothingToUndo(f"nothing that was said of film {row.film_id} stands: send no undo")
    session.add(row)
    session.flush()
    return row


def _said_before(row: FeedbackRow) -> Any:
    """Kinds that the row's person said of its film, in order."""
    return (
        select(FeedbackRow.kind)
        .where(
            FeedbackRow.person_id == row.person_id
            if row.subject is None
            else (FeedbackRow.client == row.client) & (FeedbackRow.subject == row.subject),
            FeedbackRow.dataset == row.dataset,
            FeedbackRow.film_id == row.film_id,
        )
        .order_by(FeedbackRow.id)
    )


def _nobody(row: FeedbackRow) -> UnknownAccount:
    return UnknownAccount(
        f"there is no account {row.person_id}: give your own name for the person as subject"
    )


def _exported(row: FeedbackRow) -> dict[str, Any]:
    """A row as JSON would hold it, without the ids of the person it belongs to."""
    names = ("client", "dataset", "film_id", "kind", "release", "model_version", "answered")
    return {name: getattr(row, name) for name in names} | {
        "received_at": row.received_at.isoformat()
    }
