"""The model as MLflow loads it: a code file beside the bundle's arrays, nothing pickled.

MLflow runs this file when the model is loaded, and finds the model by `set_model` at its end.
"""

from pathlib import Path
from typing import Any

import pandas as pd
from mlflow.models import set_model
from mlflow.pyfunc import PythonModel

from cinq.models.artefact import load_bundle
from cinq.serving.engine import Engine
from cinq.wire import RecommendRequest


class CinqModel(PythonModel):  # type: ignore[misc]
    """Answers rows of ``favourites`` (film ids) and ``k`` with films, best first."""

    def load_context(self, context: Any) -> None:
        """Open the bundle that was logged with the model."""
        self._engine = Engine(load_bundle(Path(context.artifacts["bundle"])))

    def predict(
        self,
        context: Any,  # noqa: ARG002 - a fixed signature
        model_input: pd.DataFrame,
        params: dict[str, Any] | None = None,  # noqa: ARG002 - a fixed signature
    ) -> pd.DataFrame:
        """One row of films, titles, scores and predicted ratings per row asked.

        Raises
        ------
        UnknownFilm
            Naming the favourites that the catalogue lacks.
        """
        answers = [
            self._engine.recommend_one(
                RecommendRequest(favourites=[int(film) for film in favourites], k=int(k))
            )
            for favourites, k in zip(model_input["favourites"], model_input["k"], strict=True)
        ]
        return pd.DataFrame(
            {
                "films": [[film.film_id for film in answer.films] for answer in answers],
                "titles": [[film.title for film in answer.films] for answer in answers],
                "scores": [[film.score for film in answer.films] for answer in answers],
                "predicted_ratings": [
                    [film.predicted_rating for film in answer.films] for answer in answers
                ],
            }
        )


set_model(CinqModel())
