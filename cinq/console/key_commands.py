"""`cinq keys`: who may call the API."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from cinq.console.command import GROUP, Debug, Json, command, settings_of

if TYPE_CHECKING:
    from cinq.keys import Keys

keys = typer.Typer(help="Keys of the API.", **GROUP)


@keys.command()
def make(
    name: Annotated[str, typer.Argument(help="Whom or what it is for.")],
    scope: Annotated[
        list[str],
        typer.Option("--scope", help="read, feedback or admin; once for each; read, if left out."),
    ] = ["read"],  # noqa: B006 - typer copies it
    days: Annotated[
        int | None, typer.Option(min=1, max=3650, help="How long it is taken; until revoked.")
    ] = None,
    json_output: Json = False,
    debug: Debug = False,
) -> None:
    """Make a key; it is shown this once and kept nowhere."""
    with command("keys make", json_output=json_output, debug=debug) as terminal:
        from cinq.database import utc_now

        lasts = timedelta(days=days) if days else None
        key, secret = _keys().make(name, scope, lasts)
        terminal.say(
            f"key {key.name} ({', '.join(key.scopes)}); keep it now, it is not shown again"
        )
        terminal.answer({"key": secret, **key.as_dict(utc_now())}, secret)


@keys.command("list")
def list_keys(json_output: Json = False, debug: Debug = False) -> None:
    """All keys with their scopes, without their secrets."""
    with command("keys list", json_output=json_output, debug=debug) as terminal:
        from cinq.console.tables import keys_table
        from cinq.database import utc_now

        now = utc_now()
        found = [key.as_dict(now) for key in _keys().list()]
        nothing = "there is no key yet: make one with `cinq keys make NAME`"
        terminal.answer(found, keys_table(found) if found else nothing)


@keys.command()
def revoke(
    which: Annotated[str, typer.Argument(metavar="KEY", help="Its name or its prefix.")],
    json_output: Json = False,
    debug: Debug = False,
) -> None:
    """Take a key out of use for good; servers refuse it within seconds."""
    with command("keys revoke", json_output=json_output, debug=debug) as terminal:
        from cinq.database import utc_now

        key = _keys().revoke(which)
        terminal.answer(key.as_dict(utc_now()), f"the key {key.name} ({key.prefix}) is revoked")


def _keys() -> "Keys":
    from cinq.database import open_database
    from cinq.keys import Keys

    return Keys(open_database(settings_of().database))
