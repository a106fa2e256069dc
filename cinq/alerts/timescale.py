"""Durations that run faster: the same rules for a month and for a drill of minutes."""

import re

UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
"""Prometheus' units of time, in seconds."""

_DURATION = re.compile(r"(\d+)(ms|s|m|h|d|w)")
_MARK = re.compile(r"\$\{([0-9a-z]+)(?:\|([0-9a-z]+))?(\.seconds)?\}")


def seconds_of(duration: str) -> float:
    """Read a duration such as ``30m`` or ``1h30m``.

    Raises
    ------
    ValueError
        If it is none.
    """
    parts = _DURATION.findall(duration)
    if not parts or "".join(f"{number}{unit}" for number, unit in parts) != duration:
        raise ValueError(f"{duration!r} is no duration: write it as 30m or 1h30m")
    return sum(int(number) * UNITS[unit] for number, unit in parts)


def duration_of(seconds: float) -> str:
    """Write seconds as Prometheus does, to the millisecond, in the largest unit that fits."""
    milliseconds = max(1, round(seconds * 1000))
    for unit in ("d", "h", "m", "s"):
        whole, rest = divmod(milliseconds, round(UNITS[unit] * 1000))
        if rest == 0:
            return f"{whole}{unit}"
    return f"{milliseconds}ms"


def scaled(text: str, time_scale: float, shortest: float) -> str:
    """Fill in the durations that a text leaves open.

    Parameters
    ----------
    text
        With marks such as ``${5m}``, a duration, ``${5m|20s}``, one that is never shorter than that
        (what machines need does not shrink in a drill), and ``${30d.seconds}``, a number.
    time_scale
        1 for life, less for a drill.
    shortest
        What no duration falls below, in seconds: a window has to hold a few scrapes. Numbers may.
    """

    def fill(mark: re.Match[str]) -> str:
        seconds = seconds_of(mark[1]) * time_scale
        if mark[3]:
            return f"{seconds:.3f}".rstrip("0").rstrip(".")
        return duration_of(max(seconds, shortest, seconds_of(mark[2]) if mark[2] else 0))

    return _MARK.sub(fill, text)
