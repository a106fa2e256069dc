"""Answers of commands as tables."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.table import Table

from cinq.console.terminal import table
from cinq.releases.release import Release
from cinq.wire import Answer, FoundFilm, TogetherAnswer


def releases_table(releases: Sequence[Release]) -> Table:
    """Releases, as given."""
    made = table("release", "version", "when (UTC)", "data", "kind", "by", "reason")
    for release in releases:
        made.add_row(
            str(release.number),
            release.model_version,
            f"{release.released_at:%Y-%m-%d %H:%M:%S}",
            f"{release.dataset} {release.data_version[:8]}",
            release.kind,
            release.actor,
            release.reason,
        )
    return made


def versions_table(versions: Sequence[Mapping[str, Any]]) -> Table:
    """Registered versions, newest first."""
    made = table("version", "alias", "registered (UTC)", "data", "gate", "not kept")
    for version in versions:
        tags = version["tags"]
        made.add_row(
            version["version"],
            ", ".join(version["aliases"]),
            f"{datetime.fromisoformat(version['registered_at']):%Y-%m-%d %H:%M:%S}",
            f"{tags.get('dataset', '')} {tags.get('data_version', '')[:8]}",
            tags.get("decision", ""),
            "; ".join(line.partition(":")[0] for line in tags.get("reasons", "").splitlines()),
        )
    return made


def keys_table(keys: Sequence[Mapping[str, Any]]) -> Table:
    """API keys, as given by `cinq.keys.Key.as_dict`."""
    made = table("prefix", "name", "scopes", "state", "made (UTC)", "expires (UTC)", "last used")
    for key in keys:
        times = (key["created_at"], key["expires_at"], key["used_at"])
        shown = [f"{datetime.fromisoformat(time):%Y-%m-%d %H:%M}" if time else "" for time in times]
        made.add_row(key["prefix"], key["name"], ", ".join(key["scopes"]), key["state"], *shown)
    return made


def facts_table(facts: Mapping[str, Any]) -> Table:
    """Names and values; nested ones by dotted name."""
    made = table("", "")
    for name, value in _flat(facts):
        made.add_row(name, _shown(value))
    return made


def films_table(answer: Answer, taken: Sequence[tuple[str, FoundFilm]]) -> Table:
    """Five films with their reasons; the title tells which films were taken for what was typed."""
    said = "; ".join(f"{typed} = {named(film)}" for typed, film in taken)
    made = table("film", "year", "genres", "predicted", "because you like", title=said)
    for film in answer.films:
        liked = [
            f"{reason.title} ({reason.share / film.score:.0%})"
            for reason in film.because
            if reason.share > 0
        ]
        made.add_row(
            film.title,
            str(film.year or ""),
            ", ".join(film.genres),
            f"{film.predicted_rating:.1f}",
            ", ".join(liked[:3]),
        )
    return made


def together_table(
    answer: TogetherAnswer, taken: Sequence[Sequence[tuple[str, FoundFilm]]]
) -> Table:
    """Films for several people: how well each fits everybody, and whose favourite says most."""
    said = "\n".join(
        f"person {person}: " + "; ".join(f"{typed} = {named(film)}" for typed, film in of_person)
        for person, of_person in enumerate(taken, 1)
    )
    fits = [f"fits {person}" for person in range(1, len(taken) + 1)]
    made = table("film", "year", "genres", *fits, "because", title=said)
    for film in answer.films:
        liked = [
            f"{part.person + 1} likes {part.because[0].title}"
            for part in film.people
            if part.because and part.because[0].share > 0
        ]
        made.add_row(
            film.title,
            str(film.year or ""),
            ", ".join(film.genres),
            *(f"{part.fit:.0%}" for part in film.people),
            ", ".join(liked),
        )
    return made


def named(film: FoundFilm) -> str:
    """A film with its year."""
    return f"{film.title} ({film.year})" if film.year else film.title


def _shown(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    if not isinstance(value, float):
        return str(value)
    return f"{value:,.0f}" if value.is_integer() else f"{value:.4g}"


def _flat(facts: Mapping[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = []
    for name, value in facts.items():
        if isinstance(value, Mapping):
            rows += _flat(value, f"{prefix}{name}.")
        else:
            rows.append((f"{prefix}{name}", value))
    return rows
