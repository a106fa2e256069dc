"""Requests in, answers out, from one model: the same in a pipeline and in a server."""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import replace
from itertools import chain

import numpy as np

from cinq import wire
from cinq.data.catalogue import Film
from cinq.errors import CinqError
from cinq.hyperparameters import ListSettings
from cinq.models.bundle import ModelBundle
from cinq.models.film_scores import TOGETHER
from cinq.serving.facts import details, facts
from cinq.serving.filters import FilmFilter
from cinq.serving.finding import Finder, Found
from cinq.serving.known_users import KnownUsers
from cinq.serving.lists import ListMaker
from cinq.serving.problems import problem_of
from cinq.serving.proposals import Proposals
from cinq.serving.reasons import because
from cinq.serving.similar import FilmSpace
from cinq.serving.together import films_together
from cinq.serving.topk import best_rows
from cinq.serving.watched import Watched
from cinq.serving.writing import Writer, problem_answer

Asking = tuple[wire.RecommendRequest, str]
"""A request, and the request id that its answer bears."""


class Engine:
    """Answers requests from a bundle; may be shared by threads.

    Every request is scored by itself, so that an answer is the same bit for bit whatever else is
    in its batch, and whether it is asked here or over HTTP.

    Parameters
    ----------
    bundle
        The model.
    release
        Number of the release it serves; 0 before it is released.
    model_version
        Name of its version in the registry; empty before it has one.
    """

    def __init__(self, bundle: ModelBundle, release: int = 0, model_version: str = "") -> None:
        self._bundle = bundle
        self._release = release
        self._model_version = model_version
        self._filter = FilmFilter(bundle.catalogue)
        self._finder = Finder(bundle, self._filter, ListMaker.of(bundle))
        self._watched = Watched.of(bundle, self._finder, release, model_version)
        self.shown, self.traffic = self._watched.shown, self._watched.traffic
        self._writer = Writer(bundle.catalogue, model_version, release)
        self._proposals = Proposals(bundle, self._filter)
        self._known_users = KnownUsers(bundle)
        self._space = FilmSpace(bundle)
        if len(bundle.catalogue):
            self._warm()

    def listing(self, settings: ListSettings) -> "Engine":
        """The same engine, but that it makes lists by other settings; some microseconds."""
        other = copy(self)
        lists = replace(self._finder.lists, settings=settings)
        other._finder = replace(self._finder, lists=lists)  # noqa: SLF001 - one of us
        other._watched = replace(self._watched, finder=other._finder)  # noqa: SLF001
        return other

    def _warm(self) -> None:
        """Compile all that answers, lists alone and in fours, before anybody waits for it."""
        first = int(self._bundle.catalogue.film_ids[0])
        asked = [wire.RecommendRequest(favourites=[first])] * (TOGETHER + 1)
        for part in self._finder.find_all(asked):
            for found in part:
                self._put(found, "")
        self._space.likeness(0)

    def recommend(
        self, requests: Sequence[wire.RecommendRequest]
    ) -> list[wire.Answer | wire.ProblemAnswer]:
        """One answer per request, in order; what cannot be answered is a problem in its place."""
        all_found = chain.from_iterable(self._finder.find_all(requests))
        return [
            wire.ProblemAnswer(problem=problem_of(found, request.request_id))
            if isinstance(found, CinqError)
            else self._told(found, request)
            for request, found in zip(requests, all_found, strict=True)
        ]

    def recommend_one(self, request: wire.RecommendRequest) -> wire.Answer:
        """A list for somebody's favourites; the popularity list if those say nothing.

        The order is the list's (`cinq.serving.lists`), not always that of the scores.

        Raises
        ------
        UnknownFilm
            Naming every favourite that the catalogue lacks.
        InvalidRequest
            If a genre does not occur.
        """
        return self._told(self._watched.find(request), request)

    def written_one(self, request: wire.RecommendRequest, request_id: str) -> bytes:
        """The JSON of `recommend_one`, some times faster; errors are the same."""
        return self._put(self._watched.find(request), request_id)

    def written(self, asked: Sequence[Asking]) -> Iterator[list[bytes]]:
        """The JSON of each answer of `recommend`, in order and part by part.

        Between two parts, some ten milliseconds, others may be answered.
        """
        request_ids = iter([request_id for _, request_id in asked])
        for part in self._watched.find_all([request for request, _ in asked]):
            yield [self._put(found, next(request_ids)) for found in part]

    def _put(self, found: Found | CinqError, request_id: str) -> bytes:
        if isinstance(found, CinqError):
            return problem_answer(problem_of(found, request_id))
        return self._writer.answer(found, request_id)

    def recommend_together(self, request: wire.TogetherRequest) -> wire.TogetherAnswer:
        """One list for several people; errors as `cinq.serving.together.films_together`."""
        films, sources = films_together(self._bundle, self._filter, request)
        source = next((each for each in sources if each != "popularity"), "popularity")
        self.shown.add(source, self._bundle.catalogue.rows([film.film_id for film in films]))
        return wire.TogetherAnswer.model_validate(
            {
                "films": films,
                "method": request.method,
                "sources": sources,
                "model_version": self._model_version,
                "release": self._release,
                "source": source,
                "request_id": request.request_id or "",
            }
        )

    def recommend_user(self, request: wire.UserRequest) -> wire.Answer:
        """The films that a known user has not rated, by the rating predicted for them.

        As `cinq.serving.known_users` ranks them, for one as for all.

        Raises
        ------
        UnknownUser
            If the data set holds no such user.
        """
        found = self._known_users.list_of(request.user_id, request.k)
        self.shown.add(found.source, found.rows)
        films = [
            wire.RecommendedFilm(
                **facts(self._film(row)).model_dump(),
                score=float(score),
                predicted_rating=float(rating),
                because=[],
            )
            for row, score, rating in zip(found.rows, found.scores, found.ratings, strict=True)
        ]
        return self._answer(films, found.source, request)

    def similar(self, request: wire.SimilarRequest) -> wire.SimilarAnswer:
        """Films similar to a film, as `cinq.serving.similar` measures it.

        Raises
        ------
        UnknownFilm
            If the catalogue lacks it.
        InvalidRequest
            If a genre does not occur.
        """
        rows = self._bundle.catalogue.rows([request.film_id])
        mask = self._filter.excluded(rows, request.exclude, request.genres, request.years)
        found = self._space.likeness(int(rows[0]))
        similarity = found.cosines
        mask |= similarity <= 0
        films = [
            wire.SimilarFilm(
                **facts(self._film(row)).model_dump(),
                similarity=float(similarity[row]),
                by_ratings=float(found.by_ratings[row]),
                by_content=float(found.by_content[row]),
            )
            for row in best_rows(similarity, mask, request.k)
        ]
        return wire.SimilarAnswer(
            film=facts(self._film(rows[0])),
            films=films,
            model_version=self._model_version,
            release=self._release,
            request_id=request.request_id or "",
        )

    def users(self, request: wire.UsersRequest) -> wire.UsersAnswer:
        """A page of the data set's users in order of id."""
        users, following = self._known_users.page(request.after, request.limit)
        return wire.UsersAnswer(
            users=users, next_after=following, request_id=request.request_id or ""
        )

    def predict(self, request: wire.PredictRequest) -> wire.PredictAnswer:
        """The ratings that a known user, or somebody with these favourites, would give.

        Raises
        ------
        UnknownFilm, UnknownUser
        """
        rater = self._bundle.rater
        rows = self._bundle.catalogue.rows(request.films)
        if request.user_id is not None:
            profile = rater.profile_of_user(request.user_id)
        else:
            profile = rater.profile(request.favourites)
        films = [
            wire.PredictedRating(
                film_id=self._film(row).film_id,
                title=self._film(row).title,
                predicted_rating=float(rating),
            )
            for row, rating in zip(rows, rater.predicted(profile, rows), strict=True)
        ]
        scale = self._bundle.info.scale
        return wire.PredictAnswer(
            films=films,
            scale_low=scale.low,
            scale_high=scale.high,
            model_version=self._model_version,
            release=self._release,
            request_id=request.request_id or "",
        )

    def proposals(self, request: wire.ProposalsRequest) -> wire.ProposalsAnswer:
        """Films to offer next to somebody who is choosing.

        Raises
        ------
        UnknownFilm
            Naming every chosen film that the catalogue lacks.
        """
        rows = self._proposals.next_rows(request.chosen, request.skipped, request.k)
        films = [facts(self._film(row)) for row in rows]
        return wire.ProposalsAnswer(films=films, request_id=request.request_id or "")

    def films(self, request: wire.FilmsRequest) -> wire.FilmsAnswer:
        """Films by id in the order asked, or a page of the catalogue in order of id.

        Raises
        ------
        UnknownFilm
            Naming every id that the catalogue lacks.
        """
        catalogue = self._bundle.catalogue
        if request.film_ids is not None:
            rows = catalogue.rows(request.film_ids).tolist()
            following = None
        else:
            after = -1 if request.after is None else request.after
            start = int(np.searchsorted(catalogue.film_ids, after, side="right"))
            stop = min(start + request.limit, len(catalogue))
            rows = list(range(start, stop))
            following = self._film(stop - 1).film_id if stop < len(catalogue) else None
        return wire.FilmsAnswer(
            films=[details(self._film(row)) for row in rows],
            next_after=following,
            request_id=request.request_id or "",
        )

    def check_film(self, film_id: int) -> None:
        """Make sure that the catalogue holds a film.

        Raises
        ------
        UnknownFilm
            If it does not.
        """
        self._bundle.catalogue.rows([film_id])

    def _film(self, row: int | np.integer) -> Film:
        return self._bundle.catalogue.films[int(row)]

    def _told(self, found: Found, request: wire.Request) -> wire.Answer:
        films = [
            wire.RecommendedFilm(
                **facts(self._film(row)).model_dump(),
                score=float(score),
                predicted_rating=float(rating),
                because=because(self._bundle.catalogue, found.picks, shares),
            )
            for row, score, rating, shares in zip(
                found.rows, found.scores, found.ratings, found.shares, strict=True
            )
        ]
        return self._answer(films, found.source, request)

    def _answer(
        self, films: list[wire.RecommendedFilm], source: str, request: wire.Request
    ) -> wire.Answer:
        return wire.Answer.model_validate(
            {
                "films": films,
                "model_version": self._model_version,
                "release": self._release,
                "source": source,
                "request_id": request.request_id or "",
            }
        )
