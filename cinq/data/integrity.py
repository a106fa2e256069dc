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
from cinq.data.order import keep_newest, n_distinct
from cinq.data.rating_columns import RatingColumns
from cinq.data.readers.raw import RawData
from cinq.data.sieve import Sieve, rejected_rows

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
        Sorted by user, time and film, without repeats.
    films
        Table of schema.FILMS.
    rejected
        Rows left out and why (schema.REJECTED), sorted by row.
    findings
        The outcome of every check, fatal ones first.
    """

    ratings: RatingColumns
    films: pa.Table
    rejected: pa.Table
    findings: tuple[Finding, ...]

    @property
    def fatal(self) -> tuple[Finding, ...]:
        """The findings that forbid training."""
        return tuple(finding for finding in self.findings if finding.severity == "fatal")


def check(dataset: Dataset, raw: RawData, now: float | None = None) -> Checked:
    """Check and mend raw data; nothing is raised, fatal findings are among the others.

    Parameters
    ----------
    dataset
        Its declaration: scale and expected counts.
    raw
        What a reader gave. Its ratings are sorted and mended where they stand, and are the
        checked ones afterwards.
    now
        Seconds since 1970 after which, and a day, a rating cannot have been given; None means by
        this machine's clock.

    Notes
    -----
    Cost: a few passes, and one sort of each person's ratings. Memory beyond the ratings: 3 bytes a
    rating; where rows are left out or people do not stand one after another, 24.
    """
    columns = raw.ratings
    sieve = Sieve(len(columns), columns.rows)
    findings = [
        *_counts(dataset, raw),
        *raw.findings,
        _off_scale(dataset, columns, sieve),
        _unknown_films(raw, sieve),
        *_impossible_times(columns, sieve, time.time() if now is None else now),
    ]
    n_bad = len(raw.rejected) + int(len(columns) - sieve.keep.sum())
    findings.append(_bad_share(n_bad, raw))
    if not sieve.keep.all():
        columns.take(np.flatnonzero(sieve.keep))
    older = keep_newest(columns)
    detail = "older ratings of the same person and film left out"
    findings.append(outcome("duplicates", len(older), detail))
    findings.extend(_films(raw.films, columns))
    if not len(columns):
        findings.append(_fatal("empty input", "no rating is left"))
    repeats = rejected_rows(older, "a newer rating of the same person and film stays")
    rejected = pa.concat_tables([raw.rejected, sieve.rejected(), repeats])
    findings.sort(key=lambda finding: finding.severity != "fatal")
    return Checked(columns, raw.films, rejected.sort_by(schema.ROW), tuple(findings))


def _fatal(name: str, detail: str, count: int = 1) -> Finding:
    return Finding(check=name, severity="fatal", count=count, detail=detail)


def _counts(dataset: Dataset, raw: RawData) -> list[Finding]:
    """The source's counts against those that its publisher announced."""
    expected = dataset.expected
    pairs: list[tuple[str, int | None, Callable[[], int]]] = [
        ("ratings", expected.n_ratings, lambda: raw.n_rows),
        ("users", expected.n_users, lambda: n_distinct(raw.ratings.users)),
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


def _off_scale(dataset: Dataset, columns: RatingColumns, sieve: Sieve) -> Finding:
    low, high = dataset.scale.low, dataset.scale.high
    off = ~((columns.ratings >= low) & (columns.ratings <= high))
    count = sieve.reject(off, f"rating off the scale from {low:g} to {high:g}")
    example = _example(columns.ratings, off)
    return outcome("off scale", count, f"ratings outside {low:g} to {high:g}{example}, left out")


def _unknown_films(raw: RawData, sieve: Sieve) -> Finding:
    columns, known = raw.ratings, raw.films[schema.FILM_ID].to_numpy()
    unknown = np.zeros(len(columns), np.bool_)
    for block in columns.blocks():
        unknown[block] = ~np.isin(columns.films[block], known)
    count = sieve.reject(unknown, "film is not in the list of films")
    example = _example(columns.films, unknown)
    detail = f"ratings of films that the source does not describe{example}, left out"
    return outcome("unknown films", count, detail)


def _impossible_times(columns: RatingColumns, sieve: Sieve, now: float) -> list[Finding]:
    if not columns.times.any():
        return [passed("impossible times", "the source knows no times")]
    milliseconds = passed("milliseconds")
    if np.median(columns.times) > _MILLISECONDS_FROM:
        columns.times = columns.times // 1000
        milliseconds = outcome("milliseconds", len(columns), "times were milliseconds")
    early = sieve.reject(columns.times <= 0, "time is not after 1970")
    late = sieve.reject(columns.times > now + _DAY, "time lies in the future")
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


def _films(films: pa.Table, ratings: RatingColumns) -> list[Finding]:
    if not len(films):
        return [_fatal("empty input", "the source describes no film")]
    rated = n_distinct(ratings.films)
    yearless = films[schema.YEAR].null_count
    unrated = len(films) - rated
    names = films.select([schema.TITLE, schema.YEAR]).group_by([schema.TITLE, schema.YEAR])
    twins = len(films) - len(names.aggregate([]))
    return [
        outcome("films without ratings", unrated, "kept in the catalogue", "info"),
        outcome("films without year", yearless, "kept in the catalogue", "info"),
        outcome("same title and year", twins, "films that share both with another", "info"),
    ]
