"""Films over HTTP, as the page needs them, with a short memory of what was seen."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from cinq import wire
from cinq.client import ApiError

_MODEL_SECONDS = 5.0
_MAX_REMEMBERED = 20_000
_FIRST_PAGE, _MAX_GENRES = 500, 24
N_PROPOSALS = 10


class FilmApi(Protocol):
    """The part of `cinq.client.AsyncClient` that the page uses."""

    async def recommend(
        self, requests: Sequence[wire.RecommendRequest]
    ) -> list[wire.Answer | wire.ProblemAnswer]:
        """One answer per request."""

    async def recommend_together(self, request: wire.TogetherRequest) -> wire.TogetherAnswer:
        """One list for several people."""

    async def similar(self, request: wire.SimilarRequest) -> wire.SimilarAnswer:
        """Films like a film."""

    async def feedback(self, request: wire.FeedbackRequest) -> wire.FeedbackAnswer:
        """Write down what somebody says of a film."""

    async def search(self, request: wire.SearchRequest) -> wire.SearchAnswer:
        """Films by title."""

    async def proposals(self, request: wire.ProposalsRequest) -> wire.ProposalsAnswer:
        """Films to offer."""

    async def films(self, request: wire.FilmsRequest) -> wire.FilmsAnswer:
        """Films by id."""

    async def model(self) -> wire.ModelAnswer:
        """The model that answers."""


class Films:
    """Asks the API and remembers films and model, so that a short outage hides nothing chosen.

    Parameters
    ----------
    api
        The API.
    clock
        Seconds that only grow.

    Notes
    -----
    What is remembered: at most 20,000 films (some MB), and the model for 5 seconds, or for
    longer while the API cannot be reached. Every method raises `cinq.client.ApiError`.
    """

    def __init__(self, api: FilmApi, clock: Callable[[], float] = time.monotonic) -> None:
        self._api = api
        self._clock = clock
        self._facts: dict[int, wire.FilmFacts] = {}
        self._model: wire.ModelAnswer | None = None
        self._model_until = 0.0
        self._genres: tuple[str, ...] = ()

    async def model(self) -> wire.ModelAnswer:
        """The model that answers; the last known one while the API cannot be reached."""
        if self._model is not None and self._clock() < self._model_until:
            return self._model
        try:
            model = await self._api.model()
        except ApiError:
            if self._model is None:
                raise
            return self._model
        if self._model is not None and self._model.data_version != model.data_version:
            self._facts.clear()
            self._genres = ()
        self._model, self._model_until = model, self._clock() + _MODEL_SECONDS
        return model

    async def facts(self, film_ids: Sequence[int]) -> tuple[wire.FilmFacts, ...]:
        """What these films are, in order; ids that the catalogue lacks are left out."""
        unknown = [film_id for film_id in film_ids if film_id not in self._facts]
        if unknown:
            self._remember(await self._look_up(unknown))
        return tuple(self._facts[film_id] for film_id in film_ids if film_id in self._facts)

    async def search(self, query: str) -> tuple[wire.FoundFilm, ...]:
        """Films whose title is like the query, best first."""
        answer = await self._api.search(wire.SearchRequest(query=query[: wire.MAX_QUERY]))
        self._remember(answer.films)
        return tuple(answer.films)

    async def proposals(
        self, chosen: Sequence[int], skipped: Sequence[int]
    ) -> tuple[wire.FilmFacts, ...]:
        """Films to offer to somebody who has chosen and skipped some."""
        request = wire.ProposalsRequest(chosen=list(chosen), skipped=list(skipped), k=N_PROPOSALS)
        answer = await self._api.proposals(request)
        self._remember(answer.films)
        return tuple(answer.films)

    async def recommend(self, request: wire.RecommendRequest) -> wire.Answer:
        """Films for one person; a subject in the request takes part in experiments."""
        [answer] = await self._api.recommend([request])
        if isinstance(answer, wire.ProblemAnswer):
            problem = answer.problem
            raise ApiError(problem.detail, problem.status, problem)
        self._remember(answer.films)
        return answer

    async def together(self, request: wire.TogetherRequest) -> wire.TogetherAnswer:
        """Films for several people."""
        answer = await self._api.recommend_together(request)
        self._remember(answer.films)
        return answer

    async def similar(self, request: wire.SimilarRequest) -> wire.SimilarAnswer:
        """Films like a film."""
        answer = await self._api.similar(request)
        self._remember(answer.films)
        return answer

    async def feedback(self, request: wire.FeedbackRequest) -> None:
        """Tell what somebody says of a film."""
        await self._api.feedback(request)

    async def genres(self) -> tuple[str, ...]:
        """The genres of the catalogue's first 500 films, those of most films first."""
        if not self._genres:
            answer = await self._api.films(wire.FilmsRequest(limit=_FIRST_PAGE))
            counted = Counter(genre for film in answer.films for genre in film.genres)
            self._genres = tuple(genre for genre, _ in counted.most_common(_MAX_GENRES))
        return self._genres

    async def _look_up(self, film_ids: Sequence[int]) -> list[wire.FilmFacts]:
        try:
            answer = await self._api.films(wire.FilmsRequest(film_ids=list(film_ids)))
        except ApiError as error:
            missing = _missing(error)
            rest = [film_id for film_id in film_ids if film_id not in missing]
            if len(rest) == len(film_ids):
                raise
            return await self._look_up(rest) if rest else []
        return list(answer.films)

    def _remember(self, films: Iterable[wire.FilmFacts]) -> None:
        if len(self._facts) > _MAX_REMEMBERED:
            self._facts.clear()
        for film in films:
            self._facts[film.film_id] = wire.FilmFacts(
                film_id=film.film_id, title=film.title, year=film.year, genres=film.genres
            )


def _missing(error: ApiError) -> set[int]:
    """The film ids that a problem document names as unknown."""
    return set((error.problem and error.problem.film_ids) or ())
