"""Which of a champion's requests are looked at, and which they are compared with."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine

from cinq.errors import MonitoringError
from cinq.monitoring.requests import distinct
from cinq.settings import MonitoringSettings
from cinq.traffic.book import first_served, last_served
from cinq.traffic.sample import Served


@dataclass(frozen=True)
class Window:
    """Served requests, oldest first.

    Parameters
    ----------
    current
        Those of the window, all of them.
    first
        The first that the champion served, all of them before the window; None while there are too
        few of them or the window reaches back to them.
    """

    current: list[Served]
    first: list[Served] | None

    @property
    def counting(self) -> list[Served]:
        """Those that count (`cinq.monitoring.requests.distinct`)."""
        return distinct(self.current)


def read_window(
    engine: Engine,
    release: int,
    settings: MonitoringSettings,
    until: datetime,
    since: datetime | None = None,
) -> Window:
    """The requests of a champion.

    Without `since` the window is `window_hours` long, and reaches further back where it would hold
    too few requests.

    Raises
    ------
    MonitoringError
        If too few were served.
    DatabaseError
        If the database is away.
    """
    least, most = settings.min_requests, settings.max_requests
    begin = since or until - timedelta(hours=settings.window_hours)
    current = last_served(engine, release, most, begin, until)
    if since is None and len(distinct(current)) < least:
        current = last_served(engine, release, min(most, 2 * least), None, until)
    n = len(distinct(current))
    if n < least:
        of = f"since {since:%Y-%m-%d %H:%M}" if since else "so far"
        raise MonitoringError(
            f"release {release} served {n} different requests {of}, and of fewer than {least} "
            "nothing is said: try again later" + (", or leave --since out" if since else "")
        )
    first = first_served(engine, release, settings.first_requests)
    if len(first) < settings.first_requests:
        return Window(current, None)
    later = [each for each in current if each.served_at > first[-1].served_at]
    return Window(later, first) if len(distinct(later)) >= least else Window(current, None)
