"""Plain files of user, item and rating."""

import pytest

from cinq.data.datasets import Dataset
from cinq.data.interactions import Scale
from cinq.data.readers.ratings import read_ratings
from cinq.data.readers.values import number_of


@pytest.fixture
def dataset(tmp_path) -> Dataset:
    return Dataset(
        name="mine",
        reader="ratings-csv",
        path=tmp_path / "ratings.csv",
        licence="mine",
        source="mine",
        scale=Scale(1, 10, 8),
        columns={"user_id": "customer", "film_id": "item", "rating": ["stars", "score"]},
    )


def read(dataset, text: str):
    dataset.path.write_text(text)
    return read_ratings(dataset, dataset.path)


def test_whole_numbers_stay_as_ids_and_films_are_called_after_them(dataset):
    raw = read(dataset, "customer,item,score\n5,70,8\n6,80,9.5\n")
    assert raw.ratings.table().to_pylist() == [
        {"user_id": 5, "film_id": 70, "rating": 8, "timestamp": 0},
        {"user_id": 6, "film_id": 80, "rating": 9.5, "timestamp": 0},
    ]
    assert raw.films["title"].to_pylist() == ["Film 70", "Film 80"]
    assert raw.user_names is None


def test_string_ids_are_numbered_and_name_the_films(dataset):
    raw = read(dataset, "customer,item,score\nann,heat,8\nbob,alien,9\n")
    assert raw.ratings.table()["user_id"].to_pylist() == [number_of("ann"), number_of("bob")]
    titles = dict(
        zip(raw.films["film_id"].to_pylist(), raw.films["title"].to_pylist(), strict=True)
    )
    assert titles == {number_of("heat"): "heat", number_of("alien"): "alien"}


@pytest.mark.parametrize("item", ["70", "tt70"])
def test_films_are_described_by_a_second_file(dataset, tmp_path, item):
    (tmp_path / "films.csv").write_text(f"item,titre,année,genres\n{item},Heat,1995,Crime;Drama\n")
    described = dataset.model_copy(update={"films_path": tmp_path / "films.csv"})
    raw = read(described, f"customer,item,score\nann,{item},8\n")
    [film] = raw.films.to_pylist()
    assert film["film_id"] == raw.ratings.table()["film_id"].to_pylist()[0]
    assert (film["title"], film["year"], film["genres"]) == ("Heat", 1995, ["Crime", "Drama"])


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("1000000000", 1000000000), ("2001-09-09", 999993600), ("2001-09-09T01:46:40Z", 1000000000)],
)
def test_times_are_seconds_or_iso_dates(dataset, written, seconds):
    raw = read(dataset, f"customer;item;score;timestamp\n1;2;8;{written}\n")
    assert raw.ratings.table()["timestamp"].to_pylist() == [seconds]


def test_date_that_does_not_exist_is_rejected(dataset):
    good = "1,2,8,2001-09-09\n" * 9
    raw = read(dataset, f"customer,item,score,timestamp\n{good}1,2,8,2001-02-30\n")
    assert raw.rejected.to_pylist() == [{"row": 9, "reason": "timestamp is no time"}]
