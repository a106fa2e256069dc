"""Five films in the terminal."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cinq import wire
from cinq.console.tables import named
from cinq.console.terminal import Terminal
from cinq.errors import AmbiguousTitle, InvalidRequest, NoModel
from cinq.models.artefact import load_bundle
from cinq.releases.ledger import NOTHING_RELEASED, Ledger
from cinq.releases.newest import figures_of
from cinq.serving.resolve import Find, resolve
from cinq.serving.sources import Identity, ServedModel

Taken = list[tuple[str, wire.FoundFilm]]


def released_model(ledger: Ledger) -> ServedModel:
    """The newest release.

    Raises
    ------
    NoModel
        If nothing has been released.
    """
    release = ledger.newest()
    if release is None:
        raise NoModel(NOTHING_RELEASED)
    identity = Identity(
        release.number,
        release.model_version,
        release.released_at.isoformat(),
        release.digest,
        figures_of(release.decision),
    )
    return ServedModel(load_bundle(Path(release.artefact)), identity, "ledger")


def recommend(
    served: ServedModel, titles: Sequence[str], k: int, terminal: Terminal
) -> tuple[wire.Answer, Taken]:
    """Films for titles as somebody types them, and which films were taken for them.

    Raises
    ------
    AmbiguousTitle
        If a title fits several films, or none, and nobody can be asked.
    InvalidRequest
        If a film is named twice, or k or the number of titles is out of bounds.
    """
    taken = _all_taken(served, titles, terminal)
    try:
        request = wire.RecommendRequest(favourites=_ids(taken), k=k)
    except ValidationError as error:
        raise _invalid(error) from error
    return served.engine.recommend_one(request), taken


def recommend_together(
    served: ServedModel,
    titles: Sequence[str],
    others: Sequence[str],
    k: int,
    terminal: Terminal,
) -> tuple[wire.TogetherAnswer, list[Taken]]:
    """One list for somebody and for others, and which films were taken for each.

    Parameters
    ----------
    titles
        The first person's.
    others
        One text a person, as `titles_of` reads it.

    Raises
    ------
    AmbiguousTitle, InvalidRequest
        As `recommend`; or if there are too many people.
    """
    find = _find(served)
    people = [list(titles), *(titles_of(text, find) for text in others)]
    taken = [_all_taken(served, of_person, terminal) for of_person in people]
    try:
        request = wire.TogetherRequest(people=[_ids(of_person) for of_person in taken], k=k)
    except ValidationError as error:
        raise _invalid(error) from error
    return served.engine.recommend_together(request), taken


def taken_of(served: ServedModel, text: str, terminal: Terminal) -> Taken:
    """The films taken for a text of titles; errors as `recommend`."""
    return _all_taken(served, titles_of(text, _find(served)), terminal)


def as_typed(taken: Taken) -> list[dict[str, Any]]:
    """What was typed and the film taken for it, for a JSON document."""
    return [{"typed": typed, **film.model_dump(mode="json")} for typed, film in taken]


def titles_of(text: str, find: Find) -> list[str]:
    """The titles in a text, between semicolons.

    Without a semicolon between commas, unless the whole is a film's title: ``The Good, the Bad
    and the Ugly`` is one film, ``Heat, Alien`` are two.
    """
    mark = ";"
    if ";" not in text and not (text.strip() and any(film.exact for film in find(text))):
        mark = ","
    return [title.strip() for title in text.split(mark) if title.strip()]


def _all_taken(served: ServedModel, titles: Sequence[str], terminal: Terminal) -> Taken:
    taken: Taken = []
    for title in titles:
        film = _taken(served, title, terminal)
        before = [typed for typed, other in taken if other.film_id == film.film_id]
        if before:
            raise InvalidRequest(f"{before[0]!r} and {title!r} are the same film, {named(film)}")
        taken.append((title, film))
    return taken


def _ids(taken: Taken) -> list[int]:
    return [film.film_id for _, film in taken]


def _find(served: ServedModel) -> Find:
    def find(query: str) -> list[wire.FoundFilm]:
        try:
            return served.search(wire.SearchRequest(query=query)).films
        except ValidationError as error:
            raise _invalid(error) from error

    return find


def _taken(served: ServedModel, title: str, terminal: Terminal) -> wire.FoundFilm:
    find = _find(served)
    try:
        return resolve(title, find)
    except AmbiguousTitle:
        hits = list(find(title))[:5]
        if not (terminal.interactive and hits):
            raise
        return hits[terminal.ask(f"Which film is {title!r}?", [named(film) for film in hits])]


def _invalid(error: ValidationError) -> InvalidRequest:
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"])
    return InvalidRequest(f"{field}: {first['msg']}", field)
