"""`cinq models`: registered versions and releases."""

import getpass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cinq.console.command import (
    GROUP,
    AskedBy,
    Debug,
    Json,
    Reason,
    command,
    ledger_of,
    settings_of,
)

if TYPE_CHECKING:
    from cinq.adapters.registry import ModelVersion

models = typer.Typer(help="Registered models and releases.", **GROUP)


@models.command("list")
def list_versions(
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many.")] = 20,
    json_output: Json = False,
    debug: Debug = False,
) -> None:
    """Registered versions, newest first."""
    with command("models list", json_output=json_output, debug=debug) as terminal:
        from cinq.console.tables import versions_table

        settings = settings_of()
        from cinq.adapters.stores import registry_of

        registry = registry_of(settings)
        versions = [_document(version) for version in registry.versions(limit)] if registry else []
        table = versions_table(versions) if versions else "nothing is registered: run `cinq train`"
        terminal.answer(versions, table)


@models.command()
def show(
    version: Annotated[str, typer.Argument(help="Its number; the served one, if left out.")] = "",
    json_output: Json = False,
    debug: Debug = False,
) -> None:
    """All that is known of a version: figures, data, decision, aliases."""
    with command("models show", json_output=json_output, debug=debug) as terminal:
        from cinq.adapters.stores import known_registry, tracking_of
        from cinq.console.tables import facts_table
        from cinq.errors import NoModel
        from cinq.releases.ledger import NOTHING_RELEASED

        settings = settings_of()
        newest = ledger_of(settings).newest()
        if not version and newest is None:
            raise NoModel(NOTHING_RELEASED)
        wanted = version or (newest.model_version if newest else "")
        found = known_registry(settings).version(wanted)
        figures = tracking_of(settings).figures(found.run_id)
        served = newest is not None and newest.model_version == wanted
        document = _document(found) | {"served": served, "figures": figures}
        terminal.answer(document, facts_table(document))


@models.command()
def promote(
    version: Annotated[str, typer.Argument(help="Number of a registered version.")],
    force: Annotated[
        bool, typer.Option("--force", help="Although the gate refused it; needs a --reason.")
    ] = False,
    reason: Reason = "",
    asked_by: AskedBy = "",
    json_output: Json = False,
    debug: Debug = False,
) -> None:
    """Release a registered version by hand."""
    with command("models promote", json_output=json_output, debug=debug) as terminal:
        from cinq.errors import SettingsError

        if force and not reason.strip():
            raise SettingsError("--force needs a --reason: it is kept in the ledger")
        from cinq.adapters.publishing import publish_by_hand
        from cinq.adapters.stores import known_registry, tracking_of

        settings = settings_of()
        registry = known_registry(settings)
        release = publish_by_hand(
            ledger_of(settings),
            registry,
            version,
            tracking_of(settings).figures(registry.version(version).run_id),
            asked_by or getpass.getuser(),
            reason or "cinq models promote",
            force=force,
        )
        told = f"release {release.number}: version {release.model_version}"
        terminal.answer(release.as_dict(), told)


@models.command()
def rollback(
    to: Annotated[int | None, typer.Option(help="Number of a release; the last other one.")] = None,
    reason: Reason = "cinq models rollback",
    asked_by: AskedBy = "",
    json_output: Json = False,
    debug: Debug = False,
) -> None:
    """Serve an old release's model again; servers follow within seconds."""
    with command("models rollback", json_output=json_output, debug=debug) as terminal:
        settings = settings_of()
        from cinq.adapters.publishing import roll_back
        from cinq.adapters.stores import known_registry

        ledger = ledger_of(settings)
        actor = asked_by or getpass.getuser()
        release = roll_back(ledger, known_registry(settings), actor, reason, to)
        told = f"release {release.number}: version {release.model_version} is served again"
        terminal.answer(release.as_dict(), told)


@models.command()
def history(
    at: Annotated[str, typer.Option(help="What served then: an ISO time, local if zoneless.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many.")] = 20,
    json_output: Json = False,
    debug: Debug = False,
) -> None:
    """Releases, newest first; with --at the one that served at that time."""
    with command("models history", json_output=json_output, debug=debug) as terminal:
        from cinq.console.tables import releases_table

        ledger = ledger_of(settings_of())
        if at:
            found = ledger.at(_time(at))
            releases = [found] if found else []
        else:
            releases = ledger.history(limit)
        nothing = f"nothing served at {at}" if at else "nothing has been released yet"
        table = releases_table(releases) if releases else nothing
        terminal.answer([release.as_dict() for release in releases], table)


@models.command()
def compare(
    first: Annotated[str, typer.Argument(metavar="A", help="3 (a release), v7, or an alias.")],
    second: Annotated[str, typer.Argument(metavar="B", help="Likewise; an alias: champion.")],
    favourites: Annotated[
        list[str],
        typer.Option(
            metavar="TITLES", help="As in --favourites 'Heat; Alien'. Once for each person."
        ),
    ],
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many films.")] = 5,
    json_output: Json = False,
    debug: Debug = False,
) -> None:
    """What two models give for the same favourites: shared, only in one, changed places."""
    with command("models compare", json_output=json_output, debug=debug) as terminal:
        from cinq.console.side_by_side import comparisons, side_by_side_table

        settings = settings_of()
        found = comparisons((first, second), favourites, k, ledger_of(settings), settings, terminal)
        documents = [one.as_dict() for one in found]
        if json_output:
            terminal.answer(documents, "")
            return
        for one in found:
            terminal.answer({}, side_by_side_table(one))


def _document(version: "ModelVersion") -> dict[str, Any]:
    registered = datetime.fromtimestamp(version.created_at / 1000, UTC)
    return {
        "version": version.version,
        "aliases": list(version.aliases),
        "registered_at": registered.isoformat(timespec="seconds"),
        "artefact": str(version.artefact),
        "run_id": version.run_id,
        "tags": version.tags,
    }


def _time(text: str) -> datetime:
    from cinq.errors import SettingsError

    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise SettingsError(f"--at {text}: write an ISO time, such as 2026-11-21T09:30") from error
