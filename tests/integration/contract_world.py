"""The toy world under the ids that the examples of the API's description use."""

from dataclasses import replace

from cinq.data.catalogue import Catalogue
from cinq.models.bundle import ModelBundle
from cinq.models.hybrid import Hybrid
from cinq.serving.endpoints import EXAMPLES
from tests.serving.worlds import bundle, interactions

GENRES = ("Crime", "Thriller", "Drama")
UNKNOWN = 424242
FILM_FIELDS = {
    "favourites", "people", "film_id", "film_ids", "films", "chosen", "skipped", "exclude",
}  # fmt: skip


def example_films() -> list[int]:
    """Every film id that an example's request names, but for the one that is unknown."""
    found: set[int] = set()

    def look(value: object, under: str = "") -> None:
        if isinstance(value, dict):
            for name, inner in value.items():
                look(inner, name)
        elif isinstance(value, list):
            for inner in value:
                look(inner, under)
        elif isinstance(value, int) and under in FILM_FIELDS:
            found.add(value)

    for example in EXAMPLES.values():
        look(example["request"])
    return sorted(found - {UNKNOWN})


def contract_bundle() -> ModelBundle:
    """A hybrid of the toy world, its first films under the ids and genres of the examples."""
    made = bundle()
    ids = example_films()
    ids += [100_000 + place for place in range(len(made.catalogue) - len(ids))]
    films = Catalogue(
        tuple(
            replace(film, film_id=film_id, genres=(GENRES[place % 3], film.genres[0]))
            for place, (film, film_id) in enumerate(zip(made.catalogue.films, ids, strict=True))
        )
    )
    ranker = Hybrid().fit(interactions(films), films, 3)
    rater = type(made.rater).from_arrays(made.rater.arrays(), films)
    popularity = type(made.popularity).from_arrays(made.popularity.arrays(), films)
    info = made.info.model_copy(update={"ranker": ranker.name})
    return replace(
        made, ranker=ranker, rater=rater, popularity=popularity, catalogue=films, info=info
    )
