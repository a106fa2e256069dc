"""Evidently's view of a window and its reference: one HTML page, and the same as JSON."""

import json
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Columns = Mapping[str, NDArray[Any]]


def drift_report(
    reference: Columns, current: Columns, categorical: Sequence[str]
) -> tuple[str, dict[str, Any]]:
    """Evidently's data drift report; some 5 s, most of it for importing.

    It is for the eye: whether a feature has shifted is decided by `cinq.monitoring`, whose
    thresholds are calibrated.

    Parameters
    ----------
    reference, current
        Columns by name, one entry a request.
    categorical
        Those whose values are names, None where unknown; the others are numbers, NaN there.

    Returns
    -------
    The page, and what it shows.
    """
    import pandas as pd  # noqa: PLC0415 - seconds, and only monitoring needs them

    with warnings.catch_warnings():  # its modules spell numpy and escapes as they once were
        warnings.simplefilter("ignore")
        from evidently import DataDefinition, Dataset, Report  # noqa: PLC0415
        from evidently.presets import DataDriftPreset  # noqa: PLC0415

    told = [name for name in reference if _tells(reference[name]) and _tells(current[name])]
    numbers = [name for name in told if name not in categorical]
    names = [name for name in told if name in categorical]
    definition = DataDefinition(numerical_columns=numbers, categorical_columns=names)
    then, now = (
        Dataset.from_pandas(pd.DataFrame({name: of[name] for name in told}), definition)
        for of in (reference, current)
    )
    with np.errstate(all="ignore"):  # it correlates columns that are the same everywhere
        found = Report([DataDriftPreset()]).run(now, then)
    with tempfile.TemporaryDirectory() as folder:
        html, facts = Path(folder) / "drift.html", Path(folder) / "drift.json"
        found.save_html(str(html))
        found.save_json(str(facts))
        return html.read_text(encoding="utf-8"), json.loads(facts.read_text(encoding="utf-8"))


def _tells(column: NDArray[Any]) -> bool:
    """Whether a column holds anything."""
    if column.dtype.kind == "f":
        return bool(np.isfinite(column).any())
    return any(value is not None for value in column)
