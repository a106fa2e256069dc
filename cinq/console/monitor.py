"""What `cinq monitor` takes and answers."""

from datetime import UTC, datetime, timedelta

from rich.console import Group
from rich.table import Table
from rich.text import Text

from cinq.console.terminal import table
from cinq.errors import SettingsError
from cinq.traffic.findings import Bounded, Findings, Level

STYLES: dict[Level, str] = {"quiet": "green", "warn": "yellow", "act": "red"}
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def time_of(since: str, now: datetime) -> datetime | None:
    """The beginning of a window: a time in ISO 8601, or so long ago, such as 90m, 12h or 7d.

    Raises
    ------
    SettingsError
        If it is neither, or not in the past.
    """
    if not since:
        return None
    number, unit = since[:-1], since[-1]
    try:
        if unit in _UNITS and number.replace(".", "", 1).isdecimal():
            begin = now - timedelta(**{_UNITS[unit]: float(number)})
        else:
            begin = datetime.fromisoformat(since)
            begin = begin.replace(tzinfo=begin.tzinfo or UTC)
    except (ValueError, OverflowError):
        raise SettingsError(
            f"--since {since[:60]}: write a time such as 2026-11-20T18:00 (UTC), or 90m, 12h or 7d"
        ) from None
    if begin >= now:
        raise SettingsError(f"--since {since}: that is not in the past")
    return begin


def findings_table(findings: Findings) -> Group:
    """What was found, for people."""
    features = table("", "feature", "PSI", "warn from", "act from", "JS", "compared with")
    for each in findings.features:
        features.add_row(
            _level(each.level),
            _plain(each.name),
            *(f"{figure:.3f}" for figure in (each.psi, each.warn_psi, each.act_psi, each.js)),
            each.compared_with,
        )
    shares = table("", "share", "now", "first weeks")
    for share in findings.quality:
        if share.current is not None:
            then = _shown(share.reference)
            shares.add_row(_level(share.level), _plain(share.name), _shown(share.current), then)
    unsaid = [f"nothing is said of {_plain(name)}: {why}" for name, why in findings.unsaid.items()]
    parts: list[Table | Text | str] = [Text(_told(findings)), features]
    if shares.row_count:
        parts.append(shares)
    return Group(*parts, *unsaid)


def _told(findings: Findings) -> str:
    return (
        f"{findings.level}: release {findings.release} on {findings.dataset}, "
        f"{findings.requests:,} requests, {findings.distinct:,} of them count, "
        f"{findings.since[:16]} to {findings.until[:16]} UTC"
    )


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _level(level: Level) -> Text:
    return Text(level, STYLES[level])


def _shown(bounded: Bounded | None) -> str:
    if bounded is None:
        return ""
    return f"{bounded.mean:.3f} [{bounded.lower:.3f}, {bounded.upper:.3f}] of {bounded.people:,}"
