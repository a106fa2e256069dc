"""An API in memory: thirty films, a search by substring, recommendations by shared genres."""

from collections.abc import Sequence

from cinq import wire
from cinq.client import ApiError
from cinq.errors import NothingToUndo
from cinq.feedback import FeedbackBook

_TITLES = """
1|Alien|1979|Horror|Sci-Fi
2|Heat|1995|Action|Crime|Thriller
3|Fargo|1996|Comedy|Crime|Drama
4|Seven (a.k.a. Se7en)|1995|Mystery|Thriller
5|Casino|1995|Crime|Drama
6|The Matrix|1999|Action|Sci-Fi|Thriller
7|Blade Runner|1982|Action|Sci-Fi|Thriller
8|Aliens|1986|Action|Horror|Sci-Fi
9|Toy Story|1995|Adventure|Animation|Children|Comedy
10|Amélie|2001|Comedy|Romance
11|Goodfellas|1990|Crime|Drama
12|The Godfather|1972|Crime|Drama
13|Pulp Fiction|1994|Comedy|Crime|Drama
14|Casablanca|1942|Drama|Romance
15|The Good, the Bad and the Ugly|1966|Action|Adventure|Western
16|Spirited Away|2001|Adventure|Animation|Fantasy
17|The Third Man|1949|Film-Noir|Mystery|Thriller
18|Singin' in the Rain|1952|Comedy|Musical|Romance
19|Saving Private Ryan|1998|Action|Drama|War
20|Jurassic Park|1993|Action|Adventure|Sci-Fi
21|The Silence of the Lambs|1991|Crime|Horror|Thriller
22|Groundhog Day|1993|Comedy|Fantasy|Romance
23|2001: A Space Odyssey|1968|Adventure|Drama|Sci-Fi
24|Psycho|1960|Crime|Horror
25|The Lord of the Rings: The Fellowship of the Ring|2001|Adventure|Fantasy
26|Finding Nemo|2003|Adventure|Animation|Children|Comedy
27|Back to the Future|1985|Adventure|Comedy|Sci-Fi
28|Vertigo|1958|Drama|Mystery|Romance|Thriller
29|The Shining|1980|Horror
30|Chinatown|1974|Crime|Film-Noir|Mystery|Thriller
"""

HOSTILE = wire.FilmFacts(
    film_id=666,
    title="<img src=x onerror=\"document.body.innerHTML=1\">\u202e & '{film}' {n}",
    year=None,
    genres=["<script>", "{a}"],
)


def _read(line: str) -> wire.FilmFacts:
    film_id, title, year, *genres = line.split("|")
    return wire.FilmFacts(film_id=int(film_id), title=title, year=int(year), genres=genres)


FILMS = [*map(_read, _TITLES.strip().splitlines()), HOSTILE]


class FakeApi:
    """Speaks `cinq.wire`; ``down`` takes it out of reach, ``asked`` counts what was asked.

    Feedback goes to the ``book``, which is that of the page's own database, as in the real thing.
    """

    def __init__(self, films: Sequence[wire.FilmFacts] = FILMS, *, simulated: bool = False) -> None:
        self.films_by_id = {film.film_id: film for film in films}
        self.simulated = simulated
        self.source: wire.Source = "spectral_svd"
        self.down = False
        self.asked: list[str] = []
        self.book = FeedbackBook(None)
        self.requests: list[wire.RecommendRequest] = []
        self.said: list[wire.FeedbackRequest] = []

    async def model(self) -> wire.ModelAnswer:
        self._ask("model")
        return wire.ModelAnswer(
            name="cinq",
            model_version="3",
            release=2,
            released_at=None,
            trained_at="2026-11-20T10:00:00Z",
            origin="ledger",
            dataset="toy",
            simulated=self.simulated,
            data_version="d1",
            n_users=9,
            n_films=len(FILMS),
            n_ratings=99,
            scale_low=0.5,
            scale_high=5.0,
            liked_from=4.0,
            digest="0",
            figures={},
            request_id="r",
        )

    async def films(self, request: wire.FilmsRequest) -> wire.FilmsAnswer:
        self._ask("films")
        page = list(self.films_by_id)[: request.limit]
        found = [self._film(film_id) for film_id in request.film_ids or page]
        details = [
            wire.FilmDetails(**film.model_dump(), directors=[], actors=[], description="")
            for film in found
        ]
        return wire.FilmsAnswer(films=details, next_after=None, request_id="r")

    async def search(self, request: wire.SearchRequest) -> wire.SearchAnswer:
        self._ask("search")
        films = [
            wire.FoundFilm(**film.model_dump(), exact=False, match=0.5)
            for film in self.films_by_id.values()
            if request.query.casefold() in film.title.casefold()
        ]
        return wire.SearchAnswer(films=films[: request.limit], request_id="r")

    async def proposals(self, request: wire.ProposalsRequest) -> wire.ProposalsAnswer:
        self._ask("proposals")
        shut = {*request.chosen, *request.skipped}
        films = [film for film in self.films_by_id.values() if film.film_id not in shut]
        return wire.ProposalsAnswer(films=films[: request.k], request_id="r")

    async def recommend(
        self, requests: Sequence[wire.RecommendRequest]
    ) -> list[wire.Answer | wire.ProblemAnswer]:
        self._ask("recommend")
        self.requests += requests
        return [self._answer(request) for request in requests]

    async def similar(self, request: wire.SimilarRequest) -> wire.SimilarAnswer:
        self._ask("similar")
        film = self._film(request.film_id)
        alike = [
            wire.SimilarFilm(
                **one.model_dump(),
                similarity=len({*one.genres} & {*film.genres}) / 9,
                by_ratings=0,
                by_content=0,
            )
            for one in self.films_by_id.values()
            if one.film_id not in (*request.exclude, film.film_id)
        ]
        alike.sort(key=lambda one: -one.similarity)
        return wire.SimilarAnswer(
            film=film, films=alike[: request.k], model_version="3", release=2, request_id="r"
        )

    async def recommend_together(self, request: wire.TogetherRequest) -> wire.TogetherAnswer:
        self._ask("recommend_together")
        shut = [*request.exclude, *(film_id for person in request.people for film_id in person)]
        lists = [
            {
                film.film_id: film
                for film in self._answer(
                    wire.RecommendRequest(favourites=person, k=99, exclude=shut)
                ).films
            }
            for person in request.people
        ]
        films = [
            wire.TogetherFilm(
                **film.model_dump(include={"film_id", "title", "year", "genres"}),
                score=0.5,
                people=[
                    wire.TogetherPart(
                        person=place,
                        fit=0.5,
                        score=one[film_id].score,
                        predicted_rating=one[film_id].predicted_rating,
                        because=one[film_id].because,
                    )
                    for place, one in enumerate(lists)
                ],
            )
            for film_id, film in lists[0].items()
        ]
        return wire.TogetherAnswer(
            films=films[: request.k],
            method=request.method,
            sources=[self.source] * len(lists),
            model_version="3",
            release=2,
            source=self.source,
            request_id="r",
        )

    async def feedback(self, request: wire.FeedbackRequest) -> wire.FeedbackAnswer:
        self._ask("feedback")
        self._film(request.film_id)
        self.said.append(request)
        try:
            return self.book.record(request, "toy")
        except NothingToUndo as error:
            raise ApiError(str(error), 409) from error

    def _answer(self, request: wire.RecommendRequest) -> wire.Answer:
        liked = [self._film(film_id) for film_id in request.favourites]
        ranked = []
        first, last = request.years or (0, 9999)
        for film in self.films_by_id.values():
            if film.film_id in (*request.favourites, *request.exclude):
                continue
            if request.genres and not {*request.genres} & {*film.genres}:
                continue
            if not first <= (film.year or 0) <= last:
                continue
            because = [
                wire.Reason(
                    film_id=one.film_id,
                    title=one.title,
                    share=len({*one.genres} & {*film.genres}) - 0.1,
                )
                for one in liked
            ]
            score = sum(reason.share for reason in because)
            ranked.append(
                wire.RecommendedFilm(
                    **film.model_dump(),
                    score=score,
                    predicted_rating=3 + score / 6,
                    because=because,
                )
            )
        ranked.sort(key=lambda film: -film.score)
        return wire.Answer(
            films=ranked[: request.k],
            model_version="3",
            release=2,
            source=self.source,
            request_id="r",
        )

    def _film(self, film_id: int) -> wire.FilmFacts:
        if film_id not in self.films_by_id:
            said = f"unknown film {film_id}"
            problem = wire.Problem(title="T", status=422, detail=said, film_ids=[film_id])
            raise ApiError(said, 422, problem)
        return self.films_by_id[film_id]

    def _ask(self, what: str) -> None:
        if self.down:
            raise ApiError("the API cannot be reached")
        self.asked.append(what)
