"""Two lists beside each other: what is shared, what is only in one, and what changed places."""

from collections.abc import Callable

from cinq import wire
from cinq.errors import InvalidRequest, UnknownFilm
from cinq.serving.engine import Engine


def side_by_side(first: wire.Answer, second: wire.Answer, request_id: str) -> wire.CompareAnswer:
    """Lay two answers to the same favourites beside each other; facts are those of the first."""
    here, there = _listed(first), _listed(second)
    facts = {film.film_id: film for film in [*second.films, *first.films]}
    order = [*here, *(film_id for film_id in there if film_id not in here)]
    films = [
        wire.ComparedFilm(
            film_id=film_id,
            title=facts[film_id].title,
            year=facts[film_id].year,
            genres=facts[film_id].genres,
            first=(one := here.get(film_id)),
            second=(other := there.get(film_id)),
            change=one.rank - other.rank if one and other else None,
        )
        for film_id in order
    ]
    n_shared = len(here.keys() & there.keys())
    return wire.CompareAnswer(
        first=_model(first),
        second=_model(second),
        films=films,
        n_shared=n_shared,
        overlap=n_shared / len(films) if films else 1.0,
        request_id=request_id,
    )


def compare(first: Engine, second: Engine, request: wire.CompareRequest) -> wire.CompareAnswer:
    """Ask two models the same, and lay their lists beside each other.

    Raises
    ------
    UnknownFilm, InvalidRequest
        As `Engine.recommend_one`, naming in ``field`` or the text which of both cannot answer.
    """
    fields = request.model_dump(exclude={"first", "second"}, exclude_none=True)
    asked = wire.RecommendRequest(**fields)
    one = _asked("first", lambda: first.recommend_one(asked))
    other = _asked("second", lambda: second.recommend_one(asked))
    return side_by_side(one, other, request.request_id or "")


def _asked(which: str, ask: Callable[[], wire.Answer]) -> wire.Answer:
    try:
        return ask()
    except UnknownFilm as error:
        raise UnknownFilm(error.film_ids, f"the films of the {which} model") from error
    except InvalidRequest as error:
        raise InvalidRequest(f"{which} model: {error}", error.field) from error


def _listed(answer: wire.Answer) -> dict[int, wire.Listed]:
    return {
        film.film_id: wire.Listed(
            rank=rank,
            score=film.score,
            predicted_rating=film.predicted_rating,
            because=film.because,
        )
        for rank, film in enumerate(answer.films, 1)
    }


def _model(answer: wire.Answer) -> wire.ListedModel:
    return wire.ListedModel(
        release=answer.release,
        model_version=answer.model_version,
        source=answer.source,
        n_films=len(answer.films),
    )
