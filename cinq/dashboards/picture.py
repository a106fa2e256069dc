"""A dashboard as a still picture, for pages and reports: its panels where Grafana has them."""

from collections.abc import Sequence
from io import StringIO
from typing import Any

from cinq.dashboards.answers import N_POINTS, Answers, Curve
from cinq.dashboards.grafana import placed
from cinq.dashboards.panel import Dashboard, Panel, Unit
from cinq.pictures import SOFT, STYLE

COLOURS = ("#4c78a8", "#e07b39", "#54a24b", "#b4489a", "#9a8a2f", "#6a9fb5", "#c44e52", "#7f7f7f")
_WIDTH, _ROW = 13.0, 0.33
"""Inches: of the picture, and of a cell's height."""
_SPANS = ((86400 * 2, 86400, "d"), (3600 * 2, 3600, "h"), (0, 60, "min"))
"""From how many seconds on time is told in units of how many seconds, and their name."""


def picture(dashboard: Dashboard, answers: Answers, start: float, end: float) -> str:
    """Draw a dashboard as SVG, with transparent ground and text as text.

    Parameters
    ----------
    answers
        Of all its queries; a panel without any says so.
    start, end
        The time that is shown, in seconds since 1970.
    """
    from matplotlib import rc_context  # noqa: PLC0415 - a second, and only this draws
    from matplotlib.backends.backend_svg import FigureCanvasSVG  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    cells = list(placed(dashboard.panels))
    rows = max(y + panel.height for panel, _, y in cells)
    with rc_context({**STYLE, "font.size": 8.5}):
        sheet = Figure(figsize=(_WIDTH, rows * _ROW), dpi=96)
        FigureCanvasSVG(sheet)
        for panel, x, y in cells:
            below, above = (0.6, 1.3) if panel.kind == "stat" else (1.9, 1.3)
            low = 1 - (y + panel.height - below) / rows
            width, height = panel.width / 24 - 0.09, (panel.height - below - above) / rows
            axis = sheet.add_axes((x / 24 + 0.075, low, width, height))
            _panel(axis, panel, _curves(panel, answers, start, end), start, end)
        text = StringIO()
        sheet.savefig(text, format="svg", transparent=True, metadata={"Date": None})
    svg = text.getvalue()
    return svg[svg.index("<svg") :]


def _curves(panel: Panel, answers: Answers, start: float, end: float) -> list[Curve]:
    """What a panel shows; where only the newest counts, what has ended is not shown."""
    curves = [curve for query in panel.queries for curve in answers.get(query.expr, [])]
    since = start if panel.kind == "timeseries" else end - 3 * (end - start) / N_POINTS
    return [curve for curve in curves if curve.values and curve.times[-1] >= since]


def _panel(axis: Any, panel: Panel, curves: Sequence[Curve], start: float, end: float) -> None:
    axis.set_title(panel.title, loc="left", fontsize=9.5, fontweight="bold", pad=8)
    axis.spines[["top", "right"]].set_visible(False)
    if not curves:
        axis.set_axis_off()
        axis.text(0.5, 0.5, "no data", ha="center", transform=axis.transAxes)
    elif panel.kind == "stat":
        _numbers(axis, panel, curves)
    elif panel.kind == "bargauge":
        _bars(axis, panel, curves)
    else:
        _lines(axis, panel, curves, start, end)


def _numbers(axis: Any, panel: Panel, curves: Sequence[Curve]) -> None:
    axis.set_axis_off()
    for at, curve in enumerate(curves):
        value = curve.name if panel.named else shown(curve.values[-1], panel.unit)
        place = {"x": (at + 0.5) / len(curves), "ha": "center", "transform": axis.transAxes}
        axis.text(y=0.5, s=value, fontsize=17, color=COLOURS[0], **place)
        if not panel.named:
            axis.text(y=0.0, s=curve.name, **place)


def _bars(axis: Any, panel: Panel, curves: Sequence[Curve]) -> None:
    values = [curve.values[-1] for curve in curves]
    axis.barh(range(len(curves)), values, color=COLOURS[0], height=0.7)
    axis.set_yticks(range(len(curves)), [curve.name for curve in curves])
    axis.invert_yaxis()
    most = panel.top or max(*values, 0.0) or 1.0
    axis.set_xlim(0, most * 1.12)
    axis.xaxis.set_major_formatter(lambda value, _: shown(value, panel.unit))
    for at, value in enumerate(values):
        axis.text(value + most * 0.01, at, shown(value, panel.unit), va="center")


def _lines(axis: Any, panel: Panel, curves: Sequence[Curve], start: float, end: float) -> None:
    _, size, unit = next(span for span in _SPANS if end - start >= span[0])
    for at, curve in enumerate(curves):
        when = [(time - end) / size for time in curve.times]
        colour, style = COLOURS[at % len(COLOURS)], "-" if at < len(COLOURS) else "--"
        axis.plot(
            when, curve.values, color=colour, linestyle=style, linewidth=1.3, label=curve.name
        )
    axis.set_xlim((start - end) / size, 0)
    below = min(min(curve.values) for curve in curves)
    axis.set_ylim(min(0.0, below), panel.top)
    axis.yaxis.set_major_formatter(lambda value, _: shown(value, panel.unit))
    axis.xaxis.set_major_formatter(lambda value, _: f"{value:g} {unit}" if value else "end")
    axis.grid(visible=True, color=SOFT, alpha=0.2)
    if any(curve.name for curve in curves):
        named = {"frameon": False, "fontsize": 7, "ncols": 4, "handlelength": 1.2}
        axis.legend(loc="upper left", bbox_to_anchor=(-0.02, -0.13), **named)


def shown(value: float, unit: Unit) -> str:
    """Write a value with its unit, in a few letters."""
    if unit == "percentunit":
        return f"{100 * value:.3g} %"
    if unit == "bytes":
        return f"{value / 2**20:.0f} MiB"
    if unit == "s" and value:
        for size, letter in ((86400, "d"), (3600, "h"), (60, "min"), (1, "s")):
            if abs(value) >= size:
                return f"{value / size:.3g} {letter}"
        return f"{value * 1000:.3g} ms"
    text = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return text + {"reqps": "/s", "s": " s"}.get(unit, "")
