"""Lists as JSON, without a model of every film and reason on the way.

What is written is what `cinq.wire.Answer` says, and a test holds the two against each other. The
films' facts, which make up most of an answer, are kept as bytes once they have been written.
"""

from collections.abc import Sequence

import numpy as np
import orjson

from cinq import wire
from cinq.data.catalogue import Catalogue, Film
from cinq.serving.finding import Found

KEPT = 20_000
"""Films whose facts are kept as bytes: some 6 MB at most."""


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
        order = np.argsort(-found.shares, axis=1, kind="stable")
        shares = np.take_along_axis(found.shares, order, axis=1)
        numbers = _numbers(np.column_stack([found.scores, found.ratings, shares]))
        reasons = [self._written(row)[1] for row in found.picks.tolist()]
        n_reasons = found.shares.shape[1]
        films = []
        for row, ranked, start in zip(
            found.rows.tolist(),
            order.tolist(),
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


def _numbers(table: "np.typing.NDArray[np.float32]") -> list[bytes]:
    """Every number as JSON, row by row, as the double that it is."""
    flat = np.ascontiguousarray(table, np.float64).ravel()
    if not len(flat):
        return []
    return orjson.dumps(flat, option=orjson.OPT_SERIALIZE_NUMPY)[1:-1].split(b",")


def problem_answer(problem: wire.Problem) -> bytes:
    """What stands in a batch where one request could not be answered."""
    return wire.ProblemAnswer(problem=problem).model_dump_json().encode()
