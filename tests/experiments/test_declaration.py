"""Declarations: what they may say, and how they are refused."""

from datetime import UTC, datetime

import pytest
import yaml

from cinq.errors import ExperimentError
from cinq.experiments.declaration import FOLDER, declaration, declared, read
from cinq.hyperparameters import ListSettings

SOUND = {
    "title": "More unusual films?",
    "starts": "2026-12-01",
    "ends": "2027-01-01",
    "arms": {"A": {"weight": 1}, "B": {"weight": 1, "model": "challenger"}},
}


def written(folder, tree, name="bolder"):
    file = folder / f"{name}.yaml"
    file.write_text(tree if isinstance(tree, str) else yaml.safe_dump(tree, sort_keys=False))
    return file


def test_those_in_configs_are_sound():
    assert [each.name for each in declared()] == [file.stem for file in sorted(FOLDER.glob("*"))]
    assert declared()


def test_what_is_left_out_is_filled_in(tmp_path):
    found = read(written(tmp_path, SOUND))
    assert (found.name, found.salt, found.control) == ("bolder", "bolder", "A")
    assert found.arms["A"].model == "champion"
    assert found.treatments == ["B"]


def test_a_day_is_its_first_moment_in_utc_quoted_or_not(tmp_path):
    text = yaml.safe_dump(SOUND).replace("'2026-12-01'", "2026-12-01")
    found = read(written(tmp_path, text))
    assert found.starts == datetime(2026, 12, 1, tzinfo=UTC)
    assert found.ends == datetime(2027, 1, 1, tzinfo=UTC)


def test_other_list_settings_leave_the_rest_as_the_model_has_it(tmp_path):
    arms = {"A": {"weight": 1}, "B": {"weight": 1, "lists": {"diversity": 0.2}}}
    found = read(written(tmp_path, {**SOUND, "arms": arms})).arms["B"].lists
    assert found is not None
    own = ListSettings(diversity=0.1, exploration=0.4)
    assert found.over(own) == ListSettings(diversity=0.2, exploration=0.4)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"arms": {"A": {"weight": 1}}}, "arms"),
        ({"arms": {"A": {"weight": 0}, "B": {"weight": 1}}}, "arms.A.weight"),
        ({"arms": {"A": {"weight": 0.5}, "B": {"weight": 1}}}, "arms.A.weight"),
        ({"arms": {"A": {"weight": 1}, "B": {"weight": 1, "model": "best"}}}, "arms.B.model"),
        ({"arms": {"A": {"weight": 1}, "B C": {"weight": 1}}}, "arms.B C"),
        ({"arms": []}, "arms"),
        ({"ends": "2026-12-01"}, "starts must come before ends"),
        ({"ends": "some day"}, "ends"),
        ({"control": "C"}, "control names 'C'"),
        ({"metric": "clicks"}, "metric"),
        ({"wieghts": 3}, "wieghts"),
        ({"smallest_effect": 0}, "smallest_effect"),
        ({"name": "Bolder!"}, "name"),
        ({"salt": ""}, "salt"),
    ],
)
def test_what_does_not_fit_is_named_in_one_line_with_the_file(tmp_path, change, said):
    file = written(tmp_path, {**SOUND, **change})
    with pytest.raises(ExperimentError) as caught:
        read(file)
    assert str(caught.value).startswith(f"{file}: ")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["- a", "arms: [", "", "\0"])
def test_what_is_no_declaration_at_all_is_told_in_one_line(tmp_path, text):
    with pytest.raises(ExperimentError) as caught:
        read(written(tmp_path, text))
    assert "\n" not in str(caught.value)


def test_an_unknown_name_is_told_with_those_there_are(tmp_path):
    written(tmp_path, SOUND)
    with pytest.raises(ExperimentError, match=r"'bold'.*bolder"):
        declaration("bold", tmp_path)
    with pytest.raises(ExperimentError, match="none"):
        declaration("../bolder", tmp_path / "missing")
    assert declaration("bolder", tmp_path).name == "bolder"
    assert declaration(str(tmp_path / "bolder.yaml")).name == "bolder"
