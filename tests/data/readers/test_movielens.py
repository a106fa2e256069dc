"""MovieLens archives."""

import zipfile

import pytest

from cinq.data.readers.movielens import read_movielens
from cinq.errors import IntegrityError

HEADER = "userId,movieId,rating,timestamp\n"


def films(raw):
    return {film["film_id"]: film for film in raw.films.to_pylist()}


def test_ratings_are_read_with_their_rows(make_archive):
    raw = read_movielens(make_archive())
    assert raw.ratings.table().to_pylist()[1] == {
        "user_id": 1,
        "film_id": 20,
        "rating": 3.5,
        "timestamp": 1000000100,
    }
    assert (raw.n_rows, len(raw.rejected)) == (4, 0)


def test_titles_years_and_genres_are_taken_apart(make_archive):
    found = films(read_movielens(make_archive()))
    assert (found[10]["title"], found[10]["year"]) == ("The Matrix", 1999)
    assert found[10]["genres"] == ["Action", "Sci-Fi"]
    assert found[20]["title"] == "The City of Lost Children (La Cité des enfants perdus)"
    assert (found[30]["year"], found[30]["genres"]) == (None, [])


def test_links_are_joined_by_film(make_archive):
    links = "movieId,imdbId,tmdbId\n30,0105946,\n10,0133093,603\n99,1,1\n"
    found = films(read_movielens(make_archive(links=links)))
    assert (found[10]["imdb_id"], found[10]["tmdb_id"]) == (133093, 603)
    assert (found[30]["imdb_id"], found[30]["tmdb_id"]) == (105946, None)
    assert found[20]["imdb_id"] is None


def test_most_used_tags_come_first_in_lower_case_and_twenty_at_most(make_archive):
    many = "".join(f"1,30,tag{place:02},1\n" for place in range(25))
    tags = (
        f"userId,movieId,tag,timestamp\n1,10,Neo,1\n2,10, neo ,1\n3,10,Kung fu,1\n1,99,x,1\n{many}"
    )
    found = films(read_movielens(make_archive(tags=tags)))
    assert found[10]["tags"] == ["neo", "kung fu"]
    assert found[20]["tags"] == []
    assert found[30]["tags"] == [f"tag{place:02}" for place in range(20)]


def test_bad_lines_are_rejected_with_row_and_reason(make_archive):
    ratings = HEADER + "1,10,4.0,5\n1,20\n2,10,good,5\n,10,3,5\n-3,10,3,5\n2,20,3.0,5\n"
    raw = read_movielens(make_archive(ratings=ratings))
    assert raw.ratings.rows.tolist() == [0, 5]
    assert raw.rejected.sort_by("row").to_pylist() == [
        {"row": 1, "reason": "2 columns instead of 4"},
        {"row": 2, "reason": "rating is no number"},
        {"row": 3, "reason": "user_id is missing"},
        {"row": 4, "reason": "user_id is no whole number from 0"},
    ]
    assert raw.n_rows == 6


def test_not_a_number_is_no_rating(make_archive):
    raw = read_movielens(make_archive(ratings=HEADER + "1,10,nan,5\n2,10,inf,5\n3,10,1,5\n"))
    reasons = raw.rejected["reason"].to_pylist()
    assert reasons == ["rating is missing", "rating is no number"]


def test_titles_in_latin_1_are_mended_and_counted(make_archive):
    movies = "movieId,title,genres\n10,Amélie (2001),Comedy\n20,Été (1999),Drama\n"
    raw = read_movielens(make_archive(movies=movies.encode("latin-1")))
    assert [film["title"] for film in raw.films.to_pylist()] == ["Amélie", "Été"]
    [mended] = [finding for finding in raw.findings if finding.severity == "mended"]
    assert (mended.check, mended.count) == ("encoding", 2)
    assert "Amélie" in mended.detail


def test_columns_may_stand_in_another_order(make_archive):
    ratings = "rating,timestamp,movieId,userId\n4.0,7,10,1\n"
    row = read_movielens(make_archive(ratings=ratings)).ratings.table().to_pylist()[0]
    assert (row["user_id"], row["film_id"], row["rating"]) == (1, 10, 4)


def test_members_are_found_whatever_their_folder_and_never_unpacked(tmp_path, make_archive):
    good = make_archive()
    evil = tmp_path / "evil.zip"
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(evil, "w") as archive:
        for name in source.namelist():
            archive.writestr(f"../../{name}", source.read(name))
    assert len(read_movielens(evil).ratings) == 4
    assert {path.name for path in tmp_path.iterdir()} == {"tiny.zip", "evil.zip"}


@pytest.mark.parametrize(
    ("contents", "reason"),
    [
        ({"ratings": None}, r"holds no ratings\.csv"),
        ({"movies": None}, r"holds no movies\.csv"),
        ({"ratings": ""}, r"ratings\.csv in tiny\.zip is empty"),
        ({"ratings": "a,b,c\n1,2,3\n"}, "no column for user_id"),
        ({"ratings": HEADER.replace("rating,", "userId,")}, "has the column 'userId' twice"),
        ({"movies": "movieId;titles\n"}, "no column for title"),
    ],
)
def test_what_is_missing_is_named(make_archive, contents, reason):
    with pytest.raises(IntegrityError, match=reason) as error:
        read_movielens(make_archive(**contents))
    assert "\n" not in str(error.value)


def test_truncated_archive_is_named(make_archive):
    archive = make_archive()
    archive.write_bytes(archive.read_bytes()[:-30])
    with pytest.raises(IntegrityError, match="is damaged or no zip archive"):
        read_movielens(archive)


def test_damaged_member_is_named(make_archive):
    archive = make_archive(ratings=HEADER + "1,10,4.0,5\n" * 20_000)
    content = bytearray(archive.read_bytes())
    content[60:160] = bytes(100)
    archive.write_bytes(content)
    with pytest.raises(IntegrityError, match="is damaged"):
        read_movielens(archive)
