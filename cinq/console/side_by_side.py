"""What `cinq models compare` does and shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rich.table import Table

from cinq import wire
from cinq.adapters.model_names import NamedModel, named_model
from cinq.console.recommend import Taken, as_typed, taken_of
from cinq.console.tables import named
from cinq.console.terminal import Terminal, table
from cinq.errors import ArtefactError
from cinq.models.artefact import load_bundle
from cinq.releases.ledger import Ledger
from cinq.serving.sources import Identity, ServedModel
from cinq.serving.two_lists import compare
from cinq.settings import Settings

MOST_REASONS = 2


@dataclass(frozen=True)
class Comparison:
    """Two models' lists for one person.

    Parameters
    ----------
    models
        The first and the second.
    taken
        What was typed, and the films taken for it.
    answer
        Both lists.
    """

    models: tuple[NamedModel, NamedModel]
    taken: Taken
    answer: wire.CompareAnswer

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON would hold it."""
        names = {"models": [model.name for model in self.models], "taken": as_typed(self.taken)}
        return names | self.answer.model_dump(mode="json", exclude={"request_id"})


def comparisons(
    names: tuple[str, str],
    people: Sequence[str],
    k: int,
    ledger: Ledger,
    settings: Settings,
    terminal: Terminal,
) -> list[Comparison]:
    """Compare two models for several people.

    Parameters
    ----------
    names
        As `cinq.adapters.model_names.named_model` reads them.
    people
        One text of titles a person.

    Raises
    ------
    CinqError
        If a model is not there, a title fits no film or several, or a model lacks a film.
    """
    first, second = (named_model(name, ledger, settings) for name in names)
    here = _opened(first)
    there = here if second.digest == first.digest else _opened(second)
    found = []
    for text in people:
        taken = taken_of(here, text, terminal)
        favourites = [film.film_id for _, film in taken]
        request = wire.CompareRequest(favourites=favourites, k=k)
        answer = compare(here.engine, there.engine, request)
        found.append(Comparison((first, second), taken, answer))
    return found


def side_by_side_table(found: Comparison) -> Table:
    """A line for every film of either list, the first list's order first."""
    said = "; ".join(f"{typed} = {named(film)}" for typed, film in found.taken)
    first, second = (model.title for model in found.models)
    shared = f"{found.answer.n_shared} of {len(found.answer.films)} films in both"
    made = table(
        "A",
        "B",
        "",
        "film",
        "year",
        "score A",
        "score B",
        "because A",
        "because B",
        title=f"{said}\nA: {first}   B: {second}   {shared}",
    )
    for film in found.answer.films:
        places = [str(one.rank) if one else "-" for one in (film.first, film.second)]
        scores = [f"{one.score:.3g}" if one else "" for one in (film.first, film.second)]
        reasons = [_reasons(one) for one in (film.first, film.second)]
        made.add_row(*places, _change(film), film.title, str(film.year or ""), *scores, *reasons)
    return made


def _change(film: wire.ComparedFilm) -> str:
    if film.change is None:
        return "only A" if film.first else "only B"
    if film.change == 0:
        return "="
    return f"{'↑' if film.change > 0 else '↓'}{abs(film.change)}"


def _reasons(listed: wire.Listed | None) -> str:
    liked = [reason.title for reason in listed.because if reason.share > 0] if listed else []
    return ", ".join(liked[:MOST_REASONS])


def _opened(model: NamedModel) -> ServedModel:
    try:
        bundle = load_bundle(model.artefact)
    except ArtefactError as error:
        raise ArtefactError(f"{model.title}: {error}") from error
    identity = Identity(model.release, model.model_version, None, model.digest)
    return ServedModel(bundle, identity, "ledger")
