"""Every endpoint: what it does, takes and gives, and what its description tells of it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cinq import wire

ENDPOINTS: Mapping[str, tuple[str, type[wire.Message], type[wire.Reply]]] = {
    "/v1/recommend": (
        "Films for many people at once; what cannot be answered is a problem in its place.",
        wire.RecommendBatch,
        wire.Answer,
    ),
    "/v1/recommend_one": (
        "Films for one person, by the shortest way.",
        wire.RecommendRequest,
        wire.Answer,
    ),
    "/v1/recommend_together": (
        "One list for several people, in which everybody finds something.",
        wire.TogetherRequest,
        wire.TogetherAnswer,
    ),
    "/v1/recommend_user": (
        "Films that a known user of the data set has not rated, best first.",
        wire.UserRequest,
        wire.Answer,
    ),
    "/v1/similar": (
        "Films similar to a film, by the ratings and by what is said of both.",
        wire.SimilarRequest,
        wire.SimilarAnswer,
    ),
    "/v1/users": (
        "The known users of the data set, page by page.",
        wire.UsersRequest,
        wire.UsersAnswer,
    ),
    "/v1/predict": (
        "The ratings that a known user, or somebody with these favourites, would give.",
        wire.PredictRequest,
        wire.PredictAnswer,
    ),
    "/v1/search": (
        "Films by title; typos, articles, accents and a year at the end are understood.",
        wire.SearchRequest,
        wire.SearchAnswer,
    ),
    "/v1/proposals": (
        "Films to offer next to somebody who is choosing favourites.",
        wire.ProposalsRequest,
        wire.ProposalsAnswer,
    ),
    "/v1/films": (
        "Films by id, or the catalogue page by page.",
        wire.FilmsRequest,
        wire.FilmsAnswer,
    ),
    "/v1/feedback": (
        "What somebody says of a film, written down for the next training.",
        wire.FeedbackRequest,
        wire.FeedbackAnswer,
    ),
    "/v1/releases": (
        "What is served and was served before, newest first.",
        wire.ReleasesRequest,
        wire.ReleasesAnswer,
    ),
    "/v1/model": ("The model that answers.", wire.ModelRequest, wire.ModelAnswer),
    "/v1/admin/refresh": (
        "Look at the ledger of releases now.",
        wire.RefreshRequest,
        wire.RefreshAnswer,
    ),
    "/v1/admin/train": ("Ask for a training.", wire.TrainJobRequest, wire.JobAnswer),
    "/v1/admin/tune": (
        "Ask for a search of hyper-parameters.",
        wire.TuneJobRequest,
        wire.JobAnswer,
    ),
    "/v1/admin/rollback": (
        "Ask for an old release to be served again.",
        wire.RollbackJobRequest,
        wire.JobAnswer,
    ),
    "/v1/admin/job": ("Where a job stands.", wire.JobRequest, wire.JobAnswer),
    "/v1/admin/compare": (
        "What two releases give for the same favourites, side by side.",
        wire.CompareRequest,
        wire.CompareAnswer,
    ),
}
"""What every path does, takes and gives; ``recommend`` gives a list."""

MORE: Mapping[str, str] = {
    "/v1/recommend": (
        "Batched: what several callers ask at the same moment is scored together, after a wait of "
        "at most `api.max_wait_ms`. Answers come in the order of the requests. A request that "
        "names a film the catalogue lacks, or a genre that does not occur, gets "
        '`{"problem": {…}}` in place of its answer and harms no other, here or in another '
        "caller's body. One body of many requests is the fast way to many answers; for one person "
        "`recommend_one` is faster."
    ),
    "/v1/recommend_one": "Not batched. An unknown film is a 422 that names it.",
    "/v1/similar": (
        "Similarity is a cosine, from -1 to 1, and no score: popular films have no advantage. "
        "Films that the ratings say little of are likened by what is said of them."
    ),
    "/v1/feedback": (
        "With an idempotency key, as a field or as the header, it can be sent again at any time "
        "and counts once: the answer is the first one, to the letter. Without one every call "
        "counts."
    ),
    "/v1/admin/refresh": (
        "The worker that is asked looks at once, the others within `api.poll_seconds`."
    ),
    **dict.fromkeys(
        ("/v1/admin/train", "/v1/admin/tune", "/v1/admin/rollback"),
        "The answer is a job in the queue: `admin/job` tells where it stands. A conductor runs it "
        "(`cinq conduct`); without one it stays queued, and the answer says so. Asked for again "
        "while it waits or runs, it is the same job. After a 504 it may be queued all the same.",
    ),
    "/v1/releases": "A server without a ledger tells of the one model that it has.",
    "/v1/admin/compare": (
        "A model that does not serve is opened first, which takes a while the first time; two are "
        "kept open. One that is not at hand is a 503, an unknown release a 422 that names it."
    ),
}
"""What a caller should know beyond the summary."""

GROUPS: Mapping[str, tuple[str, ...]] = {
    "recommendations": ("recommend", "predict", "similar"),
    "films": ("search", "proposals", "films"),
    "people": ("users", "feedback"),
    "running it": ("releases", "model", "admin"),
}
"""Kinds of endpoints, and how the names of theirs begin."""

EXAMPLES: Mapping[str, Mapping[str, Any]] = json.loads(
    Path(__file__).with_name("examples.json").read_bytes()
)
"""A request and its answer by path, as MovieLens latest-small gave it; figures are rounded."""


def group_of(path: str) -> str:
    """The one of `GROUPS` that an endpoint belongs to."""
    name = path.removeprefix("/v1/")
    return next(group for group, starts in GROUPS.items() if name.startswith(starts))
