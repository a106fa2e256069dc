"""Declarations, and the choice between them."""

import shutil

import pytest

from cinq.data.datasets import choose, declaration, declared
from cinq.data.fetch import raw_folder
from cinq.errors import UnknownDataset
from cinq.settings import FetchSettings

OWN = """
reader: ratings-csv
path: scores.csv
licence: mine
source: mine
scale: {low: 1, high: 10, liked_from: 8}
"""


def test_every_declaration_can_be_read():
    assert {"demo", "ml-latest-small", "ml-20m", "ml-25m", "ml-32m"} <= set(declared())
    for name in declared():
        assert declaration(name).name == name


def test_only_the_demo_is_simulated():
    assert [name for name in declared() if declaration(name).simulated] == ["demo"]


def test_examples_are_listed_only_with_their_file():
    assert not [name for name in declared() if name.startswith("example")]
    assert declaration("example-relevance").reader == "relevance-csv"
    assert declaration("example-ratings").reader == "ratings-csv"


@pytest.mark.parametrize("name", ["ml-1b", "", "../cinq", "a/b", "x" * 500])
def test_unknown_name_names_the_known_ones(name):
    with pytest.raises(UnknownDataset, match="known are auto, demo, ml-20m"):
        declaration(name)


def test_own_yaml_is_read_by_path(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text(OWN)
    dataset = declaration(str(file))
    assert dataset.name == "mine"
    assert dataset.path == tmp_path / "scores.csv"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[1, 2]", "must map names to values"),
        ("reader: [", "cannot be read as YAML"),
        (OWN + "colour: red", "colour: Extra inputs"),
        (OWN.replace("ratings-csv", "telepathy"), "reader: Input should be"),
        (OWN.replace("high: 10", "high: 0"), "low < liked_from <= high"),
        (OWN.replace("path: scores.csv", "url: http://x"), "url and archive go together"),
        (OWN.replace("path: scores.csv", ""), "give either path, or url and archive"),
    ],
)
def test_wrong_yaml_is_one_line(tmp_path, text, reason):
    file = tmp_path / "mine.yaml"
    file.write_text(text)
    with pytest.raises(UnknownDataset, match=reason) as error:
        declaration(str(file))
    assert "\n" not in str(error.value)


def test_missing_yaml_is_named():
    with pytest.raises(UnknownDataset, match=r"there is no file nowhere\.yaml"):
        declaration("nowhere.yaml")


class TestAuto:
    def test_takes_the_real_archive_from_the_archives_folder(self, movielens_archive, settings):
        at_hand = settings.model_copy(update={"archives": movielens_archive.parent})
        dataset, why = choose("auto", at_hand)
        assert dataset.name == "ml-latest-small"
        assert str(movielens_archive.parent) in why

    def test_takes_the_real_archive_from_home(self, movielens_archive, settings):
        folder = raw_folder(settings)
        folder.mkdir(parents=True)
        shutil.copy(movielens_archive, folder)
        dataset, why = choose("auto", settings)
        assert dataset.name == "ml-latest-small"
        assert str(folder) in why

    def test_takes_the_demo_if_the_archive_is_damaged(self, settings, tmp_path):
        (tmp_path / "ml-latest-small.zip").write_bytes(b"damaged")
        dataset, why = choose("auto", settings.model_copy(update={"archives": tmp_path}))
        assert dataset.name == "demo"
        assert "is not the file it should be" in why

    def test_takes_the_demo_if_no_time_is_given(self, settings):
        no_time = FetchSettings(auto_seconds=1e-9, attempts=1)
        dataset, why = choose("auto", settings.model_copy(update={"fetch": no_time}))
        assert dataset.name == "demo"
        assert "ml-latest-small cannot be had" in why
        assert "\n" not in why

    def test_a_name_is_taken_as_it_is(self, settings):
        dataset, why = choose("ml-20m", settings)
        assert (dataset.name, why) == ("ml-20m", "ml-20m: asked for")
