"""Any CSV of user, item, rating and perhaps time, with or without a file of films."""

from pathlib import Path

import numpy as np
import pyarrow as pa

from cinq import schema
from cinq.data.declarations import Dataset
from cinq.data.findings import Finding
from cinq.data.readers.columns import find_columns
from cinq.data.readers.films import film_rows, films_table
from cinq.data.readers.raw import RawData
from cinq.data.readers.scores import Scores, read_scores
from cinq.data.readers.source import Source
from cinq.data.readers.text import as_utf8, header

_NEEDED = (schema.USER_ID, schema.FILM_ID, schema.RATING)
_KNOWN = (schema.FILM_ID, schema.TITLE)
_FACTS = tuple(name for name in schema.FILMS.names if name not in _KNOWN)


def read_ratings(dataset: Dataset, path: Path) -> RawData:
    """Read such a file. Without a file of films, films are called after their ids.

    Parameters
    ----------
    dataset
        Its declaration; ``columns`` names the columns of both files, ``films_path`` the second.
    path
        The CSV file of ratings.

    Raises
    ------
    IntegrityError
        If a needed column is missing, or a file cannot be taken apart.
    """
    source = Source(path)
    with source.open() as stream:
        names, separator = header(as_utf8(stream.readline(), source.name)[0], source.name)
    columns = find_columns(names, dataset.columns, _NEEDED, [schema.TIMESTAMP], source.name)
    scores = read_scores(source, columns, separator)
    findings: list[Finding] = []
    if dataset.films_path is None:
        films = _named_after_ids(scores)
    else:
        numbered = scores.films is not None and scores.films.numbered
        described = Source(dataset.films_path)
        facts, findings = film_rows(described, dataset.columns, _KNOWN, _FACTS, numbered)
        films = films_table(facts)
    return RawData(
        ratings=scores.ratings,
        films=films,
        n_rows=scores.n_rows,
        rejected=scores.rejected,
        findings=(*scores.findings, *findings),
        user_names=scores.users and scores.users.names,
        film_names=scores.films and scores.films.names,
    )


def _named_after_ids(scores: Scores) -> pa.Table:
    film_ids = np.unique(scores.ratings.films).astype(np.int64)
    names = scores.films.names if scores.films else None
    facts = pa.table({schema.FILM_ID: film_ids})
    if names is not None:
        places = np.searchsorted(names["id"].to_numpy(), film_ids)
        facts = facts.append_column(schema.TITLE, names["source_id"].take(pa.array(places)))
    return films_table(facts)
