"""The part of the API that the team's view asks besides the films, in memory."""

from cinq import wire
from cinq.client import ApiError
from tests.ui.fakes import FakeApi

FIGURES = {
    "hit_at_5": 0.865,
    "hit_at_5.low": 0.845,
    "hit_at_5.high": 0.883,
    "ndcg_at_10": 0.474,
    "ndcg_at_10.low": 0.453,
    "ndcg_at_10.high": 0.495,
    "coverage_at_5": 0.073,
    "rmse": 0.834,
}


class FakeTeamApi(FakeApi):
    """Three releases, the newest serves; jobs by number; ``asked_for`` keeps what admins asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked_for: list[wire.RollbackJobRequest] = []
        self.state: wire.JobState = "queued"
        self.conductor = True
        self.serving = 3

    async def model(self) -> wire.ModelAnswer:
        return (await super().model()).model_copy(update={"figures": FIGURES, "release": 3})

    async def releases(self, request: wire.ReleasesRequest) -> wire.ReleasesAnswer:
        self._ask("releases")
        facts = [_release(n) for n in (3, 2, 1) if request.before is None or n < request.before]
        return wire.ReleasesAnswer(
            releases=facts[: request.limit],
            next_before=None,
            serving=self.serving,
            ledger=True,
            request_id="r",
        )

    async def admin_compare(self, request: wire.CompareRequest) -> wire.CompareAnswer:
        self._ask("admin_compare")
        if 9 in (request.first, request.second):
            said = "first: there is no release 9"
            raise ApiError(said, 422, wire.Problem(title="T", status=422, detail=said))
        films = list(self.films_by_id.values())[-3:]
        listed = wire.Listed(
            rank=1,
            score=2.0,
            predicted_rating=4.25,
            because=[wire.Reason(film_id=1, title="<b>Alien</b>", share=1.0)],
        )
        rows = [(listed, listed), (listed, None), (None, listed)]
        return wire.CompareAnswer(
            first=_listed(request.first or 3),
            second=_listed(request.second or 3),
            films=[
                wire.ComparedFilm(**film.model_dump(), first=first, second=second, change=None)
                for film, (first, second) in zip(films, rows, strict=True)
            ],
            n_shared=1,
            overlap=1 / 3,
            request_id="r",
        )

    async def admin_rollback(self, request: wire.RollbackJobRequest) -> wire.JobAnswer:
        self._ask("admin_rollback")
        self.asked_for.append(request)
        return self._job(request.asked_by or "")

    async def admin_job(self, request: wire.JobRequest) -> wire.JobAnswer:
        self._ask("admin_job")
        return self._job("Ada by page for the team (1)")

    def _job(self, asked_by: str) -> wire.JobAnswer:
        job = wire.JobFacts(
            job_id=12,
            kind="rollback",
            state=self.state,
            asked_by=asked_by,
            queued_at="2026-11-25T16:00:00+00:00",
            started_at=None,
            finished_at=None,
            exit_code=None,
            message="it <i>broke</i>" if self.state == "failed" else "",
        )
        return wire.JobAnswer(job=job, new=True, conductor=self.conductor, note="", request_id="r")


def _release(n: int) -> wire.ReleaseFacts:
    return wire.ReleaseFacts(
        release=n,
        kind="rollback" if n == 3 else "release",
        model_version=str(min(n, 2)),
        digest="0",
        dataset="toy",
        data_version="d1",
        released_at=f"2026-11-2{n}T10:00:00+00:00",
        reason="<script>why</script>" if n == 1 else "cinq train",
        rolled_back_to=1 if n == 3 else None,
        figures={"hit_at_5": 0.8 + n / 100},
    )


def _listed(n: int) -> wire.ListedModel:
    return wire.ListedModel(release=n, model_version=str(n), source="hybrid", n_films=3)
