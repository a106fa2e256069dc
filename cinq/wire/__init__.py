"""What travels over HTTP: requests, answers and problems of the API under ``/v1``."""

from cinq.wire.experiment import Assigned, Standing
from cinq.wire.feedback import (
    AnsweredList,
    FeedbackAnswer,
    FeedbackKind,
    FeedbackRequest,
)
from cinq.wire.films import (
    MAX_QUERY,
    FilmDetails,
    FilmFacts,
    FilmsAnswer,
    FilmsRequest,
    FoundFilm,
    SearchAnswer,
    SearchRequest,
)
from cinq.wire.message import (
    MAX_EXCLUDE,
    MAX_FAVOURITES,
    MAX_K,
    Message,
    Reply,
    Request,
    Source,
    Subject,
)
from cinq.wire.model import ModelAnswer, ModelRequest
from cinq.wire.problem import Problem, ProblemAnswer
from cinq.wire.proposals import ProposalsAnswer, ProposalsRequest
from cinq.wire.ratings import PredictAnswer, PredictedRating, PredictRequest, UserRequest
from cinq.wire.recommend import (
    MAX_REASONS,
    MAX_REQUESTS,
    Answer,
    Reason,
    RecommendBatch,
    RecommendedFilm,
    RecommendRequest,
)
from cinq.wire.releases import ReleaseFacts, ReleasesAnswer, ReleasesRequest
from cinq.wire.similar import SimilarAnswer, SimilarFilm, SimilarRequest
from cinq.wire.together import (
    MAX_PEOPLE,
    TogetherAnswer,
    TogetherFilm,
    TogetherPart,
    TogetherRequest,
)
from cinq.wire.users import KnownUser, UsersAnswer, UsersRequest

__all__ = [
    "MAX_EXCLUDE",
    "MAX_FAVOURITES",
    "MAX_K",
    "MAX_PEOPLE",
    "MAX_QUERY",
    "MAX_REASONS",
    "MAX_REQUESTS",
    "Answer",
    "AnsweredList",
    "Assigned",
    "FeedbackAnswer",
    "FeedbackKind",
    "FeedbackRequest",
    "FilmDetails",
    "FilmFacts",
    "FilmsAnswer",
    "FilmsRequest",
    "FoundFilm",
    "KnownUser",
    "Message",
    "ModelAnswer",
    "ModelRequest",
    "PredictAnswer",
    "PredictRequest",
    "PredictedRating",
    "Problem",
    "ProblemAnswer",
    "ProposalsAnswer",
    "ProposalsRequest",
    "Reason",
    "RecommendBatch",
    "RecommendRequest",
    "RecommendedFilm",
    "ReleaseFacts",
    "ReleasesAnswer",
    "ReleasesRequest",
    "Reply",
    "Request",
    "SearchAnswer",
    "SearchRequest",
    "SimilarAnswer",
    "SimilarFilm",
    "SimilarRequest",
    "Source",
    "Standing",
    "Subject",
    "TogetherAnswer",
    "TogetherFilm",
    "TogetherPart",
    "TogetherRequest",
    "UserRequest",
    "UsersAnswer",
    "UsersRequest",
]
