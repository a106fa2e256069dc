"""The search: seeded, resumable after any end, and kept from people who judge by its validation."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cinq.adapters import study_file
from cinq.adapters.lock import only_one
from cinq.adapters.search import search
from cinq.adapters.study_file import folder_of, newest_study
from cinq.data.interactions import Scale
from cinq.data.manifest import Manifest
from cinq.errors import JobError, ModelError, SettingsError
from cinq.evaluation.study import Plan, SearchRequest, StudyResult
from cinq.evaluation.trial import Trial
from cinq.evaluation.validation import RMSE, Measure
from cinq.hyperparameters import Hyperparameters
from cinq.settings import JudgingSettings, TrainingSettings, TuningSettings

Call = Callable[[Hyperparameters, int], float]


class Valley:
    """Best at a regularisation of .05; three folds, as if each had its own level."""

    measure: Measure = RMSE
    n_folds = 3
    judged_on = "a valley"

    def __init__(self, call: Call | None = None) -> None:
        self.calls = 0
        self._call = call

    def values(self, hyperparameters: Hyperparameters) -> Iterator[float]:
        self.calls += 1
        for fold in range(self.n_folds):
            if self._call is not None:
                yield self._call(hyperparameters, self.calls) + fold
            else:
                yield depth(hyperparameters) + fold


def depth(hyperparameters: Hyperparameters) -> float:
    return abs(hyperparameters.rating_svd.regularization - 0.05)


def plan(model: str = "rating_svd", *, grid: bool = False, seed: int = 1) -> Plan:
    manifest = Manifest(
        dataset="toy",
        version="0" * 64,
        source="made for a test",
        licence="none",
        simulated=True,
        scale=Scale(0.5, 5, 4),
        n_users=1,
        n_films=1,
        n_ratings=1,
        n_rejected=0,
        mean=1,
        median=1,
        standard_deviation=0,
        first_time=1,
        last_time=1,
        findings=(),
        archive="toy.zip",
        archive_sha256="0" * 64,
    )
    request = SearchRequest(model=model, grid=grid)
    tuning = TuningSettings(seed=seed, trials=12)
    return Plan.of(request, manifest, TrainingSettings(), JudgingSettings(), tuning, "code")


def run(
    home: Path,
    n: int | None,
    valley: Valley | None = None,
    *,
    grid: bool = False,
    fresh: bool = False,
    seed: int = 1,
    log: "Kept | None" = None,
) -> StudyResult:
    request = SearchRequest(model="rating_svd", grid=grid, trials=n, fresh=fresh)
    return search(plan(grid=grid, seed=seed), valley or Valley(), home, request, log=log)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> StudyResult:
    return run(tmp_path_factory.mktemp("home"), 12)


def told(found: StudyResult) -> list[tuple[object, ...]]:
    return [(t.number, t.state, t.values, t.value, t.folds) for t in found.trials]


class Kept:
    def __init__(self) -> None:
        self.trials: dict[int, Trial] = {}

    def __call__(self, trial: Trial) -> None:
        self.trials[trial.number] = trial

    def forget(self) -> None:
        self.trials.clear()


def test_a_search_finds_the_valley_and_gives_bad_trials_up(tmp_path: Path) -> None:
    found = run(tmp_path, 18)

    assert found.best is not None
    assert found.configured.value is not None
    assert (found.best.value or 9) < found.configured.value
    assert found.count("pruned") >= 3
    assert all(len(trial.folds) == 2 for trial in found.trials if trial.state == "pruned")
    assert all(t.value == depth(replaced_of(t)) + 2 for t in found.trials if t.value is not None)
    assert max(found.importance, key=lambda name: found.importance[name]) == "regularization"


def replaced_of(trial: Trial) -> Hyperparameters:
    return Hyperparameters.model_validate({"rating_svd": trial.values})


def test_the_same_seed_tries_the_same_and_another_does_not(
    undisturbed: StudyResult, tmp_path: Path
) -> None:
    assert told(undisturbed)[:11] == told(run(tmp_path / "a", 11))
    assert told(undisturbed)[:2] != told(run(tmp_path / "b", 2, seed=2))


@pytest.mark.parametrize("at", [1, 7])
def test_a_search_killed_within_a_trial_goes_on_as_if_it_had_not_been(
    undisturbed: StudyResult, tmp_path: Path, at: int
) -> None:
    def killed(hyperparameters: Hyperparameters, call: int) -> float:
        if call == at:
            raise KeyboardInterrupt
        return depth(hyperparameters)

    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, 12, Valley(killed))
    rest = Valley()
    resumed = run(tmp_path, 12, rest)

    assert told(resumed) == told(undisturbed)
    assert rest.calls == 13 - (at - 1)


def test_a_search_killed_between_keeping_and_telling_goes_on_alike(
    undisturbed: StudyResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell, calls = study_file.tell, []

    def killed(*arguments: object) -> None:
        calls.append(arguments)
        if len(calls) == 5:
            raise KeyboardInterrupt
        tell(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(study_file, "tell", killed)
        with pytest.raises(KeyboardInterrupt):
            run(tmp_path, 12)

    assert told(run(tmp_path, 12)) == told(undisturbed)


def test_more_trials_go_on_with_the_study_and_fresh_begins_anew(tmp_path: Path) -> None:
    valley, log = Valley(), Kept()
    run(tmp_path, 4, valley, log=log)
    assert valley.calls == 5
    longer = run(tmp_path, 6, valley, log=log)
    assert valley.calls == 7
    assert told(longer) == told(run(tmp_path, 3, valley))
    assert sorted(log.trials) == list(range(7))
    assert len(run(tmp_path, 2, valley, fresh=True, log=log).trials) == 2
    assert sorted(log.trials) == [0, 1, 2]


def test_a_trial_that_diverges_has_failed_and_is_not_the_end(tmp_path: Path) -> None:
    def sometimes(hyperparameters: Hyperparameters, call: int) -> float:
        if call in (3, 4):
            raise ModelError("it diverged")
        return float("nan") if call == 5 else depth(hyperparameters)

    found = run(tmp_path, 8, Valley(sometimes))

    assert [trial.state for trial in found.trials[1:4]] == ["failed"] * 3
    assert "it diverged" in found.trials[1].reason
    assert "no finite number" in found.trials[3].reason
    assert len(found.trials) == 8
    assert found.best is not None


def test_without_any_value_the_reason_is_told(tmp_path: Path) -> None:
    def never(*_: object) -> float:
        raise ModelError("it diverged")

    with pytest.raises(ModelError, match="came to a value: ModelError: it diverged"):
        run(tmp_path, 3, Valley(never))


def test_a_mistake_in_the_code_is_the_end(tmp_path: Path) -> None:
    def wrong(*_: object) -> float:
        raise TypeError("a mistake")

    with pytest.raises(TypeError, match="a mistake"):
        run(tmp_path, 3, Valley(wrong))


def test_a_grid_tries_every_point_once(tmp_path: Path) -> None:
    part = run(tmp_path, 10, grid=True)
    whole = run(tmp_path, None, grid=True)

    assert told(part) == told(whole)[:10]
    points = {tuple(trial.values.items()) for trial in whole.trials}
    assert len(points) == len(whole.trials) == 3 * 3 * 2 * 3
    assert whole.best is not None
    assert whole.best.values["regularization"] == 0.05


def test_two_searches_of_one_study_do_not_meet(tmp_path: Path) -> None:
    lock = folder_of(tmp_path) / f"{plan().name}.lock"

    with only_one(lock, "busy", "wait"), pytest.raises(JobError, match="is being searched"):
        run(tmp_path, 1)


def test_the_newest_study_of_a_model_is_found_again(tmp_path: Path) -> None:
    found = run(tmp_path, 3)

    assert newest_study(tmp_path, "rating_svd") == found
    assert newest_study(tmp_path, "rating_svd", "toy") == found
    with pytest.raises(SettingsError, match="never tuned on other: run `cinq tune rating_svd`"):
        newest_study(tmp_path, "rating_svd", "other")
    with pytest.raises(SettingsError, match="spectral_svd was never tuned"):
        newest_study(tmp_path, "spectral_svd")


def test_whatever_shapes_the_trials_names_another_study() -> None:
    first = plan()

    assert plan().name == first.name
    assert first.name.startswith("rating_svd-toy-")
    assert plan(seed=2).name != first.name
    assert plan(grid=True).name != first.name
    assert first.model_copy(update={"code": "other"}).name != first.name
    assert first.model_copy(update={"tuning": TuningSettings(seed=1, trials=99)}).name == first.name
    with pytest.raises(SettingsError, match="not a model that can be tuned"):
        plan("popularity")
