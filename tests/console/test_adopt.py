"""Writing tuned values into the settings file: those lines only, or nothing."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cinq.console.adopt import adopt, with_values
from cinq.errors import SettingsError
from cinq.evaluation.search_spaces import SPACES
from cinq.evaluation.study import Plan, StudyResult
from cinq.evaluation.trial import Trial
from cinq.settings import CONFIGS, JudgingSettings, TrainingSettings, TuningSettings

TEXT = (CONFIGS / "cinq.yaml").read_text()
SHORT = "training:\n  rating_svd:\n    n_factors: 100\n    learning_rate: 0.01  # why\n"


def study(value: float | None = 0.8, model: str = "rating_svd", **values: float) -> StudyResult:
    plan = Plan(
        model=model,
        grid=False,
        dataset="toy",
        data_version="0" * 64,
        training=TrainingSettings.model_validate(yaml.safe_load(TEXT)["training"]),
        judging=JudgingSettings(),
        tuning=TuningSettings(),
        code="code",
    )
    best = Trial(
        number=1,
        state="failed" if value is None else "complete",
        values=values,
        value=value,
        folds=(),
        started_at=0,
        seconds=0,
    )
    before = best.model_copy(update={"number": 0, "state": "failed", "value": None})
    return StudyResult(
        name="a study",
        plan=plan,
        measure="rmse",
        judged_on="a test",
        configured=before,
        trials=(best,),
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "cinq.yaml").write_text(TEXT)
    return tmp_path / "cinq.yaml"


def test_only_the_lines_of_the_values_change_and_their_comments_stay(file: Path) -> None:
    changes = adopt(study(n_epochs=77, regularization=0.0625), file)

    before, after = TEXT.splitlines(), file.read_text().splitlines()
    changed = [now for was, now in zip(before, after, strict=True) if was != now]
    assert sorted(line.split(":")[0].strip() for line in changed) == ["n_epochs", "regularization"]
    assert [line.partition("#")[2] for line in before] == [line.partition("#")[2] for line in after]
    assert [(key, now) for key, _, now in changes] == [
        ("training.rating_svd.n_epochs", 77),
        ("training.rating_svd.regularization", 0.0625),
    ]
    assert list(file.parent.iterdir()) == [file]


def test_adopting_twice_changes_nothing_more(file: Path) -> None:
    adopt(study(n_epochs=77), file)
    once = file.read_text()

    assert adopt(study(n_epochs=77), file) == []
    assert file.read_text() == once


def test_what_the_values_were_measured_with_is_written_too(file: Path) -> None:
    found = study(n_epochs=77)
    file.write_text(with_values(TEXT, "rating_svd", {"fold_in_regularization": 9.0}))

    keys = [key for key, _, _ in adopt(found, file)]

    assert "training.rating_svd.fold_in_regularization" in keys


def test_a_study_without_a_complete_trial_is_refused(file: Path) -> None:
    with pytest.raises(SettingsError, match="nothing to adopt"):
        adopt(study(None, n_epochs=77), file)
    assert file.read_text() == TEXT


@pytest.mark.parametrize(
    "text",
    [
        "training: {rating_svd: {n_epochs: 50}}\n",
        "training:\n  rating_svd: {n_epochs: 50}\n",
        "training:\n  rating_svd:\n    n_epochs: 50\n    nested:\n      n_epochs: 3\n",
        "training:\n  rating_svd:\n    n_epochs:\n      50\n",
        "training:\n  rating_svd:\n    other: 1\n",
    ],
)
def test_a_file_that_is_laid_out_otherwise_is_refused_and_left(text: str) -> None:
    with pytest.raises(SettingsError, match=r"configs/cinq\.yaml"):
        with_values(text, "rating_svd", {"n_epochs": 77})


@pytest.mark.parametrize("model", SPACES)
def test_every_tuned_value_has_a_line_of_its_own_in_the_file(model: str) -> None:
    for name in SPACES[model].dimensions:
        assert yaml.safe_load(with_values(TEXT, model, {name: 1}))["training"][model][name] == 1


@given(st.floats(-10, 10).map(lambda value: float(f"{value:.3g}")), st.integers(1, 10**6))
def test_any_number_is_read_back_as_it_was(real: float, whole: int) -> None:
    values = {"learning_rate": real, "n_factors": whole}
    read = yaml.safe_load(with_values(SHORT, "rating_svd", values))["training"]["rating_svd"]

    assert read.items() >= values.items()
