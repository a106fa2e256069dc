"""Films as answers tell of them."""

from cinq import wire
from cinq.data.catalogue import Film


def facts(film: Film) -> wire.FilmFacts:
    """A film as it stands in lists."""
    return wire.FilmFacts(
        film_id=film.film_id, title=film.title, year=film.year, genres=list(film.genres)
    )


def details(film: Film) -> wire.FilmDetails:
    """Everything that the catalogue holds of a film."""
    return wire.FilmDetails(
        **facts(film).model_dump(),
        directors=list(film.directors),
        actors=list(film.actors),
        description=film.description,
    )
