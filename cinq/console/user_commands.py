"""`cinq users`: what is kept of a person."""

from typing import Annotated

import typer

from cinq.console.command import GROUP, Debug, Json, command, settings_of

users = typer.Typer(help="A person's data.", **GROUP)

Name = Annotated[str, typer.Argument(help="Name of the account.")]


@users.command()
def export(name: Name, debug: Debug = False) -> None:
    """Everything that is kept of a person, as JSON."""
    with command("users export", json_output=True, debug=debug) as terminal:
        from cinq.accounts import open_accounts

        accounts = open_accounts(settings_of())
        terminal.answer(accounts.export(accounts.named(name)), "")


@users.command()
def delete(
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json_output: Json = False,
    debug: Debug = False,
) -> None:
    """Delete an account with all that is kept of the person; it cannot be brought back."""
    with command("users delete", json_output=json_output, debug=debug) as terminal:
        from cinq.accounts import open_accounts
        from cinq.errors import SettingsError

        accounts = open_accounts(settings_of())
        person = accounts.named(name)
        if not yes:
            if not terminal.interactive:
                raise SettingsError("nobody can be asked here: add --yes to delete the account")
            typer.confirm(f"Delete the account {person.name} for good?", abort=True)
        accounts.delete(person)
        terminal.answer({"deleted": person.name}, f"the account {person.name} is deleted")
