"""Figures about a data set."""

from html import escape
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cinq.data.prepared import Prepared

ACCENT, MUTED = "#e4572e", "#5b8db8"
_MOST_BARS = 25
_DAY = 86_400


def figures(prepared: Prepared) -> list[tuple[str, Any]]:
    """Title and plotly figure of each view of the data, in the order to show them.

    Cost grows with the number of ratings; what goes into the page does not.
    """
    interactions = prepared.interactions
    per_user = np.bincount(interactions.users, minlength=interactions.n_users)
    per_film = np.bincount(interactions.films, minlength=interactions.n_films)
    views = [
        ("How people rate", _rating_distribution(prepared)),
        ("Ratings per person", _counts(per_user, "ratings of one person", "people")),
        ("Ratings per film", _counts(per_film[per_film > 0], "ratings of one film", "films")),
    ]
    if prepared.manifest.last_time is not None:
        views.append(("Ratings over time", _over_time(interactions.timestamps)))
    years = [film.year for film in prepared.catalogue.films if film.year is not None]
    if years:
        views.append(("Films by decade", _decades(np.array(years))))
    if prepared.catalogue.genres:
        views.append(("Genres", _genres(prepared, per_film)))
    return views


def _figure(traces: list[Any], x: str, y: str, **layout: Any) -> Any:
    import plotly.graph_objects as go  # noqa: PLC0415 - heavy, and only reports draw

    figure = go.Figure(traces)
    figure.update_layout(
        template="none",
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": "system-ui, sans-serif", "color": "#777"},
        margin={"l": 60, "r": 16, "t": 8, "b": 48},
        height=320,
        bargap=0.08,
        xaxis={"title": {"text": x}, "gridcolor": "rgba(128,128,128,.2)", "automargin": True},
        yaxis={"title": {"text": y}, "gridcolor": "rgba(128,128,128,.2)", "automargin": True},
        legend={"orientation": "h", "y": 1.1},
    )
    figure.update_layout(**layout)
    return figure


def _bars(x: Any, y: Any, colour: Any = MUTED, **options: Any) -> Any:
    import plotly.graph_objects as go  # noqa: PLC0415 - heavy, and only reports draw

    return go.Bar(x=_plain(x), y=_plain(y), marker={"color": colour}, **options)


def _plain(values: Any) -> list[Any]:
    return values.tolist() if isinstance(values, np.ndarray) else list(values)


def _rating_distribution(prepared: Prepared) -> Any:
    scale, ratings = prepared.manifest.scale, prepared.interactions.ratings
    values, counts = np.unique(ratings, return_counts=True)
    if len(values) > _MOST_BARS:
        edges = np.linspace(scale.low, scale.high, _MOST_BARS * 2 + 1)
        counts = np.histogram(ratings, edges)[0]
        values = ((edges[:-1] + edges[1:]) / 2).astype(np.float32)
    liked = values >= scale.liked_from
    traces = [
        _bars(values[~liked], counts[~liked], name=f"below {scale.liked_from:g}"),
        _bars(values[liked], counts[liked], ACCENT, name=f"liked: from {scale.liked_from:g}"),
    ]
    return _figure(traces, "rating", "ratings", barmode="overlay")


def _counts(counts: NDArray[np.int64], x: str, y: str) -> Any:
    """A histogram over logarithmic bins."""
    top = max(int(counts.max(initial=1)), 2)
    edges = np.unique(np.geomspace(1, top + 1, 31).round())
    heights = np.histogram(counts, edges)[0]
    middles = np.sqrt(edges[:-1] * edges[1:])
    hover = [f"{a:g} to {b - 1:g}: {h}" for a, b, h in zip(edges, edges[1:], heights, strict=False)]
    bars = _bars(middles, heights, width=_plain(np.diff(edges)), hovertext=hover, hoverinfo="text")
    figure = _figure([bars], f"{x} (logarithmic)", y, showlegend=False)
    figure.update_xaxes(type="log", dtick=1)
    return figure


def _over_time(times: NDArray[np.int64]) -> Any:
    per_day = np.bincount(times // _DAY)  # no rating is older than 1970
    days = np.flatnonzero(per_day)
    months, places = np.unique(
        days.astype("datetime64[D]").astype("datetime64[M]"), return_inverse=True
    )
    counts = np.bincount(places, per_day[days]).astype(np.int64)
    if len(months) > 600:
        months, places = np.unique(months.astype("datetime64[Y]"), return_inverse=True)
        counts = np.bincount(places, counts)
    return _figure([_bars(months.astype(str), counts)], "month", "ratings", showlegend=False)


def _genres(prepared: Prepared, per_film: NDArray[np.int64]) -> Any:
    names = prepared.catalogue.genres
    places = {name: place for place, name in enumerate(names)}
    n_films, n_ratings = np.zeros(len(names)), np.zeros(len(names))
    for film, count in zip(prepared.catalogue.films, per_film.tolist(), strict=True):
        for genre in film.genres:
            n_films[places[genre]] += 1
            n_ratings[places[genre]] += count
    order = np.argsort(n_films, kind="stable")[-_MOST_BARS:]
    labels = [escape(names[place])[:40] for place in order]
    traces = [
        _bars(100 * n_films[order] / len(per_film), labels, orientation="h", name="of films"),
        _bars(
            100 * n_ratings[order] / max(per_film.sum(), 1),
            labels,
            ACCENT,
            orientation="h",
            name="of ratings",
        ),
    ]
    return _figure(traces, "% (a film can have several)", "", height=140 + 26 * len(order))


def _decades(years: NDArray[np.int64]) -> Any:
    decades, counts = np.unique(years // 10 * 10, return_counts=True)
    labels = [f"{decade}s" for decade in decades]
    return _figure([_bars(labels, counts)], "year of release", "films", showlegend=False)
