"""A page about a data set: what is in it, and what the checks found."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from html import escape
from typing import Any

import numpy as np
import pyarrow as pa

from cinq import schema
from cinq.data.figures import figures
from cinq.data.findings import Finding
from cinq.data.manifest import Manifest
from cinq.data.prepared import Prepared
from cinq.pictures import drawn

_MOST_RATED = 15
_SHOWN_REJECTS = 20
_STILL = 480

_STYLE = """
:root { color-scheme: light dark; --ink: #1d1f23; --soft: #62666d; --paper: #fbfaf8;
  --card: #fff; --line: #e3e1dc; --accent: #c2410c; --notice: #fff3d6; }
@media (prefers-color-scheme: dark) { :root { --ink: #ececea; --soft: #a3a7ae; --paper: #15171a;
  --card: #1d2024; --line: #33373d; --accent: #fb8a5c; --notice: #40330f; } }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 32px 20px 64px; }
h1 { margin: 0 0 4px; } h2 { margin: 40px 0 12px; } .soft { color: var(--soft); }
.notice { background: var(--notice); padding: 12px 16px; border-radius: 8px; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(165px, 1fr)); gap: 12px; }
.fact, .view { background: var(--card); border: 1px solid var(--line); border-radius: 10px;
  padding: 14px 16px; } .fact b { display: block; font-size: 22px;
  white-space: nowrap; }
.views { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(460px, 100%), 1fr));
  gap: 16px; align-items: start; } .view { min-width: 0; overflow: hidden; }
.view h3 { margin: 0 0 6px; font-size: 16px; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: 6px 10px; border-bottom: 1px solid var(--line); }
td.n { text-align: right; font-variant-numeric: tabular-nums; }
.mended, .fatal { color: var(--accent); font-weight: 600; } code { overflow-wrap: anywhere; }
"""
_READABLE = """
const dark = matchMedia("(prefers-color-scheme: dark)");
function paint() { for (const figure of document.querySelectorAll(".js-plotly-plot")) {
  Plotly.relayout(figure, { "font.color": dark.matches ? "#d0d2d6" : "#44474d" });
  Plotly.Plots.resize(figure); } }
dark.addEventListener("change", paint); paint();
"""


def data_report(prepared: Prepared, rejected: pa.Table) -> str:
    """A self-contained HTML page, readable in light and dark.

    Parameters
    ----------
    prepared
        The data set.
    rejected
        Rows that were left out (schema.REJECTED).
    """
    manifest = prepared.manifest
    body = [
        f"<h1>{escape(manifest.dataset)}</h1>",
        f'<p class="soft">version <code>{escape(manifest.version)}</code></p>',
        _notice(manifest),
        _facts(manifest),
        "<h2>Views</h2>",
        _views(prepared),
        "<h2>Most rated films</h2>",
        _most_rated(prepared),
        "<h2>Checks</h2>",
        _findings(manifest.findings),
        _rejects(rejected),
        "<h2>Source and licence</h2>",
        f"<p>{escape(manifest.source)}</p><p>{escape(manifest.licence)}</p>",
        _provenance(manifest),
    ]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(manifest.dataset)}: data report</title><style>{_STYLE}</style></head>"
        f"<body><main>{''.join(body)}</main><script>{_READABLE}</script></body></html>"
    )


def _provenance(manifest: Manifest) -> str:
    file, digest = escape(manifest.archive), escape(manifest.archive_sha256)
    return f'<p class="soft">{file}, SHA-256 <code>{digest}</code></p>'


def _notice(manifest: Manifest) -> str:
    if not manifest.simulated:
        return ""
    return (
        '<p class="notice"><b>Simulated audience.</b> The people of this data set, and every '
        "number they give, are made up: they say nothing about what anybody thinks of a film.</p>"
    )


def _facts(manifest: Manifest) -> str:
    scale = manifest.scale
    facts = [
        (f"{manifest.n_users:,}", "people"),
        (f"{manifest.n_films:,}", "films"),
        (f"{manifest.n_ratings:,}", "ratings"),
        (f"{manifest.mean:.2f}", f"mean, of {scale.low:g} to {scale.high:g}"),
        (f"{manifest.median:.2f}", "median"),
        (f"{manifest.standard_deviation:.2f}", "standard deviation"),
        (f"{100 * _density(manifest):.2f} %", "of all pairs rated"),
    ]
    if manifest.first_time is not None and manifest.last_time is not None:
        facts.append((_day(manifest.first_time), "first rating"))
        facts.append((_day(manifest.last_time), "last rating"))
    cells = (f'<div class="fact"><b>{value}</b>{escape(name)}</div>' for value, name in facts)
    return f'<div class="facts">{"".join(cells)}</div>'


def _density(manifest: Manifest) -> float:
    return manifest.n_ratings / (manifest.n_users * manifest.n_films)


def _day(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def _views(prepared: Prepared) -> str:
    cells = []
    for place, (title, figure) in enumerate(figures(prepared)):
        picture = drawn(figure, title, with_script=place == 0, width=_STILL)
        cells.append(f'<section class="view"><h3>{escape(title)}</h3>{picture}</section>')
    return f'<div class="views">{"".join(cells)}</div>'


def _most_rated(prepared: Prepared) -> str:
    data = prepared.interactions
    counts = np.bincount(data.films, minlength=data.n_films)
    sums = np.bincount(data.films, data.ratings, minlength=data.n_films)
    likes = np.bincount(data.films[data.liked], minlength=data.n_films)
    rows = []
    for row in np.argsort(-counts, kind="stable")[:_MOST_RATED]:
        film, n = prepared.catalogue.films[row], max(int(counts[row]), 1)
        year = film.year if film.year is not None else ""
        liked = f"{100 * likes[row] / n:.0f} %"
        rows.append([film.title, year, int(counts[row]), f"{sums[row] / n:.2f}", liked])
    return _table(["Film", "Year", "Ratings", "Mean", "Liked by"], rows)


def _findings(findings: Iterable[Finding]) -> str:
    words = {"fatal": "fatal", "mended": "mended", "info": "noted"}
    rows = (
        f"<tr><td>{escape(finding.check)}</td>"
        f'<td class="{finding.severity}">{words[finding.severity] if finding.count else "passed"}'
        f'</td><td class="n">{finding.count:,}</td><td>{escape(finding.detail)}</td></tr>'
        for finding in findings
    )
    head = "<tr><th>Check</th><th>Outcome</th><th>Count</th><th>Detail</th></tr>"
    return f'<div class="wide"><table>{head}{"".join(rows)}</table></div>'


def _rejects(rejected: pa.Table) -> str:
    if not len(rejected):
        return "<p>No row was left out.</p>"
    reasons = rejected.group_by(schema.REASON).aggregate([([], "count_all")]).to_pylist()
    reasons.sort(key=lambda reason: (-reason["count_all"], reason[schema.REASON]))
    by_reason = _table(["Reason", "Rows"], [[r[schema.REASON], r["count_all"]] for r in reasons])
    first = rejected.slice(0, _SHOWN_REJECTS).to_pylist()
    listed = _table(["Row", "Reason"], [[r[schema.ROW], r[schema.REASON]] for r in first])
    return (
        f"<h3>Left out: {len(rejected):,} of the source's rows</h3>{by_reason}"
        f"<h3>The first of them</h3>{listed}"
        '<p class="soft">Row 0 is the first after the header; rejected.parquet lists all.</p>'
    )


def _table(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    lines = []
    for row in rows:
        cells = (
            f"<td{' class=n' if isinstance(cell, int) else ''}>{escape(str(cell))}</td>"
            for cell in row
        )
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f'<div class="wide"><table><tr>{head}</tr>{"".join(lines)}</table></div>'
