"""The page about a data set."""

import re

import pytest

from cinq.data.prepare import prepare
from cinq.data.prepared import load_prepared, load_rejected
from cinq.data.report import data_report


@pytest.fixture
def page(movielens, make_archive, tmp_path):
    def of(simulated: bool = False, **contents):
        dataset = movielens.model_copy(update={"simulated": simulated})
        prepare(dataset, make_archive(**contents), tmp_path / "out", now=1_500_000_000)
        return data_report(load_prepared(tmp_path / "out"), load_rejected(tmp_path / "out"))

    return of


def test_page_stands_alone(page):
    html = page()
    assert not re.search(r"""<(script|link|img|iframe)[^>]+(src|href)=["']?(https?:)?//""", html)
    assert html.count("Plotly.newPlot(") >= 6
    assert len(html) < 6_000_000


def test_figures_titles_and_checks_are_on_the_page(page):
    html = page()
    for text in ("How people rate", "Ratings over time", "Genres", "The Matrix", "duplicates"):
        assert text in html


def test_titles_and_genres_are_escaped(page):
    evil = "<script>alert(1)</script>"
    movies = f"movieId,title,genres\n10,{evil},{evil}\n20,B,{evil}\n30,C,x\n"
    assert evil not in page(movies=movies)


def test_simulated_audience_is_said_to_be(page):
    assert "Simulated audience" in page(simulated=True)
    assert "Simulated audience" not in page()


def test_rejected_rows_are_shown_with_reasons(page):
    good = "".join(f"{user},10,3.0,1000000000\n" for user in range(20))
    html = page(ratings=f"userId,movieId,rating,timestamp\n{good}1,99,3.0,1000000000\n")
    assert "Left out: 1 of the source's rows" in html
    assert "film is not in the list of films" in html


def test_data_without_times_has_no_figure_of_them(page):
    ratings = "userId,movieId,rating,timestamp\n1,10,3.0,0\n2,10,4.0,0\n"
    assert "Ratings over time" not in page(ratings=ratings)
