"""Whether a model answers here as it did where it was trained.

Beside its arrays an artefact keeps what the pipeline answered to the golden lists. Another
processor, another library or other code of ours may round otherwise or order ties otherwise; then
what would be served is not what was judged, and whoever loads it can tell before serving it.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from cinq import wire
from cinq.errors import ArtefactError, CinqError, OtherAnswers
from cinq.serving.engine import Engine

FILE = "golden.json"
"""In an artefact's folder; those from before it was kept have none."""


class GoldenAnswer(BaseModel):
    """What was answered to one list; ids, and scores that are exact through JSON."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    name: str
    favourites: tuple[int, ...]
    films: tuple[int, ...]
    scores: tuple[float, ...]


_ANSWERS = TypeAdapter(tuple[GoldenAnswer, ...])


def keep_golden(folder: Path, answers: Sequence[Mapping[str, Any]]) -> None:
    """Keep answers (of `cinq.evaluation.golden.golden_answers`) in an artefact's folder."""
    kept = _ANSWERS.validate_python(answers)
    (folder / FILE).write_bytes(_ANSWERS.dump_json(kept, indent=1) + b"\n")


def golden_of(folder: Path) -> tuple[GoldenAnswer, ...]:
    """The answers that an artefact keeps; none if it is from before any were kept.

    Raises
    ------
    ArtefactError
        If the file is damaged.
    """
    try:
        return _ANSWERS.validate_json((folder / FILE).read_bytes())
    except FileNotFoundError:
        return ()
    except (OSError, ValidationError) as error:
        raise ArtefactError(f"{folder / FILE} is damaged: train or fetch it again") from error


def check_parity(engine: Engine, answers: Sequence[GoldenAnswer], of: Path) -> None:
    """Ask every list again; films must be equal in order, and scores bit for bit.

    Parameters
    ----------
    engine
        Of the loaded model.
    of
        The artefact, for the error.

    Raises
    ------
    OtherAnswers
        Naming the first list that is answered otherwise, and how many are.
    """
    differing = [answer.name for answer in answers if not _answers_alike(engine, answer)]
    engine.shown.take()  # these lists were shown to nobody
    if differing:
        raise OtherAnswers(
            f"{of} answers {len(differing)} of {len(answers)} golden lists otherwise here than "
            f"where it was trained ({differing[0]!r} first): train again with this code"
        )


def _answers_alike(engine: Engine, expected: GoldenAnswer) -> bool:
    request = wire.RecommendRequest(
        favourites=list(expected.favourites), k=max(1, len(expected.films))
    )
    try:
        films = engine.recommend_one(request).films
    except CinqError:  # a favourite that the catalogue lacks
        return False
    return (
        tuple(film.film_id for film in films) == expected.films
        and tuple(film.score for film in films) == expected.scores
    )
