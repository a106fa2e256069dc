"""Lists as JSON, without a model of every film and reason on the way.

What is written is what `cinq.wire.Answer` says, and a test holds the two against each other. The
films' facts, which make up most of an answer, are kept as bytes once they have been written.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from cinq import wire
from cinq.data.catalogue import Catalogue, Film
from cinq.models.compiled import Compiled
from cinq.serving.finding import Found

Floats = NDArray[np.float32]

KEPT = 20_000
"""Films whose facts are kept as bytes: some 6 MB at most."""


def _ordered(
    scores: Floats,
    ratings: Floats,
    shares: Floats,
    table: NDArray[np.float64],
    order: NDArray[np.int64],
) -> None:
    """Score, rating and shares of each film, the largest share first; of equals the lower pick."""
    for film in range(len(scores)):
        table[film, 0], table[film, 1] = scores[film], ratings[film]
        for pick in range(shares.shape[1]):
            share, place = shares[film, pick], pick
            while place > 0 and table[film, place + 1] < share:
                table[film, place + 2] = table[film, place + 1]
                order[film, place] = order[film, place - 1]
                place -= 1
            table[film, place + 2], order[film, place] = share, pick


ordered = Compiled(
    "void(Array(float32, 1, 'C', readonly=True), Array(float32, 1, 'C', readonly=True),"
    " Array(float32, 2, 'C', readonly=True), float64[:, ::1], int64[:, ::1])",
    _ordered,
)


class Writer:
    """Writes answers of one model; may be shared by threads.

    Parameters
    ----------
    catalogue
        The films.
    model_version, release
        As answers name them.
    """

    def __init__(self, catalogue: Catalogue, model_version: str, release: int) -> None:
        self._films: Sequence[Film] = catalogue.films
        self._kept: dict[int, tuple[bytes, bytes]] = {}
        told = orjson.dumps({"model_version": model_version, "release": release})[1:-1]
        self._told = b"]," + told + b',"source":"%b","experiment":null,"request_id":"%b"}'

    def answer(self, found: Found, request_id: str) -> bytes:
        """A `wire.Answer` outside any experiment; ``request_id`` must be a sane one."""
        table = np.empty((len(found.rows), 2 + found.shares.shape[1]), np.float64)
        places = np.empty(found.shares.shape, np.int64)
        ordered(found.scores, found.ratings, found.shares, table, places)
        numbers = _numbers(table)
        order: Any = places.tolist()
        reasons = [self._written(row)[1] for row in found.picks.tolist()]
        n_reasons = found.shares.shape[1]
        films = []
        for row, ranked, start in zip(
            found.rows.tolist(),
            order,
            range(0, len(numbers), n_reasons + 2),
            strict=True,
        ):
            because = b"},".join(
                [
                    b'%b,"share":%b' % (reasons[pick], share)
                    for pick, share in zip(ranked, numbers[start + 2 :], strict=False)
                ]
            )
            films.append(
                b'%b,"score":%b,"predicted_rating":%b,"because":[%b%b]}'
                % (
                    self._written(row)[0],
                    numbers[start],
                    numbers[start + 1],
                    because,
                    b"}" if because else b"",
                )
            )
        told = self._told % (found.source.encode(), request_id.encode())
        return b'{"films":[' + b",".join(films) + told

    def _written(self, row: int) -> tuple[bytes, bytes]:
        """A film's facts, and its id and title, each an object that is still open."""
        kept = self._kept.get(row)
        if kept is None:
            if len(self._kept) >= KEPT:
                self._kept = {}
            film = self._films[row]
            named = {"film_id": film.film_id, "title": film.title}
            facts = {**named, "year": film.year, "genres": film.genres}
            kept = self._kept[row] = orjson.dumps(facts)[:-1], orjson.dumps(named)[:-1]
        return kept


def _numbers(table: NDArray[np.float64]) -> list[bytes]:
    """Every number as JSON, row by row."""
    if not table.size:
        return []
    return orjson.dumps(table.reshape(-1), option=orjson.OPT_SERIALIZE_NUMPY)[1:-1].split(b",")


def problem_answer(problem: wire.Problem) -> bytes:
    """What stands in a batch where one request could not be answered."""
    return wire.ProblemAnswer(problem=problem).model_dump_json().encode()
