"""Checks of what a reader read: vectorised, each with its finding."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cinq import schema
from cinq.data.declarations import Dataset
from cinq.data.findings import Finding, Severity, outcome, passed
from cinq.data.readers.raw import RawData
from cinq.data.sieve import Sieve

__all__ = ["Checked", "Finding", "Severity", "check"]

MAX_BAD_SHARE = 0.2
"""Above this share of rows that cannot be used the source is refused; duplicates do not count."""

_DAY = 86_400
_MILLISECONDS_FROM = 10**11


@dataclass(frozen=True)
class Checked:
    """Data that passed, and what was found on the way.

    Parameters
    ----------
    ratings
        Table of schema.RATINGS, sorted by user, time and film, without repeats.
    films
        Table of schema.FILMS.
    rejected
        Rows left out and why (schema.REJECTED), sorted by row.
    findings
        The outcome of every check, fatal ones first.
    """

    ratings: pa.Table
    films: pa.Table
    rejected: pa.Table
    findings: tuple[Finding, ...]

    @property
    def fatal(self) -> tuple[Finding, ...]:
        """The findings that forbid training."""
        return tuple(finding for finding in self.findings if finding.severity == "fatal")


@dataclass
class _Columns:
    users: NDArray[np.int64]
    films: NDArray[np.int64]
    ratings: NDArray[np.float32]
    times: NDArray[np.int64]
    sieve: Sieve


def check(dataset: Dataset, raw: RawData, now: float | None = None) -> Checked:
    """Check and mend raw data; nothing is raised, fatal findings are among the others.

    Parameters
    ----------
    dataset
        Its declaration: scale and expected counts.
    raw
        What a reader gave.
    now
        Seconds since 1970 after which, and a day, a rating cannot have been given; None means by
        this machine's clock.

    Notes
    -----
    Cost: one sort by user, time and film.
    """
    table = raw.ratings
    columns = _Columns(
        users=table[schema.USER_ID].to_numpy(),
        films=table[schema.FILM_ID].to_numpy(),
        ratings=table[schema.RATING].to_numpy(),
        times=table[schema.TIMESTAMP].to_numpy(),
        sieve=Sieve(table[schema.ROW].to_numpy()),
    )
    findings = [
        *_counts(dataset, raw, columns),
        *raw.findings,
        _off_scale(dataset, columns),
        _unknown_films(raw, columns),
        *_impossible_times(columns, time.time() if now is None else now),
    ]
    n_bad = len(raw.rejected) + int((~columns.sieve.keep).sum())
    findings.append(_bad_share(n_bad, raw))
    ratings, duplicates = _newest(columns)
    findings.append(duplicates)
    findings.extend(_films(raw.films, ratings))
    if not len(ratings):
        findings.append(_fatal("empty input", "no rating is left"))
    rejected = pa.concat_tables([raw.rejected, columns.sieve.rejected()])
    findings.sort(key=lambda finding: finding.severity != "fatal")
    return Checked(ratings, raw.films, rejected.sort_by(schema.ROW), tuple(findings))


def _fatal(name: str, detail: str, count: int = 1) -> Finding:
    return Finding(check=name, severity="fatal", count=count, detail=detail)


def _counts(dataset: Dataset, raw: RawData, columns: _Columns) -> list[Finding]:
    """The source's counts against those that its publisher announced."""
    expected = dataset.expected
    pairs: list[tuple[str, int | None, Callable[[], int]]] = [
        ("ratings", expected.n_ratings, lambda: raw.n_rows),
        ("users", expected.n_users, lambda: len(np.unique(columns.users))),
        ("films", expected.n_films, lambda: len(raw.films)),
    ]
    wrong = [
        f"{found} {what} instead of {announced}"
        for what, announced, count in pairs
        if announced is not None and (found := count()) != announced
    ]
    if wrong:
        return [_fatal("counts", f"the source has {' and '.join(wrong)}", len(wrong))]
    return [passed("counts", "as announced, where announced")]


def _example(values: NDArray[Any], mask: NDArray[np.bool_]) -> str:
    return f", such as {values[mask][0]}" if mask.any() else ""


def _off_scale(dataset: Dataset, columns: _Columns) -> Finding:
    low, high = dataset.scale.low, dataset.scale.high
    off = ~((columns.ratings >= low) & (columns.ratings <= high))
    count = columns.sieve.reject(off, f"rating off the scale from {low:g} to {high:g}")
    example = _example(columns.ratings, off)
    return outcome("off scale", count, f"ratings outside {low:g} to {high:g}{example}, left out")


def _unknown_films(raw: RawData, columns: _Columns) -> Finding:
    known = raw.films[schema.FILM_ID].to_numpy()
    unknown = ~np.isin(columns.films, known)
    count = columns.sieve.reject(unknown, "film is not in the list of films")
    example = _example(columns.films, unknown)
    detail = f"ratings of films that the source does not describe{example}, left out"
    return outcome("unknown films", count, detail)


def _impossible_times(columns: _Columns, now: float) -> list[Finding]:
    if not columns.times.any():
        return [passed("impossible times", "the source knows no times")]
    milliseconds = passed("milliseconds")
    if np.median(columns.times) > _MILLISECONDS_FROM:
        columns.times = columns.times // 1000
        milliseconds = outcome("milliseconds", len(columns.times), "times were milliseconds")
    early = columns.sieve.reject(columns.times <= 0, "time is not after 1970")
    late = columns.sieve.reject(columns.times > now + _DAY, "time lies in the future")
    detail = f"ratings before 1970 ({early}) or in the future ({late}), left out"
    return [milliseconds, outcome("impossible times", early + late, detail)]


def _bad_share(n_bad: int, raw: RawData) -> Finding:
    if n_bad > MAX_BAD_SHARE * raw.n_rows:
        return _fatal(
            "share of bad rows",
            f"{n_bad} of {raw.n_rows} rows cannot be used, more than {MAX_BAD_SHARE:.0%}: "
            "look whether columns, separator and scale are declared right",
            n_bad,
        )
    return passed("share of bad rows", f"{n_bad} of {raw.n_rows}")


def _newest(columns: _Columns) -> tuple[pa.Table, Finding]:
    """Ratings in canonical order; of several of one person and film the newest stays."""
    by_pair = np.flatnonzero(columns.sieve.keep)
    count = 0
    if not _ascending(columns.users[by_pair], columns.films[by_pair]):
        pairs = (columns.times[by_pair], columns.films[by_pair], columns.users[by_pair])
        by_pair = by_pair[np.lexsort(pairs)]
        users, films = columns.users[by_pair], columns.films[by_pair]
        older = np.zeros(len(by_pair), np.bool_)
        older[:-1] = (users[1:] == users[:-1]) & (films[1:] == films[:-1])
        repeated = np.zeros(len(columns.users), np.bool_)
        repeated[by_pair[older]] = True
        count = columns.sieve.reject(repeated, "a newer rating of the same person and film stays")
        by_pair = by_pair[~older]
    users, times = columns.users[by_pair], columns.times[by_pair]
    order = by_pair[np.lexsort((times, users))]  # stable: films stay in order among equal times
    arrays: list[NDArray[Any]] = [columns.users, columns.films, columns.ratings, columns.times]
    table = pa.table([array[order] for array in arrays], schema=schema.RATINGS)
    return table, outcome("duplicates", count, "older ratings of the same person and film left out")


def _ascending(users: NDArray[np.int64], films: NDArray[np.int64]) -> bool:
    """Whether pairs rise strictly, as in MovieLens' files: then none is there twice."""
    same_user = users[1:] == users[:-1]
    return bool(((users[1:] > users[:-1]) | (same_user & (films[1:] > films[:-1]))).all())


def _films(films: pa.Table, ratings: pa.Table) -> list[Finding]:
    if not len(films):
        return [_fatal("empty input", "the source describes no film")]
    rated = len(np.unique(ratings[schema.FILM_ID].to_numpy()))
    yearless = films[schema.YEAR].null_count
    unrated = len(films) - rated
    names = films.select([schema.TITLE, schema.YEAR]).group_by([schema.TITLE, schema.YEAR])
    twins = len(films) - len(names.aggregate([]))
    return [
        outcome("films without ratings", unrated, "kept in the catalogue", "info"),
        outcome("films without year", yearless, "kept in the catalogue", "info"),
        outcome("same title and year", twins, "films that share both with another", "info"),
    ]
