"""The look of a self-contained report: one HTML page, light and dark, nothing fetched."""

from collections.abc import Sequence
from html import escape
from typing import Any

from cinq.pictures import drawn

STYLE = """
:root { color-scheme: light dark; --paper: #fbfaf7; --ink: #23211c; --soft: #5f5b52;
  --line: #dcd7cb; --card: #ffffff; --good: #17713a; --bad: #a8321f; }
@media (prefers-color-scheme: dark) { :root { --paper: #16171a; --ink: #ece9e2; --soft: #aaa69c;
  --line: #3a3b40; --card: #1f2024; --good: #6fce8f; --bad: #f08d78; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.2rem 4rem; max-width: 62rem; background: var(--paper);
  color: var(--ink); font: 16px/1.55 system-ui, "Segoe UI", Roboto, sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .3rem; }
h2 { font-size: 1.15rem; margin: 2.4rem 0 .3rem; }
p { margin: .3rem 0 .8rem; max-width: 46rem; } .soft { color: var(--soft); }
.good { color: var(--good); } .bad { color: var(--bad); }
.verdict { font-size: 1.15rem; font-weight: 650; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; min-width: 44rem; background: var(--card);
  font-size: .93rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .5rem .7rem;
  border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-weight: 600; }
td.mark { white-space: nowrap; font-weight: 650; }
.chart { background: var(--card); border: 1px solid var(--line); border-radius: 8px;
  padding: .4rem; margin: .6rem 0; overflow-x: auto; }
.chart > * { min-width: 34rem; }
.js-plotly-plot .plotly text { fill: var(--ink) !important; }
.js-plotly-plot .gridlayer path, .js-plotly-plot .zerolinelayer path {
  stroke: var(--line) !important; }
.js-plotly-plot .parcoords text { text-shadow: none !important; }
.js-plotly-plot .hoverlayer text { fill: #fff !important; }
"""


def page(title: str, body: Sequence[str], with_charts: bool = True) -> str:
    """A whole HTML document.

    Parameters
    ----------
    title
        Plain text.
    body
        Pieces of HTML, escaped already.
    with_charts
        Whether to put Plotly's script in, 4.5 MB.
    """
    script = ""
    if with_charts:
        from plotly.offline import get_plotlyjs  # noqa: PLC0415 - half a second, reports only

        script = f"<script>{get_plotlyjs()}</script>"
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style>{script}</head>"
        f"<body><h1>{escape(title)}</h1>{''.join(body)}</body></html>\n"
    )


def heading(text: str, remark: str = "") -> str:
    """A section's heading and a soft remark below it; plain text."""
    below = f'<p class="soft">{escape(remark)}</p>' if remark else ""
    return f"<h2>{escape(text)}</h2>{below}"


def paragraph(text: str, kind: str = "") -> str:
    """A paragraph of plain text; `kind` is a class of the style."""
    return f'<p class="{escape(kind)}">{escape(text)}</p>' if kind else f"<p>{escape(text)}</p>"


def table(columns: Sequence[str], rows: Sequence[Sequence[str]], marks: bool = False) -> str:
    """A table of plain text.

    Parameters
    ----------
    columns
        Headings.
    rows
        Cells as text.
    marks
        Whether the first column is a verdict: ``passed`` is green, anything else red.
    """
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    body = []
    for row in rows:
        cells = [f"<td>{escape(cell)}</td>" for cell in row]
        if marks:
            good = row[0] == "passed"
            kind, sign = ("good", "✓") if good else ("bad", "✗")
            cells[0] = f'<td class="mark {kind}">{sign} {escape(row[0])}</td>'
        body.append(f"<tr>{''.join(cells)}</tr>")
    return (
        f'<div class="scroll"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )


def chart(figure: Any, title: str, height: int = 340) -> str:
    """A Plotly figure (``plotly.graph_objects.Figure``) as a piece of the page.

    `title` says what it shows to those who cannot see it.
    """
    figure.update_layout(
        height=height,
        margin={"l": 20, "r": 20, "t": 30, "b": 20},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": "system-ui, Segoe UI, Roboto, sans-serif", "size": 13},
        legend={"orientation": "h", "y": 1.12, "x": 0},
    )
    figure.update_xaxes(automargin=True)
    figure.update_yaxes(automargin=True)
    return f'<div class="chart">{drawn(figure, title)}</div>'
