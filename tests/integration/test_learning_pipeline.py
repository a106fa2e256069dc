"""Accounts in the training pipeline: what joins is told, and who was deleted leaves no trace."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from zenml.client import Client

from cinq.accounts import Accounts, open_accounts
from cinq.adapters.tracking import Tracking
from cinq.data.datasets import declaration
from cinq.models.artefact import load_bundle
from cinq.models.bundle import ModelBundle
from cinq.settings import Settings, load_settings
from pipelines.running import run_training
from steps.outcome import Outcome
from tests.integration.pipeline_home import pipelines_at
from tests.integration.small_world import QUICK, declare, write_archive

pytestmark = pytest.mark.integration

PASSWORD = "five quiet lanterns"
LEAVING = 12


@dataclass
class Trained:
    """What a training told, what it made, and what of earlier data was left after it."""

    outcome: Outcome
    bundle: ModelBundle
    files: list[Path]
    metadata: Mapping[str, Any]
    logged: Mapping[str, float]


def settings_at(home: Path) -> Settings:
    """Accounts may be new; the gate refuses, for releasing takes long and shows nothing."""
    changed = {"learning.min_age_hours": 0, "judging.min_people": 10_000}
    return load_settings(QUICK | changed | {"home": str(home)})


def train(home: Path, dataset: Path) -> Trained:
    settings = settings_at(home)
    outcome = run_training(settings, declaration(str(dataset)), "a test", "to see")
    run = Client().get_pipeline_run(outcome.run)
    model = run.steps["train"].outputs["model"][0].load()
    return Trained(
        outcome=outcome,
        bundle=load_bundle(model.path),
        files=sorted(home.rglob("joined/*/*/ratings.parquet")),
        metadata=dict(run.run_metadata),
        logged=Tracking.of(settings).history("train", "small", 1)[0].figures,
    )


def join(accounts: Accounts, name: str, first: int) -> None:
    accounts.sign_up(name, PASSWORD)
    token = accounts.sign_in(name, PASSWORD)
    accounts.own.set_consent(token, given=name != "Silent")
    accounts.set_favourites(accounts.who(token), "small", range(first, first + 9))


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Trained]:
    """With somebody; after they were deleted; and where they never were, with nothing cached."""
    folder = tmp_path_factory.mktemp("learning")
    write_archive(folder / "small.zip")
    dataset = declare(folder, "small", "small.zip")
    home, other = folder / "home", folder / "other"
    found = {}
    with pipelines_at(home):
        accounts = open_accounts(settings_at(home))
        for place in range(10):
            join(accounts, f"Person {place}", 1 + 11 * place)
        join(accounts, "Silent", 1)
        accounts.delete(accounts.named("Person 3"))  # makes the key of the pseudonyms
        other.mkdir()
        shutil.copy2(home / "cinq.db", other / "cinq.db")
        for place in range(LEAVING):  # so many that some are surely learned from
            join(accounts, f"Ana {place}", 40 + place)
        found["with"] = train(home, dataset)
        for place in range(LEAVING):
            accounts.delete(accounts.named(f"Ana {place}"))
        found["after"] = train(home, dataset)
    with pipelines_at(other):
        found["never"] = train(other, dataset)
    return found


def test_the_outcome_and_the_runs_tell_who_joined_and_who_did_not(runs: dict[str, Trained]) -> None:
    told = runs["with"].outcome.accounts
    assert (told.people, told.opinions) == (9 + LEAVING, 9 * (9 + LEAVING))
    assert told.people_left_out == {"without consent": 1}
    assert runs["with"].metadata["joined_people"] == 9 + LEAVING
    assert runs["with"].metadata["people_left_out"] == 1
    assert runs["with"].logged["joined_opinions"] == 9 * (9 + LEAVING)
    assert runs["with"].outcome.data_version == told.version != told.base_version


def test_a_model_trained_after_a_deletion_is_that_of_data_which_never_had_the_account(
    runs: dict[str, Trained],
) -> None:
    after, never = runs["after"], runs["never"]
    assert after.outcome.data_version == never.outcome.data_version
    assert after.outcome.data_version != runs["with"].outcome.data_version
    ours, theirs = arrays(after.bundle), arrays(never.bundle)
    assert ours.keys() == theirs.keys()
    assert all(np.array_equal(ours[name], theirs[name]) for name in ours)
    before = arrays(runs["with"].bundle)
    assert any(not np.array_equal(ours[name], before[name]) for name in ours)


def test_what_earlier_trainings_joined_is_removed_by_the_next(runs: dict[str, Trained]) -> None:
    assert len(runs["with"].files) == len(runs["after"].files) == 1
    assert runs["with"].files != runs["after"].files


def test_no_account_is_a_known_user_of_the_model(runs: dict[str, Trained]) -> None:
    for trained in runs.values():
        known = trained.bundle.seen.user_ids
        assert len(known) == trained.bundle.info.n_users == 300
        assert (known >= 0).all()
        assert np.array_equal(trained.bundle.rater.user_ids, known)


def test_tombstones_are_told_and_then_gone(runs: dict[str, Trained]) -> None:
    buried = [runs[name].outcome.accounts.buried for name in ("with", "after", "never")]
    assert buried == [1, LEAVING, 1]


def arrays(bundle: ModelBundle) -> dict[str, np.ndarray]:
    """Every array of a bundle, by part and name."""
    parts = ("ranker", "rater", "popularity", "seen")
    every = {
        f"{part}.{name}": values
        for part in parts
        for name, values in getattr(bundle, part).arrays().items()
    }
    return every | {"exposure": bundle.exposure}
