"""MLflow's store, beside others of the same process."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from cinq.adapters.tracking import Tracking
from cinq.database import open_database


def test_the_store_is_made_while_others_are(tmp_path: Path) -> None:
    tracking = Tracking(f"sqlite:///{tmp_path / 'mlflow.db'}", tmp_path / "mlflow")
    with ThreadPoolExecutor(1) as aside:
        made = aside.submit(tracking.experiment_id, "evaluate")
        places = 0
        while not made.done():
            open_database(f"sqlite:///{tmp_path / str(places)}.db").dispose()
            places += 1

    assert made.result() == tracking.experiment_id("evaluate")
    assert places > 0
