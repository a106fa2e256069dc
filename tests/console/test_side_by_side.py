"""`cinq models compare`: two models' lists for the same favourites, in a terminal."""

import json
import os
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from cinq.database import open_database
from cinq.environment import apply_environment
from cinq.settings import load_settings
from cli import app
from tests.releases.toys import release_toys

COMEDIES = "Comedy Number 0; Comedy Number 1; Comedy Number 2"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with two releases, and an environment that is as before afterwards."""
    for name in [name for name in os.environ if name.startswith("CINQ_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("CINQ_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "250")
    monkeypatch.setattr(os, "environ", os.environ.copy())
    settings = load_settings()
    apply_environment(settings)
    release_toys(open_database(settings.database), tmp_path / "models", (1, 2))
    return tmp_path / "home"


def compare(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["models", "compare", *arguments])


def test_two_releases_stand_side_by_side_with_what_they_share():
    told = compare("1", "champion", "--favourites", COMEDIES)
    assert told.exit_code == 0
    assert "A: 1 (release 1, version 1)   B: champion (release 2, version 2)" in told.output
    assert "films in both" in told.output


def test_json_holds_places_scores_and_reasons_of_every_person():
    horrors = "Horror Number 0; Horror Number 1"
    people = ("--favourites", COMEDIES, "--favourites", horrors)
    first, second = json.loads(compare("1", "2", *people, "-k", "7", "--json").stdout)
    assert first["models"] == ["1", "2"]
    assert (first["first"]["release"], first["second"]["release"]) == (1, 2)
    assert first["n_shared"] == sum(film["change"] is not None for film in first["films"])
    for found in (first, second):
        for which in ("first", "second"):
            ranks = [film[which]["rank"] for film in found["films"] if film[which]]
            assert sorted(ranks) == list(range(1, 8))
    shares = [reason["share"] for reason in second["films"][0]["first"]["because"]]
    assert sum(shares) == pytest.approx(second["films"][0]["first"]["score"], rel=1e-4)


def test_a_model_beside_itself_has_the_same_list_twice():
    (found,) = json.loads(compare("2", "champion", "--favourites", COMEDIES, "--json").stdout)
    assert found["overlap"] == 1.0


@pytest.mark.parametrize(
    ("names", "titles", "said"),
    [
        (("1", "9"), COMEDIES, "there is no release 9"),
        (("1", "best"), COMEDIES, "'best' names no model"),
        (("v1", "2"), COMEDIES, "nothing is registered yet"),
        (("1", "2"), "Heat of the night", "Heat of the night"),
    ],
)
def test_what_cannot_be_compared_is_told_in_one_line(names, titles, said):
    told = compare(*names, "--favourites", titles)
    assert told.exit_code != 0
    assert said in told.output
    assert told.output.count("\n") == 1


def test_a_model_whose_files_are_gone_is_named(tmp_path):
    (tmp_path / "models" / "1" / "manifest.json").unlink()
    told = compare("1", "2", "--favourites", COMEDIES)
    assert told.exit_code == 1
    assert "1 (release 1, version 1): " in told.output
