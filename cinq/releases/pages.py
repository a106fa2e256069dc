"""The ledger as the API shows it, page by page."""

from sqlalchemy import Engine

from cinq import wire
from cinq.database import exists
from cinq.releases.ledger import Ledger
from cinq.releases.newest import figures_of
from cinq.releases.release import Release
from cinq.serving.sources import ServedModel


def releases_page(
    engine: Engine | None, served: ServedModel, request: wire.ReleasesRequest
) -> wire.ReleasesAnswer:
    """Releases, newest first; the packed model where there is no ledger or nothing in it.

    Who asked for a release, and where its files lie, is nobody's business outside.

    Parameters
    ----------
    engine
        Of the user database; None for a Bento on its own. It is neither made nor migrated.

    Raises
    ------
    DatabaseError
        If the ledger does not answer.
    """
    ledger = Ledger(engine) if engine is not None and exists(engine) else None
    if ledger is None or ledger.newest() is None:
        return _answer([_at_hand(served)], None, served, request, ledger=False)
    found = ledger.history(request.limit + 1, request.before)
    shown = [_facts(release) for release in found[: request.limit]]
    following = shown[-1].release if len(found) > len(shown) else None
    return _answer(shown, following, served, request, ledger=True)


def _answer(
    releases: list[wire.ReleaseFacts],
    following: int | None,
    served: ServedModel,
    request: wire.ReleasesRequest,
    *,
    ledger: bool,
) -> wire.ReleasesAnswer:
    return wire.ReleasesAnswer(
        releases=releases,
        next_before=following,
        serving=served.identity.release,
        ledger=ledger,
        request_id=request.request_id or "",
    )


def _facts(release: Release) -> wire.ReleaseFacts:
    back = release.decision.get("rolled_back_to")
    return wire.ReleaseFacts(
        release=release.number,
        kind=release.kind,
        model_version=release.model_version,
        digest=release.digest,
        dataset=release.dataset,
        data_version=release.data_version,
        released_at=release.released_at.isoformat(),
        reason=release.reason,
        rolled_back_to=back if isinstance(back, int) else None,
        figures=figures_of(release.decision),
    )


def _at_hand(served: ServedModel) -> wire.ReleaseFacts:
    return wire.ReleaseFacts(
        release=served.identity.release,
        kind="packed" if served.origin == "packed" else "last_good",
        model_version=served.identity.model_version,
        digest=served.identity.digest,
        dataset=served.info.dataset,
        data_version=served.info.data_version,
        released_at=served.identity.released_at,
        reason="what this server has without a ledger",
        rolled_back_to=None,
        figures=dict(served.identity.figures),
    )
