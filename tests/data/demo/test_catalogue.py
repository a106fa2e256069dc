"""The embedded films."""

from collections import Counter
from pathlib import Path

import pyarrow as pa
import pytest

from cinq import schema
from cinq.data.demo.catalogue import FILMS, GENRES, demo_films, well_known
from cinq.errors import IntegrityError

SMALLER_GENRES = {"Documentary", "Film-Noir", "Western", "War", "Musical"}


def test_there_are_385_films_in_the_schema_of_films(films: pa.Table) -> None:
    assert len(films) == 385
    assert films.schema == schema.FILMS
    assert films[schema.FILM_ID].to_pylist() == list(range(1, 386))
    assert films[schema.IMDB_ID].null_count == films[schema.TMDB_ID].null_count == 385


def test_no_film_and_no_description_stands_there_twice(films: pa.Table) -> None:
    names = zip(films[schema.TITLE].to_pylist(), films[schema.YEAR].to_pylist(), strict=True)
    assert len({(title.casefold(), year) for title, year in names}) == 385
    assert len(set(films[schema.DESCRIPTION].to_pylist())) == 385


def test_every_genre_of_movielens_has_enough_films(films: pa.Table) -> None:
    counts = Counter(genre for film in films[schema.GENRES].to_pylist() for genre in film)
    assert set(counts) == set(GENRES)
    assert all(count >= (8 if g in SMALLER_GENRES else 12) for g, count in counts.items())


def test_films_come_from_every_decade_since_the_1920s(films: pa.Table) -> None:
    decades = Counter(year // 10 * 10 for year in films[schema.YEAR].to_pylist())
    assert set(decades) == set(range(1920, 2030, 10))


def test_facts_are_sane(films: pa.Table) -> None:
    for film in films.to_pylist():
        lists = [film[c] for c in (schema.GENRES, schema.DIRECTORS, schema.ACTORS, schema.TAGS)]
        texts = [film[schema.TITLE], film[schema.DESCRIPTION], *(t for one in lists for t in one)]
        assert all(text == text.strip() != "" for text in texts), film
        assert all(len(set(one)) == len(one) for one in lists), film
        assert 1 <= len(film[schema.DIRECTORS]) <= 2, film
        assert len(film[schema.ACTORS]) <= 3, film
        assert 3 <= len(film[schema.TAGS]) <= 5, film
        assert all(tag == tag.lower() for tag in film[schema.TAGS]), film
        assert 20 <= len(film[schema.DESCRIPTION]) < 140, film
        assert film[schema.DESCRIPTION].endswith("."), film
        assert not film[schema.TITLE].endswith((", The", ", A", ", An")), film


def test_well_known_titles_are_titles_of_the_catalogue(films: pa.Table) -> None:
    assert 50 <= len(well_known()) <= 120
    assert well_known() <= set(films[schema.TITLE].to_pylist())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("film_id,title", "id,title", "columns must be"),
        ("\n2,Blade Runner", "\n3,Blade Runner", "ascending"),
        (",1999,", ",19x9,", "line 2, year: '19x9'"),
        (",1999,", ",1666,", "line 2: no film was made in 1666"),
        ("Action|Sci-Fi|Thriller", "Action|Cyber", "line 2: unknown genre 'Cyber'"),
        ("The Matrix,1999", "Blade Runner,1982", "twice"),
        ("The Matrix,1999", ",1999", "needs a title"),
        ("The Matrix,1999", "The Matrix", "line 2: 7 cells"),
    ],
)
def test_a_damaged_catalogue_is_refused_by_line(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    text = FILMS.read_text(encoding="utf-8")
    assert old in text
    damaged = tmp_path / "films.csv"
    damaged.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(IntegrityError, match=said):
        demo_films(damaged)


@pytest.mark.parametrize("read", [demo_films, well_known])
def test_a_missing_file_is_named(tmp_path: Path, read: object) -> None:
    assert callable(read)
    with pytest.raises(IntegrityError, match="gone"):
        read(tmp_path / "gone")
