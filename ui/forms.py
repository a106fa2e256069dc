"""Plain forms: what was sent, and one line about what went wrong."""

from urllib.parse import parse_qs

from starlette.requests import HTTPConnection, Request

from cinq.accounts import (
    DatabaseError,
    InvalidAccount,
    NameTaken,
    TooManyAttempts,
    WrongCredentials,
)
from ui.pace import Overburdened
from ui.texts import Texts

_STATUS: dict[type[Exception], int] = {
    NameTaken: 409,
    InvalidAccount: 400,
    WrongCredentials: 401,
    TooManyAttempts: 429,
    DatabaseError: 503,
    Overburdened: 503,
}
_MAX_FIELDS = 20


async def form_of(request: Request) -> dict[str, str]:
    """Return the fields of a form, the first of each name.

    Raises
    ------
    ValueError
        If it is no form, or none of ours.
    """
    text = (await request.body()).decode()
    fields = parse_qs(text, keep_blank_values=True, max_num_fields=_MAX_FIELDS)
    return {name: values[0] for name, values in fields.items()}


def user_agent(connection: HTTPConnection) -> str:
    """What the browser says it is."""
    return connection.headers.get("user-agent", "")


def status_of(error: Exception) -> int:
    """The HTTP status for what went wrong."""
    return _STATUS.get(type(error), 400)


def said(error: Exception, words: Texts) -> str:
    """One line about what went wrong, in the person's language."""
    say = words.account
    if isinstance(error, InvalidAccount):
        return say.rules[error.rule]
    if isinstance(error, TooManyAttempts):
        one, several = say.minutes
        wait = one if error.minutes == 1 else several.replace("{n}", str(error.minutes))
        line = say.too_many_accounts if error.new_accounts else say.too_many
        return line.replace("{minutes}", wait)
    lines: dict[type[Exception], str] = {
        NameTaken: say.name_taken,
        WrongCredentials: say.wrong,
        Overburdened: say.overburdened,
        DatabaseError: say.away,
        ValueError: words.entrance.unreadable_form,
    }
    return next((line for kind, line in lines.items() if isinstance(error, kind)), say.other)


def faulty_fields(error: Exception) -> tuple[str, ...]:
    """The fields of name and password that have to be filled in otherwise."""
    if isinstance(error, NameTaken):
        return ("name",)
    if isinstance(error, InvalidAccount):
        return (error.rule.partition("_")[0],)
    return ("name", "password") if isinstance(error, WrongCredentials) else ()
