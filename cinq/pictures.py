"""Figures in reports: Plotly where scripts run, a still picture where they are forbidden.

ZenML's page shows reports in a frame without scripts, where Plotly draws nothing. So every figure
goes with a drawing of the same data as SVG, which a browser shows only then (``<noscript>``).
"""

import re
from collections.abc import Sequence
from html import escape
from io import StringIO
from itertools import pairwise
from typing import Any

SOFT = "#7d786d"
STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "cinq",
    "text.parse_math": False,
    "font.family": "sans-serif",
    "text.color": SOFT,
    "axes.labelcolor": SOFT,
    "axes.edgecolor": SOFT,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
}
"""Of matplotlib: text as text, the same bytes each time, colours for any ground."""
DRAWABLE = ("bar", "scatter")
"""Kinds of traces that the still picture shows."""
_DOTS = 96
_MOST_LABELS = 12
_WIDE = 600
"""Pixels from which a picture carries all the labels."""
_LINE = 90
"""Letters that fit under an axis."""


def drawn(figure: Any, title: str, *, with_script: bool = False, width: int = 880) -> str:
    """A piece of HTML that shows a figure.

    Parameters
    ----------
    figure
        A ``plotly.graph_objects.Figure`` of bars and points, with ``layout.height`` in pixels.
    title
        What it shows, for those who cannot see it; plain text.
    with_script
        Whether to put Plotly's script in, 4.5 MB; once a page.
    width
        Of the still picture, in pixels.
    """
    alive = figure.to_html(
        full_html=False,
        include_plotlyjs=with_script,
        config={"displayModeBar": False, "responsive": True},
    )
    drawable = any(trace.type in DRAWABLE for trace in figure.data)
    picture = still(figure, width) if drawable else f"{escape(title)}: only where scripts run"
    return (
        f"{alive}<noscript><style>.plotly-graph-div{{display:none}}</style>"
        f'<div role="img" aria-label="{escape(title)}">{picture}</div></noscript>'
    )


def still(figure: Any, width: int = 880) -> str:
    """The figure as SVG, `width` pixels wide, with transparent ground and text as text.

    Bars (grouped or overlaid, upright or lying, with whiskers), points with whiskers and labels,
    vertical lines and rows of panels are drawn; anything else is left out. The same figure gives
    the same bytes.
    """
    from matplotlib import rc_context  # noqa: PLC0415 - a second, and only reports draw
    from matplotlib.backends.backend_svg import FigureCanvasSVG  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    drawable = [trace for trace in figure.data if trace.type in DRAWABLE]
    panels = list(dict.fromkeys(trace.xaxis or "x" for trace in drawable))
    with rc_context(STYLE):
        height = int(figure.layout.height or 340)
        sheet = Figure(figsize=(width / _DOTS, height / _DOTS), dpi=_DOTS, layout="constrained")
        FigureCanvasSVG(sheet)
        axes = sheet.subplots(1, max(len(panels), 1), squeeze=False)[0]
        for place, (name, axis) in enumerate(zip(panels, axes, strict=False)):
            traces = [trace for trace in drawable if (trace.xaxis or "x") == name]
            _panel(axis, figure, traces, name, wide=width > _WIDE)
            if len(panels) > 1:
                axis.set_title(figure.layout.annotations[place].text, fontsize=10)
        text = StringIO()
        sheet.savefig(text, format="svg", transparent=True, metadata={"Date": None})
    svg = text.getvalue()
    return svg[svg.index("<svg") :].replace("<svg ", '<svg style="max-width:100%;height:auto" ', 1)


def _panel(axis: Any, figure: Any, traces: Sequence[Any], name: str, wide: bool) -> None:
    bars = [trace for trace in traces if trace.type == "bar"]
    lying = any(trace.orientation == "h" for trace in bars)
    labels = _labels(bars, lying)
    grouped = figure.layout.barmode in (None, "group")
    for place, trace in enumerate(bars):
        _bars(axis, trace, labels, lying, (place, len(bars)) if grouped else (0, 1))
    for trace in traces:
        if trace.type == "scatter":
            _points(axis, trace)
    if labels:
        _name_ticks(axis, labels, lying, most=_MOST_LABELS if wide else _MOST_LABELS // 2)
    layout = figure.layout
    across = layout[f"xaxis{name[1:]}"]
    axis.set_xlabel(across.title.text or "")
    axis.set_ylabel(layout.yaxis.title.text or "")
    if across.type == "log":
        axis.set_xscale("log")
        axis.minorticks_off()
        axis.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    for shape in layout.shapes:
        if shape.x0 == shape.x1:
            axis.axvline(shape.x0, color=SOFT, linestyle=":")
        elif shape.y0 == shape.y1:
            axis.axhline(shape.y0, color=SOFT, linestyle=":")
    axis.spines[["top", "right"]].set_visible(False)
    named = [trace for trace in traces if trace.name and trace.showlegend is not False]
    if len(named) > 1:
        axis.legend(
            frameon=False,
            ncols=len(named),
            loc="lower left",
            bbox_to_anchor=(0, 1.08 if layout.annotations else 1),  # above the titles of panels
        )


def _labels(bars: Sequence[Any], lying: bool) -> list[str]:
    """Names under the bars in order of appearance; none where they stand at numbers."""
    names = [name for trace in bars for name in (trace.y if lying else trace.x)]
    if all(isinstance(name, int | float) for name in names):
        return []
    return list(dict.fromkeys(map(str, names)))


def _bars(
    axis: Any, trace: Any, labels: Sequence[str], lying: bool, group: tuple[int, int]
) -> None:
    names, values = (trace.y, trace.x) if lying else (trace.x, trace.y)
    place, n_groups = group
    width = 0.8 / n_groups
    centres = [labels.index(str(name)) for name in names] if labels else list(names)
    if labels:
        centres = [centre + (place - (n_groups - 1) / 2) * width for centre in centres]
    elif len(centres) > 1:
        width = 0.9 * min(b - a for a, b in pairwise(centres))
    widths = list(trace.width) if isinstance(trace.width, tuple | list) else width
    shown = [0 if value is None else value for value in values]
    colour = trace.marker.color
    colours = [_colour(c) for c in colour] if isinstance(colour, tuple | list) else _colour(colour)
    options = {"color": colours, "label": trace.name, "ecolor": SOFT}
    if lying:
        axis.barh(centres, shown, height=widths, xerr=_whiskers(trace.error_x), **options)
    else:
        axis.bar(centres, shown, width=widths, yerr=_whiskers(trace.error_y), **options)


def _points(axis: Any, trace: Any) -> None:
    joined = "lines" in (trace.mode or "")
    axis.errorbar(
        list(trace.x),
        list(trace.y),
        xerr=_whiskers(trace.error_x),
        yerr=_whiskers(trace.error_y),
        fmt="D" if trace.marker.symbol == "diamond" else "o",
        linestyle="-" if joined else "none",
        color=_colour(trace.marker.color or trace.line.color),
        ecolor=SOFT,
        label=trace.name,
    )
    if "text" in (trace.mode or ""):
        for x, y, text in zip(trace.x, trace.y, trace.text, strict=True):
            axis.annotate(text, (x, y), (6, 0), textcoords="offset points", va="center")


def _name_ticks(axis: Any, labels: Sequence[str], lying: bool, most: int) -> None:
    step = 1 if lying else -(-len(labels) // most)
    places = list(range(0, len(labels), step))
    shown = [labels[place] for place in places]
    if lying:
        axis.set_yticks(places, shown)
    else:
        slanted = sum(map(len, shown)) > _LINE
        turn = {"rotation": 35, "ha": "right"} if slanted else {}
        axis.set_xticks(places, shown, **turn)


def _whiskers(error: Any) -> list[list[float]] | None:
    if error.array is None:
        return None
    return [list(error.arrayminus or error.array), list(error.array)]


def _colour(colour: str | None) -> Any:
    """A colour as matplotlib takes it; Plotly's ``rgba(…)`` is turned into four fractions."""
    parts = re.findall(r"[\d.]+", colour) if colour and colour.startswith("rgba") else None
    if parts is None:
        return colour or SOFT
    red, green, blue, alpha = map(float, parts)
    return (red / 255, green / 255, blue / 255, alpha)
