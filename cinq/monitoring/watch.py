"""From a champion and what it served to findings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from sqlalchemy import Engine

from cinq.models.bundle import ModelBundle
from cinq.monitoring.chance import Measured
from cinq.monitoring.drift import ONLY_FIRST, Compared, compare
from cinq.monitoring.features import TITLES, Ruler
from cinq.monitoring.later_likes import later_hits
from cinq.monitoring.quality import read_answers, shares_of
from cinq.monitoring.reference import likes_of, simulated
from cinq.monitoring.requests import Requests, distinct, of_served
from cinq.monitoring.window import Window
from cinq.releases.release import Release
from cinq.settings import JudgingSettings, MonitoringSettings
from cinq.traffic.findings import FeatureFinding, Findings, Quality, highest
from cinq.traffic.sample import REFUSED, Served

NOT_YET = "it is compared with the champion's own first requests, and they are too few yet"


@dataclass(frozen=True)
class Champion:
    """What a champion's requests are measured by and compared with.

    Parameters
    ----------
    bundle
        The model.
    judged
        Requests that the people of its data set would make.
    ruler
        Made of both.
    """

    bundle: ModelBundle
    judged: Requests
    ruler: Ruler

    @classmethod
    def of(cls, bundle: ModelBundle, judging: JudgingSettings, seed: int) -> "Champion":
        """Simulate the people's requests; cost: see `cinq.monitoring.reference.simulated`."""
        judged = simulated(bundle, judging, seed)
        return cls(bundle, judged, Ruler.of(bundle.catalogue, likes_of(bundle), judged))

    def requests(self, served: Sequence[Served]) -> Requests:
        """Served requests as arrays."""
        return of_served(served, self.bundle.catalogue, self.ruler.likes)

    def measured(self, requests: Requests) -> Measured:
        """Features of requests."""
        return Measured(requests.people, self.ruler.measure(requests))


def drift(
    champion: Champion,
    current: Measured,
    first: Measured | None,
    settings: MonitoringSettings,
) -> tuple[list[FeatureFinding], dict[str, str]]:
    """Compare a window with what suits each feature, as `compare` gives it.

    That is what the champion was trained and judged on, but for features in which its very first
    requests were different already: people who ask are no random people of a data set, and an
    alarm that never ends says nothing. They are compared with those first requests.
    """
    judged = champion.measured(champion.judged)
    names = tuple(name for name in TITLES if name not in ONLY_FIRST)
    if first is None:
        found, unsaid = compare(
            [Compared("judged", judged, names)], current, champion.ruler.bins, settings
        )
        return found, unsaid | dict.fromkeys(ONLY_FIRST, NOT_YET)
    at_first, unsaid = compare(
        [Compared("judged", judged, names)], first, champion.ruler.bins, settings
    )
    alike = tuple(one.name for one in at_first if one.level == "quiet")
    others = tuple(name for name in TITLES if name not in alike)
    return compare(
        [Compared("judged", judged, alike), Compared("first", first, others)],
        current,
        champion.ruler.bins,
        settings,
    )


def qualities(
    engine: Engine,
    release: Release,
    bundle: ModelBundle,
    settings: MonitoringSettings,
    until: datetime,
) -> list[Quality]:
    """What people said in the last `first_days`, beside the champion's own first ones."""
    days = timedelta(days=settings.first_days)
    began, first_end = release.released_at, release.released_at + days
    over = until >= first_end + days / 2
    since = max(first_end, until - days) if over else began
    now = read_answers(engine, release.number, since, until)
    then = read_answers(engine, release.number, began, first_end) if over else None
    hits = later_hits(engine, bundle, release.dataset, began, until)
    return [*shares_of(now, then, settings), hits]


def findings_of(
    champion: Champion,
    release: Release,
    window: Window,
    quality: Sequence[Quality],
    settings: MonitoringSettings,
    now: datetime,
) -> Findings:
    """Put everything that can be said of a window together."""
    current = champion.requests(window.counting)
    first = window.first and champion.measured(champion.requests(distinct(window.first)))
    found, unsaid = drift(champion, champion.measured(current), first or None, settings)
    return Findings(
        made_at=now.isoformat(),
        since=window.current[0].served_at.isoformat(),
        until=window.current[-1].served_at.isoformat(),
        release=release.number,
        model_version=release.model_version,
        dataset=release.dataset,
        data_version=release.data_version,
        level=highest([*(each.level for each in found), *(each.level for each in quality)]),
        requests=len(window.current),
        distinct=len(current),
        refused=sum(each.source == REFUSED for each in window.current),
        empty=int(np.sum(current.sizes == 0)),
        alarm_rate=settings.alarm_rate,
        features=tuple(found),
        quality=tuple(quality),
        unsaid=unsaid,
    )
