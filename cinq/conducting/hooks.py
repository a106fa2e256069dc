"""Taking hooks: who sent it, whether it is new, and what it starts; apart from how it travels."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import Discriminator, Tag, TypeAdapter, ValidationError
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from cinq.conducting.alerts import Wish, wishes
from cinq.conducting.hook_book import HookBook, note_seen, unseen
from cinq.conducting.secrets import HookSecrets
from cinq.database import database_time, writing
from cinq.jobs.asking import Asked, ask
from cinq.jobs.limits import Limits
from cinq.settings import ConductorSettings
from cinq.web.signatures import same_token, signed_at
from cinq.wire.hooks import AlertsHook, HookAnswer, HookOutcome, JobHook

Told = Callable[[str, Asked], None]
"""Is told who asked, and what came of it, where a limit held a training back."""


def _sort_of(body: object) -> str:
    """Tell of which sort a hook is, so that what is wrong is said of that one."""
    return "job" if isinstance(body, dict) and "ask" in body else "alerts"


_HOOK: TypeAdapter[AlertsHook | JobHook] = TypeAdapter(
    Annotated[
        Annotated[AlertsHook, Tag("alerts")] | Annotated[JobHook, Tag("job")],
        Discriminator(_sort_of),
    ]
)
OUTCOMES: dict[str, HookOutcome] = {
    "start": "started",
    "join": "joined",
    "cooldown": "cooldown",
    "budget": "budget",
}
"""What a verdict is called where hooks are answered and counted."""

REFUSED: tuple[HookOutcome, ...] = ("forged", "stale", "replayed")
"""What is answered 401 where a hook is signed."""


def limits_of(settings: ConductorSettings) -> Limits:
    """Return the limits of trainings that nobody asked for by hand."""
    return Limits(
        cooldown=timedelta(hours=settings.cooldown_hours),
        trainings_a_week=settings.max_trainings_a_week,
        processor_seconds_a_week=settings.max_processor_hours_a_week * 3600,
    )


class HookDesk:
    """Takes hooks of both kinds; its methods may be called from several threads.

    Parameters
    ----------
    engine
        Of `cinq.database.open_database`.
    book
        Where they are counted.
    settings
        Rules and limits.
    secrets
        By which hooks are known.
    held_back
        Is told where a limit held a training back.
    clock
        Gives the time; left out, the database's own clock does.
    """

    def __init__(
        self,
        engine: Engine,
        book: HookBook,
        settings: ConductorSettings,
        secrets: HookSecrets,
        held_back: Told,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self._engine = engine
        self._book = book
        self._settings = settings
        self._limits = limits_of(settings)
        self._secrets = secrets
        self._held_back = held_back
        self._clock = clock

    def signed(self, body: bytes, signature: str, timestamp: str) -> HookAnswer:
        """Take a hook with a signature over its time and body.

        Raises
        ------
        DatabaseError
            If the database does not answer: the hook may be sent again.
        """
        return self._counted("signed", self._signed(body, signature, timestamp))

    def alertmanager(self, body: bytes, authorization: str) -> HookAnswer:
        """Take a hook with a bearer token; raises as `signed` does."""
        if not same_token(self._secrets.token, authorization):
            answer = HookAnswer(outcome="forged", said="the bearer token is missing or wrong")
        else:
            answer = self._read(body, "alertmanager", None)
        return self._counted("alertmanager", answer)

    def too_large(self, kind: str) -> HookAnswer:
        """Turn away what is larger than may be."""
        most = self._settings.max_body_bytes
        return self._counted(
            kind, HookAnswer(outcome="too_large", said=f"a body may have {most:,} bytes")
        )

    def _signed(self, body: bytes, signature: str, timestamp: str) -> HookAnswer:
        at = signed_at(self._secrets.signing, body, signature, timestamp)
        if at is None:
            return HookAnswer(outcome="forged", said="the signature is missing or wrong")
        with writing(self._engine) as session:
            now = self._now(session)
            if abs(now.timestamp() - at) > self._settings.stale_seconds:
                off = f"its time is {abs(now.timestamp() - at):.0f} s off: look at the clocks"
                return HookAnswer(outcome="stale", said=off)
            mark = hashlib.sha256(f"signed {at} {signature.strip().lower()}".encode()).hexdigest()
            if not unseen(session, [mark], now):
                return HookAnswer(outcome="replayed", said="this very hook came before")
            until = datetime.fromtimestamp(at, UTC) + timedelta(
                seconds=2 * self._settings.stale_seconds
            )
            note_seen(session, [mark], until)
            return self._read(body, "signed", session)

    def _read(self, body: bytes, kind: str, session: Session | None) -> HookAnswer:
        try:
            hook = _HOOK.validate_json(body)
        except ValidationError as error:
            place = ".".join(str(part) for part in error.errors()[0]["loc"][1:]) or "body"
            return HookAnswer(
                outcome="malformed", said=f"{place}: {error.errors()[0]['msg'].lower()[:200]}"
            )
        asked = _wishes(hook, self._settings)
        if not asked:
            return HookAnswer(outcome="ignored", said="nothing in it asks for a job")
        if session is not None:
            return self._grant(session, asked, kind, hook)
        with writing(self._engine) as own:
            return self._grant(own, asked, kind, hook)

    def _grant(
        self, session: Session, asked: list[Wish], kind: str, hook: AlertsHook | JobHook
    ) -> HookAnswer:
        """Queue what is asked for; of several wishes the answer tells of the first one granted."""
        now = self._now(session)
        answers = [self._granted(session, wish, kind, hook, now) for wish in asked]
        started = [answer for answer in answers if answer.outcome == "started"]
        return (started or answers)[0]

    def _granted(
        self,
        session: Session,
        wish: Wish,
        kind: str,
        hook: AlertsHook | JobHook,
        now: datetime,
    ) -> HookAnswer:
        new = unseen(session, wish.marks, now)
        if wish.marks and not new:
            said = f"{', '.join(wish.names)} was acted on already and goes on"
            return HookAnswer(outcome="repeated", said=said)
        who = _asker(kind, wish, hook)
        asked = ask(session, wish.kind, who, self._limits, now)
        if asked.verdict == "start":
            note_seen(session, new, now + timedelta(hours=self._settings.alert_again_hours))
        elif asked.verdict != "join":
            self._held_back(who, asked)
        return HookAnswer(outcome=OUTCOMES[asked.verdict], said=asked.said, job_id=asked.job_id)

    def _counted(self, kind: str, answer: HookAnswer) -> HookAnswer:
        self._book.count(kind, answer.outcome)
        return answer

    def _now(self, session: Session) -> datetime:
        return self._clock() if self._clock else database_time(session)


def _wishes(hook: AlertsHook | JobHook, settings: ConductorSettings) -> list[Wish]:
    if isinstance(hook, JobHook):
        return [Wish(hook.ask, (), ())]
    return wishes(hook, settings.alerts)


def _asker(kind: str, wish: Wish, hook: AlertsHook | JobHook) -> str:
    """Who asks, as the job and the ledger keep it."""
    why = hook.reason if isinstance(hook, JobHook) else ", ".join(wish.names)
    why = " ".join("".join(sign if sign.isprintable() else " " for sign in why).split())
    return f"{kind} hook: {why}" if why else f"{kind} hook"
