"""The 13-column file."""

import pytest

from cinq.data.datasets import Dataset, declaration
from cinq.data.interactions import Scale
from cinq.data.readers.relevance import read_relevance
from cinq.errors import IntegrityError

ENGLISH = (
    "user_id,user_name,film_id,title,directors,actors,description,relevance,movielens_rating,"
    "movielens_rating_10,imdb_mean,imdb_votes,raw_relevance"
)
FRENCH = (
    "ID utilisateur;Nom utilisateur;ID film;Titre;Réalisateurs;Acteurs;Description;Pertinence;"
    "Note MovieLens;Note MovieLens sur 10;Moyenne IMDb;Votes IMDb;Pertinence brute"
)


@pytest.fixture
def dataset(tmp_path) -> Dataset:
    return Dataset(
        name="mine",
        reader="relevance-csv",
        path=tmp_path / "mine.csv",
        licence="mine",
        source="mine",
        scale=Scale(0, 100, 60),
    )


def read(dataset, text: str | bytes):
    dataset.path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_relevance(dataset, dataset.path)


def mended(raw):
    return {f.check: f.count for f in raw.findings if f.severity == "mended"}


def test_films_come_from_the_files_own_columns(dataset):
    line = '7,Ann,3,"Matrix, The (1999)",A W|L W,K R|L F,A dream.,81.5,4,8,8.7,100,77'
    raw = read(dataset, f"{ENGLISH}\n{line}\n")
    [film] = raw.films.to_pylist()
    assert (film["film_id"], film["title"], film["year"]) == (3, "The Matrix", 1999)
    assert (film["directors"], film["actors"]) == (["A W", "L W"], ["K R", "L F"])
    assert film["description"] == "A dream."
    [rating] = raw.ratings.table().to_pylist()
    assert (rating["user_id"], rating["rating"], rating["timestamp"]) == (7, 81.5, 0)
    assert mended(raw) == {}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
def test_french_columns_semicolons_and_decimal_commas(dataset, encoding):
    line = "7;Zoé;3;Été (1999);A;B, C;Là;81,5;4;8;8,7;100;77"
    raw = read(dataset, f"{FRENCH}\n{line}\n".encode(encoding))
    [film] = raw.films.to_pylist()
    assert (film["title"], film["description"], film["actors"]) == ("Été", "Là", ["B", "C"])
    assert raw.ratings.table()["rating"].to_pylist() == [81.5]
    expected = {"decimal commas": 1}
    if encoding == "latin-1":
        expected["encoding"] = 2
    if encoding == "utf-16":
        expected["encoding"] = 1
    assert mended(raw) == expected


def test_columns_are_mapped_by_the_declaration(dataset):
    mapped = dataset.model_copy(update={"columns": declaration("example-relevance").columns})
    header = (
        "id_utilisateur\tnom_utilisateur\tid_film\ttitre\tréalisateurs\tacteurs\tdescription\t"
        "pertinence\tnote_movielens\tnote_movielens_10\tmoyenne_imdb\tvotes_imdb\tpertinence_brute"
    )
    raw = read(mapped, f"{header}\n1\tA\t2\tHeat\tM M\tA P\t-\t60\t4\t8\t8\t1\t1\n")
    assert raw.ratings.table()["rating"].to_pylist() == [60]


def test_most_frequent_spelling_stays_and_others_are_counted(dataset):
    lines = ["1,A,3,HEAT", "2,B,3,Heat", "3,C,3,Heat", "4,D,3,", "5,E,9,Alien"]
    raw = read(dataset, ENGLISH + "".join(f"\n{line},d,a,x,50,,,,," for line in lines))
    assert raw.films["title"].to_pylist() == ["Heat", "Alien"]
    assert mended(raw) == {"spellings": 1}


def test_descriptions_may_hold_line_breaks(dataset):
    raw = read(dataset, f'{ENGLISH}\n1,A,3,Heat,d,a,"one\ntwo",50,,,,,\n2,B,3,Heat,d,a,x,51,,,,,\n')
    assert raw.ratings.table()["rating"].to_pylist() == [50, 51]
    assert "one two" in raw.films["description"].to_pylist()


def test_ids_that_are_no_numbers_are_numbered_by_the_id_alone(dataset):
    lines = [f"{user},N,{film},{film},d,a,x,50,,,,," for user in "abc" for film in ("tt1", "tt2")]
    raw = read(dataset, "\n".join([ENGLISH, *lines]))
    again = read(dataset, "\n".join([ENGLISH, *lines[2:]]))
    numbers = dict(zip(*raw.user_names.to_pydict().values(), strict=True))
    assert sorted(numbers.values()) == ["a", "b", "c"]
    assert all(0 <= number < 2**53 for number in numbers)
    assert set(again.user_names["id"].to_pylist()) < set(numbers)
    assert set(raw.film_names["source_id"].to_pylist()) == {"tt1", "tt2"}


def test_absent_columns_are_listed(dataset):
    raw = read(dataset, "user_id,film_id,title,score\n1,2,Heat,50\n")
    [absent] = [f for f in raw.findings if f.check == "columns of the file"]
    assert "directors" in absent.detail
    assert absent.severity == "info"


def test_needed_column_that_is_missing_is_named(dataset):
    with pytest.raises(IntegrityError, match=r"no column for relevance \(it has user_id"):
        read(dataset, "user_id,film_id,title\n1,2,Heat\n")


@pytest.mark.parametrize("content", [b"", b"\n", b"\x00\x01\x02", b"user_id", b'"\n"', b"\xff\xfe"])
def test_nonsense_is_one_line(dataset, content):
    with pytest.raises(IntegrityError) as error:
        read(dataset, content)
    assert "\n" not in str(error.value)
