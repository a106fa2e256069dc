"""Arms of the experiment that runs: who gets which model, and what is noted of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cinq import wire
from cinq.errors import CinqError, RequestError
from cinq.experiments.assignment import Assignment
from cinq.experiments.exposures import Exposures
from cinq.experiments.started import Started
from cinq.measures import EXPOSURES, Meter
from cinq.serving.engine import Asking, Engine
from cinq.serving.problems import problem_of
from cinq.serving.sources import ServedModel


@dataclass(frozen=True)
class LineUp:
    """A running experiment as one worker serves it.

    Parameters
    ----------
    started
        The experiment.
    assignment
        Made of its salt and weights.
    models
        Of arms that do not serve the champion; None for one that is not at hand.
    """

    started: Started
    assignment: Assignment
    models: Mapping[str, ServedModel | None]

    @classmethod
    def of(cls, started: Started, models: Mapping[str, ServedModel | None]) -> "LineUp":
        """Line an experiment up with the models that could be loaded."""
        experiment = started.experiment
        return cls(started, Assignment(experiment.salt, experiment.weights), models)

    def choose(self, champion: ServedModel, subject: str) -> tuple[Engine, wire.Assigned]:
        """What answers a subject, and what the answer tells of it.

        Parameters
        ----------
        champion
            What serves everybody else now.
        """
        experiment = self.started.experiment
        arm = self.assignment.arm_of(subject)
        standing: wire.Standing = "served"
        if arm in self.started.ended_arms:
            arm, standing = experiment.control, "moved"
        model = self.models.get(arm, champion)
        if model is None:
            model, standing = champion, "fallback"
        lists = None if standing == "fallback" else experiment.arms[arm].lists
        engine = model.engine.listing(lists.over(model.info.lists)) if lists else model.engine
        return engine, wire.Assigned(name=experiment.name, arm=arm, standing=standing)


class Arms:
    """Answers by the experiment that runs, or as the champion where none does.

    Parameters
    ----------
    exposures
        Where it is noted who was shown what.
    meter
        Counts answers by arm and by whether the arm itself gave them.
    """

    def __init__(self, exposures: Exposures, meter: Meter) -> None:
        self._exposures = exposures
        self._meter = meter
        self._line_up: LineUp | None = None

    def serve(self, line_up: LineUp | None) -> None:
        """Serve an experiment from now on, or none."""
        self._line_up = line_up

    @property
    def models(self) -> list[ServedModel]:
        """What is served to somebody beside the champion."""
        line_up = self._line_up
        return [model for model in line_up.models.values() if model] if line_up else []

    def recommend_one(self, champion: ServedModel, request: wire.RecommendRequest) -> wire.Answer:
        """As the engine's; without an experiment or a subject it is the champion's.

        What an arm's model cannot answer, because it is older than a film, the champion does.
        """
        line_up = self._line_up
        if line_up is None or request.subject is None:
            return champion.engine.recommend_one(request)
        engine, told = line_up.choose(champion, request.subject)
        try:
            answer = engine.recommend_one(request)
        except RequestError:
            answer = champion.engine.recommend_one(request)
            told = told.model_copy(update={"standing": "fallback"})
        return self._told(answer, told, request.subject)

    def recommend(
        self, champion: ServedModel, requests: Sequence[wire.RecommendRequest]
    ) -> list[wire.Answer | wire.ProblemAnswer]:
        """As the engine's, every request by its own arm."""
        if self._line_up is None:
            return champion.engine.recommend(requests)
        return [self._answered(champion, request) for request in requests]

    def written_one(
        self, champion: ServedModel, request: wire.RecommendRequest, request_id: str
    ) -> bytes:
        """The JSON of `recommend_one`; straight from the engine where no experiment runs."""
        if self._line_up is None or request.subject is None:
            return champion.engine.written_one(request, request_id)
        named = request.model_copy(update={"request_id": request_id})
        return self.recommend_one(champion, named).model_dump_json().encode()

    def written(self, champion: ServedModel, asked: Sequence[Asking]) -> Iterator[list[bytes]]:
        """The JSON of each answer of `recommend`, in order and part by part."""
        if self._line_up is None or all(request.subject is None for request, _ in asked):
            yield from champion.engine.written(asked)
            return
        for request, request_id in asked:
            named = request.model_copy(update={"request_id": request_id})
            yield [self._answered(champion, named).model_dump_json().encode()]

    def _answered(
        self, champion: ServedModel, request: wire.RecommendRequest
    ) -> wire.Answer | wire.ProblemAnswer:
        try:
            return self.recommend_one(champion, request)
        except CinqError as error:
            return wire.ProblemAnswer(problem=problem_of(error, request.request_id))

    def _told(self, answer: wire.Answer, told: wire.Assigned, subject: str) -> wire.Answer:
        """The answer with its arm; noted as an exposure if the arm itself gave it."""
        self._meter.count(EXPOSURES, told.name, told.arm, told.standing)
        if told.standing == "served":
            version, release = answer.model_version, answer.release
            self._exposures.note(told.name, told.arm, subject, version, release, len(answer.films))
        return answer.model_copy(update={"experiment": told})
