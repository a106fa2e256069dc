"""`cinq users`: what is kept of a person."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cinq.console.command import GROUP, Debug, Json, command, settings_of

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from cinq.accounts import Accounts
    from cinq.feedback import FeedbackBook

users = typer.Typer(help="A person's data.", **GROUP)

Name = Annotated[str | None, typer.Argument(help="Name of the account.")]
Subject = Annotated[
    str | None,
    typer.Option("--subject", help="Instead: what a program calls one of its people."),
]


@users.command()
def export(name: Name = None, subject: Subject = None, debug: Debug = False) -> None:
    """Everything that is kept of a person, as JSON."""
    with command("users export", json_output=True, debug=debug) as terminal:
        from cinq.experiments.personal import exposures_of
        from cinq.personal import PersonalData

        accounts, book, database = _opened(name, subject)
        told: dict[str, Any]
        if name is not None:
            told = PersonalData(accounts, database).export(accounts.named(name))
        else:
            told = {
                "subject": subject,
                "feedback": book.of_subject(subject or ""),
                "experiments": exposures_of(database, subject or ""),
            }
        terminal.answer(told, "")


@users.command()
def delete(
    name: Name = None,
    subject: Subject = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json_output: Json = False,
    debug: Debug = False,
) -> None:
    """Delete an account with all that is kept of the person; it cannot be brought back."""
    with command("users delete", json_output=json_output, debug=debug) as terminal:
        from cinq.errors import SettingsError
        from cinq.experiments.personal import delete_exposures
        from cinq.personal import PersonalData

        accounts, book, database = _opened(name, subject)
        person = accounts.named(name) if name is not None else None
        whom = f"the account {person.name}" if person else f"all that is kept of {subject}"
        if not yes:
            if not terminal.interactive:
                raise SettingsError("nobody can be asked here: add --yes to delete the account")
            typer.confirm(f"Delete {whom} for good?", abort=True)
        if person:
            PersonalData(accounts, database).delete(person)
            terminal.answer({"deleted": person.name}, f"{whom} is deleted")
        else:
            gone = book.delete_subject(subject or "")
            delete_exposures(database, subject or "")
            terminal.answer({"deleted": subject, "feedback": gone}, f"{whom} is deleted ({gone})")


@users.command()
def role(
    name: Annotated[str, typer.Argument(help="Name of the account.")],
    is_now: Annotated[str, typer.Argument(metavar="ROLE", help="member or team.")],
    json_output: Json = False,
    debug: Debug = False,
) -> None:
    """Say who somebody is: the team sees on the page how models do, and may roll back."""
    with command("users role", json_output=json_output, debug=debug) as terminal:
        from cinq.accounts import ROLES, open_accounts
        from cinq.errors import SettingsError

        asked = next((known for known in ROLES if known == is_now), None)
        if asked is None:
            raise SettingsError(f"there is no role {is_now!r}: take {' or '.join(ROLES)}")
        person = open_accounts(settings_of()).set_role(name, asked)
        answer = {"name": person.name, "role": person.role}
        terminal.answer(answer, f"{person.name} is {person.role} now")


def _opened(name: str | None, subject: str | None) -> tuple["Accounts", "FeedbackBook", "Engine"]:
    """What holds people's data; one of both must be given.

    Raises
    ------
    SettingsError
        If none is, or both are.
    """
    from cinq.accounts import open_accounts
    from cinq.database import open_database
    from cinq.errors import SettingsError
    from cinq.feedback import FeedbackBook

    if (name is None) == (subject is None):
        raise SettingsError("say whose: the name of an account, or --subject and what you call it")
    settings = settings_of()
    database = open_database(settings.database)
    return open_accounts(settings), FeedbackBook(database), database
