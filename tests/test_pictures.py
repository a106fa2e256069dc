"""Still pictures of figures: what they show, and that they can harm nobody."""

import xml.etree.ElementTree as ET

import plotly.graph_objects as go
import pytest
from plotly.subplots import make_subplots

from cinq.pictures import drawn, still

HOSTILE = "<script>alert('a & b')</script> $\\frac{"


def words(svg: str) -> str:
    return " ".join(text.strip() for text in ET.fromstring(svg).itertext() if text.strip())


@pytest.fixture
def bars() -> go.Figure:
    figure = go.Figure()
    for name, values in {"this run": [0.8, 0.5], "champion": [0.7, None]}.items():
        whiskers = {"array": [0.1, 0.1], "arrayminus": [0.2, 0.1]}
        figure.add_bar(name=name, x=["Hit@5", "NDCG@10"], y=values, error_y=whiskers)
    return figure.update_layout(barmode="group", height=300)


def test_labels_and_names_are_text_that_can_be_read(bars: go.Figure) -> None:
    shown = words(still(bars))
    assert all(word in shown for word in ("Hit@5", "NDCG@10", "this run", "champion"))


def test_the_same_figure_gives_the_same_bytes(bars: go.Figure) -> None:
    assert still(bars) == still(bars)


def test_points_lines_and_lying_bars_are_drawn() -> None:
    figure = go.Figure(go.Scatter(x=[0.1], y=["over the champion"], error_x={"array": [0.05]}))
    figure.add_vline(x=0)
    figure.update_traces(mode="markers", marker={"color": "rgba(10,20,30,.5)"})
    assert "over the champion" in words(still(figure))
    figure.update_traces(mode="markers+text", text=["first"])
    assert "first" in words(still(figure))
    lying = go.Figure(go.Bar(x=[3, 4], y=["Drama", "Comedy"], orientation="h"))
    assert "Drama" in words(still(lying.update_layout(height=300)))


def test_every_panel_has_its_title() -> None:
    figure = make_subplots(rows=1, cols=2, subplot_titles=["RMSE", "coverage"])
    for column in (1, 2):
        figure.add_bar(x=["1. a run"], y=[column], row=1, col=column, showlegend=False)
    shown = words(still(figure))
    assert "RMSE" in shown
    assert "coverage" in shown


def test_months_are_named_sparsely() -> None:
    months = [f"20{year:02}-{month:02}" for year in range(20) for month in range(1, 13)]
    shown = words(still(go.Figure(go.Bar(x=months, y=list(range(len(months)))))))
    assert 2 <= shown.count("20") <= 14


def test_hostile_names_stay_text() -> None:
    html = drawn(go.Figure(go.Bar(x=[HOSTILE], y=[1], name=HOSTILE)), HOSTILE)
    svg = html[html.index("<svg") : html.index("</svg>") + len("</svg>")]
    assert "<script" not in svg
    assert HOSTILE in words(svg)
    assert f'aria-label="{HOSTILE}"' not in html


def test_what_only_scripts_can_draw_is_said_in_words() -> None:
    figure = go.Figure(go.Parcoords(dimensions=[{"label": "n", "values": [1, 2]}]))

    assert "All at once: only where scripts run" in drawn(figure, "All at once")


def test_each_panel_has_its_own_kind_of_axis_and_level_lines_are_drawn() -> None:
    figure = make_subplots(rows=1, cols=2, subplot_titles=["wide", "narrow"])
    for column, xs in enumerate(([1, 1000], [-1, 1]), 1):
        figure.add_scatter(x=xs, y=[0, 1], mode="markers", row=1, col=column)
    figure.update_xaxes(type="log", row=1, col=1)
    before = still(figure)
    figure.add_hline(y=0.5)

    assert "-1" in words(before).replace("\N{MINUS SIGN}", "-")
    assert "1000" in words(before)
    assert still(figure) != before
